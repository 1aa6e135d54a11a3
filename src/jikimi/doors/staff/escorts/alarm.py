"""One alarm: where, what is near, what was done, and the next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.acting import may, reading
from jikimi.access.codes import codes, labels
from jikimi.access.errors import Changed, NotYet
from jikimi.doors.staff.escorts.maps import map_of_alarm
from jikimi.doors.staff.escorts.seen import heading, seen
from jikimi.doors.staff.escorts.told import text_for_112
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page
from jikimi.escorts import alarms
from jikimi.escorts.board import (
    READ,
    is_same_alarm,
    line_of,
    mark_of_alarm,
    near_to,
    waiting_calls,
    watchers_of,
)
from jikimi.escorts.models import Alarm
from jikimi.escorts.recordings import recordings_of
from jikimi.escorts.rides import ride_of
from jikimi.escorts.rooms import room_of, room_rule
from jikimi.places.areas import area_names

_RECORDED = "escorts.recordings.read"
_ACTS = ("take", "ask_police", "on_the_way", "note", "end")


class NoteForm(forms.Form):
    """What was done."""

    code = forms.ChoiceField(label=words("What was done"))
    note = forms.CharField(label=words("In a few words"), required=False, max_length=300)

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        offer(self, "code", _offered("alarm_steps"))


class EndForm(forms.Form):
    """How it ended."""

    ending = forms.ChoiceField(label=words("How it ended"))

    def __init__(self, alarm: Alarm, *data: Any) -> None:
        super().__init__(*data)
        rows = _offered("alarm_endings")
        offer(self, "ending", [row for row in rows if (row[0] == "drill") == alarm.is_drill])


@staff_page(READ)
@require_safe
def alarm(request: HttpRequest, number: UUID) -> HttpResponse:
    """Everything about one alarm."""
    return _page(request, alarms.alarm_called(actor_of(request), number))


@staff_page(READ)
@require_safe
def alarm_news(request: HttpRequest, number: UUID) -> HttpResponse:
    """Nothing while the alarm is as the page knows it, else the page; who else waits in headers."""
    actor = actor_of(request)
    here = alarms.alarm_called(actor, number)
    known = request.GET.get("mark", "")
    is_known = known == mark_of_alarm(here)
    response = HttpResponse(status=204) if is_known else _page(request, here, known=known)
    count, oldest = waiting_calls(room_of(actor), but=here)
    response.headers["X-Waiting"] = str(count)
    response.headers["X-Oldest"] = oldest.isoformat() if oldest else ""
    return response


@staff_page("escorts.alarms.take")
@require_POST
def alarm_take(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take it over."""
    here = alarms.alarm_called(actor_of(request), number)
    version = request.POST.get("version", "")
    try:
        alarms.take_alarm(
            actor=actor_of(request), alarm=here, version=int(version) if version.isdigit() else None
        )
    except Changed:
        messages.error(request, _("A colleague took it a moment ago. Take it over if you must."))
    return redirect("alarm", number)


@staff_page("escorts.alarms.ask_police")
@require_POST
def alarm_ask_police(request: HttpRequest, number: UUID) -> HttpResponse:
    """112 has been asked."""
    return _done(request, number, lambda here, actor: alarms.ask_police(actor=actor, alarm=here))


@staff_page("escorts.alarms.on_the_way")
@require_POST
def alarm_on_the_way(request: HttpRequest, number: UUID) -> HttpResponse:
    """Police are on the way."""
    return _done(
        request, number, lambda here, actor: alarms.police_on_the_way(actor=actor, alarm=here)
    )


@staff_page("escorts.alarms.note")
@require_POST
def alarm_note(request: HttpRequest, number: UUID) -> HttpResponse:
    """Write a step down."""
    here = alarms.alarm_called(actor_of(request), number)
    form = NoteForm(request.POST)
    actor = actor_of(request)
    if form.is_valid() and ruled(
        form, lambda: alarms.note_step(actor=actor, alarm=here, **form.cleaned_data)
    ):
        return redirect("alarm", number)
    return _page(request, here, note=form, status=422)


@staff_page("escorts.alarms.end")
@require_POST
def alarm_end(request: HttpRequest, number: UUID) -> HttpResponse:
    """End it."""
    here = alarms.alarm_called(actor_of(request), number)
    form = EndForm(here, request.POST)
    actor = actor_of(request)
    if form.is_valid() and ruled(
        form, lambda: alarms.end_alarm(actor=actor, alarm=here, **form.cleaned_data)
    ):
        says = _("It has ended. Where it was and who it was are deleted.")
        messages.success(request, says)
        return redirect("control_room")
    return _page(request, here, end=form, status=422)


def _done(request: HttpRequest, number: UUID, call: Callable[[Alarm, Any], Alarm]) -> HttpResponse:
    here = alarms.alarm_called(actor_of(request), number)
    try:
        call(here, actor_of(request))
    except NotYet as refusal:
        messages.error(request, refusal.says)
    return redirect("alarm", number)


def _page(
    request: HttpRequest,
    here: Alarm,
    *,
    note: NoteForm | None = None,
    end: EndForm | None = None,
    known: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    mark = mark_of_alarm(here)
    if not is_same_alarm(known, mark):
        reading(actor, READ, room_of(actor))
    line = line_of(actor, here)
    near = near_to(line)
    context = {
        "line": line,
        "alarm": here,
        "near": near,
        "watchers": watchers_of(line),
        "steps": alarms.steps_of(here),
        "recordings": recordings_of(here) if may(actor, _RECORDED, here) else [],
        "may": {word for word in _ACTS if may(actor, f"escorts.alarms.{word}", here)},
        "is_mine": here.taken_by_id == actor.member_id,
        "told": text_for_112(
            line, near, area_names().get(here.area_code, ""), ride=ride_of(line.journey)
        ),
        "map": map_of_alarm(line),
        "mark": mark,
        "seen": seen(line),
        "heading": heading,
        "rule": room_rule(),
        "note_form": note or NoteForm(),
        "end_form": end or EndForm(here),
        "kinds": labels("escorts", "alarm_kinds"),
        "step_words": labels("escorts", "alarm_steps"),
        "endings": labels("escorts", "alarm_endings"),
        "site_kinds": labels("places", "site_kinds"),
        "areas": area_names(),
    }
    return show(request, "escorts/alarm.html", context, status=status)


def _offered(name: str) -> list[tuple[str, str]]:
    rows = codes("escorts", name).values()
    return [(row.code, row.label) for row in rows if row.more["offered"] == "yes"]


urls = [
    path("control-room/<uuid:number>/", alarm, name="alarm"),
    path("control-room/<uuid:number>/news/", alarm_news, name="alarm_news"),
    path("control-room/<uuid:number>/take/", alarm_take, name="alarm_take"),
    path("control-room/<uuid:number>/112/", alarm_ask_police, name="alarm_ask_police"),
    path("control-room/<uuid:number>/on-the-way/", alarm_on_the_way, name="alarm_on_the_way"),
    path("control-room/<uuid:number>/note/", alarm_note, name="alarm_note"),
    path("control-room/<uuid:number>/end/", alarm_end, name="alarm_end"),
]
