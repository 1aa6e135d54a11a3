"""Statutes: the rules of measures and clocks as the law had them on a day (SR-47, SR-52).

The rows are cases/data/measures.csv and cases/data/clocks.csv; a lawyer reads and signs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fnmatch import fnmatchcase

from jikimi.access.codes import Code, code_rows, codes
from jikimi.access.working_days import is_public_holiday
from jikimi.cases.clocks import Clock, ClockRule, MeasureRule, Period, running
from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.clocks.rules import MEASURE

_AT_MAJORITY = "until_majority"


def measure_rule(code: str, *, on: date) -> MeasureRule:
    """How long a measure that began on a day may last; KeyError when the law knew none."""
    return _measure_rule(codes("cases", "measures", on=on)[code])


def rule_kept(code: str, rule: str, *, on: date) -> MeasureRule:
    """The rule a measure was recorded under, whatever the list says now.

    rule: the version stored with the measure, such as dv_interim_2@2000-01-01; on: its first day,
    which decides where none is stored.  Raises KeyError when the law knew no such measure then.
    """
    return _measure_rule(row_kept(code, rule, on=on))


def row_kept(code: str, rule: str, *, on: date) -> Code:
    """The row of measures.csv behind the rule a measure was recorded under; as rule_kept()."""
    for row in code_rows("cases", "measures"):
        if _rule(row) == rule:
            return row
    return codes("cases", "measures", on=on)[code]


def clock_rules(*, on: date) -> list[ClockRule]:
    """What must happen within which time, as the law had it on a day."""
    return [_clock_rule(row) for row in codes("cases", "clocks", on=on).values()]


def events_of(measure: str, *, on: date) -> dict[str, Code]:
    """What may happen to a measure, as the law had it on a day: rows of clock_events.csv by code.

    Of `effect`: ends (the measure ends then), lapses (it must be cancelled), or "".
    """
    return {
        code: row
        for code, row in codes("cases", "clock_events", on=on).items()
        if any(fnmatchcase(measure, pattern) for pattern in row.more["measures"].split())
    }


def clocks_from(
    code: str,
    *,
    events: Mapping[str, datetime],
    written_end: datetime | None = None,
    born_on: date | None = None,
) -> list[Clock]:
    """All clocks of a measure by the law of the day it began.

    events: aware instants by event, among them `measure`, its start.  written_end: the court's own.
    Raises KeyError for a measure that the law did not know on that day.
    """
    on = events[MEASURE].astimezone(KOREA).date()
    return running(
        measure_rule(code, on=on),
        clock_rules(on=on),
        events=events,
        is_holiday=is_public_holiday,
        written_end=written_end,
        born_on=born_on,
    )


def _measure_rule(row: Code) -> MeasureRule:
    more = row.more
    return MeasureRule(
        code=row.code,
        rule=_rule(row),
        article=f"{more['law_short_ko']} {more['article']}",
        start_rule=more["start_rule"],
        length=_period(more["max_length"]),
        extensions=int(more["extensions"]) if more["extensions"] else None,
        step=_period(more["extension_step"]),
        total=None if more["max_total"] == _AT_MAJORITY else _period(more["max_total"]),
        until_majority=more["max_total"] == _AT_MAJORITY,
        only_over_day_off=more["extends_when"] == "day_off",
        holiday_rule=more["holiday_rule"],
        runs_on_when=more["runs_on_when"],
        replaced_by=tuple(more["replaced_by"].split()),
    )


def _clock_rule(row: Code) -> ClockRule:
    more = row.more
    return ClockRule(
        code=row.code,
        rule=_rule(row),
        article=more["article"],
        measures=tuple(more["measures"].split()),
        kind=more["kind"],
        event=more["event"],
        within=Period.of(more["within"]),
        start_rule=more["start_rule"],
        moves=more["moves"] == "yes",
        extra=_period(more["extra"]),
        who=more["who"],
        forces=more["forces"],
        met_by=tuple(more["met_by"].split()),
    )


def _rule(row: Code) -> str:
    """The name of a version of a rule: what is stored with a clock, so that old cases keep it."""
    return f"{row.code}@{row.valid_from:%Y-%m-%d}"


def _period(text: str) -> Period | None:
    return Period.of(text) if text else None
