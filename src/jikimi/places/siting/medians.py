"""p-median: so many sites that the weighted way to the nearest is as short as possible.

Source: ReVelle & Swain 1970.  Checked: tests/numbers/test_siting.py
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csc_array

from jikimi.places.siting.covers import Floats
from jikimi.places.siting.solving import Programme, solved


@dataclass(frozen=True, slots=True)
class Median:
    """Sites chosen and the weighted way to the nearest one; bound: no choice has less.

    nearest: for each place of demand the site it is given to.
    """

    sites: tuple[int, ...]
    way: float
    bound: float
    gap: float
    is_proven: bool
    seconds: float
    nearest: tuple[int, ...]


def nearest_sites(
    weights: ArrayLike, ways: ArrayLike, *, sites: int, seconds: float = 60.0
) -> Median:
    """Choose sites so that the sum of weight times way to the nearest is least.

    weights: (demand,), >= 0.  ways: (demand, candidates), metres or any unit.
    Raises ValueError when shapes do not fit or more sites are asked for than candidates.
    """
    began = time.perf_counter()
    weight, way = np.asarray(weights, np.float64), np.asarray(ways, np.float64)
    if way.ndim != 2 or weight.shape != (way.shape[0],) or not 0 < sites <= way.shape[1]:
        raise ValueError("ways are (demand, candidates), weights (demand,), sites at most so many")
    found = solved(_programme(weight, way, sites), start=None, seconds=seconds)
    if found.x is None:
        raise ValueError("no answer was found in the time given")
    chosen = np.flatnonzero(found.x[: way.shape[1]] > 0.5)
    nearest = chosen[np.argmin(way[:, chosen], axis=1)]
    total = float((weight * way[np.arange(len(weight)), nearest]).sum())
    bound = total if found.is_proven else min(total, -found.bound)
    return Median(
        sites=tuple(int(n) for n in chosen),
        way=total,
        bound=bound,
        gap=(total - bound) / total if total else 0.0,
        is_proven=found.is_proven,
        seconds=time.perf_counter() - began,
        nearest=tuple(int(n) for n in nearest),
    )


def _programme(weight: Floats, way: Floats, sites: int) -> Programme:
    """x: each candidate, then each place given to each candidate."""
    places, width = way.shape
    pairs = places * width
    given = width + np.arange(pairs)
    place, site = np.divmod(np.arange(pairs), width)
    rows = np.concatenate([place, places + np.arange(pairs), places + np.arange(pairs)])
    columns = np.concatenate([given, given, site])
    values = np.concatenate([np.ones(pairs), np.ones(pairs), -np.ones(pairs)])
    last = places + pairs
    rows = np.concatenate([rows, np.full(width, last)])
    columns = np.concatenate([columns, np.arange(width)])
    values = np.concatenate([values, np.ones(width)])
    matrix = csc_array(coo_array((values, (rows, columns)), shape=(last + 1, width + pairs)))
    low = np.concatenate([np.ones(places), np.full(pairs, -np.inf), [float(sites)]])
    high = np.concatenate([np.ones(places), np.zeros(pairs), [float(sites)]])
    value = np.concatenate([np.zeros(width), -(weight[:, None] * way).ravel()])
    whole = np.arange(width + pairs) < width
    return Programme(value, matrix, low, high, np.ones(width + pairs), whole)
