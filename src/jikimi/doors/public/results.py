"""The first page, what was found, and the numbers set aside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jikimi.access.codes import today
from jikimi.directory.search.eligibility import Person
from jikimi.directory.search.finding import MOST, MOST_AT_ALL, Filters, Found, find
from jikimi.doors.public.asking import Asked, asked_by
from jikimi.doors.public.cards import Card, cards
from jikimi.doors.public.frame import (
    kept_numbers,
    public_page,
    repeatable,
    show,
    texts_language,
)
from jikimi.doors.public.lines import URGENT, Lines, lines, lines_called, lines_for
from jikimi.doors.public.pages import first_page
from jikimi.doors.public.wants import COMMON, labelled

_FOR_ANYTHING = ("women", "danuri", "police")
_GUIDES = {"child": "guide_1", "hurting": "guide_2", "worried": "guide_3"}


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The first page; and, posted to, what was found. What was asked never stands in an address."""
    asked = asked_by(request.POST)
    if not asked.says_something:
        return first_page(request)
    found = _find(asked)
    shown = _cards(found, language=texts_language(request))
    context = {
        "here": repeatable(request),
        "asked": asked,
        "cards": shown,
        "understood": list(dict.fromkeys(part.says for part in found.understood)),
        "remarks": _remarks(found),
        "at_once": _lines(found),
        "guide": _guide(found),
        "next_page": asked.page + 1 if found.has_more and asked.page * MOST < MOST_AT_ALL else 0,
        "common_needs": labelled(COMMON),
    }
    return show(request, "results", context)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """The numbers a reader set aside, on one page to print."""
    found = cards(kept_numbers(request), language=texts_language(request))
    context = {
        "here": repeatable(request),
        "cards": found,
        "urgent": lines(URGENT),
        "today": today(),
    }
    return show(request, "kept", context)


def _find(asked: Asked) -> Found:
    """More places are the same places and twenty more: nobody loses his place in the list."""
    filters = Filters(
        need=asked.need,
        place=asked.district,
        near=asked.district,
        language=asked.language,
        is_open_now=asked.is_open_now,
        person=Person(
            sex=asked.sex,
            age=asked.age,
            has_disability=asked.has_disability or None,
            is_foreign=asked.is_foreign or None,
            has_child=asked.has_child or None,
            needs_wheelchair=asked.needs_wheelchair or None,
        ),
    )
    most = min(asked.page * MOST, MOST_AT_ALL)
    return find(asked.words, filters=filters, most=most, is_counted=asked.page == 1)


def _cards(found: Found, *, language: str) -> list[Card]:
    whys = {hit.service.pk: [why.says for why in hit.whys] for hit in found.hits}
    cautions = {
        hit.service.pk: [one.says for one in hit.fit if one.answer != "yes"] for hit in found.hits
    }
    return cards(list(whys), language=language, whys=whys, cautions=cautions)


def _remarks(found: Found) -> list[str]:
    """What was looked for in place of what was typed, said openly."""
    said = []
    if found.meant:
        said.append(_("Looked for “%(word)s” instead.") % {"word": found.meant})
    if found.instead:
        words = ", ".join(part.says for part in found.instead)
        said.append(_("No place has all of it. Left out: %(words)s.") % {"words": words})
    return said


def _lines(found: Found) -> Lines:
    """Numbers asked for by name, or that answer the need now; any that knows on, else."""
    fitting = lines_called(found.asked.typed) or lines_for(found.asked.needs)
    return fitting or ([] if found.hits else lines(_FOR_ANYTHING))


def _guide(found: Found) -> str:
    """The guide for who seems to ask: a child, one who hurts others, one who worries."""
    whos = [part.who for part in found.understood if part.who]
    return _GUIDES.get(whos[0], "") if whos else ""


urls = [path("", home, name="home"), path("kept/", kept, name="kept")]
