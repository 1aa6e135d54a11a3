"""What a plan is made of and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

ANY = "any"
# Why a person does not stand in a place that is vacant, the weightiest first.
REASONS = ("absent", "elsewhere", "rest", "week")
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which `seats` people of one kind of agency must be there; kind "any" for any.

    is_off_day: a weekend or a public holiday, which is shared out fairly by itself.
    """

    key: int
    starts_at: datetime
    ends_at: datetime
    kind: str
    seats: int = 1
    is_off_day: bool = False

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return self.starts_at.date()

    @property
    def days(self) -> tuple[date, ...]:
        """Every day it touches."""
        last = (self.ends_at - timedelta(microseconds=1)).date()
        return tuple(self.day + timedelta(n) for n in range((last - self.day).days + 1))

    @property
    def week(self) -> date:
        """The Monday of the week in which it begins."""
        return self.day - timedelta(self.day.weekday())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes shifts. absent: first and last days; busy: shifts that stand already.

    most_per_week: None for what the rules say.  ahead, ahead_off: shifts taken above the own share
    before this plan, in all and on off days; negative when below.
    """

    key: int
    kind: str
    absent: tuple[tuple[date, date], ...] = ()
    busy: tuple[Span, ...] = ()
    most_per_week: int | None = None
    ahead: float = 0
    ahead_off: float = 0

    def is_absent(self, slot: Slot) -> bool:
        """Whether the person is away on any day the slot touches."""
        first, last = slot.days[0], slot.days[-1]
        return any(begins <= last and first <= ends for begins, ends in self.absent)

    def fits(self, slot: Slot) -> bool:
        """Whether the person comes from the kind of agency that is asked for."""
        return slot.kind in (ANY, self.kind)


@dataclass(frozen=True, slots=True)
class Rules:
    """What every plan keeps. rest_hours: between the end of a shift and the next one's start."""

    rest_hours: int = 11
    most_per_week: int = 2
    respects_absence: bool = True

    @property
    def rest(self) -> timedelta:
        """Rest as a span of time."""
        return timedelta(hours=self.rest_hours)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Seats of a slot that nobody can take. why: reason → how many people it keeps away.

    An empty `why`: no person of this kind is on the list.
    """

    slot: Slot
    seats: int
    why: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule without which seats would be filled: of which kind, how many, on which days.

    rule: people (too few of a kind, whatever the rules), absent, elsewhere, rest, week, or together
    (no single rule helps, only several at once).
    """

    rule: str
    kind: str
    seats: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What one person carries in the plan. share: what an even division would give."""

    person: int
    shifts: int
    off_days: int
    share: float


@dataclass(frozen=True, slots=True)
class Plan:
    """assigned: slot → the people who stand there. is_proved: no plan fills more or is fairer."""

    assigned: dict[int, tuple[int, ...]]
    vacancies: tuple[Vacancy, ...]
    blocked: tuple[Blocked, ...]
    loads: tuple[Load, ...]
    is_proved: bool
    seconds: float
