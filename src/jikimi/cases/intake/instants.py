"""Reading when a call came in: every way an office writes a day and a time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from jikimi.cases.intake.calendar_days import SECONDS, TIMES, is_day
from jikimi.cases.intake.reasons import CellError

KOREA = timezone(timedelta(hours=9))  # no daylight saving since 1988, and no report is older
_DAY_ZERO = datetime(1899, 12, 30)  # day 0 of spreadsheet serial dates
_SERIAL = re.compile(r"(?:3[6-9]|[4-7]\d)\d{3}(?:\.\d+)?", re.ASCII)  # 1998 to 2119
_DAY = re.compile(r"(\d{4})(?:-|/|\. ?)(\d{1,2})(?:-|/|\. ?)(\d{1,2})\.?", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4})\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})\s?[일.]?(?:\([월화수목금토일]\))?"
    r"(?:[T\s]\s?(오전|오후|AM|PM)?\s?(\d{1,2})\s?[:시]\s?(\d{1,2})\s?분?"
    r"(?::?\s?(\d{1,2})(?:\.\d+)?초?)?\s?(AM|PM)?)?",
    re.ASCII | re.IGNORECASE,
)


def instant(cell: str) -> datetime:
    """When a call came in, as an aware instant in UTC; the cell is Korean time unless it says."""
    return datetime.fromisoformat(instant_text(cell)).astimezone(UTC)


def instant_text(cell: str) -> str:
    """The same as `2026-05-21 16:33:00+09`, which PostgreSQL reads as the instant.

    Reads `2026-05-21 16:33[:00]`, `2026/05/21 16:33`, `2026. 5. 21. 16:33`, `202605211633`,
    오전/오후, 년월일시분, ISO with an offset, and a spreadsheet's serial number.
    """
    return plain_instant(cell) or _any_instant(cell.strip())


def plain_instant(cell: str) -> str:
    """The same when it is written as a day and a time, as most are; or empty."""
    cell = cell.strip()
    if len(cell) == 12:
        day, time = _day(cell[:8]), _time(cell[8:])
    else:
        day_cell, _, time_cell = cell.rpartition(" ")
        day, time = _day(day_cell), _time(time_cell)
    return f"{day} {time}+09" if day and time else ""


@lru_cache(16_384)
def _day(text: str) -> str:
    """The day in ISO form, or empty.  Remembered: every day comes in thousands of rows."""
    if len(text) == 8 and text.isdigit():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif found := _DAY.fullmatch(text):
        text = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}"
    return text if is_day(text) and text >= "2000" else ""


@lru_cache(8192)
def _time(text: str) -> str:
    """The time of day with seconds, or empty."""
    if len(text) == 4 and text.isdigit():
        text = f"{text[:2]}:{text[2:]}"
    seconds = text[5:] or ":00"
    return text[:5] + seconds if text[:5] in TIMES and seconds in SECONDS else ""


def _checked(day: str, time: str) -> str:
    day, time = _day(day), _time(time)
    if not day or not time:
        raise CellError("instant_impossible")
    return f"{day} {time}+09"


def _any_instant(cell: str) -> str:
    if not cell:
        raise CellError("empty")
    if found := _INSTANT.fullmatch(cell):
        return _instant_parts(found)
    if cell.isdigit() and len(cell) == 14:
        return _checked(cell[:8], f"{cell[8:10]}:{cell[10:12]}:{cell[12:]}")
    if _SERIAL.fullmatch(cell):
        moment = _DAY_ZERO + timedelta(seconds=round(float(cell) * 86_400))
        return _checked(str(moment.date()), str(moment.time()))
    return _instant_with_offset(cell)


def _instant_parts(found: re.Match[str]) -> str:
    year, month, day, before, hour, minute, second, after = found.groups()
    if hour is None:
        raise CellError("instant_without_time")
    half = (before or after or "").upper()
    hours = int(hour)
    if half and not 1 <= hours <= 12:
        raise CellError("instant_impossible")
    if half:
        hours = hours % 12 + 12 * (half in ("오후", "PM"))
    return _checked(f"{year}-{month}-{day}", f"{hours:02}:{minute:0>2}:{second or '':0>2}")


def _instant_with_offset(cell: str) -> str:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise CellError("instant_unreadable") from None
    if moment.tzinfo is None:
        raise CellError("instant_unreadable")
    moment = moment.astimezone(KOREA)
    return _checked(str(moment.date()), moment.strftime("%H:%M:%S"))
