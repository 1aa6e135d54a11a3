"""Rules of clocks: what the law lets run for a measure, and what it makes of one start.

A rule is a row of cases/data/measures.csv (how long the measure lasts) or of cases/data/clocks.csv
(what must happen within which time). The row that held on the day of the start applies (SR-52).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase

from jikimi.cases.clocks.periods import IsHoliday, Period, Span, ends_of, holds_day_off

MEASURE = "measure"
_MOST_EXTENSIONS = 40  # of six months each: longer than a childhood


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """How long a measure may last. extensions: how many at most, None for as often as total allows.

    total: with all extensions; None when the law names no period, or at majority.
    holiday_rule: both (the end by art. 161 is shown beside the conservative one) or none.
    runs_on_when: the event after which no end is counted until the court decides, or "".
    replaced_by: patterns of the measures of a court that take its place.
    """

    code: str
    rule: str
    article: str
    start_rule: str
    length: Period | None
    extensions: int | None
    step: Period | None
    total: Period | None
    until_majority: bool
    only_over_day_off: bool
    holiday_rule: str = "both"
    runs_on_when: str = ""
    replaced_by: tuple[str, ...] = ()

    @property
    def is_unlimited(self) -> bool:
        """Whether it may be extended as often as needed, each time by one step."""
        bounds = (self.extensions, self.total)
        return self.step is not None and bounds == (None, None) and not self.until_majority

    def gives_way_to(self, measure: str) -> bool:
        """Whether it ends when this measure of a court is decided."""
        return any(fnmatchcase(measure, pattern) for pattern in self.replaced_by)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """What must happen within which time of which event.

    measures: patterns of measure codes, such as dv_urgent_*.  event: measure (its start), or what
    happened otherwise.  met_by: the events that meet it.  who: who must act.  forces: the task when
    nothing happened, or "".
    moves: whether art. 161 of the Civil Act moves the end.
    """

    code: str
    rule: str
    article: str
    measures: tuple[str, ...]
    kind: str
    event: str
    within: Period
    start_rule: str
    moves: bool
    extra: Period | None
    who: str
    forces: str
    met_by: tuple[str, ...] = ()

    def is_about(self, measure: str) -> bool:
        """Whether this clock runs for a measure."""
        return any(fnmatchcase(measure, pattern) for pattern in self.measures)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one more extension carries a measure. number: 1 for the first."""

    number: int
    conservative: datetime
    calendar: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as it runs from a start (SR-47).

    kind: end (the measure ends) or what must be done by then.  due: the earliest end, or the
    court's own date.  extendable_to: how far it reaches if the law lets it, None otherwise.
    starts: None while the event it runs from has not happened; then due is None too.
    """

    code: str
    rule: str
    article: str
    kind: str
    event: str
    who: str
    forces: str
    start_rule: str
    holiday_rule: str
    starts: datetime | None
    due: datetime | None
    conservative: datetime | None
    calendar: datetime | None
    extendable_to: datetime | None = None
    extensions: tuple[Reach, ...] = ()
    is_written: bool = False
    met_by: tuple[str, ...] = ()


def running(
    measure: MeasureRule,
    clocks: Iterable[ClockRule],
    *,
    events: Mapping[str, datetime],
    is_holiday: IsHoliday,
    written_end: datetime | None = None,
    born_on: date | None = None,
) -> list[Clock]:
    """All clocks of a measure: its end first, then what must be done, in the order of the rules.

    events: instants by event; `measure` is the start.  written_end: the court's written end, which
    overrides.  born_on: of the child, for orders that end at majority.
    Raises KeyError without the start of the measure.
    """
    start = events[MEASURE]
    found = []
    runs_on = bool(measure.runs_on_when) and measure.runs_on_when in events
    if (measure.length is not None or written_end is not None) and not runs_on:
        found.append(_end(measure, start, is_holiday, written_end, born_on))
    for rule in clocks:
        if rule.is_about(measure.code):
            found.append(duty(rule, events.get(rule.event), is_holiday))
    return found


def _end(
    rule: MeasureRule,
    start: datetime,
    is_holiday: IsHoliday,
    written: datetime | None,
    born_on: date | None,
) -> Clock:
    span = None
    if rule.length is not None:
        span = ends_of(
            start, rule.length, start_rule=rule.start_rule, is_holiday=is_holiday, moves=True
        )
    found = reaches(rule, start, is_holiday=is_holiday, born_on=born_on)
    return replace(
        end_clock(rule, start, written, found),
        due=written or (span.conservative if span else None),
        conservative=span.conservative if span else None,
        calendar=span.calendar if span else None,
    )


def end_clock(
    rule: MeasureRule, start: datetime, written: datetime | None, further: Sequence[Reach]
) -> Clock:
    """The clock of the end of a measure from a start, without its instants yet."""
    return Clock(
        code=rule.code,
        rule=rule.rule,
        article=rule.article,
        kind="end",
        event=MEASURE,
        who="",
        forces="end",
        start_rule=rule.start_rule,
        holiday_rule=rule.holiday_rule,
        starts=start,
        due=None,
        conservative=None,
        calendar=None,
        extendable_to=further[-1].conservative if further else None,
        extensions=tuple(further),
        is_written=written is not None,
    )


def reaches(
    rule: MeasureRule, start: datetime, *, is_holiday: IsHoliday, born_on: date | None
) -> list[Reach]:
    """Every extension the law allows from this start, counted from the start of the measure.

    Empty also for a measure that may be extended as often as needed.
    """
    if rule.length is None or rule.step is None:
        return []
    first = ends_of(
        start, rule.length, start_rule=rule.start_rule, is_holiday=is_holiday, moves=False
    ).conservative
    if rule.only_over_day_off and not holds_day_off(start, first, is_holiday=is_holiday):
        return []
    last = _majority(born_on) if rule.until_majority and born_on else None
    found: list[Reach] = []
    for number, period in enumerate(_lengths(rule), start=1):
        span = ends_of(start, period, start_rule=rule.start_rule, is_holiday=is_holiday, moves=True)
        if last and span.conservative.date() > last:
            break
        found.append(Reach(number, span.conservative, span.calendar))
    return found


def _lengths(rule: MeasureRule) -> list[Period]:
    """The length after one, two … extensions, as far as number and total allow."""
    assert rule.length is not None  # noqa: S101 - only asked for a rule with both
    assert rule.step is not None  # noqa: S101
    most = _MOST_EXTENSIONS if rule.extensions is None else rule.extensions
    if rule.is_unlimited:
        most = 0
    lengths = [rule.length + rule.step * times for times in range(1, most + 1)]
    return [length for length in lengths if rule.total is None or _is_within(length, rule.total)]


def _is_within(length: Period, total: Period) -> bool:
    sizes = ((p.months, p.days, p.hours) for p in (length, total))
    return next(sizes) <= next(sizes)


def _majority(born_on: date) -> date:
    """The day a person comes of age: nineteen (Civil Act art. 4); 1 March for 29 February."""
    try:
        return born_on.replace(year=born_on.year + 19)
    except ValueError:
        return date(born_on.year + 19, 3, 1)


def duty(rule: ClockRule, start: datetime | None, is_holiday: IsHoliday) -> Clock:
    """The clock of what must be done; without instants while its event has not happened."""
    still = Clock(
        code=rule.code,
        rule=rule.rule,
        article=rule.article,
        kind=rule.kind,
        event=rule.event,
        who=rule.who,
        forces=rule.forces,
        start_rule=rule.start_rule,
        holiday_rule="moves" if rule.moves else "none",
        starts=None,
        due=None,
        conservative=None,
        calendar=None,
        met_by=rule.met_by,
    )
    if start is None:
        return still
    span = _span(rule, rule.within, start, is_holiday)
    further = None
    if rule.extra and holds_day_off(start, span.conservative, is_holiday=is_holiday):
        further = _span(rule, rule.within + rule.extra, start, is_holiday).conservative
    return replace(
        still,
        starts=start,
        due=span.conservative,
        conservative=span.conservative,
        calendar=span.calendar,
        extendable_to=further,
    )


def _span(rule: ClockRule, period: Period, start: datetime, is_holiday: IsHoliday) -> Span:
    return ends_of(
        start, period, start_rule=rule.start_rule, is_holiday=is_holiday, moves=rule.moves
    )
