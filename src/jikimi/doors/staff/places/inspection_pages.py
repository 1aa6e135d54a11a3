"""One inspection: what was found, settled, photographed, followed up; moved, finished."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words
from django.views.decorators.http import require_safe

from jikimi.access.errors import NotAllowed
from jikimi.access.locking import TakenFile
from jikimi.doors.staff.cases.parts import done, renewed, status_of_step, stepped
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.places.inspection_fields import (
    MoveForm,
    PlacePhotoForm,
    SummaryForm,
    WhyForm,
)
from jikimi.doors.staff.places.inspection_view import finding_at, inspection_page
from jikimi.doors.staff.places.repair_fields import RepairForm
from jikimi.doors.staff.sheet_forms import AnswersForm, NoteForm, SettleForm, answers_kept
from jikimi.doors.staff.steps import StepsOf
from jikimi.places.inspecting import (
    amend_inspection,
    call_off_inspection,
    inspection_called,
    resume_inspection,
)
from jikimi.places.inspection_endings import finish_inspection
from jikimi.places.inspection_forms import items_of
from jikimi.places.inspection_reads import line_of
from jikimi.places.inspection_results import propose_change, sheet_paper
from jikimi.places.inspection_sheets import receive_sheet, settle_conflict
from jikimi.places.models import Inspection
from jikimi.places.place_photos import add_photo, open_photo, photo_called, withdraw_photo
from jikimi.places.repairs import note_finding, offers_for, order_repair


@staff_page("places.inspections.read")
def inspection(request: HttpRequest, number: UUID) -> HttpResponse:
    """One inspection."""
    return inspection_page(request, inspection_called(actor_of(request), number))


@staff_page("places.inspections.amend")
def inspection_amend(request: HttpRequest, number: UUID) -> HttpResponse:
    """Move it, or change who goes."""
    actor = actor_of(request)
    found = inspection_called(actor, number)
    form = MoveForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        version = form.cleaned_data["version"]
        call = stepped(
            form,
            lambda: amend_inspection(
                actor=actor, inspection=found, draft=form.draft(), version=version
            ),
        )
        if call:
            return done(request, _("It is changed. The team is told."), "inspection", number)
        renewed(form, inspection_called(actor, number).version)
    context = {"form": form, "inspection": found, "line": line_of(found)}
    return show(request, "places/inspection_amend.html", context, status=status_of_step(form))


@staff_page("places.repairs.order")
def inspection_repair(request: HttpRequest, number: UUID, place: int) -> HttpResponse:
    """Ask an agency for a repair. place: of its item; ?kind=: of what a grade leads to."""
    actor = actor_of(request)
    found = inspection_called(actor, number)
    finding = finding_at(found, place)
    offered = {row.code: draft for row, draft in offers_for(found, finding.item.code)}
    start = offered.get(request.GET.get("kind", ""), next(iter(offered.values()), None))
    given = request.POST if request.method == "POST" else None
    form = RepairForm(given, body=found.body, start=start)
    if form.is_valid():
        made = stepped(
            form,
            lambda: order_repair(
                actor=actor, inspection=found, item=finding.item.code, draft=form.draft()
            ),
        )
        if made:
            return done(request, _("It is asked for. The agency is told."), "inspection", number)
    context = {"form": form, "inspection": found, "finding": finding, "line": line_of(found)}
    return show(request, "places/inspection_repair.html", context, status=status_of_step(form))


@staff_page("places.inspections.read")
def inspection_matter(request: HttpRequest, number: UUID, place: int) -> HttpResponse:
    """Put a change of the place before the group."""
    actor = actor_of(request)
    found = inspection_called(actor, number)
    finding = finding_at(found, place)
    offers = offers_for(found, finding.item.code)
    text = next((draft.text for row, draft in offers if row.becomes == "matter"), None)
    if request.method != "POST" or found.stage != "made" or text is None:
        return redirect("inspection", number)
    matter = propose_change(actor=actor, inspection=found, finding=finding, text=text)
    says = _("It is proposed. The coordinators put it on an agenda.")
    return done(request, says, "matter", found.body.key, matter.pk)


@staff_page("places.inspections.print")
@require_safe
def inspection_sheet_paper(request: HttpRequest, number: UUID) -> HttpResponse:
    """The sheet as PDF, for those without a phone."""
    actor = actor_of(request)
    found = inspection_called(actor, number)
    return download(TakenFile("inspection-sheet.pdf", sheet_paper(actor, found)))


@staff_page("places.photos.open")
@require_safe
def place_photo(request: HttpRequest, number: UUID) -> HttpResponse:
    """What a photo shows; shown, not handed out as a file, and each time on the record."""
    actor = actor_of(request)
    photo = photo_called(actor, number)
    return HttpResponse(open_photo(actor=actor, photo=photo), content_type=photo.media_type)


@staff_page("places.photos.withdraw")
def place_photo_withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take a photo back."""
    actor = actor_of(request)
    photo = photo_called(actor, number)
    if request.method != "POST":
        raise NotAllowed
    withdraw_photo(actor=actor, photo=photo)
    says = _("The photo is taken back.")
    if photo.inspection_id:
        return done(request, says, "inspection", photo.inspection_id)
    to = ("repair", photo.repair_id) if photo.repair_id else ("hazard", photo.hazard_id)
    return done(request, says, *to)


def _items(found: Inspection) -> list[Any]:
    return list(items_of(found.form, on=found.planned_on))


_STEPS = StepsOf("inspection", inspection_called, inspection_page)
inspection_answers = _STEPS.step(
    "places.inspections.send",
    lambda found, request: AnswersForm(
        request.POST, items=_items(found), found={}, version=found.version
    ),
    lambda actor, found, form: receive_sheet(actor=actor, inspection=found, draft=form.draft()),
    answers_kept,
    refused_as="answers_form",
)
inspection_settle = _STEPS.step(
    "places.inspections.settle",
    lambda found, request: SettleForm(request.POST, items={i.code: i for i in _items(found)}),
    lambda actor, found, form: settle_conflict(actor=actor, inspection=found, **form.cleaned_data),
    words("It is settled."),
)
inspection_note = _STEPS.step(
    "places.inspections.follow",
    lambda _found, request: NoteForm(request.POST),
    lambda actor, found, form: note_finding(actor=actor, inspection=found, **form.cleaned_data),
    words("What follows is noted."),
)
inspection_finish = _STEPS.step(
    "places.inspections.finish",
    lambda _found, request: SummaryForm(request.POST),
    lambda actor, found, form: finish_inspection(
        actor=actor, inspection=found, **form.cleaned_data
    ),
    words("Thank you. The inspection is finished."),
)
inspection_call_off = _STEPS.step(
    "places.inspections.call_off",
    lambda _found, request: WhyForm(request.POST),
    lambda actor, found, form: call_off_inspection(
        actor=actor, inspection=found, **form.cleaned_data
    ),
    words("The inspection is called off. The team is told."),
)
inspection_resume = _STEPS.step(
    "places.inspections.resume",
    lambda _found, request: WhyForm(request.POST),
    lambda actor, found, form: resume_inspection(
        actor=actor, inspection=found, **form.cleaned_data
    ),
    words("The inspection is open again."),
)
inspection_photo_add = _STEPS.step(
    "places.inspections.photograph",
    lambda found, request: PlacePhotoForm(request.POST, request.FILES, items=_items(found)),
    lambda actor, found, form: add_photo(actor=actor, about=found, draft=form.draft()),
    words("The photo is kept, without what the camera wrote into it."),
)

_ONE = "inspections/<uuid:number>/"
urls = [
    path(_ONE, inspection, name="inspection"),
    path(f"{_ONE}amend/", inspection_amend, name="inspection_amend"),
    path(f"{_ONE}answers/", inspection_answers, name="inspection_answers"),
    path(f"{_ONE}settle/", inspection_settle, name="inspection_settle"),
    path(f"{_ONE}note/", inspection_note, name="inspection_note"),
    path(f"{_ONE}repair/<int:place>/", inspection_repair, name="inspection_repair"),
    path(f"{_ONE}matter/<int:place>/", inspection_matter, name="inspection_matter"),
    path(f"{_ONE}finish/", inspection_finish, name="inspection_finish"),
    path(f"{_ONE}call-off/", inspection_call_off, name="inspection_call_off"),
    path(f"{_ONE}resume/", inspection_resume, name="inspection_resume"),
    path(f"{_ONE}photos/", inspection_photo_add, name="inspection_photo_add"),
    path(f"{_ONE}sheet.pdf", inspection_sheet_paper, name="inspection_sheet_paper"),
    path("place-photos/<uuid:number>/", place_photo, name="place_photo"),
    path("place-photos/<uuid:number>/withdraw/", place_photo_withdraw, name="place_photo_withdraw"),
]
