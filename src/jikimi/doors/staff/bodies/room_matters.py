"""What is done in the meeting room on matters about no case: decisions, undertakings given out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.errors import NotAllowed
from jikimi.bodies.agenda import correct_item_decision
from jikimi.bodies.models import Decision, Meeting
from jikimi.bodies.reads import agencies_seated, decisions, meeting_called
from jikimi.bodies.undertakings import assign_undertaking
from jikimi.cases.agendas import case_on
from jikimi.doors.staff.bodies.room import room_page
from jikimi.doors.staff.bodies.room_forms import CorrectionForm
from jikimi.doors.staff.bodies.undertaking_forms import UndertakingForm
from jikimi.doors.staff.pages import actor_of, ruled, staff_page, status_of


@staff_page("bodies.undertakings.assign")
def undertake(
    request: HttpRequest, meeting_id: UUID, item_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Give out a further undertaking under a decision."""
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    decision = _decision(meeting, item_id, decision_id)
    form = UndertakingForm(request.POST or None, agencies=agencies_seated(meeting.body))
    form.fields["text"].required = True
    if form.is_valid():
        call: dict[str, Any] = {"body": meeting.body, "decision": decision, "draft": form.draft()}
        if ruled(form, lambda: assign_undertaking(actor=actor, **call)) is not None:
            messages.success(request, _("It is given out; the agency is being told."))
            return _back(meeting_id, item_id)
    refused = {"undertaking_form": form, "furthered": decision_id}
    return room_page(request, meeting_id, item_id, status=status_of(form), **refused)


@staff_page("bodies.agenda.decide")
def correct_matter(
    request: HttpRequest, meeting_id: UUID, item_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Put the words or the votes of a decision right; a newer version is shown beside."""
    actor = actor_of(request)
    meeting = meeting_called(actor, meeting_id)
    if case_on(actor, meeting, item_id) is not None:
        raise NotAllowed
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        call: dict[str, Any] = {"actor": actor, "meeting": meeting, "decision_id": decision_id}
        given = {"version": form.cleaned_data["version"], **form.said()}
        if ruled(form, lambda: correct_item_decision(**call, **given)) is not None:
            messages.success(request, _("The decision is corrected."))
            return _back(meeting_id, item_id)
    refused = {"correction_form": form, "corrected": decision_id}
    return room_page(request, meeting_id, item_id, status=status_of(form), **refused)


def _decision(meeting: Meeting, item_id: UUID, decision_id: UUID) -> Decision:
    found = decisions(meeting, [item_id]).get(item_id, [])
    decision = next((row for row in found if row.pk == decision_id), None)
    if decision is None:
        raise NotAllowed
    return decision


def _back(meeting_id: UUID, item_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('meeting_room', args=[meeting_id])}?item={item_id}")


_ONE = "meetings/<uuid:meeting_id>/room/<uuid:item_id>/decision/<uuid:decision_id>/"
urls = [
    path(f"{_ONE}undertaking/", undertake, name="undertake_decided"),
    path(f"{_ONE}correction/", correct_matter, name="correct_matter_decision"),
]
