"""What is done in the meeting room, one small form each; all of it works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.agenda import decide_item, finish_item, start_item
from jikimi.bodies.attendance import record_attendance
from jikimi.bodies.models import Meeting
from jikimi.bodies.reads import agencies_seated, meeting_called
from jikimi.bodies.undertakings import assign_undertaking
from jikimi.cases.actions import assign_action
from jikimi.cases.agendas import case_on
from jikimi.cases.analysis import add_cause
from jikimi.cases.hearing import (
    correct_decision,
    finish_hearing,
    record_decision,
    settle_causes,
)
from jikimi.cases.models import Case
from jikimi.cases.sharing import invite_agency
from jikimi.doors.staff.bodies.meetings import told
from jikimi.doors.staff.bodies.room import further_form, room_page, share_form
from jikimi.doors.staff.bodies.room_forms import (
    ActionForm,
    CauseForm,
    CorrectionForm,
    DecisionForm,
)
from jikimi.doors.staff.bodies.undertaking_forms import UndertakingForm
from jikimi.doors.staff.pages import actor_of, ruled, staff_page, status_of


@staff_page("bodies.agenda.run")
def turn(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Turn the meeting to an item."""
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    if request.method == "POST":
        told(request, lambda: start_item(actor=actor, meeting=meeting, item_id=item_id))
    return _back(meeting_id, item_id)


@staff_page("bodies.agenda.run")
def finish(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Finish the item; the meeting goes on to the next."""
    actor, meeting, case = _item(request, meeting_id, item_id)
    if request.method != "POST":
        return _back(meeting_id, item_id)
    rule: Callable[[], object] = lambda: finish_item(  # noqa: E731 - one of two calls
        actor=actor, meeting=meeting, item_id=item_id
    )
    if case is not None:
        rule = lambda: finish_hearing(actor=actor, case=case, item_id=item_id)  # noqa: E731
    done = told(request, rule, _("The item is finished."))
    return _back(meeting_id, None if done else item_id)


@staff_page("bodies.meeting.attend")
def attend(request: HttpRequest, meeting_id: UUID, attendance_id: UUID) -> HttpResponse:
    """Note that somebody is there or not, or that the agency's information is there."""
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    marks = {
        name: request.POST[name] == "yes"
        for name in ("attended", "has_sent_information")
        if name in request.POST
    }
    if marks:
        call: dict[str, Any] = {"actor": actor, "meeting": meeting, **marks}
        told(request, lambda: record_attendance(attendance_id=attendance_id, **call))
    return _back(meeting_id, _to(request))


@staff_page("bodies.agenda.decide")
def decide(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Record a decision, and with it what one agency is to do where that was written."""
    actor, meeting, case = _item(request, meeting_id, item_id)
    form = DecisionForm(request.POST or None)
    work = _work_written(request, actor, meeting, case)
    if form.is_valid() and (work is None or work.is_valid()):
        made = ruled(form, lambda: _decided(actor, meeting, case, item_id, form.said(), work))
        if made is not None:
            messages.success(request, _("The decision is recorded."))
            return _back(meeting_id, item_id)
    forms: dict[str, Any] = {"decision_form": form}
    if work is not None:
        forms["action_form" if case else "undertaking_form"] = work
    status = max(status_of(one) for one in forms.values())
    return room_page(request, meeting_id, item_id, status=status, **forms)


def _work_written(
    request: HttpRequest, actor: Actor, meeting: Meeting, case: Case | None
) -> ActionForm | UndertakingForm | None:
    """What was written beside the decision for an agency to do; None when left empty."""
    if case is not None:
        form = ActionForm(request.POST, actor=actor, case=case)
        return form if form.has_action() else None
    work = UndertakingForm(request.POST, agencies=agencies_seated(meeting.body))
    return work if work.is_written() else None


@transaction.atomic
def _decided(
    actor: Actor,
    meeting: Meeting,
    case: Case | None,
    item_id: UUID,
    said: dict[str, Any],
    work: ActionForm | UndertakingForm | None,
) -> object:
    """The decision and the work under it, all or nothing."""
    if case is not None:
        actions = [work.draft()] if isinstance(work, ActionForm) else []
        return record_decision(actor=actor, case=case, item_id=item_id, actions=actions, **said)
    decision = decide_item(actor=actor, meeting=meeting, item_id=item_id, **said)
    if isinstance(work, UndertakingForm):
        call: dict[str, Any] = {"body": meeting.body, "decision": decision}
        assign_undertaking(actor=actor, draft=work.draft(), **call)
    return decision


@staff_page("cases.hearing.decide")
def correct(
    request: HttpRequest, meeting_id: UUID, item_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Put the words of a decision right; a newer version of somebody else is shown beside."""
    actor, _meeting, case = _item(request, meeting_id, item_id)
    form = CorrectionForm(request.POST or None)
    if case is not None and form.is_valid():
        call: dict[str, Any] = {"actor": actor, "case": case, "decision_id": decision_id}
        given = {"version": form.cleaned_data["version"], **form.said()}
        if ruled(form, lambda: correct_decision(**call, **given)) is not None:
            messages.success(request, _("The decision is corrected."))
            return _back(meeting_id, item_id)
    refused = {"correction_form": form, "corrected": decision_id}
    return room_page(request, meeting_id, item_id, status=status_of(form), **refused)


@staff_page("cases.actions.assign")
def assign(
    request: HttpRequest, meeting_id: UUID, item_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Hand out a further action under a decision."""
    actor, _meeting, case = _item(request, meeting_id, item_id)
    form = further_form(actor, case, request.POST or None)
    if case is None or form is None:
        raise NotAllowed
    if form.is_valid():
        draft = form.draft(decision_id)
        if ruled(form, lambda: assign_action(actor=actor, case=case, draft=draft)) is not None:
            messages.success(request, _("The action is handed out; its agency is being told."))
            return _back(meeting_id, item_id)
    refused = {"further_form": form, "furthered": decision_id}
    return room_page(request, meeting_id, item_id, status=status_of(form), **refused)


@staff_page("cases.analysis.add")
def cause(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Record a cause named at the table."""
    actor, _meeting, case = _item(request, meeting_id, item_id)
    if case is None:
        raise NotAllowed
    form = CauseForm(request.POST or None)
    if form.is_valid():
        draft = form.draft()
        if ruled(form, lambda: add_cause(actor=actor, case=case, draft=draft)) is not None:
            messages.success(request, _("The cause is recorded."))
            return _back(meeting_id, item_id)
    return room_page(request, meeting_id, item_id, status=status_of(form), cause_form=form)


@staff_page("cases.analysis.finish")
def settle(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Close the cause analysis, so that actions can be handed out."""
    actor, _meeting, case = _item(request, meeting_id, item_id)
    if request.method == "POST" and case is not None:
        done = _("The causes are settled. Actions can be handed out now.")
        told(request, lambda: settle_causes(actor=actor, case=case, item_id=item_id), done)
    return _back(meeting_id, item_id)


@staff_page("cases.sharing.invite")
def share(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Call an agency into the case; it sees nothing before it accepts."""
    actor, meeting, case = _item(request, meeting_id, item_id)
    wanted = request.POST.get("agency_id", "")
    seated = agencies_seated(meeting.body)
    agency = next((row for row in seated if str(row.pk) == wanted), None)
    if case is None or agency is None:
        raise NotAllowed
    form = share_form(case, agency, request.POST)
    if form.is_valid():
        draft = form.draft()
        if ruled(form, lambda: invite_agency(actor=actor, case=case, draft=draft)) is not None:
            messages.success(request, _("The agency is invited to the case."))
            return _back(meeting_id, item_id)
    refused = {"share_form": form, "agency_called": agency}
    return room_page(request, meeting_id, item_id, status=status_of(form), **refused)


def _item(
    request: HttpRequest, meeting_id: UUID, item_id: UUID
) -> tuple[Actor, Meeting, Case | None]:
    """Who acts, at which meeting, on which case; None for a matter about no case."""
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    return actor, meeting, case_on(actor, meeting, item_id)


def _to(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("item", ""))
    except ValueError:
        return None


def _back(meeting_id: UUID, item_id: UUID | None) -> HttpResponse:
    query = f"?item={item_id}" if item_id else ""
    return redirect(f"{reverse('meeting_room', args=[meeting_id])}{query}")


_ROOM = "meetings/<uuid:meeting_id>/room/"
_ITEM = f"{_ROOM}<uuid:item_id>/"
urls = [
    path(f"{_ROOM}attendance/<uuid:attendance_id>/", attend, name="attend_meeting"),
    path(f"{_ITEM}turn/", turn, name="turn_to_item"),
    path(f"{_ITEM}finish/", finish, name="finish_item"),
    path(f"{_ITEM}decision/", decide, name="decide_item"),
    path(f"{_ITEM}decision/<uuid:decision_id>/", correct, name="correct_decision"),
    path(f"{_ITEM}decision/<uuid:decision_id>/action/", assign, name="assign_decided"),
    path(f"{_ITEM}cause/", cause, name="add_cause_in_room"),
    path(f"{_ITEM}settle/", settle, name="settle_causes"),
    path(f"{_ITEM}share/", share, name="call_agency_in"),
]
