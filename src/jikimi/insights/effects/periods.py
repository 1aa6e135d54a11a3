"""Months, quarters and years as texts (2026-03, 2026-Q1, 2026) and as numbers in a row. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

Unit = Literal["month", "quarter", "year"]
PER_YEAR: dict[Unit, int] = {"month": 12, "quarter": 4, "year": 1}
_SHAPES: tuple[tuple[Unit, re.Pattern[str]], ...] = (
    ("month", re.compile(r"((?:19|20)\d\d)\s*[-./년]\s*(1[0-2]|0?[1-9])(?:\s*[-./월].*)?")),
    ("quarter", re.compile(r"((?:19|20)\d\d)\s*[-./년]?\s*(?:Q|q)?([1-4])(?:/4|분기)?")),
    ("year", re.compile(r"((?:19|20)\d\d)\s*년?")),
)


def place_of(text: str) -> tuple[Unit, int] | None:
    """The unit a text names, and where in its row it stands; None when it names no period.

    Understands 2026-03, 2026.3., 2026년 3월, 2026-03-01 00:00, 2026-Q1, 2026 1분기, 2026, 2026년.
    """
    said = text.strip()
    for unit, shape in _SHAPES:
        found = shape.fullmatch(said)
        if found and (unit != "quarter" or re.search(r"[Qq/]|분기", said)):
            part = int(found[2]) - 1 if unit != "year" else 0
            return unit, int(found[1]) * PER_YEAR[unit] + part
    return None


def text_of(unit: Unit, place: int) -> str:
    """A period as its text."""
    year, part = divmod(place, PER_YEAR[unit])
    return {"month": f"{year}-{part + 1:02d}", "quarter": f"{year}-Q{part + 1}"}.get(
        unit, str(year)
    )


def periods_between(first: str, last: str) -> list[str]:
    """Every period from the first to the last, both included.

    Raises ValueError where they are no periods of one unit.
    """
    ends = place_of(first), place_of(last)
    if ends[0] is None or ends[1] is None or ends[0][0] != ends[1][0]:
        raise ValueError("periods are written as 2026-03, 2026-Q1 or 2026")
    return [text_of(ends[0][0], place) for place in range(ends[0][1], ends[1][1] + 1)]


def moved(period: str, by: int) -> str:
    """The period so many later (earlier where negative)."""
    found = place_of(period)
    if found is None:
        raise ValueError("periods are written as 2026-03, 2026-Q1 or 2026")
    return text_of(found[0], found[1] + by)


def period_of(day: date, unit: Unit) -> str:
    """The period a day lies in."""
    part = (day.month - 1) * PER_YEAR[unit] // 12
    return text_of(unit, day.year * PER_YEAR[unit] + part)


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a period."""
    found = place_of(period)
    if found is None:
        raise ValueError("periods are written as 2026-03, 2026-Q1 or 2026")
    unit, place = found
    return _first_day(unit, place), _first_day(unit, place + 1) - timedelta(days=1)


def _first_day(unit: Unit, place: int) -> date:
    year, part = divmod(place, PER_YEAR[unit])
    return date(year, 1 + part * (12 // PER_YEAR[unit]), 1)
