"""Calling a meeting in one page; moving, cancelling, opening and closing it; inviting to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.attendance import invite_members
from jikimi.bodies.body_kinds import hears_cases, notice_days
from jikimi.bodies.cadence import turns_open
from jikimi.bodies.matters import matters_waiting
from jikimi.bodies.meetings import (
    body_coordinated,
    cancel_meeting,
    close_meeting,
    move_meeting,
    reopen_meeting,
)
from jikimi.bodies.models import Body, Meeting
from jikimi.bodies.reads import bodies_coordinated, meeting_called, people_sitting
from jikimi.cases.agendas import Waiting, cases_to_select, cases_waiting, invitees
from jikimi.cases.convening import MeetingPlan, convene
from jikimi.cases.standing_items import begin_meeting
from jikimi.doors.staff.bodies.forms import (
    CallForm,
    InviteForm,
    MoveForm,
    WhyForm,
)
from jikimi.doors.staff.bodies.meetings import meeting_page, told
from jikimi.doors.staff.bodies.words import case_choice, matter_choice, person_choice
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

# Why a case waits → whether it is ticked when a meeting is called.
_TICKED = ("first", "review", "flag")


@staff_page("bodies.meeting.call")
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting: when, where, which cases, who."""
    actor = actor_of(request)
    body = _body(request, actor)
    waiting = cases_waiting(actor, body) if hears_cases(body) else []
    form = _call_form(request, actor, body, waiting)
    if request.method == "POST" and form.is_valid():
        made = ruled(form, lambda: convene(actor=actor, body=body, plan=_plan(actor, body, form)))
        if made is not None:
            messages.success(request, _("The meeting is called; those invited are being told."))
            return redirect("meeting", made.pk)
    context = {
        "form": form,
        "body": body,
        "bodies": bodies_coordinated(actor),
        "turn": next(iter(turns_open(actor, body=body)), None),
        "notice_days": notice_days(body),
        "to_select": cases_to_select(actor, body) if hears_cases(body) else [],
    }
    return show(request, "bodies/call.html", context, status=status_of(form))


def _body(request: HttpRequest, actor: Actor) -> Body:
    """The body asked for, or the only one; NotAllowed unless the actor coordinates it."""
    mine = bodies_coordinated(actor)
    asked = request.POST.get("body") or request.GET.get("body") or ""
    if not asked and mine:
        return mine[0]
    if not asked.isdigit():
        raise NotAllowed
    return body_coordinated(actor, int(asked))


def _call_form(request: HttpRequest, actor: Actor, body: Body, waiting: list[Waiting]) -> CallForm:
    people = [i for i in invitees(actor, body, []) if i.member.pk != actor.member_id]
    matters = matters_waiting(actor, body)
    choices: dict[str, Any] = {
        "cases": [case_choice(row) for row in waiting],
        "matters": [matter_choice(row) for row in matters],
        "members": [person_choice(i) for i in people],
    }
    chosen = [str(row.case.pk) for row in waiting if row.why in _TICKED]
    asked = [value for value in request.GET.getlist("case") if value]
    initial: dict[str, Any] = {
        "cases": asked or chosen,
        "matters": [str(row.pk) for row in matters],
    }
    initial["kind"] = "regular" if turns_open(actor, body=body) else "ad_hoc"
    return CallForm(request.POST or None, initial=initial, choices=choices)


def _plan(actor: Actor, body: Body, form: CallForm) -> MeetingPlan:
    entered = form.cleaned_data
    case_ids = [UUID(value) for value in entered["cases"]]
    members = set(entered["members"])
    if entered["invite_concerned"]:
        members |= {i.member.pk for i in invitees(actor, body, case_ids) if i.is_concerned}
    if entered["invite_sitting"]:
        members |= people_sitting(body)
    return MeetingPlan(
        draft=form.draft(),
        case_ids=case_ids,
        matter_ids=[UUID(value) for value in entered["matters"]],
        topics=form.topic_lines(),
        member_ids=members - {actor.member_id},
    )


@staff_page("bodies.meeting.move")
def move(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Change time or place; everybody invited is told."""
    actor = actor_of(request)
    found = _changeable(actor, meeting_id, "bodies.meeting.move")
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm.of(found)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"]
        draft = form.draft()
        moved = ruled(
            form,
            lambda: move_meeting(actor=actor, meeting=found, draft=draft, version=version),
        )
        if moved is not None:
            messages.success(request, _("The change is recorded; those invited are being told."))
            return redirect("meeting", meeting_id)
    context = {"form": form, "meeting": meeting_called(actor, meeting_id)}
    return show(request, "bodies/move.html", context, status=status_of(form))


@staff_page("bodies.meeting.cancel")
def cancel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Cancel a meeting, with the reason."""
    return _with_reason(request, meeting_id, "cancel")


@staff_page("bodies.meeting.reopen")
def reopen(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Open a closed meeting again, with the reason."""
    return _with_reason(request, meeting_id, "reopen")


def _with_reason(request: HttpRequest, meeting_id: UUID, step: str) -> HttpResponse:
    actor = actor_of(request)
    found = _changeable(actor, meeting_id, f"bodies.meeting.{step}")
    form = WhyForm(request.POST or None)
    rule = {"cancel": cancel_meeting, "reopen": reopen_meeting}[step]
    if form.is_valid():
        why = form.cleaned_data["why"]
        if ruled(form, lambda: rule(actor=actor, meeting=found, why=why)) is not None:
            done = {"cancel": _("The meeting is cancelled."), "reopen": _("The meeting is open.")}
            messages.success(request, done[step])
            return redirect("meeting", meeting_id)
    context = {"form": form, "meeting": found, "step": step}
    return show(request, "bodies/reason.html", context, status=status_of(form))


@staff_page("bodies.meeting.open")
def begin(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Open the meeting and enter its room."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    if request.method == "POST":
        told(request, lambda: begin_meeting(actor=actor, meeting=found))
    return redirect("meeting_room", meeting_id)


@staff_page("bodies.meeting.close")
def close(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Close the meeting when everything on its agenda is finished."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    if request.method == "POST":
        told(
            request,
            lambda: close_meeting(actor=actor, meeting=found),
            _("The meeting is closed."),
        )
    return redirect("meeting", meeting_id)


@staff_page("bodies.meeting.invite")
def invite(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Invite further people."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    people = [person_choice(i) for i in invitees(actor, found.body, [])]
    form = InviteForm(request.POST or None, members=people)
    if form.is_valid():
        chosen = form.cleaned_data["members"]
        done = ruled(form, lambda: invite_members(actor=actor, meeting=found, member_ids=chosen))
        if done is not None:
            messages.success(request, _("Those invited are being told."))
            return redirect("meeting", meeting_id)
    return meeting_page(request, meeting_id, status=status_of(form), invite_form=form)


def _changeable(actor: Actor, meeting_id: UUID, act: str) -> Meeting:
    """The meeting if this act is offered on it now; the same refusal as for an absent one."""
    found = meeting_called(actor, meeting_id)
    if not may(actor, act, found):
        raise NotAllowed
    return found


_ONE = "meetings/<uuid:meeting_id>/"
urls = [
    path("meetings/call/", call, name="call_meeting"),
    path(f"{_ONE}move/", move, name="move_meeting"),
    path(f"{_ONE}cancel/", cancel, name="cancel_meeting"),
    path(f"{_ONE}reopen/", reopen, name="reopen_meeting"),
    path(f"{_ONE}open/", begin, name="open_meeting"),
    path(f"{_ONE}close/", close, name="close_meeting"),
    path(f"{_ONE}invite/", invite, name="invite_to_meeting"),
]
