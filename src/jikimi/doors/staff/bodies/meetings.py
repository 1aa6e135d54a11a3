"""Meetings: those the reader may know of, one of them, answering and accepting confidentiality."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotValid, NotYet
from jikimi.bodies.attendance import accept_confidentiality, answer_invitation
from jikimi.bodies.body_kinds import hears_cases
from jikimi.bodies.models import Meeting
from jikimi.bodies.reads import attendances, bodies_coordinated, meeting_called
from jikimi.bodies.reads import meetings as meetings_known
from jikimi.cases.agendas import agenda, cases_waiting, invitees
from jikimi.cases.council import council_figures
from jikimi.cases.unmet import unmet_figures
from jikimi.doors.staff.bodies.forms import AnswerForm, CaseItemForm, InviteForm, TopicForm
from jikimi.doors.staff.bodies.words import case_choice, offered, person_choice
from jikimi.doors.staff.pages import actor_of, may_enter, ruled, show, staff_page, status_of

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
}


@staff_page("bodies.meeting.list")
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings going on, coming and over; for heads of agencies the figures of their council."""
    actor = actor_of(request)
    is_head = may_enter(actor, "cases.council.read")
    context = {
        "lists": meetings_known(actor),
        "bodies": bodies_coordinated(actor),
        "figures": council_figures(actor) if is_head else None,
        "unmet": unmet_figures(actor) if is_head else [],
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
    context: dict[str, Any] = {
        "meeting": found,
        "lines": agenda(actor, found),
        "attendances": rows,
        "mine": mine,
        "word": partial(label, "cases"),
        "may": offered(actor, found, _ON_MEETING),
        "answer_form": AnswerForm(initial=_answered(mine)),
        "topic_form": TopicForm(),
        "case_form": None,
        "invite_form": None,
    }
    if context["may"]["change"]:
        context |= _changing(actor, found, {row.member_id for row in rows})
    return show(request, "bodies/meeting.html", {**context, **forms}, status=status)


def _answered(mine: Any) -> dict[str, object]:
    if mine is None:
        return {}
    return {"answer": mine.answer, "has_sent_information": mine.has_sent_information}


def _changing(actor: Actor, found: Meeting, listed: set[int]) -> dict[str, Any]:
    """Forms of those who may change the agenda and the invitations."""
    people = [i for i in invitees(actor, found.body, []) if i.member.pk not in listed]
    forms: dict[str, Any] = {
        "invite_form": InviteForm(members=[person_choice(i) for i in people]) if people else None
    }
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
    if request.POST.get("to") == "room":
        return redirect("meeting_room", meeting_id)
    return redirect("meeting", meeting_id)


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
