"""Whether a service is open at an instant: yes, no or not known, and until when.

Schedules are those of HSDS 3.2.3 (RFC 5545 rules with opens_at and closes_at).  What a schedule
leaves out is not known, never closed: somebody would not call who should.  Times without a zone are
Korean; a day that is a public holiday is known only where the schedule speaks of holidays.
Source: RFC 5545 3.3.10; the days are counted by dateutil.
Checked: tests/rules/test_directory_search_hours.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from jikimi.access.working_days import is_public_holiday

KOREA = ZoneInfo("Asia/Seoul")
DAY = timedelta(days=1)
_LONGEST_LOOK_DAYS = 8
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::\d{2})?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$", re.IGNORECASE)
_BY_DAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_LAST_MINUTE = time(23, 59)
_SHUT_ON_HOLIDAYS = re.compile(
    r"(?:공휴일|명절|휴일)\S*\s*(?:은|에는|에|:)?\s*(?:휴무|제외|쉼|쉽니다|휴관|휴원|휴진|미운영)"
    r"|(?:closed|except|excluding|not)(?: on)? (?:public )?holidays",
    re.IGNORECASE,
)
_OPEN_ON_HOLIDAYS = re.compile(
    r"연중무휴|365일|공휴일\S*\s*(?:포함|운영|진료|에도)"
    r"|(?:includ\w+|open on|also on) (?:public )?holidays",
    re.IGNORECASE,
)

Answer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule in the standard's words; '' and None: not given."""

    freq: str = ""
    byday: str = ""
    opens_at: str = ""
    closes_at: str = ""
    interval: int | None = None
    bymonthday: str = ""
    byyearday: str = ""
    byweekno: str = ""
    wkst: str = ""
    dtstart: str = ""
    until: str = ""
    count: int | None = None
    valid_from: str = ""
    valid_to: str = ""
    timezone: float | None = None
    description: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """The answer. until: when it closes, None where it does not or that is not known.

    opens: when it opens next, within eight days.  why: told, always, holiday, untold, unclear.
    """

    answer: Answer
    why: str
    until: datetime | None = None
    opens: datetime | None = None


def schedule_of(row: Any) -> Schedule:
    """The schedule of a row of the table."""
    return Schedule(**{name: getattr(row, name) for name in Schedule.__dataclass_fields__})


def opening_at(
    schedules: Sequence[Schedule], instant: datetime, *, is_24_hours: bool = False
) -> Opening:
    """Whether what keeps these hours is open at an instant, which knows its zone."""
    if is_24_hours:
        return Opening("yes", "always")
    if not schedules:
        return Opening("unknown", "untold")
    spans = _spans_about(schedules, instant)
    if any(begins <= instant < ends for begins, ends in spans):
        return _open(spans, instant)
    unclear = _why_unclear(schedules, instant)
    if unclear:
        return Opening("unknown", unclear)
    return Opening("no", "told", opens=min((b for b, _ in spans if b > instant), default=None))


def _open(spans: list[tuple[datetime, datetime]], instant: datetime) -> Opening:
    """Until when: hours that follow one another without a gap are one."""
    until = instant
    for begins, ends in sorted(spans):
        if begins <= until < ends:
            until = ends
    if until - instant >= (_LONGEST_LOOK_DAYS - 1) * DAY:
        return Opening("yes", "always")
    return Opening("yes", "told", until=until.astimezone(KOREA))


def _spans_about(
    schedules: Iterable[Schedule], instant: datetime
) -> list[tuple[datetime, datetime]]:
    return [span for one in schedules for span in _spans(one, instant)]


def _spans(one: Schedule, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Opening hours that begin from the day before until a week after."""
    hours = _hours(one)
    if hours is None:
        return
    here = instant.astimezone(hours.zone).date()
    for day in _days(one, here - DAY, here + _LONGEST_LOOK_DAYS * DAY):
        if _holds_on(one, day) == "yes":
            yield hours.on(day)


def _why_unclear(schedules: Iterable[Schedule], instant: datetime) -> str:
    """Why a schedule that does not say it is open does not say that it is closed either."""
    for one in schedules:
        hours = _hours(one)
        here = instant.astimezone(hours.zone if hours else KOREA).date()
        if not _says_when(one):
            return "unclear"
        if hours is None and here in _days(one, here, here):
            return "unclear"
        if hours and _is_within_holiday(one, hours, instant, here):
            return "holiday"
    return ""


def _is_within_holiday(one: Schedule, hours: _Hours, instant: datetime, here: date) -> bool:
    for day in _days(one, here - DAY, here):
        begins, ends = hours.on(day)
        if begins <= instant < ends and _holds_on(one, day) == "unknown":
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Hours:
    opens: time
    closes: time
    zone: tzinfo
    days_later: int

    def on(self, day: date) -> tuple[datetime, datetime]:
        begins = datetime.combine(day, self.opens, self.zone)
        return begins, datetime.combine(day + self.days_later * DAY, self.closes, self.zone)


def _hours(one: Schedule) -> _Hours | None:
    """From when until when; closing at or before opening means the day after."""
    opens, closes = _time(one.opens_at), _time(one.closes_at)
    if opens is None or closes is None:
        return None
    zone = opens[1] or closes[1] or _zone(one)
    ends = time(0) if closes[0] in (None, _LAST_MINUTE) else closes[0]
    begins = opens[0] or time(0)
    return _Hours(begins, ends or time(0), zone, int((ends or time(0)) <= begins))


def _time(words: str) -> tuple[time | None, tzinfo | None] | None:
    """The time and its zone where it names one; no time for 24:00; None when it is none."""
    found = _TIME.match(words.strip())
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    if int(found[1]) == 24:
        return (None, _offset(found[3])) if found[2] == "00" else None
    return time(int(found[1]), int(found[2])), _offset(found[3])


def _offset(words: str | None) -> tzinfo | None:
    if not words:
        return None
    if words in "Zz":
        return UTC
    digits = re.sub(r"\D", "", words).ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if words.startswith("-") else span)


def _zone(one: Schedule) -> tzinfo:
    return KOREA if one.timezone is None else timezone(timedelta(hours=one.timezone))


def _says_when(one: Schedule) -> bool:
    """Whether its days can be counted at all."""
    try:
        return _rule(one, _date(one.dtstart)) is not None
    except ValueError:
        return False


def _days(one: Schedule, first: date, last: date) -> list[date]:
    """The days of the schedule between two days, both counted."""
    try:
        rule = _rule(one, _anchor(one, first))
    except ValueError:
        return []
    if rule is None:
        return []
    found = rule.between(_midnight(first), _midnight(last), inc=True)
    low, high = _date(one.valid_from) or date.min, _date(one.valid_to) or date.max
    return [at.date() for at in found if low <= at.date() <= high]


def _anchor(one: Schedule, first: date) -> date | None:
    """From where days are counted: not from years ago where that changes nothing."""
    begins = _date(one.dtstart)
    if one.count or (one.interval or 1) > 1 or not _tells_days(one, _frequency(one)):
        return begins
    return max(begins, first) if begins else first


def _frequency(one: Schedule) -> str:
    return one.freq.upper() or ("WEEKLY" if one.byday else "MONTHLY" if one.bymonthday else "")


@lru_cache(maxsize=4096)
def _rule(one: Schedule, anchor: date | None) -> rrule | None:
    """The rule as dateutil knows it; None when the schedule does not tell its days.

    Raises ValueError on a rule that is none.
    """
    freq, begins = _frequency(one), _date(one.dtstart)
    if freq not in _FREQUENCIES or not (begins or _tells_days(one, freq)):
        return None
    if begins is None and (one.count or (one.interval or 1) > 1):
        return None
    ends = _date(one.until)
    return rrule(
        _FREQUENCIES[freq],  # type: ignore[arg-type]
        dtstart=_midnight(anchor or _date(one.valid_from) or date(2000, 1, 3)),
        interval=one.interval or 1,
        wkst=_DAYS.index(one.wkst.upper()) if one.wkst else None,
        count=one.count or None,
        until=_midnight(ends) if ends and not one.count else None,
        byweekday=[_by_day(word) for word in _parts(one.byday)] or None,
        bymonthday=[int(word) for word in _parts(one.bymonthday)] or None,
        byyearday=[int(word) for word in _parts(one.byyearday)] or None,
        byweekno=[int(word) for word in _parts(one.byweekno)] or None,
    )


def _tells_days(one: Schedule, freq: str) -> bool:
    told = one.byday or one.bymonthday or one.byyearday or one.byweekno
    return bool(told) or freq == "DAILY"


def _by_day(word: str) -> weekday:
    found = _BY_DAY.match(word.upper())
    if not found:
        raise ValueError(word)
    return weekday(_DAYS.index(found[2]), int(found[1]) if found[1] else None)


def _parts(words: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]+", words) if word]


def _date(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip()[:10]) if words.strip() else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


def _holds_on(one: Schedule, day: date) -> Answer:
    """Whether the schedule holds on this day, which may be a public holiday."""
    if not is_public_holiday(day):
        return "yes"
    words = f"{one.description} {one.notes}"
    if _SHUT_ON_HOLIDAYS.search(words):
        return "no"
    return "yes" if _OPEN_ON_HOLIDAYS.search(words) else "unknown"
