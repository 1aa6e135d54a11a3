"""The board of a control room: what waits, asked anew several times a second at little cost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.doors.staff.escorts.maps import map_of_alarms
from jikimi.doors.staff.escorts.seen import seen
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page
from jikimi.escorts import alarms
from jikimi.escorts.board import READ, Board, board, mark_of
from jikimi.escorts.models import Alarm
from jikimi.escorts.rooms import is_set_up, room_of, room_rule
from jikimi.escorts.shifts import shift_running, shift_waiting
from jikimi.escorts.standing_in import stand_in
from jikimi.places.areas import area_names


class CallerForm(forms.Form):
    """Who is asked after, by somebody on the phone."""

    number = forms.CharField(label=words("Phone number of the person asked after"), max_length=20)


@staff_page(READ)
@require_safe
def control_room(request: HttpRequest) -> HttpResponse:
    """Everything that is not ended; who keeps the room is sent to set it up first."""
    actor = actor_of(request)
    if is_set_up(actor):
        return _board(request)
    if may(actor, "escorts.rooms.read"):
        return redirect("control_room_setup")
    return show(request, "escorts/not_yet.html", {})


@staff_page(READ)
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Nothing while the board is as the page knows it, else the list."""
    room = room_of(actor_of(request))
    if request.GET.get("mark", "") == mark_of(room):
        return HttpResponse(status=204)
    return _board(request, part=True)


@staff_page("escorts.rooms.stand_in")
@require_POST
def stand_in_for(request: HttpRequest, number: int) -> HttpResponse:
    """Take over what nobody answers in another room."""
    moved = stand_in(actor=actor_of(request), agency_id=number)
    if moved:
        says = ngettext(
            "%(num)d alarm is on this board now.", "%(num)d alarms are on this board now.", moved
        )
        messages.success(request, says % {"num": moved})
    else:
        messages.info(request, _("Nothing waits there any more."))
    return redirect("control_room")


@staff_page("escorts.alarms.drill")
@require_POST
def drill(request: HttpRequest) -> HttpResponse:
    """Raise a drill."""
    alarm = alarms.raise_drill(actor=actor_of(request), silent="silent" in request.POST)
    return redirect("alarm", alarm.pk)


@staff_page("escorts.callers.ask")
@require_POST
def ask_person(request: HttpRequest) -> HttpResponse:
    """Let the person's own phone ask her."""
    form = CallerForm(request.POST)
    if form.is_valid():
        actor = actor_of(request)

        def call() -> bool:
            alarms.ask_person(actor=actor, number=form.cleaned_data["number"])
            return True

        if ruled(form, call):
            says = _(
                "If that person is on the way under our eyes, her phone asks her now. Tell the"
                " caller nothing else."
            )
            messages.success(request, says)
            return redirect("control_room")
    return _board(request, form=form, status=422)


def board_words(found: Board) -> dict[str, Any]:
    """Words and numbers every list of alarms needs."""
    return {
        "kinds": labels("escorts", "alarm_kinds"),
        "endings": labels("escorts", "alarm_endings"),
        "areas": area_names(),
        "seen": {line.alarm.pk: seen(line) for line in found.lines},
        "rule": room_rule(),
    }


def _board(
    request: HttpRequest, *, part: bool = False, form: CallerForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = board(actor, known=request.GET.get("mark", "") if part else "")
    context = {
        "board": found,
        "map": map_of_alarms(found.lines),
        "takes": {line.alarm.pk for line in found.lines if _may_take(actor, line.alarm)},
        "running": shift_running(found.room),
        "waiting_shift": shift_waiting(found.room),
        "form": form or CallerForm(),
        "may_drill": may(actor, "escorts.alarms.drill"),
        **board_words(found),
    }
    name = "escorts/_lines.html" if part else "escorts/board.html"
    return show(request, name, context, status=status)


def _may_take(actor: Actor, alarm: Alarm) -> bool:
    return alarm.taken_by_id is None and may(actor, "escorts.alarms.take", alarm)


urls = [
    path("control-room/", control_room, name="control_room"),
    path("control-room/news/", news, name="control_room_news"),
    path("control-room/drill/", drill, name="control_room_drill"),
    path("control-room/asked-after/", ask_person, name="asked_after"),
    path("control-room/stand-in/<int:number>/", stand_in_for, name="stand_in_for"),
]
