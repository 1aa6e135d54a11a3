"""Pages of the team: the route of a day, one check with what was found, and what is done to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from jikimi.access.acting import reading
from jikimi.cases.check_endings import call_off_check, finish_check, outcomes_for, resume_check
from jikimi.cases.check_findings import act_on_finding, finding_called, note_finding
from jikimi.cases.check_forms import items_of
from jikimi.cases.check_photos import add_photo, open_photo, photo_called, withdraw_photo
from jikimi.cases.check_route import (
    checks_ahead,
    checks_left,
    hours_of,
    move_check,
    persons_of,
    route,
)
from jikimi.cases.check_sheets import receive_sheet, settle_conflict
from jikimi.cases.checking import check_called, places_of
from jikimi.cases.models import JointCheck
from jikimi.cases.participants import agencies_taking_part, groups_seen
from jikimi.cases.sides import SIDES, group_of_side
from jikimi.doors.staff.cases.action_forms import AssignForm, Choices
from jikimi.doors.staff.cases.check_fields import FinishForm, PhotoForm
from jikimi.doors.staff.cases.check_view import check_page
from jikimi.doors.staff.cases.parts import done, stepped
from jikimi.doors.staff.cases.plan import side_title
from jikimi.doors.staff.cases.sharing_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.phone import day_of
from jikimi.doors.staff.sheet_forms import AnswersForm, NoteForm, SettleForm, answers_kept
from jikimi.doors.staff.steps import StepsOf


@staff_page("cases.checks.list")
def checks(request: HttpRequest) -> HttpResponse:
    """The route of a day, what is left over and what comes."""
    actor, today = actor_of(request), timezone.localdate()
    day = day_of(request.GET.get("day", ""))
    stops, left = route(actor, day), checks_left(actor)
    ahead = checks_ahead(actor, after=max(day, today))
    reading(actor, "cases.checks.list", persons=persons_of([*stops, *left, *ahead]))
    context = {
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "stops": stops,
        "places": places_of(actor, [line.check for line in stops]),
        "left": [line for line in left if line.check.planned_on != day],
        "ahead": ahead,
        "hours_of": hours_of,
    }
    return show(request, "cases/check_route.html", context)


@staff_page("cases.checks.order")
def check_move(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Put a stop earlier or later in the route."""
    actor = actor_of(request)
    check = check_called(actor, check_id)
    if request.method != "POST":
        return redirect("check", check_id)
    move_check(actor=actor, check=check, up=request.POST.get("to") == "up")
    return redirect(f"/staff/checks/?day={check.planned_on.isoformat()}#c{check_id}")


@staff_page("cases.checks.read")
def check(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """One check: where, what was found, what follows."""
    return check_page(request, check_called(actor_of(request), check_id))


@staff_page("cases.checks.follow")
def check_action(request: HttpRequest, check_id: UUID, place: int) -> HttpResponse:
    """Make an action of the plan out of a finding. place: of its item in the form."""
    actor = actor_of(request)
    found = check_called(actor, check_id)
    finding = finding_called(found, place)
    start = {"text": finding.item.suggests, "side": "victim"}
    asked = request.POST if request.method == "POST" else None
    form = AssignForm(asked, choices=_choices(request, found), initial=start)
    if form.is_valid() and stepped(
        form,
        lambda: act_on_finding(
            actor=actor, check=found, item=finding.item.code, draft=form.draft()
        ),
    ):
        return done(request, _("The action is assigned. The agency is told."), "check", check_id)
    return check_page(request, found, template="check_action", form=form, finding=finding)


@staff_page("cases.checks.open_photo")
def check_photo(request: HttpRequest, check_id: UUID, photo_id: UUID) -> HttpResponse:
    """What a photo shows; shown, not handed out as a file, and each time on the record."""
    actor = actor_of(request)
    photo = photo_called(actor, check_called(actor, check_id), photo_id)
    return HttpResponse(open_photo(actor=actor, photo=photo), content_type=photo.media_type)


@staff_page("cases.checks.withdraw_photo")
def check_photo_withdraw(request: HttpRequest, check_id: UUID, photo_id: UUID) -> HttpResponse:
    """Take a photo back."""
    actor = actor_of(request)
    photo = photo_called(actor, check_called(actor, check_id), photo_id)
    if request.method != "POST":
        return redirect("check", check_id)
    withdraw_photo(actor=actor, photo=photo)
    return done(request, _("The photo is taken back."), "check", check_id)


def _items(found: JointCheck) -> list[Any]:
    return list(items_of(found.form, on=found.planned_on))


def _choices(request: HttpRequest, found: JointCheck) -> Choices:
    groups = groups_seen(actor_of(request), found.case)
    return Choices(
        sides=[(s, side_title(s)) for s in SIDES if group_of_side(s) in groups],
        agencies=[(agency.pk, agency.name) for agency in agencies_taking_part(found.case)],
    )


_STEPS = StepsOf("check", check_called, check_page)
check_answers = _STEPS.step(
    "cases.checks.send",
    lambda found, request: AnswersForm(
        request.POST, items=_items(found), found={}, version=found.version
    ),
    lambda actor, found, form: receive_sheet(actor=actor, check=found, draft=form.draft()),
    answers_kept,
    refused_as="answers_form",
)
check_settle = _STEPS.step(
    "cases.checks.settle",
    lambda found, request: SettleForm(request.POST, items={i.code: i for i in _items(found)}),
    lambda actor, found, form: settle_conflict(actor=actor, check=found, **form.cleaned_data),
    words("It is settled."),
)
check_note = _STEPS.step(
    "cases.checks.follow",
    lambda _found, request: NoteForm(request.POST),
    lambda actor, found, form: note_finding(actor=actor, check=found, **form.cleaned_data),
    words("What follows is noted."),
)
check_finish = _STEPS.step(
    "cases.checks.finish",
    lambda found, request: FinishForm(request.POST, outcomes=outcomes_for(found.case)),
    lambda actor, found, form: finish_check(actor=actor, check=found, **form.cleaned_data),
    words("Thank you. The check is finished."),
)
check_call_off = _STEPS.step(
    "cases.checks.call_off",
    lambda _found, request: ReasonForm(request.POST),
    lambda actor, found, form: call_off_check(actor=actor, check=found, **form.cleaned_data),
    words("The check is called off. The team is told."),
)
check_resume = _STEPS.step(
    "cases.checks.resume",
    lambda _found, request: ReasonForm(request.POST),
    lambda actor, found, form: resume_check(actor=actor, check=found, **form.cleaned_data),
    words("The check is open again."),
)
check_photo_add = _STEPS.step(
    "cases.checks.photograph",
    lambda found, request: PhotoForm(request.POST, request.FILES, items=_items(found)),
    lambda actor, found, form: add_photo(
        actor=actor,
        check=found,
        photo_id=uuid4(),
        content=form.cleaned_data["photo"].read(),
        item=form.cleaned_data["item"],
        caption=form.cleaned_data["caption"],
    ),
    words("The photo is kept, without where it was taken."),
)

_ONE = "checks/<uuid:check_id>/"
_PHOTO = f"{_ONE}photos/<uuid:photo_id>/"
urls = [
    path("checks/", checks, name="checks"),
    path(_ONE, check, name="check"),
    path(f"{_ONE}move/", check_move, name="check_move"),
    path(f"{_ONE}answers/", check_answers, name="check_answers"),
    path(f"{_ONE}settle/", check_settle, name="check_settle"),
    path(f"{_ONE}note/", check_note, name="check_note"),
    path(f"{_ONE}action/<int:place>/", check_action, name="check_action"),
    path(f"{_ONE}finish/", check_finish, name="check_finish"),
    path(f"{_ONE}call-off/", check_call_off, name="check_call_off"),
    path(f"{_ONE}resume/", check_resume, name="check_resume"),
    path(f"{_ONE}photos/", check_photo_add, name="check_photo_add"),
    path(_PHOTO, check_photo, name="check_photo"),
    path(f"{_PHOTO}withdraw/", check_photo_withdraw, name="check_photo_withdraw"),
]
