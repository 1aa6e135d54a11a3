"""A pair of escorts on duty, and a moment at which somebody can be met, for tests of meetings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.agency import Agency
from jikimi.access.members import actor_for
from jikimi.access.roster import MemberDraft
from jikimi.access.ticket import name_actor
from jikimi.access.working_days import is_public_holiday
from jikimi.escorts import bookings, hours, meetings, scouts
from jikimi.escorts.bookings import Answer, BookingDraft
from jikimi.escorts.meetings import Night
from jikimi.escorts.models import ScoutPair
from jikimi.escorts.scouts import PairDraft
from tests.cast import PASSWORD, Cast
from tests.walking import START
from tests.wiping import as_administrator


@dataclass
class Asking:
    """A phone that asks to be met, and its secrets."""

    key: bytes
    booking_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    booking_id: UUID = field(default_factory=uuid4)

    def book(self, at: datetime, **more: Any) -> Answer:
        """Ask to be met at the subway."""
        given = {"meet_at": "마커역 3번 출구", "destination": "마커빌라", "here": START, **more}
        return bookings.book(
            self.key, self.booking_key, BookingDraft(self.booking_id, starts_at=at, **given)
        )

    def says(self) -> Any:
        """What the screen is told."""
        return bookings.booking(self.booking_key)


@dataclass
class Duty:
    """Who walks, and the next evening. at: a moment at which they can be met."""

    pair: ScoutPair
    walker: Actor
    at: datetime


def on_duty(play: Cast) -> Duty:
    """Two escorts with no other role, on duty on every evening of the next days."""
    walkers = [_escort(play, name) for name in ("scout_a", "scout_b")]
    at = next_evening() + timedelta(minutes=30)
    with transaction.atomic():
        name_actor(play.operator)
        draft = PairDraft("1조", *(one.member_id for one in walkers), phone="02-0000-0001")
        pair = scouts.add_pair(actor=play.operator, draft=draft)
        today = timezone.localdate()
        assert scouts.put_on_duty(
            actor=play.operator, pair=pair, since=today, until=today + timedelta(days=12)
        )
    return Duty(pair, walkers[0], at)


def next_evening() -> datetime:
    """When the next evening of service that can still be asked for begins."""
    open_moments = hours.moments_open("", now=timezone.now())
    return next(one for one in map(timezone.localtime, open_moments) if _is_evening(one))


def _is_evening(moment: datetime) -> bool:
    return moment.hour == 22 and moment.minute == 0 and not is_public_holiday(moment.date())


def night(play: Cast, at: datetime) -> Night:
    """The list of an evening as the operator sees it."""
    with transaction.atomic():
        name_actor(play.operator)
        return meetings.night_of(play.operator, meetings.tonight(at))


def later(minutes: float) -> None:
    """Let time pass for everything that was booked."""
    with as_administrator() as admin:
        for column in ("starts_at", "met_at", "ended_at"):
            admin.execute(
                f"UPDATE escorts_booking SET {column} = {column} - make_interval(secs => %s)",
                [minutes * 60],
            )


def _escort(play: Cast, name: str) -> Actor:
    draft = MemberDraft(username=name, name=f"역할{name}", roster_id=name, password=PASSWORD)
    with transaction.atomic():
        name_actor(play.operator)
        agency = Agency.objects.get(pk=play.operator.agency_id)
        member = roster.add_member(actor=THE_OPERATOR, agency=agency, draft=draft)
        roster.grant_role(actor=THE_OPERATOR, member=member, kind="scout", why="test")
        return actor_for(member)
