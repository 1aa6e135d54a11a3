"""Meetings with escorts as the control room keeps them: the evening's list, one meeting, a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words
from django.views.decorators.http import require_POST, require_safe

from jikimi.access.acting import may
from jikimi.access.codes import codes, labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of
from jikimi.escorts import meetings
from jikimi.escorts.bookings import BookingDraft, free_times
from jikimi.escorts.hours import booking_rule
from jikimi.escorts.models import Booking
from jikimi.escorts.rooms import room_of
from jikimi.places.areas import area_names, districts

READ = "escorts.bookings.read"
PRINT = "escorts.bookings.print"
_ACTS = ("assign", "call_off", "see_home")


class AssignForm(forms.Form):
    """Which pair goes."""

    pair = forms.ChoiceField(label=words("Pair"))

    def __init__(self, pairs: list[Any], *data: Any) -> None:
        super().__init__(*data)
        offer(self, "pair", [(str(pair.pk), pair.name) for pair in pairs])


class CallOffForm(forms.Form):
    """Why it cannot be."""

    ending = forms.ChoiceField(label=words("Why it is called off"))

    def __init__(self, *data: Any) -> None:
        super().__init__(*data)
        offer(self, "ending", [(row.code, row.label) for row in meetings.reasons()])


class CallerForm(forms.Form):
    """What somebody says on the telephone."""

    starts_at = forms.ChoiceField(label=words("When"))
    area = forms.ChoiceField(label=words("District"), required=False)
    meet_at = forms.CharField(label=words("Where to meet her"), max_length=120)
    destination = forms.CharField(label=words("Where to"), max_length=120)
    people = forms.IntegerField(label=words("How many persons"), initial=1, min_value=1)
    name = forms.CharField(label=words("How she is called"), max_length=60, required=False)
    number = forms.CharField(label=words("Phone number"), max_length=20, required=False)
    notes = forms.CharField(
        label=words("What the pair should know"), max_length=200, required=False
    )
    agrees = forms.BooleanField(
        label=words("She was read what is kept, for whom and until when, and agrees")
    )

    def __init__(self, actor: Any, *data: Any) -> None:
        super().__init__(*data)
        room = room_of(actor)
        times = free_times(room.pk, room.areas[0] if room.areas else "")
        offer(self, "starts_at", [(one.isoformat(), _when(one)) for one in times])
        mine = [(code, name) for code, name in districts().items() if _is_ours(room.areas, code)]
        offer(self, "area", mine)

    @property
    def draft(self) -> BookingDraft:
        """As the rule wants it."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "agrees"}
        moment = datetime.fromisoformat(said.pop("starts_at"))
        return BookingDraft(uuid4(), starts_at=moment, **said)


@staff_page(READ)
@require_safe
def escort_meetings(request: HttpRequest) -> HttpResponse:
    """The list of an evening."""
    return _list(request, READ, "escorts/meetings.html")


@staff_page(PRINT)
@require_safe
def escort_meetings_print(request: HttpRequest) -> HttpResponse:
    """The same on paper, for the office and the pairs."""
    return _list(request, PRINT, "escorts/meetings_print.html")


@staff_page(READ)
@require_safe
def escort_meetings_told(request: HttpRequest) -> HttpResponse:
    """How many there are and how many do not go as promised, for the board; nobody is named."""
    night = meetings.told_of(actor_of(request))
    return show(request, "escorts/_meetings_told.html", {"night": night})


@staff_page("escorts.bookings.take")
def escort_meeting_new(request: HttpRequest) -> HttpResponse:
    """Somebody calls and asks for a pair."""
    actor = actor_of(request)
    form = CallerForm(actor, request.POST or None)
    if form.is_valid():
        taken = ruled(form, lambda: meetings.take_booking(actor=actor, draft=form.draft))
        if taken:
            messages.success(request, _("It is noted. Tell her the word and the number."))
            return redirect("escort_meeting", taken.pk)
    context = {"form": form, "most": booking_rule()["most_people"]}
    return show(request, "escorts/meeting_new.html", context, status=status_of(form))


@staff_page(READ)
@require_safe
def escort_meeting(request: HttpRequest, number: UUID) -> HttpResponse:
    """One meeting."""
    return _page(request, meetings.meeting_called(actor_of(request), number))


@staff_page("escorts.bookings.assign")
@require_POST
def escort_meeting_assign(request: HttpRequest, number: UUID) -> HttpResponse:
    """Give it to a pair."""
    actor = actor_of(request)
    here = meetings.meeting_called(actor, number)
    pairs = meetings.pairs_for(actor, here)
    form = AssignForm(pairs, request.POST)
    if form.is_valid():
        chosen = next(pair for pair in pairs if str(pair.pk) == form.cleaned_data["pair"])
        if _ruled(form, lambda: meetings.assign(actor=actor, meeting=here, pair=chosen)):
            messages.success(request, _("The pair sees it now, and the person that they come."))
            return redirect("escort_meeting", number)
    return _page(request, here, assign=form, status=422)


@staff_page("escorts.bookings.call_off")
@require_POST
def escort_meeting_call_off(request: HttpRequest, number: UUID) -> HttpResponse:
    """Call it off."""
    actor = actor_of(request)
    here = meetings.meeting_called(actor, number)
    form = CallOffForm(request.POST)

    def call() -> bool:
        meetings.call_off(actor=actor, meeting=here, **form.cleaned_data)
        return True

    if form.is_valid() and _ruled(form, call):
        messages.success(request, _("It is called off. Everything about the person is deleted."))
        return redirect("escort_meetings")
    return _page(request, here, off=form, status=422)


@staff_page("escorts.bookings.see_home")
@require_POST
def escort_meeting_home(request: HttpRequest, number: UUID) -> HttpResponse:
    """The pair called and said that she is home."""
    actor = actor_of(request)
    here = meetings.meeting_called(actor, number)
    try:
        meetings.see_home(actor=actor, meeting=here)
    except NotYet as refusal:
        messages.error(request, refusal.says)
        return redirect("escort_meeting", number)
    messages.success(request, _("She is home. Everything about her is deleted."))
    return redirect("escort_meetings")


def asked_day(request: HttpRequest) -> date:
    """The day an address asks for; this evening's without one."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return meetings.tonight()


def _list(request: HttpRequest, act: str, template: str) -> HttpResponse:
    actor = actor_of(request)
    day = asked_day(request)
    context = {
        "night": meetings.night_of(actor, day, act=act),
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "is_tonight": day == meetings.tonight(),
        **_words(),
    }
    return show(request, template, context)


def _page(
    request: HttpRequest,
    here: Booking,
    *,
    assign: AssignForm | None = None,
    off: CallOffForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    meetings.read_meeting(actor, here)
    pairs = meetings.pairs_for(actor, here)
    context = {
        "here": here,
        "may": {word for word in _ACTS if may(actor, f"escorts.bookings.{word}", here)},
        "pairs": pairs,
        "assign_form": assign or AssignForm(pairs),
        "off_form": off or CallOffForm(),
        "sign": sign_of(here),
        **_words(),
    }
    return show(request, "escorts/meeting.html", context, status=status)


def sign_of(here: Booking) -> str:
    """The word in both languages and the number, as the person's phone shows them."""
    row = codes("escorts", "meeting_words").get(here.word)
    return f"{row.ko} ({row.en}) {here.digits}" if row else ""


def _ruled(form: forms.Form, call: Callable[[], Any]) -> Any:
    try:
        return ruled(form, call)
    except NotYet as refusal:
        form.add_error(None, refusal.says)
    return None


def _words() -> dict[str, Any]:
    return {
        "endings": labels("escorts", "booking_endings"),
        "delays": labels("escorts", "booking_delays"),
        "areas": area_names(),
    }


def _when(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "n. j. (D) H:i")


def _is_ours(areas: list[str], code: str) -> bool:
    return not areas or any(code.startswith(one) or one.startswith(code) for one in areas)


_HERE = "control-room/meetings"
urls = [
    path(f"{_HERE}/", escort_meetings, name="escort_meetings"),
    path(f"{_HERE}/print/", escort_meetings_print, name="escort_meetings_print"),
    path(f"{_HERE}/told/", escort_meetings_told, name="escort_meetings_told"),
    path(f"{_HERE}/new/", escort_meeting_new, name="escort_meeting_new"),
    path(f"{_HERE}/<uuid:number>/", escort_meeting, name="escort_meeting"),
    path(f"{_HERE}/<uuid:number>/pair/", escort_meeting_assign, name="escort_meeting_assign"),
    path(f"{_HERE}/<uuid:number>/off/", escort_meeting_call_off, name="escort_meeting_call_off"),
    path(f"{_HERE}/<uuid:number>/home/", escort_meeting_home, name="escort_meeting_home"),
]
