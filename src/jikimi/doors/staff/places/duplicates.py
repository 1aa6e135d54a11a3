"""Sites listed twice, side by side: merged field by field, or told apart; either is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotValid, NotYet
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.places.imports import field_words
from jikimi.places import site_duplicates as doubles
from jikimi.places.areas import area_names
from jikimi.places.site_duplicates import ACT


@staff_page(ACT)
def site_duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that look like one site, the likeliest first, and what was said lately."""
    actor, kind = actor_of(request), request.GET.get("kind", "")
    kind = kind if kind in codes("places", "site_kinds") else ""
    context = {
        "found": doubles.alike_sites(actor, kind=kind),
        "lately": doubles.verdicts_lately(actor),
        "kind": kind,
        "kinds": labels("places", "site_kinds"),
        "areas": area_names(),
        "whys": why_words(),
    }
    return show(request, "places/duplicates.html", context)


@staff_page(ACT)
def site_duplicate(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Two sites side by side, and each field in which they differ."""
    pair = doubles.pair_called(actor_of(request), one, other)
    context = {
        "pair": pair,
        "differs": doubles.differing(pair),
        "fields": field_words(),
        "kinds": labels("places", "site_kinds"),
        "areas": area_names(),
        "whys": why_words(),
    }
    return show(request, "places/duplicate.html", context)


@staff_page(ACT)
@require_POST
def site_duplicate_apart(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Say that two sites are two."""
    return _said(
        request,
        lambda: doubles.tell_apart(actor=actor_of(request), one=one, other=other),
        _("Noted; you are not asked again."),
    )


@staff_page(ACT)
@require_POST
def site_duplicate_merge(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Make one site of two; each field as it was chosen."""
    is_second = request.POST.get("kept") == "second"
    kept, gone = (other, one) if is_second else (one, other)
    theirs = "first" if is_second else "second"
    taken = [name for name in doubles.FIELDS if request.POST.get(name) == theirs]
    return _said(
        request,
        lambda: doubles.merge_sites(actor=actor_of(request), kept=kept, gone=gone, taken=taken),
        _("The two sites are one now. It can be taken back."),
    )


@staff_page(ACT)
@require_POST
def site_duplicate_undo(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take back what was said of two sites."""
    actor = actor_of(request)
    verdict = doubles.verdict_called(actor, number)
    return _said(
        request,
        lambda: doubles.undo_verdict(actor=actor, verdict=verdict),
        _("Taken back; both sites stand as before."),
    )


def why_words() -> dict[str, str]:
    """Why two sites look like one."""
    return {
        "place": _("In the same place"),
        "number": _("Same number, near each other"),
        "address": _("Same name and address"),
    }


def _said(request: HttpRequest, call: Callable[[], Any], says: str) -> HttpResponse:
    try:
        call()
        messages.success(request, says)
    except NotYet as refusal:
        messages.error(request, refusal.says)
    except NotValid as refusal:
        messages.error(request, " ".join(refusal.fields.values()))
    return redirect("site_duplicates")


_PAIR = "places/duplicates/<uuid:one>/<uuid:other>/"
urls = [
    path("places/duplicates/", site_duplicates, name="site_duplicates"),
    path(_PAIR, site_duplicate, name="site_duplicate"),
    path(f"{_PAIR}apart/", site_duplicate_apart, name="site_duplicate_apart"),
    path(f"{_PAIR}merge/", site_duplicate_merge, name="site_duplicate_merge"),
    path("places/duplicates/<uuid:number>/undo/", site_duplicate_undo, name="site_duplicate_undo"),
]
