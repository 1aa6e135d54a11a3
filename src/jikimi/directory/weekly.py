"""A week as people write it on a door, and the HSDS schedules that say the same.

Pure: rows in, changes out.  What a week's table cannot say (every first Monday, a summer only)
stays as it is and is shown beside the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SPANS = 2
_TIME = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)(?::00)?(?:\+09:00|\+09)?$")
_PLAIN_DAYS = re.compile(r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$")
_SPECIAL = (
    "valid_from", "valid_to", "dtstart", "until", "count", "byweekno", "bymonthday", "byyearday",
    "description", "notes", "attending_type", "schedule_link",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from one time until another, as HH:MM; until 00:00 or earlier means the day after."""

    opens: str
    closes: str


Week = tuple[tuple[Span, ...], ...]
NEVER: Week = ((),) * 7
ALWAYS: Week = ((Span("00:00", "24:00"),),) * 7


@dataclass(frozen=True, slots=True)
class Told:
    """A week read from schedules. fitting: rows the table shows; others: rows it cannot say."""

    week: Week
    fitting: tuple[Mapping[str, Any], ...] = ()
    others: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class Rewriting:
    """What to do to the rows for a new week: rows to add, byday to set by id, ids to remove."""

    add: list[dict[str, str]] = field(default_factory=list)
    set_days: dict[Any, str] = field(default_factory=dict)
    remove: list[Any] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the week stays as it is."""
        return not (self.add or self.set_days or self.remove)


def week_of(rows: Iterable[Mapping[str, Any]]) -> Told:
    """The week these schedules tell. rows: the fields of the standard, and id."""
    week: list[list[Span]] = [[] for _day in DAYS]
    fitting, others = [], []
    for row in rows:
        span = _plain_span(row)
        days = [DAYS.index(day) for day in str(row.get("byday", "")).split(",")] if span else []
        if span is None or any(len(week[day]) >= SPANS for day in days):
            others.append(row)
            continue
        fitting.append(row)
        for day in days:
            week[day].append(span)
    return Told(tuple(tuple(sorted(set(day))) for day in week), tuple(fitting), tuple(others))


def schedules_of(week: Week) -> list[dict[str, str]]:
    """The fewest schedules that tell this week: one for each span, with its days."""
    days: dict[Span, list[str]] = {}
    for day, spans in zip(DAYS, week, strict=True):
        for span in spans:
            days.setdefault(span, []).append(day)
    return [
        {"freq": "WEEKLY", "byday": ",".join(on), "opens_at": span.opens, "closes_at": span.closes}
        for span, on in days.items()
    ]


def rewriting(told: Told, week: Week) -> Rewriting:
    """The smallest change that makes the schedules read before tell this week."""
    result = Rewriting()
    left = {(time_of(row["opens_at"]), time_of(row["closes_at"])): row for row in told.fitting}
    doubled = [row for row in told.fitting if row not in left.values()]
    for wanted in schedules_of(week):
        row = left.pop((wanted["opens_at"], wanted["closes_at"]), None)
        if row is None:
            result.add.append(wanted)
        elif row["byday"] != wanted["byday"]:
            result.set_days[row["id"]] = wanted["byday"]
    result.remove = [row["id"] for row in [*left.values(), *doubled]]
    return result


def time_of(words: str) -> str:
    """HH:MM of a time in Korea; empty when it is none or of another zone."""
    found = _TIME.match(words.strip())
    return f"{found[1]}:{found[2]}" if found and found[0][:5] <= "24:00" else ""


def is_around_the_clock(week: Week) -> bool:
    """Whether this week has no hour in which it is closed."""
    whole = {("00:00", "24:00"), ("00:00", "00:00"), ("00:00", "23:59")}
    return all(any((span.opens, span.closes) in whole for span in day) for day in week)


def _plain_span(row: Mapping[str, Any]) -> Span | None:
    if row.get("freq") != "WEEKLY" or row.get("interval") not in (None, "", 1):
        return None
    if any(row.get(name) for name in _SPECIAL) or not _PLAIN_DAYS.match(str(row.get("byday", ""))):
        return None
    opens, closes = time_of(str(row.get("opens_at", ""))), time_of(str(row.get("closes_at", "")))
    return Span(opens, closes) if opens and closes else None
