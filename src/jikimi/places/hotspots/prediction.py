"""Which cells will hold most of what is to come, and how well each way of choosing does. Pure.

Source: Chainey, Tompson & Uhlig 2008, Secur J 21:4 (PAI); Hunt 2016, dissertation,
American University (PEI).
Checked: tests/numbers/test_prediction.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import ArrayLike

from jikimi.places.hotspots.density import density
from jikimi.places.hotspots.grids import Flags, Floats, Grid, centres, counted
from jikimi.places.hotspots.hot_cells import around, gi_star

HALF_LIFE_DAYS = 730.0
_YEAR = 365


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How much of what came the chosen cells held.

    cells: how many were chosen.  area_share: of all cells.  hits: events in them; where scores are
    equal at the edge of the choice, those of a random one of them.  hit_rate: of all events.
    pai: hit_rate over area_share, 1 is chance.  pei: hits over the most that so many cells held.
    """

    cells: int
    area_share: float
    hits: float
    hit_rate: float
    pai: float
    pei: float


@dataclass(frozen=True, slots=True)
class Past:
    """What is known on the day of the forecast.

    points: (n, 2) metres.  ages_days: (n,), whole days before that day, from 1 on.
    days_ahead: how long the forecast is for.
    """

    grid: Grid
    points: Floats
    ages_days: Floats
    days_ahead: int


def accuracy(
    scores: ArrayLike, came: ArrayLike, *, area_share: float, within: ArrayLike | None = None
) -> Accuracy:
    """Judge a choice of the cells with the highest scores by what came afterwards.

    scores, came: (rows, columns); came are counts.  within: cells of the area, all unless told;
    as many are chosen as the share of them, at least one.  Scores of NaN come last.
    Nothing came, or no score is known: rates are NaN.
    Raises ValueError for a share outside 0 to 1 or unequal shapes.
    """
    score, events = np.asarray(scores, np.float64), np.asarray(came, np.float64)
    inside = np.ones(score.shape, np.bool_) if within is None else np.asarray(within, np.bool_)
    if not 0 < area_share <= 1 or score.shape != events.shape or inside.shape != score.shape:
        raise ValueError("a share is between 0 and 1, scores, events and area have one shape")
    score, events = score[inside], events[inside]
    cells = max(1, round(area_share * len(score)))
    if np.isnan(score).all():
        return Accuracy(cells, cells / len(score), np.nan, np.nan, np.nan, np.nan)
    hits = _hits(np.where(np.isnan(score), -np.inf, score), events, cells)
    most, total = float(np.sort(events)[::-1][:cells].sum()), float(events.sum())
    share = cells / len(score)
    rate = hits / total if total else np.nan
    return Accuracy(cells, share, hits, rate, rate / share, hits / most if most else np.nan)


def decayed_counts(past: Past, *, half_life_days: float = HALF_LIFE_DAYS) -> Floats:
    """Events by cell, each worth half as much for every half-life that it lies back."""
    weights = 0.5 ** (past.ages_days / half_life_days)
    return np.asarray(counted(past.grid, past.points, weights=weights), dtype=np.float64)


def _hits(score: Floats, events: Floats, cells: int) -> float:
    """In the best cells, and in so many of those equal at the edge as are still wanted."""
    edge = np.partition(score, -cells)[-cells]
    above, level = score > edge, score == edge
    wanted = cells - int(above.sum())
    return float(events[above].sum() + wanted * events[level].mean())


def _last_year(past: Past) -> Floats:
    return _counted_between(past, 0, _YEAR)


def _same_season(past: Past) -> Floats:
    """The same days one year earlier; NaN where nothing is known of them."""
    found = _counted_between(past, _YEAR - past.days_ahead, _YEAR)
    return found if past.ages_days.max() >= _YEAR else np.full(found.shape, np.nan)


def _all_time(past: Past) -> Floats:
    return _counted_between(past, 0, np.inf)


def _recent(past: Past) -> Floats:
    return decayed_counts(past, half_life_days=180)


def _with_neighbours(past: Past) -> Floats:
    """Half a cell's neighbours' mean on top of its own."""
    own = decayed_counts(past)
    sides = 6 if past.grid.kind == "hexagon" else 8
    return own + around(own, kind=past.grid.kind) / sides / 2


def _hot_cells(past: Past) -> Floats:
    return gi_star(_all_time(past), kind=past.grid.kind)


def _density(past: Past) -> Floats:
    return _smooth(past, None)


def _decayed_density(past: Past) -> Floats:
    return _smooth(past, 0.5 ** (past.ages_days / HALF_LIFE_DAYS))


def _smooth(past: Past, weights: Floats | None) -> Floats:
    """Density at the middle of each cell; the kernel is one cell wide."""
    middle = centres(past.grid)
    size, step = past.grid.cell_m, past.grid.cell_m / 2
    if past.grid.kind == "hexagon":
        raise ValueError("a surface is compared on squares")
    window = (*middle[0, 0], *middle[-1, -1])
    drawn = density(past.points, bandwidth_m=size, cell_m=step, window=window, weights=weights)
    return drawn.value[::2, ::2]


def _counted_between(past: Past, after: float, until: float) -> Floats:
    """Events that lie more than so many days back and at most so many."""
    chosen = (past.ages_days > after) & (past.ages_days <= until)
    points = past.points[chosen]
    if not len(points):
        return np.zeros(past.grid.shape)
    return np.asarray(counted(past.grid, points), dtype=np.float64)


METHODS: Mapping[str, Callable[[Past], Floats]] = {
    "last year": _last_year,
    "same season last year": _same_season,
    "all time": _all_time,
    "decayed": decayed_counts,
    "decayed quickly": _recent,
    "decayed with neighbours": _with_neighbours,
    "density": _density,
    "decayed density": _decayed_density,
    "hot cells": _hot_cells,
}


def best_method(found: Mapping[str, Sequence[float]]) -> str:
    """The method to rank cells by: the highest mean PEI over all cities and shares of area.

    found: for each method its PEI for every city and share, in one order; methods that miss one
    are left out.  Of equal ones the first of METHODS, the simpler, is taken.  The rule was written
    before the methods were compared.
    """
    whole = {name: fmean(pei) for name, pei in found.items() if not np.any(np.isnan(list(pei)))}
    return max(METHODS, key=lambda name: whole.get(name, -np.inf))


DEFAULT = "decayed with neighbours"


def cells_in_order(past: Past, *, method: str = DEFAULT, within: Flags | None = None) -> Floats:
    """The place of each cell, 1 first; equal ones share the better place; NaN outside."""
    score = METHODS[method](past)
    inside = np.ones(score.shape, np.bool_) if within is None else within
    known = np.sort(score[inside])
    place = len(known) - np.searchsorted(known, score, side="right") + 1.0
    return np.where(inside, place, np.nan)
