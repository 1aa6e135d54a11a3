"""Shift hand-over: who hands over, who takes, what is open, what ended; for paper too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.escorts.board import board_words
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page
from jikimi.escorts import alarms, shifts
from jikimi.escorts.board import READ, Board, board, ended_lately
from jikimi.escorts.rooms import room_of

_SHIFT_HOURS = 12
_ABOUT = "about_"


class GiveForm(forms.Form):
    """What the next must know: of the room, and of each open alarm."""

    note = forms.CharField(
        label=words("What the next shift must know"),
        required=False,
        max_length=shifts.LONGEST_NOTE,
        widget=forms.Textarea,
        help_text=words(
            "About the room and its work. No names, numbers or addresses of persons: it is kept for"
            " a month."
        ),
    )

    def __init__(self, open_board: Board, *data: Any) -> None:
        super().__init__(*data)
        kinds = labels("escorts", "alarm_kinds")
        for number, line in enumerate(open_board.lines, 1):
            self.fields[f"{_ABOUT}{line.alarm.pk}"] = forms.CharField(
                label=f"{number}. {kinds.get(line.alarm.kind, '')}",
                required=False,
                max_length=300,
                help_text=_("Deleted when the alarm ends."),
            )

    def about(self) -> dict[UUID, str]:
        """What was written about each open alarm."""
        return {
            UUID(name.removeprefix(_ABOUT)): said
            for name, said in self.cleaned_data.items()
            if name.startswith(_ABOUT) and said.strip()
        }


@staff_page(READ)
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """What the next shift must know, and the hand-over itself."""
    return _page(request)


@staff_page("escorts.shifts.give")
@require_POST
def shift_give(request: HttpRequest) -> HttpResponse:
    """Hand over: it waits for a colleague."""
    actor = actor_of(request)
    form = GiveForm(board(actor), request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)

    def call() -> bool:
        shifts.give_shift(actor=actor, note=form.cleaned_data["note"])
        for alarm_id, said in form.about().items():
            here = alarms.alarm_called(actor, alarm_id)
            alarms.note_step(actor=actor, alarm=here, code="noted", note=said)
        return True

    if ruled(form, call):
        says = _("It waits now for a colleague, who takes it under their own name.")
        messages.success(request, says)
        return redirect("control_room_shift")
    return _page(request, form=form, status=422)


@staff_page("escorts.shifts.take")
@require_POST
def shift_take(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take it over."""
    actor = actor_of(request)
    try:
        shifts.take_shift(actor=actor, change=shifts.shift_called(actor, number))
    except NotYet as refusal:
        messages.error(request, refusal.says)
        return redirect("control_room_shift")
    messages.success(request, _("The shift is yours, and so is what your colleague looked after."))
    return redirect("control_room")


@staff_page("escorts.shifts.withdraw")
@require_POST
def shift_withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Take it back."""
    actor = actor_of(request)
    try:
        shifts.withdraw_shift(actor=actor, change=shifts.shift_called(actor, number))
    except NotYet as refusal:
        messages.error(request, refusal.says)
    return redirect("control_room_shift")


def _page(request: HttpRequest, *, form: GiveForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    room = room_of(actor)
    waiting, open_board = shifts.shift_waiting(room), board(actor)
    context = {
        "board": open_board,
        "ended": ended_lately(actor, since=timezone.now() - timedelta(hours=_SHIFT_HOURS)),
        "hours": _SHIFT_HOURS,
        "waiting": waiting,
        "running": shifts.shift_running(room),
        "lately": shifts.shifts_lately(room),
        "form": form or GiveForm(open_board),
        "may_take": waiting is not None and may(actor, "escorts.shifts.take", waiting),
        "may_withdraw": waiting is not None and may(actor, "escorts.shifts.withdraw", waiting),
        **board_words(open_board),
    }
    return show(request, "escorts/shift.html", context, status=status)


urls = [
    path("control-room/shift/", shift, name="control_room_shift"),
    path("control-room/shift/give/", shift_give, name="shift_give"),
    path("control-room/shift/<uuid:number>/take/", shift_take, name="shift_take"),
    path("control-room/shift/<uuid:number>/withdraw/", shift_withdraw, name="shift_withdraw"),
]
