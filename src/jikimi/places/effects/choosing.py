"""Places to compare with, chosen by a rule that was written before anybody looked. Pure.

Checked: tests/numbers/test_place_effects.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from jikimi.places.effects.changes import Floats

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Areas:
    """Which cells belong to what; each (cells,) true or false, none in two of them."""

    treated: NDArray[np.bool_]
    around: NDArray[np.bool_]
    control: NDArray[np.bool_]
    control_around: NDArray[np.bool_]


def choose_controls(
    treated: ArrayLike,
    cells: ArrayLike,
    earlier: ArrayLike,
    *,
    radius_m: float,
    ring_m: float,
    seed: int,
) -> Numbers:
    """For each place where something is done, the cell most like it before: (places,), -1 none.

    treated: (places, 2), cells: (cells, 2), metres.  earlier: (cells, periods) events before.
    Like means near in the square roots of what was counted within radius_m, period by period.
    A cell is a candidate where its ring touches no ring of a treated place and its radius none of
    another chosen one, and where as many cells lie within its radius, a tenth more or less.  Places
    choose in an order drawn from the seed; of equal candidates one is drawn.
    """
    places, middle = _pairs(treated), _pairs(cells)
    counts = np.asarray(earlier, np.float64)
    tree = cKDTree(middle)
    size, like = _within(tree, middle, counts, radius_m)
    own_size, theirs = _within(tree, places, counts, radius_m)
    free = cKDTree(places).query(middle)[0] >= 2 * (radius_m + ring_m)
    random = np.random.default_rng(seed)
    drawn = random.random(len(middle))
    found = np.full(len(places), -1, np.int64)
    for place in random.permutation(len(places)):
        spare = max(1.0, 0.1 * own_size[place])
        at = np.flatnonzero(free & (np.abs(size - own_size[place]) <= spare))
        if not len(at):
            continue
        off = ((like[at] - theirs[place]) ** 2).sum(axis=1)
        found[place] = at[np.lexsort((drawn[at], np.round(off, 9)))[0]]
        free &= np.hypot(*(middle - middle[found[place]]).T) >= 2 * radius_m
    return found


def areas(
    treated: ArrayLike, controls: ArrayLike, cells: ArrayLike, *, radius_m: float, ring_m: float
) -> Areas:
    """Lay radius and ring around both; a cell belongs where its middle lies, to a radius first."""
    middle = _pairs(cells)
    own, other = (cKDTree(_pairs(some)).query(middle)[0] for some in (treated, controls))
    reach = radius_m + ring_m
    is_treated = own <= radius_m
    is_control = (other <= radius_m) & ~is_treated
    around = (own <= reach) & ~is_treated & ~is_control
    control_around = (other <= reach) & ~is_treated & ~is_control & ~around
    return Areas(is_treated, around, is_control, control_around)


def _within(
    tree: cKDTree, places: Floats, counts: Floats, radius_m: float
) -> tuple[Floats, Floats]:
    """How many cells lie within a radius of each place; square roots of their counts by period."""
    near = tree.query_ball_point(places, radius_m)
    sums = np.array([counts[cells].sum(axis=0) for cells in near], np.float64)
    return np.array([len(cells) for cells in near], np.float64), np.sqrt(sums)


def _pairs(places: ArrayLike) -> Floats:
    return np.asarray(places, np.float64).reshape(-1, 2)
