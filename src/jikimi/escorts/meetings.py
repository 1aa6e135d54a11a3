"""The evening's meetings: given to a pair, walked, seen home. The room's side and the pair's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import Code, codes
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.principals import Principal
from jikimi.escorts.bookings import BookingDraft, check_draft, facts_of
from jikimi.escorts.hours import evening_on
from jikimi.escorts.models import Booking, ControlRoom, ScoutEvening, ScoutPair
from jikimi.escorts.models.booking import OPEN
from jikimi.escorts.rooms import room_of
from jikimi.escorts.scouts import on_duty

_BEFORE = {"on_the_way": "assigned", "here": "on_the_way", "met": "here"}
_NOON = 12


@dataclass(frozen=True, slots=True)
class Night:
    """An evening as the room sees it. short: how many meetings more than pairs, at the worst."""

    day: date
    meetings: Sequence[Booking]
    pairs: Sequence[ScoutEvening]

    @property
    def open(self) -> list[Booking]:
        """Meetings that are not ended."""
        return [one for one in self.meetings if one.stage != "ended"]

    @property
    def late(self) -> list[Booking]:
        """Those that do not go as promised."""
        return [one for one in self.open if one.late_why]


def tonight(now: datetime | None = None) -> date:
    """The day of the evening that is on: until noon it is the one of the day before."""
    local = timezone.localtime(now)
    return local.date() - timedelta(days=1 if local.hour < _NOON else 0)


def night_of(actor: Actor, day: date, *, act: str = "escorts.bookings.read") -> Night:
    """Meetings of an evening, by time, and who is on duty. Records the act."""
    room = room_of(actor)
    reading(actor, act, room)
    return _night(room, day)


def told_of(actor: Actor) -> Night:
    """The same for the board, which shows how many alone and asks again and again."""
    return _night(room_of(actor), tonight())


def meeting_called(actor: Actor, number: UUID) -> Booking:
    """One meeting of the actor's room or pair. Raises NotAllowed when there is none."""
    found = Booking.objects.select_related("pair").filter(pk=number).first()
    if found is None or not found.standings(actor):
        raise NotAllowed
    return found


def read_meeting(actor: Actor, meeting: Booking) -> None:
    """Somebody of the room looks at one. Records escorts.bookings.read."""
    reading(actor, "escorts.bookings.read", meeting)


def meetings_of_mine(actor: Actor) -> list[Booking]:
    """What the actor's pair has to walk, by time. Records escorts.bookings.mine."""
    reading(actor, "escorts.bookings.mine")
    mine = Q(scouts__contains=[Principal.MEMBER.of(actor.member_id)])
    return list(Booking.objects.filter(OPEN & mine).select_related("pair"))


def mark_of_mine(actor: Actor) -> str:
    """A word that changes when anything the actor's pair has to walk does; tells nothing else."""
    mine = Booking.objects.filter(OPEN, scouts__contains=[Principal.MEMBER.of(actor.member_id)])
    found = mine.aggregate(rows=Count("pk"), versions=Sum("version"))
    return f"{found['rows']}-{found['versions'] or 0}"


def duties_of_mine(actor: Actor) -> list[ScoutEvening]:
    """The evenings to come on which the actor is on duty."""
    mine = ScoutEvening.objects.filter(scouts__contains=[Principal.MEMBER.of(actor.member_id)])
    rows = mine.filter(withdrawn_at=None, closes_at__gt=timezone.now()).select_related("pair")
    return list(rows[:7])


def pairs_for(actor: Actor, meeting: Booking) -> list[ScoutPair]:
    """Pairs on duty at its time that have nothing else then, by name."""
    then = Q(opens_at__lte=meeting.starts_at, closes_at__gt=meeting.starts_at, withdrawn_at=None)
    rows = ScoutEvening.objects.filter(then, room=room_of(actor).agency, pair__ended_at=None)
    pairs = [row.pair for row in rows.select_related("pair").order_by("pair__name")]
    busy = set(_beside(meeting).values_list("pair_id", flat=True))
    return [pair for pair in pairs if pair.pk not in busy]


def assign(*, actor: Actor, meeting: Booking, pair: ScoutPair) -> Booking:
    """Give a meeting to a pair, or to another one; the person's log says that it was told.

    Raises NotValid when the pair is not on duty or has another meeting then.
    Records escorts.bookings.assign.
    """
    with acting(actor, "escorts.bookings.assign", meeting) as doing:
        if pair not in pairs_for(actor, meeting):
            says = _("This pair is not on duty then, or has another meeting.")
            raise NotValid("escorts.bookings.pair", {"pair": says})
        meeting.pair, meeting.scouts = pair, list(pair.scouts)
        meeting.late_at, meeting.late_why, meeting.here_at = None, "", None
        meeting.version += 1
        meeting.save()
        _ask("escorts_booking_provided", meeting.pk)
        doing.details["pair"] = str(pair.pk)
    return meeting


def call_off(*, actor: Actor, meeting: Booking, ending: str) -> None:
    """The room has to call it off; the person's phone says why, everything else is deleted.

    Raises NotValid.  Records escorts.bookings.call_off.
    """
    if ending not in {row.code for row in reasons()}:
        raise NotValid("escorts.bookings.ending", {"ending": _("Choose why.")})
    _end(actor, "escorts.bookings.call_off", meeting, ending)


def reasons() -> list[Code]:
    """Why a meeting may be called off."""
    rows = codes("escorts", "booking_endings").values()
    return [row for row in rows if row.more["offered"] == "yes"]


def take_booking(*, actor: Actor, draft: BookingDraft) -> Booking:
    """Somebody asks by telephone; she is read what is kept and for how long, and agrees.

    Raises NotValid naming the field, also when no pair is free.  Records escorts.bookings.take.
    """
    check_draft(draft)
    room = room_of(actor)
    facts = facts_of(draft, draft.area or (room.areas[0] if room.areas else ""))
    with acting(actor, "escorts.bookings.take") as doing:
        if not _ask("escorts_take_turn", room.pk, draft.starts_at, facts["minutes"]):
            says = _("No pair is free then. Look at the evening's list.")
            raise NotValid("escorts.bookings.full", {"starts_at": says})
        meeting = Booking.objects.create(
            room=room.agency, **{**facts, "starts_at": draft.starts_at}
        )
        doing.about(meeting)
    return meeting


def set_out(*, actor: Actor, meeting: Booking) -> Booking:
    """The pair is on its way. Records escorts.bookings.set_out."""
    return _step(actor, "escorts.bookings.set_out", meeting)


def arrive(*, actor: Actor, meeting: Booking) -> Booking:
    """The pair is at the meeting place. Records escorts.bookings.arrive."""
    return _step(actor, "escorts.bookings.arrive", meeting, stamp="here_at")


def meet(*, actor: Actor, meeting: Booking) -> Booking:
    """Both sides showed the same word. Records escorts.bookings.meet."""
    return _step(actor, "escorts.bookings.meet", meeting, stamp="met_at")


def step_back(*, actor: Actor, meeting: Booking) -> Booking:
    """The last step was a slip of the finger. Records escorts.bookings.back."""
    with acting(actor, "escorts.bookings.back", meeting):
        meeting.stage = _BEFORE[meeting.stage]
        meeting.stage_since = timezone.now()
        meeting.version += 1
        meeting.save()
    return meeting


def see_home(*, actor: Actor, meeting: Booking) -> None:
    """She is home: all about her is deleted. Records escorts.bookings.see_home."""
    _end(actor, "escorts.bookings.see_home", meeting, "home")


def nobody_came(*, actor: Actor, meeting: Booking) -> None:
    """The pair waited and nobody came. Records escorts.bookings.nobody."""
    _end(actor, "escorts.bookings.nobody", meeting, "nobody")


def _step(actor: Actor, act: str, meeting: Booking, *, stamp: str = "") -> Booking:
    with acting(actor, act, meeting):
        if stamp:
            setattr(meeting, stamp, timezone.now())
            meeting.late_at, meeting.late_why = None, ""
        meeting.version += 1
        meeting.save()
    return meeting


def _end(actor: Actor, act: str, meeting: Booking, ending: str) -> None:
    with acting(actor, act, meeting):
        _ask("escorts_booking_over", meeting.pk, ending)


def _night(room: ControlRoom, day: date) -> Night:
    hours = evening_on(room.areas[0] if room.areas else "", day)
    since = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=_NOON)
    opens = min(since, hours.opens_at) if hours else since
    rows = Booking.objects.filter(room=room.agency, starts_at__gte=opens)
    found = rows.filter(starts_at__lt=since + timedelta(days=1)).select_related("pair")
    return Night(day, list(found), on_duty(room, since=day, until=day))


def _beside(meeting: Booking) -> QuerySet[Booking]:
    """Other meetings that last while this one does."""
    takes = timedelta(minutes=meeting.minutes)
    around = Q(starts_at__gt=meeting.starts_at - takes, starts_at__lt=meeting.starts_at + takes)
    return Booking.objects.filter(OPEN & around, pair__isnull=False).exclude(pk=meeting.pk)


def _ask(function: str, *values: Any) -> Any:
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", list(values))
        return cursor.fetchone()[0]
