"""Meetings: those the reader may know of, one of them, answering and accepting confidentiality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotValid, NotYet
from jikimi.bodies.attendance import accept_confidentiality, answer_invitation
from jikimi.bodies.body_kinds import hears_cases
from jikimi.bodies.budget import time_budget
from jikimi.bodies.cadence import turns_open
from jikimi.bodies.matters import bodies_dealing, matters_waiting
from jikimi.bodies.models import Attendance, Meeting
from jikimi.bodies.quorum import quorum
from jikimi.bodies.reads import attendances, bodies_coordinated, meeting_called
from jikimi.bodies.reads import meetings as meetings_known
from jikimi.bodies.recusals import recusals
from jikimi.cases.agendas import AgendaLine, agenda, cases_waiting, invitees
from jikimi.cases.models import Case
from jikimi.cases.standing_items import flags_expiring, flags_until
from jikimi.doors.staff.bodies.forms import (
    AnswerForm,
    CaseItemForm,
    InviteForm,
    MatterItemForm,
    OfficersForm,
    TopicForm,
)
from jikimi.doors.staff.bodies.words import (
    case_choice,
    matter_choice,
    member_choice,
    offered,
    person_choice,
)
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_ON_MEETING = {
    "answer": "bodies.meeting.answer",
    "accept": "bodies.meeting.accept_confidentiality",
    "open": "bodies.meeting.open",
    "close": "bodies.meeting.close",
    "cancel": "bodies.meeting.cancel",
    "reopen": "bodies.meeting.reopen",
    "move": "bodies.meeting.move",
    "invite": "bodies.meeting.invite",
    "change": "bodies.agenda.change",
    "name": "bodies.meeting.name",
    "deputise": "bodies.meeting.deputise",
    "calendar": "bodies.meeting.calendar",
    "recuse": "bodies.recusal.declare",
    "lift": "bodies.recusal.lift",
}


@staff_page("bodies.meeting.list")
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings going on, coming and over; for heads of agencies the way to their council."""
    actor = actor_of(request)
    context = {
        "lists": meetings_known(actor),
        "bodies": bodies_coordinated(actor),
        "turns": turns_open(actor),
        "dealing": bodies_dealing(actor),
        "is_head": actor.holds_anywhere("council_member"),
    }
    return show(request, "bodies/meetings.html", context)


@staff_page("bodies.meeting.read")
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: my answer, the agenda as I may see it, who comes."""
    return meeting_page(request, meeting_id)


def meeting_page(
    request: HttpRequest, meeting_id: UUID, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a meeting, with forms that were refused in place of fresh ones."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    rows = attendances(found)
    mine = next((row for row in rows if row.member_id == actor.member_id), None)
    lines = agenda(actor, found)
    context: dict[str, Any] = {
        "meeting": found,
        "lines": lines,
        "attendances": rows,
        "mine": mine,
        "word": partial(label, "cases"),
        "kind": partial(label, "bodies", "item_kinds"),
        "may": offered(actor, found, _ON_MEETING),
        "is_expected": _is_expected(actor, found, mine),
        "quorum": quorum(found, rows),
        "budget": time_budget(found, [line.item for line in lines]),
        "flags": _flags(actor, found, lines),
        "recusals": recusals(actor, found),
        "reason": partial(label, "bodies", "recusal_reasons"),
        "steers": actor.holds("coordinator", body_id=found.body_id),
        "officers_form": None,
        "answer_form": AnswerForm(initial=_answered(mine)),
        "topic_form": TopicForm(),
        "case_form": None,
        "matter_form": None,
        "invite_form": None,
    }
    if context["may"]["name"]:
        context["officers_form"] = officers_form(found, rows)
    if context["may"]["change"]:
        context |= _changing(actor, found, {row.member_id for row in rows})
    return show(request, "bodies/meeting.html", {**context, **forms}, status=status)


def _answered(mine: Attendance | None) -> dict[str, object]:
    if mine is None:
        return {}
    names = ("answer", "why", "has_sent_information")
    return {name: getattr(mine, name) for name in names}


def _is_expected(actor: Actor, found: Meeting, mine: Attendance | None) -> bool:
    """Whether the reader is among those who come, so that the video link is for the reader."""
    is_listed = mine is not None and mine.answer != "reading"
    return is_listed or actor.holds("coordinator", body_id=found.body_id)


def _flags(actor: Actor, found: Meeting, lines: Sequence[AgendaLine]) -> list[Case]:
    """Repeats whose flag runs out, when the agenda has the item for them."""
    if not any(line.item.kind == "flags" for line in lines):
        return []
    return flags_expiring(actor, found.body, until=flags_until(found))


def officers_form(
    found: Meeting, rows: Sequence[Attendance], data: QueryDict | None = None
) -> OfficersForm:
    """The form that names who leads and who keeps the minutes, from those who come."""
    people = [member_choice(row.member) for row in rows if row.answer in ("coming", "invited")]
    named = {"chair": found.chair_id, "clerk": found.clerk_id, "version": found.version}
    return OfficersForm(data, initial=named, members=people)


def _changing(actor: Actor, found: Meeting, listed: set[int]) -> dict[str, Any]:
    """Forms of those who may change the agenda and the invitations."""
    people = [i for i in invitees(actor, found.body, []) if i.member.pk not in listed]
    forms: dict[str, Any] = {
        "invite_form": InviteForm(members=[person_choice(i) for i in people]) if people else None
    }
    proposed = [matter_choice(row) for row in matters_waiting(actor, found.body)]
    forms["matter_form"] = MatterItemForm(matters=proposed) if proposed else None
    if hears_cases(found.body):
        waiting = cases_waiting(actor, found.body)
        choices = [case_choice(row) for row in waiting]
        forms["case_form"] = CaseItemForm(cases=choices) if waiting else None
    return forms


@staff_page("bodies.meeting.answer")
def answer(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Say whether I come."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    form = AnswerForm(request.POST or None)
    if not form.is_valid():
        return meeting_page(request, meeting_id, status=status_of(form), answer_form=form)
    row = ruled(form, lambda: answer_invitation(actor=actor, meeting=found, **form.cleaned_data))
    if row is None:
        return meeting_page(request, meeting_id, status=status_of(form), answer_form=form)
    messages.success(request, _("Your answer is recorded."))
    return redirect("meeting", meeting_id)


@staff_page("bodies.meeting.accept_confidentiality")
def confidentiality(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Accept confidentiality for this meeting, then go back to where one came from."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    if request.method == "POST" and request.POST.get("agreed"):
        accept_confidentiality(actor=actor, meeting=found)
        messages.success(request, _("You have accepted confidentiality for this meeting."))
    elif request.method == "POST":
        messages.error(request, _("Tick the box to accept confidentiality."))
    ways = {"room": "meeting_room", "pack": "meeting_pack", "minutes": "meeting_minutes"}
    return redirect(ways.get(request.POST.get("to", ""), "meeting"), meeting_id)


def told(request: HttpRequest, call: Callable[[], object], done: str = "") -> bool:
    """Call a rule from a button; what it refuses is said on top of the next page."""
    try:
        call()
    except (NotYet, NotValid) as refusal:
        says = refusal.says or " ".join(getattr(refusal, "fields", {}).values())
        messages.error(request, says or _("Check what you entered."))
        return False
    if done:
        messages.success(request, done)
    return True


urls = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/<uuid:meeting_id>/", meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/answer/", answer, name="answer_meeting"),
    path("meetings/<uuid:meeting_id>/confidentiality/", confidentiality, name="accept_meeting"),
]
