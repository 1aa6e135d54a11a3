"""Who comes in whose place, who leads the meeting, and the meeting in one's own calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.attendance import name_officers
from jikimi.bodies.deputies import deputies_for, send_deputy
from jikimi.bodies.invitations import calendar_of, entry_of
from jikimi.bodies.models import Attendance, Meeting
from jikimi.bodies.reads import attendances, meeting_called
from jikimi.doors.staff.bodies.forms import DeputyForm
from jikimi.doors.staff.bodies.meetings import meeting_page, officers_form
from jikimi.doors.staff.bodies.words import member_choice
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


@staff_page("bodies.meeting.deputise")
def deputise(request: HttpRequest, meeting_id: UUID, attendance_id: UUID) -> HttpResponse:
    """Send somebody of the same agency to a meeting in one's place."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    row = _place(actor, found, attendance_id)
    members = [member_choice(member) for member in deputies_for(actor, found, row)]
    form = DeputyForm(request.POST or None, members=members)
    if form.is_valid():
        call: dict[str, Any] = {"actor": actor, "meeting": found, "attendance_id": row.pk}
        chosen = {"member_id": form.cleaned_data["deputy"], "why": form.cleaned_data["why"]}
        if ruled(form, lambda: send_deputy(**call, **chosen)) is not None:
            messages.success(request, _("The deputy is named and is being told."))
            return redirect("meeting", meeting_id)
    context = {"form": form, "meeting": found, "row": row, "members": members}
    return show(request, "bodies/deputise.html", context, status=status_of(form))


def _place(actor: Actor, meeting: Meeting, attendance_id: UUID) -> Attendance:
    """A place in the list that is the actor's own, or any for who coordinates the body."""
    row = next((row for row in attendances(meeting) if row.pk == attendance_id), None)
    steers = actor.holds("coordinator", body_id=meeting.body_id)
    if row is None or not (steers or row.member_id == actor.member_id):
        raise NotAllowed
    return row


@staff_page("bodies.meeting.name")
def officers(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Name who leads the meeting and who keeps its minutes."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    form = officers_form(found, attendances(found), request.POST or None)
    if form.is_valid():
        entered = form.cleaned_data
        named: dict[str, Any] = {"chair_id": entered["chair"], "clerk_id": entered["clerk"]}
        call: dict[str, Any] = {"actor": actor, "meeting": found, "version": entered["version"]}
        if ruled(form, lambda: name_officers(**call, **named)) is not None:
            messages.success(request, _("Who leads and who keeps the minutes is recorded."))
            return redirect("meeting", meeting_id)
    return meeting_page(request, meeting_id, status=status_of(form), officers_form=form)


@staff_page("bodies.meeting.calendar")
def calendar(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting as a calendar file: when, where and a link, no word of its agenda."""
    actor = actor_of(request)
    found = meeting_called(actor, meeting_id)
    reading(actor, "bodies.meeting.calendar", found)
    response = HttpResponse(calendar_of(entry_of(found)), content_type="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


_ONE = "meetings/<uuid:meeting_id>/"
urls = [
    path(f"{_ONE}deputy/<uuid:attendance_id>/", deputise, name="deputise"),
    path(f"{_ONE}officers/", officers, name="meeting_officers"),
    path(f"{_ONE}calendar.ics", calendar, name="meeting_calendar"),
]
