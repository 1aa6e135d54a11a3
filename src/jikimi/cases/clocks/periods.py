"""Periods of Korean law: when does a span of hours, days or months end.

Source: Civil Act (민법) art. 156 to 161; Criminal Procedure Act (형사소송법) art. 66.
Checked: tests/numbers/test_periods.py
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

KOREA = ZoneInfo("Asia/Seoul")
START_RULES = ("instant", "next_day", "first_day_counts")
_SATURDAY, _SUNDAY = 5, 6
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(\d+)H)?")
IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a law writes it: months and days, or hours; never both."""

    months: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def of(cls, text: str) -> Period:
        """Read an ISO 8601 duration such as P2M, P1Y, P7D or PT48H; ValueError otherwise."""
        found = _ISO.fullmatch(text)
        if found is None or not any(found.groups()):
            raise ValueError(f"not a period: {text!r}")
        years, months, days, hours = (int(part or 0) for part in found.groups())
        if hours and (years or months or days):
            raise ValueError(f"hours run by the clock, days by the calendar: {text!r}")
        return cls(months=12 * years + months, days=days, hours=hours)

    def __mul__(self, times: int) -> Period:
        return Period(self.months * times, self.days * times, self.hours * times)

    def __add__(self, other: Period) -> Period:
        return Period(self.months + other.months, self.days + other.days, self.hours + other.hours)


@dataclass(frozen=True, slots=True)
class Span:
    """When a period is over.

    conservative: the earliest end, without moving to a working day. calendar: the end by art. 161,
    on the working day after a Saturday or holiday.  Both are instants in Korean time; for days and
    months midnight after the last day.
    """

    conservative: datetime
    calendar: datetime

    @property
    def is_moved(self) -> bool:
        """Whether art. 161 moves the end."""
        return self.conservative != self.calendar


def ends_of(
    start: datetime, period: Period, *, start_rule: str, is_holiday: IsHoliday, moves: bool
) -> Span:
    """When a period that begins at an instant is over.

    start: an aware instant.  start_rule: instant (art. 156: hours run from the instant), next_day
    (art. 157: the first day is not counted unless it begins at midnight), first_day_counts
    (custody: the first day is a full day).  moves: whether art. 161 applies; hours never move.
    Raises ValueError for a naive instant, an unknown rule, or hours counted by days.
    """
    if start.tzinfo is None:
        raise ValueError("the start needs a time zone")
    if (start_rule == "instant") != bool(period.hours) or start_rule not in START_RULES:
        raise ValueError(f"{start_rule} does not count {period}")
    if period.hours:
        due = hours_after(start, period.hours)
        return Span(due, due)
    last = last_day(first_day(start, start_rule=start_rule), period)
    moved = working_day(last, is_holiday=is_holiday) if moves else last
    return Span(midnight_after(last), midnight_after(moved))


def hours_after(start: datetime, hours: int) -> datetime:
    """So many hours after an instant, in Korean time; hours skip no weekend (art. 156)."""
    return start.astimezone(KOREA) + timedelta(hours=hours)


def first_day(start: datetime, *, start_rule: str) -> date:
    """The day that counts as the first (art. 157)."""
    here = start.astimezone(KOREA)
    counts = start_rule == "first_day_counts" or here.time() == time(0)
    return here.date() if counts else here.date() + timedelta(days=1)


def last_day(first: date, period: Period) -> date:
    """The last day of a period counted from its first day (art. 159, 160).

    Months end with the day before the corresponding day; where the month has no such day, with the
    last day of that month.
    """
    if not period.months:
        return first + timedelta(days=period.days - 1)
    year, month0 = divmod(first.year * 12 + first.month - 1 + period.months, 12)
    days_in_month = calendar.monthrange(year, month0 + 1)[1]
    if first.day > days_in_month:
        last = date(year, month0 + 1, days_in_month)
    else:
        last = date(year, month0 + 1, first.day) - timedelta(days=1)
    return last + timedelta(days=period.days)


def working_day(day: date, *, is_holiday: IsHoliday) -> date:
    """The day itself, or the next that is no Saturday, Sunday or public holiday (art. 161)."""
    while day.weekday() in (_SATURDAY, _SUNDAY) or is_holiday(day):
        day += timedelta(days=1)
    return day


def holds_day_off(start: datetime, end: datetime, *, is_holiday: IsHoliday) -> bool:
    """Whether a Saturday or a public holiday lies within a span of hours."""
    day, last = start.astimezone(KOREA).date(), end.astimezone(KOREA).date()
    while day <= last:
        if day.weekday() == _SATURDAY or day.weekday() == _SUNDAY or is_holiday(day):
            return True
        day += timedelta(days=1)
    return False


def day_due(due: datetime) -> date:
    """The last day, in Korea, on which something due by an instant is in time.

    Midnight belongs to the day that it ends.
    """
    return (due - timedelta(microseconds=1)).astimezone(KOREA).date()


def midnight_after(day: date) -> datetime:
    """The instant at which a day in Korea is over."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=KOREA)
