"""The town while it is told: who is who in it so far, what day it is, and who acts now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.models import Agency
from jikimi.access.ticket import named
from jikimi.bodies.models import Body
from jikimi.cases.models import Case
from jikimi.cases.reads import case_called
from jikimi.demo.book import Told

_LAST_MINUTE = time(23, 59)


@dataclass
class Town:
    """What stands already, by the keys of the story. Numbers and ids only of what has been told."""

    today: date
    agencies: dict[str, Agency] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    coordinators: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, UUID] = field(default_factory=dict)
    matters: dict[str, UUID] = field(default_factory=dict)
    shares: dict[tuple[str, str], UUID] = field(default_factory=dict)
    causes: dict[tuple[str, str], UUID] = field(default_factory=dict)
    actions: dict[tuple[str, str], UUID] = field(default_factory=dict)
    measures: dict[tuple[str, int], UUID] = field(default_factory=dict)
    contacts: dict[tuple[str, int], UUID] = field(default_factory=dict)
    assessments: dict[tuple[str, str, str], UUID] = field(default_factory=dict)
    undertakings: dict[str, UUID] = field(default_factory=dict)
    signals: dict[str, UUID] = field(default_factory=dict)
    hazards: dict[str, UUID] = field(default_factory=dict)

    @contextmanager
    def acting_as(self, username: str) -> Iterator[Actor]:
        """One transaction in which the database knows this member as the actor."""
        actor = self.actors[username]
        with named(actor):
            yield actor

    @contextmanager
    def on_case(self, username: str, told: Told) -> Iterator[tuple[Actor, Case]]:
        """As acting_as, with the case as this member sees it now."""
        with self.acting_as(username) as actor:
            yield actor, case_called(actor, self.numbers[told["key"]])

    def coordinator_of(self, told: Told) -> str:
        """Who coordinates the body of a case or of a meeting."""
        return self.coordinators[told["body"]]

    def days_ago(self, days: int) -> date:
        """The day so many days before today; a negative number lies ahead."""
        return self.today - timedelta(days=days)

    def days_ahead(self, days: int) -> date:
        """The day so many days after today; a negative number lies in the past."""
        return self.today + timedelta(days=days)

    def moment(self, days_ago: int, clock: str) -> datetime:
        """A time of day, Korean time, so many days ago."""
        hour = time.fromisoformat(clock)
        return datetime.combine(self.days_ago(days_ago), hour, timezone.get_current_timezone())

    def past_moment(self, days_ago: int, clock: str = "09:00") -> datetime:
        """As moment, but an hour of today that is still to come has just been."""
        return min(self.moment(days_ago, clock), timezone.now())

    def end_of(self, days_ahead: int) -> datetime:
        """The last minute of a day to come."""
        day = self.days_ahead(days_ahead)
        return datetime.combine(day, _LAST_MINUTE, timezone.get_current_timezone())
