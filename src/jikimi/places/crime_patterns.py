"""When harm happens, whether its places stay, whether it repeats nearby, and what foretells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Count

from jikimi.places.crime_cells import CellWish, Incidents, incidents, points_of
from jikimi.places.hotspots import (
    Accuracy,
    NearRepeats,
    Past,
    Rhythm,
    Stability,
    accuracy,
    counted,
    grid_over,
    hours_by_weekday,
    near_repeats,
    settled,
    stability,
)
from jikimi.places.hotspots.prediction import DEFAULT, METHODS

MOST_PAIRED = 2_000
LEAST_EVENTS = 30
TEST_DAYS = 90
AREA_SHARES = (0.01, 0.05)
COMPARED = ("last year", "same season last year", "all time", DEFAULT)
_DRAWS = 199
_MOST_PERIODS = 6


@dataclass(frozen=True, slots=True)
class When:
    """Hours of the week, and parts of the day where no more is kept.

    rhythm: None without incidents whose day and hour are known.  parts: first hour, hours, number.
    untimed: incidents without an hour.
    """

    rhythm: Rhythm | None
    parts: list[tuple[int, int, int]]
    untimed: int


@dataclass(frozen=True, slots=True)
class Staying:
    """Whether the hottest cells of each period are the next one's. periods: (first, last) days."""

    periods: list[tuple[date, date]]
    counts: list[int]
    found: Stability

    def steps(self) -> Iterator[tuple[date, date, float, float, float]]:
        """From the beginning of one period to that of the next: what is kept, and by chance."""
        found = self.found
        for n, (kept, low, high) in enumerate(zip(found.kept, found.low, found.high, strict=True)):
            yield self.periods[n][0], self.periods[n + 1][0], kept, low, high


@dataclass(frozen=True, slots=True)
class Repeating:
    """The near-repeat table. band_m: how far apart two neighbouring squares lie; of: incidents."""

    found: NearRepeats
    band_m: int
    of: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Foretold:
    """How well each way of choosing cells did on the last days. rows: method → one per share."""

    since: date
    events: int
    rows: dict[str, list[Accuracy]]


def when_it_happens(wish: CellWish) -> When:
    """Hours and days of the week. One query."""
    rows = points_of(wish).values_list("happened_on", "days", "hour", "hours")
    groups = list(rows.annotate(n=Count("pk")).order_by("happened_on", "hour"))
    exact = [(day, hour, span, n) for day, days, hour, span, n in groups
             if days == 1 and hour is not None]  # fmt: skip
    parts: dict[tuple[int, int], int] = {}
    for _day, days, hour, span, n in groups:
        if days > 1 and hour is not None:
            parts[hour, span] = parts.get((hour, span), 0) + n
    untimed = sum(n for *_rest, hour, _span, n in groups if hour is None)
    known = [(*part, n) for part, n in sorted(parts.items())]
    return When(_rhythm(exact, wish), known, untimed)


def staying_places(wish: CellWish) -> Staying | None:
    """Whether hot cells stay; None with too few incidents. One query."""
    found = incidents(wish)
    periods = _periods(wish)
    if len(found.points) < LEAST_EVENTS or len(periods) < 2:
        return None
    grid = grid_over(found.points, cell_m=found.cell_m, kind=wish.grid)
    area = settled(counted(grid, found.points))
    inside = [
        (found.days >= first.toordinal()) & (found.days <= last.toordinal())
        for first, last in periods
    ]
    if not all(some.any() for some in inside):
        return None
    table = np.array([counted(grid, found.points[some])[area] for some in inside])
    return Staying(periods, [int(n) for n in table.sum(axis=1)], stability(table, draws=_DRAWS))


def repeating_nearby(wish: CellWish) -> Repeating | None:
    """Whether an incident makes another one near by more likely; None with too few. Two queries.

    Places are the middles of squares, so the first band is the same square, the next its
    neighbours.  Of more than MOST_PAIRED incidents the newest are taken.
    """
    size = incidents(wish).cell_m
    rows = points_of(wish).filter(grain_m__lte=size).order_by("-happened_on", "x", "y")
    table = np.array(
        [(x, y, day.toordinal()) for x, y, day in
         rows.values_list("x", "y", "happened_on")[: MOST_PAIRED + 1]],
        np.float64,
    ).reshape(-1, 3)  # fmt: skip
    kept = table[:MOST_PAIRED]
    if len(kept) < LEAST_EVENTS:
        return None
    middle = (np.floor(kept[:, :2] / size) + 0.5) * size
    found = near_repeats(
        middle,
        kept[:, 2],
        distances_m=(0.0, 0.5 * size, 1.5 * size, 2.5 * size),
        day_bands=(0, 7, 14, 21, 28),
        measure="straight",
        deals=_DRAWS,
    )
    return Repeating(found, size, len(kept), rows.count() - len(kept))


def foretold(wish: CellWish) -> Foretold | None:
    """How well cells were foretold for the last days; None without a year before them. One query.

    Squares only: a way that is compared with the others must be possible for all.
    """
    found = incidents(wish)
    begin = wish.until - timedelta(days=TEST_DAYS - 1)
    is_past = found.days < begin.toordinal()
    came = found.points[~is_past]
    too_short = (begin - wish.since).days < 365 or is_past.sum() < LEAST_EVENTS
    if too_short or len(came) < LEAST_EVENTS:
        return None
    return Foretold(begin, len(came), _judged(wish, found, begin))


def _judged(wish: CellWish, found: Incidents, begin: date) -> dict[str, list[Accuracy]]:
    is_past = found.days < begin.toordinal()
    grid = grid_over(found.points, cell_m=found.cell_m, kind=wish.grid)
    before, came = found.points[is_past], counted(grid, found.points[~is_past])
    area = settled(counted(grid, before))
    past = Past(grid, before, begin.toordinal() - found.days[is_past], days_ahead=TEST_DAYS)
    return {
        name: [
            accuracy(METHODS[name](past), came, area_share=share, within=area)
            for share in AREA_SHARES
        ]
        for name in COMPARED
    }


def _rhythm(exact: list[tuple[date, int, int, int]], wish: CellWish) -> Rhythm | None:
    if not exact:
        return None
    many = np.array([n for *_rest, n in exact])
    starts = np.array([f"{day}T{hour:02d}" for day, hour, _span, _n in exact], "datetime64[h]")
    spans = np.array([span for _day, _hour, span, _n in exact])
    ends = starts + spans.astype("timedelta64[h]")
    between = (np.datetime64(f"{wish.since}T00", "h"), np.datetime64(f"{wish.until}T23", "h"))
    return hours_by_weekday(np.repeat(starts, many), ends=np.repeat(ends, many), between=between)


def _periods(wish: CellWish) -> list[tuple[date, date]]:
    """Years where there are two or more, else halves: of equal length, the last one ends it."""
    whole = (wish.until - wish.since).days + 1
    many = min(_MOST_PERIODS, whole // 365) if whole >= 730 else 2
    length = whole // many
    ends = [wish.until - timedelta(days=length * n) for n in range(many)]
    return [(end - timedelta(days=length - 1), end) for end in reversed(ends)]
