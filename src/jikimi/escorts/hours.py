"""When escorts may be asked for: the hours of an area, and the moments that can still be met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jikimi.access.codes import Code, codes

_MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Evening:
    """The hours of one evening. day: on which it begins; notice_min: asked for so long before."""

    day: date
    opens_at: datetime
    closes_at: datetime
    notice_min: int

    def holds(self, moment: datetime) -> bool:
        """Whether somebody may be met at that moment."""
        return self.opens_at <= moment < self.closes_at


def booking_rule() -> dict[str, int]:
    """The numbers meetings are kept by (booking_rules.csv)."""
    rows = codes("escorts", "booking_rules").items()
    return {code: int(row.more["value"]) for code, row in rows}


def evening_on(area: str, day: date) -> Evening | None:
    """The hours of an area on the evening of a day; None when there is no service."""
    rows = (row for row in hours_of(area) if int(row.more["weekday"]) == day.weekday())
    row = next(rows, None)
    if row is None:
        return None
    opens, closes = (_moment(day, row.more[word]) for word in ("opens", "closes"))
    return Evening(day, opens, closes, int(row.more["notice_min"]))


def hours_of(area: str) -> list[Code]:
    """Rows of scout_hours.csv for a dong or district: those of the longest code that fits it."""
    rows = [row for row in codes("escorts", "scout_hours").values() if _fits(row, area)]
    longest = max((len(row.more["area"]) for row in rows), default=0)
    return [row for row in rows if len(row.more["area"]) == longest]


def evening_of(area: str, moment: datetime) -> Evening | None:
    """The evening whose hours hold a moment; after midnight it is the one of the day before."""
    day = timezone.localtime(moment).date()
    found = (evening_on(area, one) for one in (day, day - timedelta(days=1)))
    return next((one for one in found if one and one.holds(moment)), None)


def moments_open(area: str, *, now: datetime) -> list[datetime]:
    """Every moment at which somebody in this area could still ask to be met, soonest first."""
    rule = booking_rule()
    until = now + timedelta(days=rule["ahead_days"])
    return [
        moment
        for evening in _evenings(area, now=now, days=rule["ahead_days"])
        for moment in _steps(evening, rule["step_min"])
        if now + timedelta(minutes=evening.notice_min) <= moment <= until
    ]


def nearest(moments: Sequence[datetime], wished: datetime, *, most: int = 4) -> list[datetime]:
    """The moments nearest to the one that was wished, in their order."""
    return sorted(sorted(moments, key=lambda one: abs(one - wished))[:most])


def _evenings(area: str, *, now: datetime, days: int) -> Iterator[Evening]:
    today = timezone.localtime(now).date()
    for ahead in range(-1, days + 1):
        found = evening_on(area, today + timedelta(days=ahead))
        if found:
            yield found


def _steps(evening: Evening, step_min: int) -> Iterator[datetime]:
    moment = evening.opens_at
    while moment < evening.closes_at:
        yield moment
        moment += timedelta(minutes=step_min)


def _fits(row: Code, area: str) -> bool:
    return area.startswith(row.more["area"])


def _moment(day: date, clock: str) -> datetime:
    """25:00 is one o'clock in the night after the day."""
    hour, minute = (int(one) for one in clock.split(":"))
    later, minutes = divmod(hour * 60 + minute, _MINUTES_OF_A_DAY)
    at = time(minutes // 60, minutes % 60)
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), at))
