"""Whether an event makes another one near by more likely for a while: the Knox table. Pure.

Source: Knox 1964, Appl Stat 13:25; Johnson et al. 2007, J Quant Criminol 23:201; the bands and the
test are those of Ratcliffe's Near Repeat Calculator.  Checked: tests/numbers/test_near_repeat.py
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from jikimi.places.hotspots.grids import Floats, Numbers

Measure = Literal["straight", "along"]
_SEED = 20_071_130
_POWER = {"along": 1.0, "straight": 2.0}


@dataclass(frozen=True, slots=True)
class NearRepeats:
    """Pairs of events by distance (rows) and days between them (columns).

    Rows: the bands between distances, then everything further; columns likewise.
    observed: pairs.  expected: their exact mean when the days are dealt out to the places by
    chance.  ratio: the one over the other, NaN where nothing is expected.  p: the share of deals,
    the real one among them, with at least as many pairs.
    """

    observed: Numbers
    expected: Floats
    ratio: Floats
    p: Floats
    distances_m: tuple[float, ...]
    days: tuple[int, ...]


def near_repeats(
    points: ArrayLike,
    days: ArrayLike,
    *,
    distances_m: tuple[float, ...] = (0.0, 0.1, 100.0, 200.0, 300.0),
    day_bands: tuple[int, ...] = (0, 7, 14, 21),
    measure: Measure = "along",
    deals: int = 999,
    seed: int = _SEED,
) -> NearRepeats:
    """Count pairs of events by how near they are in place and time, against chance.

    points: (n, 2) metres.  days: (n,), whole numbers.  distances_m, day_bands: rising, from 0; a
    band holds its lower end and not its upper.  measure: along streets that cross at right angles
    (Manhattan), or straight.  deals: random orders of the days; the same seed, the same answer.
    Raises ValueError for fewer than two events, unequal lengths or bands that do not rise from 0.
    """
    places, when = _checked(points, days, distances_m, day_bands)
    least = when - when.min()
    short = least.astype(np.int16 if least.max() < 2**15 else np.int32)
    near = _Near(places, distances_m, measure, day_bands, short.dtype)
    all_in_time = _pairs_by_days(least, day_bands)
    observed = _whole(near.counted(short), all_in_time)
    as_many = np.ones(observed.shape, dtype=np.int64)
    random = np.random.Generator(np.random.SFC64(seed))
    for _ in range(deals):
        as_many += _whole(near.counted(random.permutation(short)), all_in_time) >= observed
    expected = observed.sum(axis=1)[:, None] * all_in_time / all_in_time.sum()
    ratio = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    return NearRepeats(observed, expected, ratio, as_many / (deals + 1), distances_m, day_bands)


def _checked(
    points: ArrayLike, days: ArrayLike, distances_m: tuple[float, ...], bands: tuple[int, ...]
) -> tuple[Floats, Numbers]:
    places, given = np.asarray(points, np.float64), np.asarray(days)
    when = given.astype(np.int64)
    if places.shape != (len(when), 2) or len(when) < 2 or np.any(when != given):
        raise ValueError("points are (n, 2) and days (n,) whole numbers, of two events or more")
    for edges in (distances_m, bands):
        if len(edges) < 2 or edges[0] != 0 or any(low >= high for low, high in pairwise(edges)):
            raise ValueError("bands rise from 0")
    return places, when


class _Near:
    """Pairs nearer than the last distance, band after band, with room to compare their days in."""

    def __init__(
        self,
        places: Floats,
        distances_m: tuple[float, ...],
        measure: Measure,
        day_bands: tuple[int, ...],
        dtype: np.dtype[np.signedinteger],
    ) -> None:
        pairs, band = _near_pairs(places, distances_m, measure)
        order = np.lexsort((pairs[:, 0], band))
        self._first, self._second = np.ascontiguousarray(pairs[order].T)
        ends = np.cumsum(np.bincount(band, minlength=len(distances_m) - 1)).tolist()
        self._bands = list(pairwise([0, *ends]))
        self._edges = day_bands[1:]
        self._between, self._other = np.empty((2, len(order)), dtype)
        self._is_below = np.empty(len(order), np.bool_)

    def counted(self, days: NDArray[np.signedinteger]) -> Numbers:
        """Pairs by band of distance and of days, the last days without an upper end."""
        between = self._between
        # The numbers are known to be in range; "clip" only spares the check.
        days.take(self._first, out=between, mode="clip")
        days.take(self._second, out=self._other, mode="clip")
        np.abs(np.subtract(between, self._other, out=between), out=between)
        below = [[0] * len(self._bands)]
        for edge in self._edges:
            is_below = np.less(between, edge, out=self._is_below)
            below.append([int(np.count_nonzero(is_below[low:high])) for low, high in self._bands])
        below.append([high - low for low, high in self._bands])
        table: Numbers = np.array(below, dtype=np.int64).T
        return table[:, 1:] - table[:, :-1]


def _near_pairs(
    places: Floats, distances_m: tuple[float, ...], measure: Measure
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs (n, 2) below the last distance, and the band of each."""
    tree = cKDTree(places)
    pairs = tree.query_pairs(distances_m[-1], p=_POWER[measure], output_type="ndarray")
    off = np.abs(places[pairs[:, 0]] - places[pairs[:, 1]])
    far = off.sum(axis=1) if measure == "along" else np.hypot(off[:, 0], off[:, 1])
    band = np.searchsorted(distances_m, far, side="right") - 1
    is_near = band < len(distances_m) - 1
    return pairs[is_near], band[is_near]


def _whole(near: Numbers, all_in_time: Numbers) -> Numbers:
    """With the row of all pairs further away: how many pairs lie how many days apart is fixed."""
    return np.vstack([near, all_in_time - near.sum(axis=0)])


def _pairs_by_days(days: Numbers, bands: tuple[int, ...]) -> Numbers:
    """Of all pairs, how many lie how many days apart."""
    ordered = np.sort(days)
    place = np.arange(len(ordered))
    below = [0]
    for edge in bands[1:]:
        first = np.searchsorted(ordered, ordered - edge, side="right")
        below.append(int((place - first).sum()))
    below.append(len(ordered) * (len(ordered) - 1) // 2)
    return np.array([more - less for less, more in pairwise(below)], dtype=np.int64)
