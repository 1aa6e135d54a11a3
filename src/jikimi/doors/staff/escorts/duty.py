"""A pair's own page, on a phone in the dark: where to go next, and one large button at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.escorts.meetings import sign_of
from jikimi.doors.staff.pages import View, actor_of, show, staff_page
from jikimi.escorts import meetings
from jikimi.escorts.models import Booking
from jikimi.places.areas import area_names

MINE = "escorts.bookings.mine"


@staff_page(MINE)
@require_safe
def my_meetings(request: HttpRequest) -> HttpResponse:
    """What the actor's pair has to walk, by time; asked anew by itself."""
    actor = actor_of(request)
    mark = meetings.mark_of_mine(actor)
    part = bool(request.headers.get("HX-Request"))
    if part and request.GET.get("mark") == mark:
        return HttpResponse(status=204)
    found = meetings.meetings_of_mine(actor)
    context = {
        "mark": mark,
        "lines": [(one, sign_of(one), _open_to(actor, one)) for one in found],
        "duties": meetings.duties_of_mine(actor),
        "delays": labels("escorts", "booking_delays"),
        "areas": area_names(),
    }
    name = "escorts/_my_meetings.html" if part else "escorts/my_meetings.html"
    return show(request, name, context)


def _open_to(actor: Any, meeting: Booking) -> set[str]:
    return {word for word, (act, _rule, _says) in _STEPS.items() if may(actor, act, meeting)}


def _step(act: str, rule: Callable[..., Any], says: str) -> View[Any]:
    @staff_page(act)
    @require_POST
    def view(request: HttpRequest, number: UUID) -> HttpResponse:
        actor = actor_of(request)
        meeting = meetings.meeting_called(actor, number)
        try:
            rule(actor=actor, meeting=meeting)
            messages.success(request, _(says))
        except NotYet as refusal:
            messages.error(request, refusal.says)
        return redirect("my_meetings")

    return view


_STEPS: dict[str, tuple[str, Callable[..., Any], str]] = {
    "set_out": (
        "escorts.bookings.set_out",
        meetings.set_out,
        words("Her phone says that you are on the way."),
    ),
    "arrive": (
        "escorts.bookings.arrive",
        meetings.arrive,
        words("Her phone says that you are there. Say the word; she says the number."),
    ),
    "meet": ("escorts.bookings.meet", meetings.meet, words("You are on the way together.")),
    "back": ("escorts.bookings.back", meetings.step_back, words("The last step is taken back.")),
    "home": (
        "escorts.bookings.see_home",
        meetings.see_home,
        words("She is home. Everything about her is deleted."),
    ),
    "nobody": (
        "escorts.bookings.nobody",
        meetings.nobody_came,
        words("It has ended because nobody came. What was written is deleted."),
    ),
}
urls = [
    path("escort-duty/", my_meetings, name="my_meetings"),
    *(
        path(f"escort-duty/<uuid:number>/{word}/", _step(*row), name=f"my_meeting_{word}")
        for word, row in _STEPS.items()
    ),
]
