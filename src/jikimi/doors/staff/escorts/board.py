"""The board of a control room: what waits, asked anew several times a second at little cost."""

from __future__ import annotations

from datetime import timedelta

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
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page
from jikimi.escorts import alarms
from jikimi.escorts.board import board, ended_lately, mark_of
from jikimi.escorts.rooms import room_of
from jikimi.places.areas import area_names

READ = "escorts.board.read"
_SHIFT_HOURS = 12


class CallerForm(forms.Form):
    """Who is asked after, by somebody on the phone."""

    number = forms.CharField(label=words("Phone number of the person asked after"), max_length=20)


@staff_page(READ)
@require_safe
def control_room(request: HttpRequest) -> HttpResponse:
    """Everything that is not ended; only the list when a page on the board asks for it."""
    return _board(request)


@staff_page(READ)
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Nothing while the board is as the page knows it, else the list."""
    room = room_of(actor_of(request))
    if request.GET.get("mark", "") == mark_of(room):
        return HttpResponse(status=204)
    return _board(request, part=True)


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


@staff_page(READ)
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """What the next shift must know: what is open, and what ended in the last hours."""
    actor = actor_of(request)
    context = {
        "board": board(actor),
        "ended": ended_lately(actor, since=timezone.now() - timedelta(hours=_SHIFT_HOURS)),
        "hours": _SHIFT_HOURS,
        **_words(),
    }
    return show(request, "escorts/shift.html", context)


def _board(
    request: HttpRequest, *, part: bool = False, form: CallerForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "board": board(actor),
        "form": form or CallerForm(),
        "may_drill": may(actor, "escorts.alarms.drill"),
        **_words(),
    }
    name = "escorts/_lines.html" if part else "escorts/board.html"
    return show(request, name, context, status=status)


def _words() -> dict[str, dict[str, str]]:
    return {
        "kinds": labels("escorts", "alarm_kinds"),
        "endings": labels("escorts", "alarm_endings"),
        "areas": area_names(),
    }


urls = [
    path("control-room/", control_room, name="control_room"),
    path("control-room/news/", news, name="control_room_news"),
    path("control-room/drill/", drill, name="control_room_drill"),
    path("control-room/asked-after/", ask_person, name="asked_after"),
    path("control-room/shift/", shift, name="control_room_shift"),
]
