"""Measures as people read them: each with its extensions as one, its clocks and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.codes import Code, label
from jikimi.access.errors import NotAllowed
from jikimi.cases.clock_words import clock_words
from jikimi.cases.clocks import day_due
from jikimi.cases.models import Alert, Case, Measure, MeasureEvent, RunningClock, Task
from jikimi.cases.running import began_on
from jikimi.cases.statutes import events_of, row_kept

SOON = timedelta(days=7)
Row = TypeVar("Row", RunningClock, MeasureEvent, Task)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of a measure or a pathway, in words."""

    clock: RunningClock

    @property
    def name(self) -> str:
        """What must be done by when, or which measure ends."""
        return clock_words(self.clock)

    @property
    def whose(self) -> str:
        """Who must act, in words; empty for the end of a measure."""
        return label("cases", "duty_bearers", self.clock.who) if self.clock.who else ""

    @property
    def event(self) -> str:
        """What it runs from."""
        return label("cases", "clock_events", self.clock.event)

    @property
    def outcome(self) -> str:
        """How it ended, in words; empty while it runs."""
        code = self.clock.outcome
        is_full = code == "met" and self.clock.kind == "end"
        return label("cases", "clock_outcomes", "end_met" if is_full else code) if code else ""

    @property
    def last_day(self) -> date:
        """The day on which it is due at the latest."""
        return day_due(self.clock.due_at)

    @property
    def days_left(self) -> int:
        """Whole days until it is due, negative when past."""
        if self.clock.due_at < timezone.now():
            return min(-1, (self.last_day - timezone.localdate()).days)
        return (self.last_day - timezone.localdate()).days

    @property
    def is_moved(self) -> bool:
        """Whether the end by the calendar lies later than the conservative one."""
        return not self.clock.is_written and self.clock.calendar_at > self.clock.due_at


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened to a measure. row: of clock_events.csv, None for an unknown code."""

    event: MeasureEvent
    row: Code | None

    @property
    def name(self) -> str:
        """What happened, in words."""
        return self.row.label if self.row else self.event.code


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in a list, with its extensions as one. measure: its newest period.

    since: its first day.  clocks: of all periods, in the order in which they are due.
    """

    measure: Measure
    row: Code
    since: datetime
    periods: Sequence[Measure]
    clocks: Sequence[ClockLine] = ()
    events: Sequence[EventLine] = ()
    tasks: Sequence[Task] = field(default=())

    @property
    def name(self) -> str:
        """Which measure, as the law of its day called it."""
        return self.row.label

    @property
    def running(self) -> list[ClockLine]:
        """The clocks that run, the next due first."""
        return [line for line in self.clocks if line.clock.ended_at is None]

    @property
    def over(self) -> list[ClockLine]:
        """The clocks that ended, whatever their outcome."""
        return [line for line in self.clocks if line.clock.ended_at is not None]

    @property
    def ends_on(self) -> date | None:
        """The last day: the written one, else the earliest by law; None when none is known."""
        ends = [line for line in self.clocks if line.clock.kind == "end"]
        newest = [line.last_day for line in ends if line.clock.measure_id == self.measure.pk]
        known = [line.last_day for line in self.running if line.clock.kind == "end"] or newest
        return self.measure.ends_on or (known[-1] if known else None)

    @property
    def days_left(self) -> int | None:
        """Whole days to its last day, negative when past; None when none is known."""
        return (self.ends_on - timezone.localdate()).days if self.ends_on else None

    @property
    def is_open(self) -> bool:
        """Whether nobody has recorded its end."""
        return self.measure.ended_at is None

    @property
    def is_lapsed(self) -> bool:
        """Whether it no longer holds and asks to be cancelled (SR-50)."""
        return self.is_open and self.measure.lapsed_at is not None

    @property
    def is_in_force(self) -> bool:
        """Whether it holds; past its last day it still asks for a record."""
        return self.is_open and self.measure.lapsed_at is None

    @property
    def is_past_its_end(self) -> bool:
        """Whether its last day is past and nobody recorded an end or extension."""
        return self.is_in_force and self.days_left is not None and self.days_left < 0


def measures_of(actor: Actor, case: Case) -> list[MeasureLine]:
    """Measures of a case that the actor may know of, those in force first. Four queries."""
    rows = list(
        Measure.objects.filter(case=case).select_related("party__person", "recorded_by__agency")
    )
    for row in rows:
        row.case = case
    if not rows:
        return []
    clocks = _by_measure(RunningClock.objects.filter(case=case, measure__isnull=False))
    events = _by_measure(MeasureEvent.objects.filter(case=case).select_related("recorded_by"))
    tasks = _by_measure(Task.objects.filter(case=case, measure__isnull=False, ended_at=None))
    lines = [_line(periods, clocks, events, tasks) for periods in _chains(rows)]
    return sorted(lines, key=lambda line: (not line.is_open, line.since))


def measure_line(actor: Actor, case: Case, measure_id: UUID) -> MeasureLine:
    """One measure of this case with all its periods. Raises NotAllowed when there is none."""
    for line in measures_of(actor, case):
        if any(period.pk == measure_id for period in line.periods):
            return line
    raise NotAllowed


def measure_called(actor: Actor, case: Case, measure_id: UUID) -> Measure:
    """One measure of this case. Raises NotAllowed when there is none for the actor."""
    row = Measure.objects.filter(case=case, pk=measure_id).first()
    if row is None:
        raise NotAllowed
    row.case = case
    return row


def clocks_next(actor: Actor, *, most: int) -> list[ClockLine]:
    """Clocks of measures due within a week or overdue that wait for the actor's agency or bodies.

    Without those of which an alert waits for the actor.  The next due first.  Two queries.
    """
    mine = {"told__in": actor.principals, "acknowledged_at": None, "moot_at": None}
    alerted = Alert.objects.filter(clock_id=OuterRef("pk"), **mine)
    rows = RunningClock.objects.filter(
        ~Exists(alerted),
        ended_at=None,
        measure__isnull=False,
        due_at__lte=timezone.now() + SOON,
    ).select_related("case")
    own = rows.filter(agency_id=actor.agency_id).order_by("due_at")[:most]
    steered = rows.filter(body_id__in=actor.bodies_coordinated()).order_by("due_at")[:most]
    found = {row.pk: row for row in [*own, *steered]}
    return [ClockLine(row) for row in sorted(found.values(), key=lambda row: row.due_at)][:most]


def _chains(rows: Sequence[Measure]) -> Iterable[list[Measure]]:
    """The periods of each measure, the first first."""
    longer = {row.extends_id: row for row in rows if row.extends_id}
    for row in rows:
        if row.extends_id is None:
            chain = [row]
            while chain[-1].pk in longer:
                chain.append(longer[chain[-1].pk])
            yield chain


def _line(
    periods: list[Measure],
    clocks: dict[UUID, list[RunningClock]],
    events: dict[UUID, list[MeasureEvent]],
    tasks: dict[UUID, list[Task]],
) -> MeasureLine:
    first, newest = periods[0], periods[-1]
    row, known = row_kept(first.code, first.rule, on=began_on(first)), _events_known(first)
    return MeasureLine(
        measure=newest,
        row=row,
        since=first.started_at,
        periods=periods,
        clocks=[ClockLine(c) for c in sorted(_of(periods, clocks), key=lambda c: c.due_at)],
        events=[EventLine(e, known.get(e.code)) for e in _of(periods, events)],
        tasks=_of(periods, tasks),
    )


def _events_known(measure: Measure) -> dict[str, Code]:
    return events_of(measure.code, on=began_on(measure))


def _of(periods: Iterable[Measure], found: dict[UUID, list[Row]]) -> list[Row]:
    return [row for period in periods for row in found.get(period.pk, ())]


def _by_measure(rows: QuerySet[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        if row.measure_id is not None:
            found.setdefault(row.measure_id, []).append(row)
    return found
