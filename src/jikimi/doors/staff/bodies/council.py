"""The council's page: what its members should know, in five minutes; effects of what it decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.bodies.council_packs import packs_of
from jikimi.bodies.councils import council_called, councils_of, meetings_around
from jikimi.bodies.effects import (
    effect_choices,
    policy_follow_up,
    record_effect,
    undertaking_looked_at,
)
from jikimi.bodies.halves import Half, half_called, half_of
from jikimi.bodies.matters import matters_waiting
from jikimi.bodies.models import Body, Undertaking
from jikimi.bodies.reviews import reviews_received, reviews_written
from jikimi.cases.council_half import read_council
from jikimi.cases.council_tables import council_tables
from jikimi.doors.staff.bodies.council_words import figure, review_line, said
from jikimi.doors.staff.cases.parts import conflict_rows, renewed, status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, show, staff_page

HALVES_OFFERED = 6


class EffectForm(forms.Form):
    """Whether what was carried out helped, and what shows it."""

    effect = forms.ChoiceField(label=words("Did it help?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=words("What shows it"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=words("Numbers or observations before and after. Nothing about a single case."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["effect"].choices = effect_choices()  # type: ignore[attr-defined]


@staff_page("cases.council.figures")
def councils(request: HttpRequest) -> HttpResponse:
    """The councils the reader sits in; the page of the council itself when there is only one."""
    actor = actor_of(request)
    found = councils_of(actor)
    written = reviews_written(actor)
    if len(found) == 1 and not written:
        return redirect("council", found[0].key)
    context = {"councils": found, "written": [review_line(row) for row in written]}
    return show(request, "bodies/councils.html", context)


@staff_page("cases.council.figures")
def council(request: HttpRequest, key: str) -> HttpResponse:
    """How things stand: what waits, the figures beside the half-year before, reviews, packs."""
    actor = actor_of(request)
    found = council_called(actor, key)
    half = half_called(request.GET["half"]) if "half" in request.GET else half_of()
    read_council(actor, found)
    return show(request, "bodies/council.html", _context(actor, found, half))


def _context(actor: Actor, found: Body, half: Half) -> dict[str, Any]:
    lines = policy_follow_up(actor, found, half)
    headline, *tables = council_tables(actor, found, half)
    reviews = reviews_received(actor, found)
    return {
        "council": found,
        "half": half,
        "halves": [(one.code, one.label) for one in _halves()],
        "headline": headline,
        "tables": [table for table in tables if table["rows"]],
        "policies": lines,
        "overdue": [line for line in lines if line.is_overdue],
        "to_look_at": [line for line in lines if line.waits_for == "effect"],
        "reviews": [review_line(row) for row in reviews],
        "reviews_waiting": sum(row.stage == "sent" for row in reviews),
        "matters": matters_waiting(actor, found),
        "meetings": meetings_around(actor, found),
        "packs": packs_of(actor, found),
        "may_make": may(actor, "bodies.council_pack.make", found),
        "figure": figure,
        "said": said,
    }


def _halves() -> list[Half]:
    found = [half_of()]
    while len(found) < HALVES_OFFERED:
        found.append(found[-1].before)
    return found


@staff_page("bodies.undertakings.effect")
def effect(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Say whether what an agency carried out for the council helped."""
    actor = actor_of(request)
    row = undertaking_looked_at(actor, undertaking_id)
    body = row.body
    form = EffectForm(request.POST or None, initial=_as_it_stands(row))
    if form.is_valid():
        given = form.cleaned_data
        if stepped(form, lambda: record_effect(actor=actor, undertaking=row, **given)):
            messages.success(request, _("What came of it is recorded."))
            return _back(actor, body, row)
        renewed(form, undertaking_looked_at(actor, undertaking_id).version)
    context = {
        "council": body,
        "row": row,
        "form": form,
        "conflict": conflict_rows(form),
        "may_look": may(actor, "bodies.undertakings.effect", row),
    }
    return show(request, "bodies/effect.html", context, status=status_of_step(form))


def _back(actor: Actor, body: Body, row: Undertaking) -> HttpResponse:
    """To the council's page; the agency that carried it out may not sit there."""
    if may(actor, "cases.council.figures", body):
        return redirect("council", body.key)
    return redirect("council_effect", row.pk)


def _as_it_stands(row: Undertaking) -> dict[str, object]:
    return {"effect": row.effect, "text": row.effect_text, "version": row.version}


urls = [
    path("council/", councils, name="councils"),
    path("council/<slug:key>/", council, name="council"),
    path("effects/<uuid:undertaking_id>/", effect, name="council_effect"),
]
