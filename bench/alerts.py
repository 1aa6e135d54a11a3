"""Alerts of a region over two years, with a server that stops now and then and is killed at times.

10,000 measures with 70,000 clocks; what is raised is compared with what must be, worked out
here from the points alone: none lost, none doubled, none later than the first minute in which the
server ran. The same at a smaller size is a test (tests/numbers/test_alerts_simulated.py).
Run in a process of its own: python -m bench.alerts
"""

from __future__ import annotations

import resource
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from bench import place

BEGIN, YEARS = datetime(2027, 1, 1, tzinfo=UTC), 2
MEASURES, CLOCKS_EACH, CASES = 10_000, 7, 6
_CODES = ("dv_urgent_2", "dv_interim_2", "st_urgent_1", "st_interim_2", "ch_response_3")
_CODES += ("ch_interim_1", "dv_victim_order_2", "ch_urgent_2")
_SPANS = (timedelta(hours=72), timedelta(days=7), timedelta(days=31), timedelta(days=3))
_NEVER_MET, _KILLED, _STOPS = 0.6, 0.02, 40
_SHARES = {"half": 0.5, "most": 0.8, "due": 1.0}  # written here again: the check knows no table


@dataclass
class Running:
    """One clock of the simulation. met_at: None when nobody ever does it."""

    number: UUID
    measure: UUID | None
    forces: str
    starts: datetime
    due: datetime
    over: datetime
    met_at: datetime | None = None

    def points(self) -> Iterator[tuple[str, datetime]]:
        """When it comes to each point."""
        span = self.due - self.starts
        for point, share in _SHARES.items():
            yield point, self.starts + span * share
        yield "overdue", self.over + min(span * 0.1, timedelta(days=1))


@dataclass
class Region:
    """The clocks of a region, and the minutes in which its server ran."""

    clocks: list[Running]
    ticks: list[datetime]
    killed: set[datetime] = field(default_factory=set)

    def expected(self) -> dict[tuple[UUID, str], datetime]:
        """Clock and point of each alert that must be raised, and in which run of the server."""
        ran = [tick for tick in self.ticks if tick not in self.killed]
        lapses = self._lapses(ran)
        found = {}
        for clock in self.clocks:
            gone = lapses.get(clock.measure)
            is_void = gone is not None and clock.over > gone
            for point, reached in clock.points():
                at = _first(ran, reached)
                is_met = at and clock.met_at and clock.met_at <= at
                if at and not is_met and not (is_void and gone and at > gone):
                    found[clock.number, point] = at
        return found

    def _lapses(self, ran: Sequence[datetime]) -> dict[UUID | None, datetime]:
        """Measures that lapse for want of a decision, and the run of the server that noticed."""
        found: dict[UUID | None, datetime] = {}
        for clock in self.clocks:
            at = _first(ran, clock.over) if clock.forces == "cancel" else None
            if at and not (clock.met_at and clock.met_at <= at):
                found[clock.measure] = min(at, found.get(clock.measure, at))
        return found


def _first(ran: Sequence[datetime], since: datetime) -> datetime | None:
    place_ = bisect_left(ran, since)
    return ran[place_] if place_ < len(ran) else None


def running_times(chance: Random, *, step: timedelta) -> tuple[list[datetime], set[datetime]]:
    """The minutes in which the server ran: about every step, with stops of up to four days."""
    end = BEGIN + timedelta(days=365 * YEARS + 60)
    stops = sorted(BEGIN + (end - BEGIN) * chance.random() for _n in range(_STOPS))
    ticks, at = [], BEGIN
    while at < end:
        ticks.append(at)
        at += step * chance.uniform(0.2, 1.8)
        while stops and stops[0] <= at:
            stops.pop(0)
            at += timedelta(days=4) * chance.random()
    return ticks, {tick for tick in ticks[:-1] if chance.random() < _KILLED}


def told(case_ids: Sequence[UUID], member_id: int, *, measures: int, chance: Random) -> list[Any]:
    """Put measures and their clocks into the database, as the law lets them run; the clocks."""
    from jikimi.cases.models import Measure, RunningClock

    rows, clocks = [], []
    for _n in range(measures):
        started = BEGIN + timedelta(days=365 * YEARS) * chance.random()
        case_id, code = chance.choice(case_ids), chance.choice(_CODES)
        row = Measure(
            pk=uuid4(), case_id=case_id, code=code, started_at=started, recorded_by_id=member_id
        )
        rows.append(row)
        clocks += _clocks(row, chance)
    Measure.objects.bulk_create(rows, batch_size=1000)
    RunningClock.objects.bulk_create(clocks, batch_size=1000)
    return clocks


def _clocks(measure: Any, chance: Random) -> list[Any]:
    from jikimi.cases.models import RunningClock
    from jikimi.cases.statutes import clocks_from

    made = [
        RunningClock(
            pk=uuid4(), case_id=measure.case_id, measure=measure, code=clock.code,
            rule=clock.rule, article=clock.article, kind=clock.kind, event=clock.event,
            forces=clock.forces, start_rule=clock.start_rule, holiday_rule=clock.holiday_rule,
            starts_at=clock.starts, due_at=clock.due, calendar_at=clock.calendar or clock.due,
        )
        for clock in clocks_from(measure.code, events={"measure": measure.started_at})
        if clock.starts and clock.due
    ]  # fmt: skip
    while len(made) < CLOCKS_EACH:
        starts = measure.started_at + timedelta(days=chance.random() * 30)
        due = starts + chance.choice(_SPANS)
        made.append(
            RunningClock(
                pk=uuid4(), case_id=measure.case_id, code="pathway", rule="pathway", article="-",
                kind="step", event="noticed", start_rule="instant", holiday_rule="none",
                starts_at=starts, due_at=due, calendar_at=due,
            )
        )  # fmt: skip
    return made


def region(clocks: Sequence[Any], chance: Random, *, step: timedelta) -> Region:
    """What will happen: which clocks are met and when, and when the server runs."""
    made = []
    for row in clocks:
        span = row.due_at - row.starts_at
        met = None if chance.random() < _NEVER_MET else row.starts_at + span * chance.random() * 1.3
        over = max(row.due_at, row.calendar_at)
        one = (row.pk, row.measure_id, row.forces, row.starts_at, row.due_at, over, met)
        made.append(Running(*one))
    return Region(made, *running_times(chance, step=step))


def played(region: Region, *, actor: Any) -> None:
    """Two years: what is met is noted by the actor, and the clock's door runs when it runs."""
    from django.db import transaction

    from jikimi.access.actor import THE_CLOCK
    from jikimi.access.ticket import named
    from jikimi.cases.alerting import raise_alerts
    from jikimi.cases.models import RunningClock

    met = sorted((c for c in region.clocks if c.met_at), key=lambda c: c.met_at or BEGIN)
    for tick in region.ticks:
        done = [c.number for c in _until(met, tick)]
        if done:
            with named(actor):
                open_ones = RunningClock.objects.filter(pk__in=done, outcome__in=("", "missed"))
                open_ones.update(outcome="met", ended_at=tick)
        with transaction.atomic():
            raise_alerts(actor=THE_CLOCK, now=tick)
            transaction.set_rollback(tick in region.killed)


def _until(met: list[Running], tick: datetime) -> Iterator[Running]:
    while met and met[0].met_at and met[0].met_at <= tick:
        yield met.pop(0)


def compared(region: Region, *, actor: Any) -> dict[str, int]:
    """How many alerts there are, and how many are lost, too many, doubled or late."""
    from jikimi.access.ticket import named
    from jikimi.cases.models import Alert

    expected = region.expected()
    with named(actor):
        rows = Alert.objects.values_list("clock_id", "point", "raised_at")
        found = {(clock, point): at for clock, point, at in rows.iterator(chunk_size=5000)}
        number = Alert.objects.count()
    both = expected.keys() & found.keys()
    return {
        "alerts": number,
        "lost": len(expected.keys() - found.keys()),
        "too_many": len(found.keys() - expected.keys()),
        "doubled": number - len(found),
        "late": sum(found[key] != expected[key] for key in both),
    }


def measured(*, measures: int = MEASURES, step: timedelta = timedelta(hours=3)) -> dict[str, Any]:
    """A region of this size in a database of its own: what was found, in how long."""
    from django.db import transaction
    from tests.cast import on_stage
    from tests.loop import heard

    from jikimi.access.ticket import named

    chance = Random(SEED)
    with transaction.atomic():
        cast = on_stage()
        cases = [heard(cast, victim=f"고{number}").case.pk for number in range(CASES)]
    officer = cast.officer
    with named(officer):
        clocks = told(cases, officer.member_id, measures=measures, chance=chance)
    made = region(clocks, chance, step=step)
    began = time.perf_counter()
    played(made, actor=officer)
    seconds = time.perf_counter() - began
    return {
        "measures": measures,
        "clocks": len(clocks),
        "runs": len(made.ticks),
        "killed": len(made.killed),
        "seconds": seconds,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **compared(made, actor=cast.coordinator),
    }


SEED = 20270101


if __name__ == "__main__":
    own = place.Size("alerts", 0)
    place.settle(own)
    from bench import region as filling
    from jikimi.settings import embedded

    embedded.start()
    filling.migrated(own)
    import django

    django.setup()
    place.keep("alerts", figures=measured())
