"""A photo or a sound of a call, for the control room while the call lasts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from jikimi.doors.staff.pages import actor_of, staff_page
from jikimi.escorts import alarms
from jikimi.escorts.recordings import MEDIA_TYPES, recording_called


@staff_page("escorts.recordings.read")
@require_safe
def recording(request: HttpRequest, number: UUID, kind: str) -> HttpResponse:
    """The photo, or the sound; stored nowhere on the way."""
    actor = actor_of(request)
    found = recording_called(actor=actor, alarm=alarms.alarm_called(actor, number), kind=kind)
    answer = HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[found.kind])
    answer["Cache-Control"] = "no-store"
    return answer


urls = [
    path("control-room/<uuid:number>/recordings/<slug:kind>/", recording, name="alarm_recording"),
]
