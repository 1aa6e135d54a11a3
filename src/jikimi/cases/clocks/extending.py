"""Periods after an extension: how long a measure lasts from then on, and which clocks go along.

Every extension is counted twice, from the start of the measure and from the end of the period
before, and the earlier end holds: a measure never runs longer than the law allows in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from jikimi.cases.clocks.periods import IsHoliday, ends_of
from jikimi.cases.clocks.rules import (
    MEASURE,
    Clock,
    ClockRule,
    MeasureRule,
    Reach,
    duty,
    end_clock,
    reaches,
)


def next_period(
    rule: MeasureRule,
    *,
    first: datetime,
    previous: datetime,
    number: int,
    is_holiday: IsHoliday,
    born_on: date | None = None,
) -> Reach | None:
    """How far the extension of this number reaches; None when the law allows no such extension.

    first: the start of the measure.  previous: the end of the period before.  number: 1 for the
    first.  born_on: of the child, for orders that end at majority.
    """
    allowed = reaches(rule, first, is_holiday=is_holiday, born_on=born_on)
    if rule.step is None or (number > len(allowed) and not rule.is_unlimited):
        return None
    span = ends_of(
        previous,
        rule.step,
        start_rule=rule.start_rule,
        is_holiday=is_holiday,
        moves=rule.holiday_rule == "both",
    )
    own = Reach(number, span.conservative, span.calendar)
    return own if rule.is_unlimited else _earlier(own, allowed[number - 1])


def running_extended(
    rule: MeasureRule,
    clocks: Iterable[ClockRule],
    *,
    first: datetime,
    number: int,
    events: Mapping[str, datetime],
    is_holiday: IsHoliday,
    written_end: datetime | None = None,
) -> list[Clock]:
    """All clocks of a period after an extension, as running() gives them for the first period.

    events: of this period; `measure` is its start.  Duties that run from the measure itself stay
    with the first period, save those the extension makes longer.
    """
    found = []
    reach = next_period(
        rule, first=first, previous=events[MEASURE], number=number, is_holiday=is_holiday
    )
    runs_on = bool(rule.runs_on_when) and rule.runs_on_when in events
    if (reach or written_end) and not runs_on:
        found.append(_end_of(rule, reach, first, events[MEASURE], is_holiday, written_end))
    for clock in clocks:
        if not clock.is_about(rule.code):
            continue
        if clock.event != MEASURE:
            found.append(duty(clock, events.get(clock.event), is_holiday))
        elif clock.extra is not None:
            longer = replace(clock, within=clock.within + clock.extra, extra=None)
            found.append(duty(longer, first, is_holiday))
    return found


def _end_of(
    rule: MeasureRule,
    reach: Reach | None,
    first: datetime,
    start: datetime,
    is_holiday: IsHoliday,
    written: datetime | None,
) -> Clock:
    further = reaches(rule, first, is_holiday=is_holiday, born_on=None)
    return replace(
        end_clock(rule, start, written, further),
        due=written or (reach.conservative if reach else None),
        conservative=reach.conservative if reach else None,
        calendar=reach.calendar if reach else None,
    )


def _earlier(one: Reach, other: Reach) -> Reach:
    return Reach(
        one.number,
        min(one.conservative, other.conservative),
        min(one.calendar, other.calendar),
    )
