"""The agenda of a meeting: cases and other matters put on, put in order, timed, taken off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.bodies.agenda import add_item, shift_item, take_off_item, time_item
from jikimi.bodies.matters import matter_called, matters_waiting, schedule_matter
from jikimi.bodies.reads import meeting_called
from jikimi.cases.agendas import case_on, case_waiting, cases_waiting
from jikimi.cases.hearing import call_hearing, withdraw_hearing
from jikimi.doors.staff.bodies.forms import CaseItemForm, MatterItemForm, TopicForm
from jikimi.doors.staff.bodies.meetings import meeting_page, told
from jikimi.doors.staff.bodies.words import case_choice, matter_choice
from jikimi.doors.staff.pages import actor_of, ruled, staff_page, status_of


@staff_page("cases.hearing.call")
def put_case(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Put a case on the agenda."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    waiting = cases_waiting(actor, found.body) if may(actor, "bodies.agenda.change", found) else []
    form = CaseItemForm(request.POST or None, cases=[case_choice(row) for row in waiting])
    if form.is_valid():
        case = case_waiting(waiting, UUID(form.cleaned_data["case"]))
        minutes = form.cleaned_data["minutes"]
        done = ruled(
            form,
            lambda: call_hearing(actor=actor, case=case, meeting=found, minutes=minutes),
        )
        if done is not None:
            messages.success(request, _("The case is on the agenda."))
            return redirect("meeting", meeting_id)
    return meeting_page(request, meeting_id, status=status_of(form), case_form=form)


@staff_page("bodies.agenda.change")
def put_topic(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Put a matter about no single case on the agenda."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    form = TopicForm(request.POST or None)
    if form.is_valid():
        entered = form.cleaned_data
        done = ruled(form, lambda: add_item(actor=actor, meeting=found, **entered))
        if done is not None:
            messages.success(request, _("The matter is on the agenda."))
            return redirect("meeting", meeting_id)
    return meeting_page(request, meeting_id, status=status_of(form), topic_form=form)


@staff_page("bodies.matter.schedule")
def put_matter(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Put a matter that was proposed on the agenda."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    waiting = matters_waiting(actor, found.body)
    form = MatterItemForm(request.POST or None, matters=[matter_choice(row) for row in waiting])
    if form.is_valid():
        matter = matter_called(actor, UUID(form.cleaned_data["matter"]))
        call = {"meeting": found, "minutes": form.cleaned_data["minutes"]}
        if ruled(form, lambda: schedule_matter(actor=actor, matter=matter, **call)) is not None:
            messages.success(request, _("The matter is on the agenda."))
            return redirect("meeting", meeting_id)
    return meeting_page(request, meeting_id, status=status_of(form), matter_form=form)


@staff_page("bodies.agenda.change")
def change_item(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Move an item up or down, or give it more or less time: one press, one change."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    call: dict[str, Any] = {"actor": actor, "meeting": found, "item_id": item_id}
    step = request.POST.get("do", "")
    if step in ("up", "down"):
        told(request, lambda: shift_item(by=-1 if step == "up" else 1, **call))
    elif request.POST.get("minutes", "").isdigit():
        minutes = int(request.POST["minutes"])
        told(request, lambda: time_item(minutes=minutes, **call), _("The time is changed."))
    return redirect("meeting", meeting_id)


@staff_page("bodies.agenda.change")
def take_off(request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Take an item off the agenda; a case waits for the next meeting again."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    case = case_on(actor, found, item_id)
    why = _("Taken off the agenda")
    if request.method == "POST" and case is not None:
        done = _("The case is off the agenda and waits for the next meeting.")
        told(
            request,
            lambda: withdraw_hearing(actor=actor, case=case, item_id=item_id, why=why),
            done,
        )
    elif request.method == "POST":
        told(
            request,
            lambda: take_off_item(actor=actor, meeting=found, item_id=item_id, why=why),
            _("The matter is off the agenda."),
        )
    return redirect((request.POST.get("to") == "room" and "meeting_room") or "meeting", meeting_id)


_ONE = "meetings/<uuid:meeting_id>/"
urls = [
    path(f"{_ONE}agenda/case/", put_case, name="put_case_on_agenda"),
    path(f"{_ONE}agenda/matter/", put_matter, name="put_matter_on_agenda"),
    path(f"{_ONE}agenda/topic/", put_topic, name="put_topic_on_agenda"),
    path(f"{_ONE}agenda/<uuid:item_id>/", change_item, name="change_agenda_item"),
    path(f"{_ONE}agenda/<uuid:item_id>/off/", take_off, name="take_off_agenda"),
]
