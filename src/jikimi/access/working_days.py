"""Working days in Korea: no Saturday, no Sunday, no public holiday; clocks of duties count in them.

Public holidays, with substitutes and those declared for one year, come from the package `holidays`,
which is kept up with the decree on public holidays (관공서의 공휴일에 관한 규정).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

_WEEKEND = 5
END_OF_WORK = time(18)


def is_working_day(day: date) -> bool:
    """Whether public bodies work on this day."""
    return day.weekday() < _WEEKEND and not is_public_holiday(day)


def is_public_holiday(day: date) -> bool:
    """Whether the day is a public holiday, on whatever day of the week it falls."""
    return day in _public_holidays(day.year)


def working_day_after(day: date, *, days: int = 1) -> date:
    """The working day that comes so many working days after a day, whatever that day is."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def end_of_working_day_after(instant: datetime, *, days: int = 1) -> datetime:
    """The end of office hours so many working days after an instant, in Korean time.

    What begins on one day may be ended on the next working day, so that day counts whole.
    """
    day = working_day_after(timezone.localtime(instant).date(), days=days)
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))
