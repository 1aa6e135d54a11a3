"""Repairs over pages: what each agency is to do, how it ended, and whether it is good now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.doors.staff.cases.parts import conflict_rows, done, status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.phone import may_ask_where
from jikimi.doors.staff.places.inspection_fields import PlacePhotoForm, WhyForm
from jikimi.doors.staff.places.repair_fields import (
    JudgeForm,
    OutcomeForm,
    RepairForm,
    RepairNarrow,
)
from jikimi.places import repairs
from jikimi.places.hazards import hazard_called
from jikimi.places.inspection_reads import place_of, site_name
from jikimi.places.inspection_results import repair_state
from jikimi.places.models import Repair
from jikimi.places.place_photos import add_photo, photos_of

_STEPS = (
    *("accept", "done", "not_possible", "resume", "check", "withdraw", "amend", "photograph"),
    "order",
)


@staff_page("places.repairs.read")
def repair_list(request: HttpRequest) -> HttpResponse:
    """Repairs: for the reader's agency to do unless others are asked for."""
    actor, form = actor_of(request), RepairNarrow(request.GET)
    page = repairs.repairs_found(actor, form.wish(request.GET.get("page", "")))
    kept = {k: v for k, v in request.GET.items() if k != "page" and v}
    context = {
        "form": form,
        "page": page,
        "is_narrowed": bool(kept),
        "state": repair_state,
        "where": where,
        "newer": f"?{urlencode({**kept, 'page': page.page - 1})}" if page.page > 1 else "",
        "older": f"?{urlencode({**kept, 'page': page.page + 1})}" if page.page < page.pages else "",
    }
    return show(request, "places/repairs.html", context)


@staff_page("places.repairs.read")
def repair(request: HttpRequest, number: UUID) -> HttpResponse:
    """One repair."""
    return _page(request, repairs.repair_called(actor_of(request), number))


@staff_page("places.repairs.accept")
def repair_accept(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take it on."""
    return _plain(request, number, repairs.accept_repair, _("Thank you. It is taken on."))


@staff_page("places.repairs.resume")
def repair_resume(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a report back that was a mistake."""
    return _plain(request, number, repairs.resume_repair, _("The report is taken back."))


@staff_page("places.repairs.done")
def repair_end(request: HttpRequest, number: UUID) -> HttpResponse:
    """Report it done, or not possible."""
    return _formed(
        request,
        number,
        OutcomeForm(request.POST),
        lambda actor, row, given: repairs.end_repair(actor=actor, repair=row, **given),
        _("Thank you. The coordinators are told."),
    )


@staff_page("places.repairs.check")
def repair_check(request: HttpRequest, number: UUID) -> HttpResponse:
    """Say what was seen on looking again."""
    return _formed(
        request,
        number,
        JudgeForm(request.POST),
        lambda actor, row, given: repairs.check_repair(
            actor=actor, repair=row, is_good=given["good"] == "yes", why=given["why"]
        ),
        _("It is noted. The agency is told."),
    )


@staff_page("places.repairs.withdraw")
def repair_withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take back what was asked for by mistake."""
    return _formed(
        request,
        number,
        WhyForm(request.POST),
        lambda actor, row, given: repairs.withdraw_repair(actor=actor, repair=row, **given),
        _("It is taken back. The agency is told."),
    )


@staff_page("places.repairs.amend")
def repair_amend(request: HttpRequest, number: UUID) -> HttpResponse:
    """Change what is asked, of whom or until when."""
    row = repairs.repair_called(actor_of(request), number)
    form = RepairForm(request.POST, body=row.body)
    return _formed(
        request,
        number,
        form,
        lambda actor, row, given: repairs.amend_repair(
            actor=actor, repair=row, draft=form.draft(), version=given["version"]
        ),
        _("It is changed. The agencies are told."),
    )


@staff_page("places.repairs.photograph")
def repair_photo_add(request: HttpRequest, number: UUID) -> HttpResponse:
    """Add a photo of what was done."""
    form = PlacePhotoForm(request.POST, request.FILES)
    return _formed(
        request,
        number,
        form,
        lambda actor, row, _given: add_photo(actor=actor, about=row, draft=form.draft()),
        _("The photo is kept, without what the camera wrote into it."),
    )


@staff_page("places.repairs.order")
def hazard_repair(request: HttpRequest, number: UUID) -> HttpResponse:
    """Make a repair of a hazard."""
    actor = actor_of(request)
    hazard = hazard_called(actor, number)
    form = RepairForm(request.POST if request.method == "POST" else None, body=hazard.body)
    if form.is_valid():
        made = stepped(
            form,
            lambda: repairs.order_repair_of_hazard(actor=actor, hazard=hazard, draft=form.draft()),
        )
        if made:
            return done(request, _("It is asked for. The agency is told."), "hazard", number)
    context = {"form": form, "hazard": hazard}
    return show(request, "places/hazard_repair.html", context, status=status_of_step(form))


@staff_page("places.hazards.photograph")
def hazard_photo_add(request: HttpRequest, number: UUID) -> HttpResponse:
    """Add a photo to a hazard."""
    actor = actor_of(request)
    hazard = hazard_called(actor, number)
    form = PlacePhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        kept = stepped(form, lambda: add_photo(actor=actor, about=hazard, draft=form.draft()))
        if kept:
            says = _("The photo is kept, without what the camera wrote into it.")
            return done(request, says, "hazard", number)
    context = {"form": form, "hazard": hazard}
    answer = show(request, "places/hazard_photo.html", context, status=status_of_step(form))
    return may_ask_where(answer)


def where(row: Repair) -> str:
    """Where a repair is to be made, in words."""
    if row.inspection is not None:
        return place_of(row.inspection)
    return site_name(row.site) if row.site else ""


def _plain(
    request: HttpRequest, number: UUID, rule: Callable[..., Repair], says: str
) -> HttpResponse:
    actor = actor_of(request)
    row = repairs.repair_called(actor, number)
    if request.method != "POST":
        return redirect("repair", number)
    rule(actor=actor, repair=row)
    return done(request, says, "repair", number)


def _formed(
    request: HttpRequest,
    number: UUID,
    form: forms.Form,
    call: Callable[[Any, Repair, dict[str, Any]], Any],
    says: str,
) -> HttpResponse:
    actor = actor_of(request)
    row = repairs.repair_called(actor, number)
    if request.method != "POST":
        return redirect("repair", number)
    if form.is_valid() and stepped(form, lambda: call(actor, row, form.cleaned_data)):
        return done(request, says, "repair", number)
    return _page(request, repairs.repair_called(actor, number), form=form)


def _page(request: HttpRequest, row: Repair, *, form: forms.Form | None = None) -> HttpResponse:
    actor = actor_of(request)
    fresh: dict[str, forms.Form] = {
        "end_form": OutcomeForm(),
        "check_form": JudgeForm(),
        "why_form": WhyForm(),
        "amend_form": RepairForm(body=row.body, start=row),
        "photo_form_given": PlacePhotoForm(),
    }
    kinds = {type(one): name for name, one in fresh.items()}
    if form is not None:
        fresh[kinds[type(form)]] = form
    context = {
        "repair": row,
        "state": repair_state(row),
        "where": where(row),
        "photos": photos_of(row),
        "may": {step: may(actor, f"places.repairs.{step}", row) for step in _STEPS},
        "form": form,
        "conflict": conflict_rows(form) if form is not None else [],
        **fresh,
    }
    answer = show(request, "places/repair.html", context, status=status_of_step(form))
    return may_ask_where(answer)


_ONE = "repairs/<uuid:number>/"
urls = [
    path("repairs/", repair_list, name="repairs"),
    path(_ONE, repair, name="repair"),
    path(f"{_ONE}accept/", repair_accept, name="repair_accept"),
    path(f"{_ONE}resume/", repair_resume, name="repair_resume"),
    path(f"{_ONE}end/", repair_end, name="repair_end"),
    path(f"{_ONE}check/", repair_check, name="repair_check"),
    path(f"{_ONE}withdraw/", repair_withdraw, name="repair_withdraw"),
    path(f"{_ONE}amend/", repair_amend, name="repair_amend"),
    path(f"{_ONE}photos/", repair_photo_add, name="repair_photo_add"),
    path("hazards/<uuid:number>/repair/", hazard_repair, name="hazard_repair"),
    path("hazards/<uuid:number>/photos/", hazard_photo_add, name="hazard_photo_add"),
]
