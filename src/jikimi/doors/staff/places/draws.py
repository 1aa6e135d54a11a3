"""Draws over pages: committed, drawn, and drawn again by anybody after the end."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.access.locking import TakenFile
from jikimi.doors.staff.cases.parts import done, status_of_step, stepped
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, may_enter, show, staff_page
from jikimi.doors.staff.places.draw_fields import DrawForm, RuleForm
from jikimi.doors.staff.places.inspection_fields import WhyForm
from jikimi.places import drawing
from jikimi.places.areas import area_names
from jikimi.places.inspection_reads import lines_of
from jikimi.places.models import Draw


@staff_page("places.draws.read")
def draw_list(request: HttpRequest) -> HttpResponse:
    """Draws the reader may know of."""
    actor = actor_of(request)
    context = {
        "rows": drawing.draws(actor),
        "kinds": labels("places", "site_kinds"),
        "may_open": may_enter(actor, "places.draws.open"),
    }
    return show(request, "places/draws.html", context)


@staff_page("places.draws.open")
def draw_new(request: HttpRequest) -> HttpResponse:
    """Commit to a seed and a rule."""
    actor = actor_of(request)
    form = RuleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        body_id = form.cleaned_data["body_id"]
        made = stepped(
            form, lambda: drawing.open_draw(actor=actor, body_id=body_id, rule=form.rule())
        )
        if made:
            says = _("The seed is made and its digest is on the record. Now draw.")
            return done(request, says, "draw", made.pk)
    return show(request, "places/draw_new.html", {"form": form}, status=status_of_step(form))


@staff_page("places.draws.read")
def draw(request: HttpRequest, number: UUID) -> HttpResponse:
    """One draw."""
    return _page(request, drawing.draw_called(actor_of(request), number))


@staff_page("places.draws.draw")
def draw_draw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Draw, and plan the inspections."""
    actor = actor_of(request)
    row = drawing.draw_called(actor, number)
    if request.method != "POST":
        return redirect("draw", number)
    form = DrawForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        days = (given["first"], given["last"])
        made = stepped(
            form,
            lambda: drawing.draw_sites(
                actor=actor,
                draw=row,
                days=days,
                words=given["words_said"],
                is_night=given["is_night"],
            ),
        )
        if made:
            says = _("It is drawn. The team is told, and nobody else.")
            return done(request, says, "draw", number)
    return _page(request, row, form=form)


@staff_page("places.draws.call_off")
def draw_call_off(request: HttpRequest, number: UUID) -> HttpResponse:
    """Call off a draw before it is drawn."""
    actor = actor_of(request)
    row = drawing.draw_called(actor, number)
    if request.method != "POST":
        return redirect("draw", number)
    form = WhyForm(request.POST)
    if form.is_valid() and stepped(
        form,
        lambda: drawing.call_off_draw(actor=actor, draw=row, why=form.cleaned_data["why"]),
    ):
        return done(request, _("The draw is called off."), "draws")
    return _page(request, row, form=form)


@staff_page("places.draws.read")
@require_safe
def draw_file(request: HttpRequest, number: UUID) -> HttpResponse:
    """All that is needed to draw again elsewhere, once the draw is over."""
    row = drawing.draw_called(actor_of(request), number)
    drawing.drawn_again(row)
    told = json.dumps(drawing.as_told(row), ensure_ascii=False, indent=1)
    return download(TakenFile(f"draw-{row.drawn_at:%Y%m%d}.json", told.encode()))


def _page(request: HttpRequest, row: Draw, *, form: forms.Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    is_over = row.stage == "ended" and row.drawn_at is not None
    fresh: dict[str, Any] = {
        "draw_form": DrawForm(initial={"first": today, "last": today}),
        "why_form": WhyForm(),
    }
    kinds = {type(one): name for name, one in fresh.items()}
    if form is not None:
        fresh[kinds[type(form)]] = form
    context = {
        "draw": row,
        "rule": row.rule,
        "team": drawing.team_names(row),
        "kind": labels("places", "site_kinds").get(row.rule.get("kind", ""), ""),
        "area": area_names().get(row.rule.get("area", ""), ""),
        "fitting": drawing.fitting(drawing.rule_of(row)) if row.stage == "committed" else None,
        "lines": lines_of(drawing.inspections_of(row)),
        "again": drawing.drawn_again(row) if is_over else None,
        "may": {step: may(actor, f"places.draws.{step}", row) for step in ("draw", "call_off")},
        "form": form,
        **fresh,
    }
    return show(request, "places/draw.html", context, status=status_of_step(form))


_ONE = "inspections/draws/<uuid:number>/"
urls = [
    path("inspections/draws/", draw_list, name="draws"),
    path("inspections/draws/new/", draw_new, name="draw_new"),
    path(_ONE, draw, name="draw"),
    path(f"{_ONE}draw/", draw_draw, name="draw_draw"),
    path(f"{_ONE}call-off/", draw_call_off, name="draw_call_off"),
    path(f"{_ONE}draw.json", draw_file, name="draw_file"),
]
