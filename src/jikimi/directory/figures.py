"""Figures of freshness: for each agency how much of what it keeps is fresh, how old, which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import today
from jikimi.access.models import Agency
from jikimi.directory.models import FreshnessFigure

NOBODY = 0
TREND_DAYS = 30

_COUNT = """
SELECT agency_id, count(*)::int, (count(*) FILTER (WHERE due_on >= %(day)s))::int,
       (count(*) FILTER (WHERE due_on < %(day)s))::int,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY %(day)s - checked_on)
             FILTER (WHERE checked_on IS NOT NULL))::int
  FROM directory_entryage GROUP BY agency_id
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One agency's entries. median_age_days: since the check, None when nothing was checked.

    trend: change of the share in percentage points over 30 days; None when that is not known.
    """

    agency_id: int
    agency: str
    entries: int
    fresh: int
    overdue: int
    median_age_days: int | None
    trend: int | None = None

    @property
    def share(self) -> int:
        """Fresh entries in a hundred, rounded."""
        return round(100 * self.fresh / self.entries) if self.entries else 0


def freshness_figures(*, on: date | None = None) -> list[Figure]:
    """Each agency with what it keeps, the stalest first; entries nobody keeps count as agency 0."""
    day = on or today()
    counted = _counted(day)
    names = Agency.objects.in_bulk([number for number, *_rest in counted if number])
    before = _shares(day - timedelta(days=TREND_DAYS))
    figures = [_figure(row, names, before) for row in counted]
    return sorted(figures, key=lambda figure: (figure.share, -figure.overdue, figure.agency))


def keep_figures(*, actor: Actor, on: date | None = None) -> int:
    """Keep the figures of today, from which the trend is read later.

    Records directory.freshness.count.
    """
    day = on or today()
    with acting(actor, "directory.freshness.count") as doing:
        rows = [_kept(day, row) for row in _counted(day)]
        FreshnessFigure.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["agency_id", "day"],
            update_fields=["entries", "fresh", "overdue", "median_age_days"],
        )
        doing.details["agencies"] = len(rows)
    return len(rows)


_Row = tuple[int, int, int, int, int | None]


def _counted(day: date) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"day": day})
        return [tuple(row) for row in cursor.fetchall()]


def _kept(day: date, row: _Row) -> FreshnessFigure:
    agency, entries, fresh, overdue, median = row
    return FreshnessFigure(
        day=day, agency_id=agency, entries=entries, fresh=fresh, overdue=overdue,
        median_age_days=median,
    )  # fmt: skip


def _shares(day: date) -> dict[int, int]:
    """The share of each agency on that day, or the nearest day in the week before it."""
    week = FreshnessFigure.objects.filter(day__gt=day - timedelta(days=7), day__lte=day)
    kept = week.order_by("day").values_list("agency_id", "fresh", "entries")
    return {agency: round(100 * fresh / entries) for agency, fresh, entries in kept if entries}


def _figure(row: _Row, names: Mapping[int, Agency], before: Mapping[int, int]) -> Figure:
    agency, entries, fresh, overdue, median = row
    name = names[agency].name if agency in names else ""
    now = Figure(agency, name, entries, fresh, overdue, median)
    if agency not in before:
        return now
    return Figure(agency, name, entries, fresh, overdue, median, now.share - before[agency])
