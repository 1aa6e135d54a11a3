"""Every url of the staff door; each page's module lists its own."""

from django.urls import URLPattern

from jikimi.doors.staff import today
from jikimi.doors.staff.access import members, record
from jikimi.doors.staff.bodies import agenda, calling, meetings, minutes, room, room_acts
from jikimi.doors.staff.cases import actions, case, hearing, nomination, reports, search, selection

urlpatterns: list[URLPattern] = [
    *today.urls,
    *nomination.urls,
    *search.urls,
    *selection.urls,
    *case.urls,
    *actions.urls,
    *reports.urls,
    *meetings.urls,
    *calling.urls,
    *agenda.urls,
    *room.urls,
    *room_acts.urls,
    *minutes.urls,
    *hearing.urls,
    *members.urls,
    *record.urls,
]
