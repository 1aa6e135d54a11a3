"""Measures with their clocks running, as the law of the day lets them, for tests of alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.cases.alerting import Raised, raise_alerts
from jikimi.cases.models import Measure, RunningClock
from jikimi.cases.statutes import clocks_from
from tests.loop import Loop


def under_way(
    loop: Loop,
    code: str = "dv_urgent_2",
    *,
    hours_ago: float = 0,
    agency_id: int | None = None,
    events: Mapping[str, datetime] | None = None,
) -> Measure:
    """A measure that began so many hours ago, with its clocks; the officer recorded it."""
    actor = loop.as_("officer")
    started = timezone.now() - timedelta(hours=hours_ago)
    measure = Measure.objects.create(
        case=loop.fresh("officer"), code=code, started_at=started, recorded_by_id=actor.member_id
    )
    clocks_for(measure, events={"measure": started, **(events or {})}, agency_id=agency_id)
    return measure


def clocks_for(
    measure: Measure, *, events: Mapping[str, datetime], agency_id: int | None = None
) -> Sequence[RunningClock]:
    """The clocks that the law of the first day lets run, those of which the event has happened."""
    return RunningClock.objects.bulk_create(
        RunningClock(
            case_id=measure.case_id,
            measure=measure,
            code=clock.code,
            rule=clock.rule,
            article=clock.article,
            kind=clock.kind,
            event=clock.event,
            who=clock.who,
            forces=clock.forces,
            start_rule=clock.start_rule,
            holiday_rule=clock.holiday_rule,
            starts_at=clock.starts,
            due_at=clock.due,
            calendar_at=clock.calendar or clock.due,
            extendable_to=clock.extendable_to,
            is_written=clock.is_written,
            agency_id=agency_id,
        )
        for clock in clocks_from(measure.code, events=events)
        if clock.starts and clock.due
    )


def after(measure: Measure, hours: float) -> Raised:
    """The clock door runs so many hours after the measure began."""
    return raise_alerts(actor=THE_CLOCK, now=measure.started_at + timedelta(hours=hours))
