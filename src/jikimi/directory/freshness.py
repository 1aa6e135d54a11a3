"""Freshness as a contract: how long what is published counts as checked, by class of service.

A hotline that no longer answers costs a life; an office that moved costs an hour.  The ages stand
in data/maximum_ages.csv, the facts that are looked at in data/facts_that_matter.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from jikimi.access.codes import codes, today

HOTLINE = "hotline"
STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old an entry is on a day.

    checked_on: when the oldest of its facts that matter was checked; None: one of them never was.
    due_on: the last day on which it counts as fresh; None when it was never checked.
    """

    checked_on: date | None
    due_on: date | None
    age_class: str
    is_fresh: bool
    is_due_soon: bool

    @property
    def is_overdue(self) -> bool:
        """Whether it must be checked before it is printed again."""
        return not self.is_fresh


def age_class_of(*, is_crisis: bool) -> str:
    """The class of a service: one for a crisis is a hotline."""
    return HOTLINE if is_crisis else STANDARD


def maximum_age(age_class: str, *, on: date | None = None) -> timedelta:
    """How long a check of this class holds."""
    return timedelta(days=int(codes("directory", "maximum_ages", on=on)[age_class].more["days"]))


def is_fresh(checked_on: date | None, *, age_class: str = STANDARD, on: date | None = None) -> bool:
    """Whether an entry checked on that day may still be shown as checked and printed.

    Source: SR-64.  Checked: tests/rules/test_freshness.py
    """
    return freshness(checked_on, age_class=age_class, on=on).is_fresh


def freshness(
    checked_on: date | None, *, age_class: str = STANDARD, on: date | None = None
) -> Freshness:
    """How fresh something is that was checked on that day; never checked is overdue."""
    day = on or today()
    if checked_on is None:
        return Freshness(None, None, age_class, is_fresh=False, is_due_soon=False)
    due_on = checked_on + maximum_age(age_class, on=day)
    soon = timedelta(
        days=int(codes("directory", "maximum_ages", on=day)[age_class].more["soon_days"])
    )
    fresh = day <= due_on
    return Freshness(
        checked_on, due_on, age_class, is_fresh=fresh, is_due_soon=fresh and day > due_on - soon
    )


def oldest(days: Iterable[date | None]) -> date | None:
    """The day of the oldest check; None when there is none or something was never checked."""
    known = list(days)
    return None if not known or None in known else min(day for day in known if day)


def newest(days: Iterable[date | None]) -> date | None:
    """The latest of the days on which one fact was checked, by whatever means; None: never."""
    return max((day for day in days if day), default=None)


def facts_that_matter() -> tuple[tuple[str, str], ...]:
    """Table and field of every fact whose age makes the age of an entry, in the order of asking."""
    rows = codes("directory", "facts_that_matter").values()
    return tuple((row.more["table"], row.more["field"]) for row in rows)
