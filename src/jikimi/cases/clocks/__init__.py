"""Statutory clocks: how long the law lets a measure or a duty run. Pure: no Django, no table."""

from jikimi.cases.clocks.extending import next_period, running_extended
from jikimi.cases.clocks.periods import Period, Span, day_due, ends_of, hours_after
from jikimi.cases.clocks.rules import Clock, ClockRule, MeasureRule, Reach, running

__all__ = [
    "Clock",
    "ClockRule",
    "MeasureRule",
    "Period",
    "Reach",
    "Span",
    "day_due",
    "ends_of",
    "hours_after",
    "next_period",
    "running",
    "running_extended",
]
