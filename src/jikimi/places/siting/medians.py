"""p-median: so many sites that the weighted way to the nearest is as short as possible. Pure.

A quick good choice is bounded from below by prices for being given to a site (Lagrangean
relaxation); candidates that the bound rules out go, and what stays open is solved when it is small.
Source: ReVelle & Swain 1970; Cornuéjols, Fisher & Nemhauser 1977, Management Science 23:789.
Checked: tests/numbers/test_siting.py
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csc_array
from scipy.spatial import cKDTree

from jikimi.places.siting.covers import Floats, Numbers
from jikimi.places.siting.solving import Programme, solved

_ROUNDS, _PATIENCE, _SMALLEST_STEP = 2_000, 20, 1e-4
_PAIRS_SOLVED = 120_000  # beyond so many pairs of place and open candidate only the bound is given
_EXACT = 1e-9
_REACH = 2.5  # a price never passes so many times what the first good choice costs a place
_SHARE_EXCHANGING = 0.3


@dataclass(frozen=True, slots=True)
class Median:
    """Sites chosen and the weighted way to the nearest one; bound: no choice has less.

    before: the way to what stands already, infinite when nothing does.  nearest: for each place of
    demand the site it is given to, -1 where what stands already is nearer.
    is_proven: no choice has a shorter way; an answer cut off by time never is.
    """

    sites: tuple[int, ...]
    way: float
    bound: float
    gap: float
    is_proven: bool
    seconds: float
    nearest: tuple[int, ...]
    before: float = float("inf")


def near_sites(
    demand: ArrayLike,
    weights: ArrayLike,
    candidates: ArrayLike,
    *,
    sites: int,
    existing: ArrayLike | None = None,
    seconds: float = 60.0,
) -> Median:
    """The same in straight lines. demand, candidates, existing: (n, 2) metres."""
    places, offered = np.asarray(demand, np.float64), np.asarray(candidates, np.float64)
    ways = _apart(places, offered)
    stands = np.asarray(existing, np.float64) if existing is not None else np.empty((0, 2))
    already = _nearest_way(places, stands) if len(stands) else None
    return nearest_sites(weights, ways, sites=sites, already=already, seconds=seconds)


def nearest_sites(
    weights: ArrayLike,
    ways: ArrayLike,
    *,
    sites: int,
    already: ArrayLike | None = None,
    forbidden: tuple[int, ...] = (),
    seconds: float = 60.0,
) -> Median:
    """Choose sites so that the sum of weight times way to the nearest is least.

    weights: (demand,), >= 0.  ways: (demand, candidates), metres or any unit.  already: (demand,),
    the way to what stands.  forbidden: candidates that are never chosen.
    Raises ValueError when shapes do not fit or more sites are asked for than candidates.
    """
    began = time.perf_counter()
    weight, way = np.asarray(weights, np.float64), np.asarray(ways, np.float64)
    if way.ndim != 2 or weight.shape != (way.shape[0],) or not 0 < sites <= way.shape[1]:
        raise ValueError("ways are (demand, candidates), weights (demand,), sites at most so many")
    allowed = np.setdiff1d(np.arange(way.shape[1]), np.asarray(forbidden, np.int64))
    if sites > len(allowed):
        raise ValueError("more sites than candidates that are not excluded")
    cap = np.full(len(weight), np.inf) if already is None else np.asarray(already, np.float64)
    search = _Search(weight, way[:, allowed], cap, sites, until=began + seconds)
    search.run()
    chosen, bound = search.best, search.bound
    if bound < search.cost * (1 - _EXACT):
        chosen, bound = _finished(search, began + seconds)
    return _told(weight, way, cap, allowed[chosen], bound, time.perf_counter() - began)


class _Search:
    """Prices moved towards the greatest bound from below, and the best choice met on the way.

    A place pays for candidates that cost less than its price; prices are kept so low that only
    pairs within `limit` of a place can count, which leaves the bound true and the work small.
    """

    def __init__(
        self, weight: Floats, way: Floats, cap: Floats, sites: int, *, until: float
    ) -> None:
        began = time.perf_counter()
        self.cap = np.full(len(cap), np.inf)
        np.multiply(weight, cap, out=self.cap, where=np.isfinite(cap))
        self.costs = np.minimum(weight[:, None] * way, self.cap[:, None])
        self.sites = sites
        self._until_exchanged = began + (until - began) * _SHARE_EXCHANGING
        self.best = self._exchanged(self._greedy())
        self.cost = self.worth(self.best)
        self.bound, self.price = -np.inf, self._paid(self.best)
        self.scores = np.zeros(way.shape[1])
        self.limit = np.minimum(_REACH * self.price + _EXACT, self.cap)
        self._row, self._column = np.nonzero(self.costs < self.limit[:, None])
        self._pair = self.costs[self._row, self._column]
        self._until = until

    def run(self) -> None:
        """Until the bound meets the choice, the prices hardly move, or time is up."""
        price, scale, stale = self.price.copy(), 2.0, 0
        for _round in range(_ROUNDS):
            if self.bound >= self.cost * (1 - _EXACT) or scale < _SMALLEST_STEP:
                break
            if time.perf_counter() > self._until and np.isfinite(self.bound):
                break
            gains = np.minimum(self._pair - price[self._row], 0.0)
            summed = np.bincount(self._column, weights=gains, minlength=len(self.scores))
            scores = np.asarray(summed, dtype=np.float64)
            chosen = np.argpartition(scores, self.sites - 1)[: self.sites]
            bound = float(price.sum() + scores[chosen].sum())
            self._met(chosen)
            if not np.isfinite(self.bound) or bound > self.bound + abs(self.bound) * 1e-9:
                self.bound, self.price, self.scores, stale = bound, price.copy(), scores, 0
            else:
                stale += 1
                if stale >= _PATIENCE:
                    scale, stale, price = scale / 2, 0, self.price.copy()
                    continue
            given = (self.costs[:, chosen] < price[:, None]).sum(axis=1)
            slope = 1.0 - given.astype(np.float64)
            length = float(slope @ slope)
            if not length:
                break
            price = price + scale * max(self.cost - bound, _EXACT) / length * slope
            price = np.minimum(price, self.limit)
        self.bound = min(self.bound, self.cost)

    def open_candidates(self) -> Numbers:
        """Those a better choice may use."""
        order = np.argsort(self.scores, kind="stable")
        last = self.scores[order[self.sites - 1]]
        with_it = self.bound - last + np.maximum(self.scores, last)
        return np.flatnonzero((with_it < self.cost) | np.isin(np.arange(len(order)), self.best))

    def _met(self, chosen: Numbers) -> None:
        cost = self.worth(chosen)
        if cost < self.cost * (1 - 1e-12):
            self.best, self.cost = chosen, cost

    def worth(self, chosen: Numbers) -> float:
        """The weighted way with these sites."""
        return float(self._paid(chosen).sum())

    def _paid(self, chosen: Numbers) -> Floats:
        least: Floats = self.costs[:, chosen].min(axis=1)
        return np.asarray(np.minimum(least, self.cap), dtype=np.float64)

    def _greedy(self) -> Numbers:
        first = int(np.argmin(self.costs.sum(axis=0)))
        chosen, paid = [first], np.minimum(self.costs[:, first], self.cap)
        while len(chosen) < self.sites:
            gains = np.maximum(paid[:, None] - self.costs, 0.0).sum(axis=0)
            gains[chosen] = -1.0
            chosen.append(int(np.argmax(gains)))
            paid = np.minimum(paid, self.costs[:, chosen[-1]])
        return np.array(chosen, dtype=np.int64)

    def _exchanged(self, chosen: Numbers) -> Numbers:
        """One for one, as long as that shortens the way."""
        chosen, is_better = np.array(chosen, dtype=np.int64), True
        while is_better and not self._is_late():
            is_better = False
            for place in range(len(chosen)):
                if self._is_late():
                    break
                rest = np.delete(chosen, place)
                paid = self._paid(rest) if len(rest) else self.cap
                gains = np.maximum(paid[:, None] - self.costs, 0.0)
                saved = np.where(np.isfinite(gains), gains, -self.costs).sum(axis=0)
                saved[rest] = -np.inf
                other = int(np.argmax(saved))
                if saved[other] > saved[chosen[place]] * (1 + 1e-12) + 1e-9:
                    chosen[place], is_better = other, True
        return chosen

    def _is_late(self) -> bool:
        return time.perf_counter() > self._until_exchanged


def _finished(search: _Search, until: float) -> tuple[Numbers, float]:
    """What stays open, solved where it is small enough; the choice and what none is below."""
    open_ = search.open_candidates()
    seconds = until - time.perf_counter()
    if len(open_) * len(search.costs) > _PAIRS_SOLVED or seconds < 0.5:
        return search.best, search.bound
    programme = _programme(search.costs[:, open_], search.sites, search.cap)
    found = solved(programme, start=None, seconds=seconds)
    if found.x is None:
        return search.best, search.bound
    chosen = open_[np.flatnonzero(found.x[: len(open_)] > 0.5)]
    cost = search.worth(chosen)
    best = chosen if cost < search.cost else search.best
    least = min(cost, search.cost)
    return best, least if found.is_proven else min(least, max(search.bound, -found.bound))


def _programme(costs: Floats, sites: int, cap: Floats) -> Programme:
    """x: each candidate, then each place given to each candidate that is better than what stands.

    What a place saves against the dearest (or what stands) is maximised, so that only pairs that
    save something are in the model.
    """
    places, width = costs.shape
    dearest = np.where(np.isfinite(cap), cap, costs.max(axis=1))
    saved = dearest[:, None] - costs
    place, site = np.nonzero(saved > 0)
    pairs = len(place)
    given = width + np.arange(pairs)
    rows = np.concatenate([place, places + np.arange(pairs), places + np.arange(pairs)])
    columns = np.concatenate([given, given, site])
    values = np.concatenate([np.ones(pairs), np.ones(pairs), -np.ones(pairs)])
    last = places + pairs
    rows = np.concatenate([rows, np.full(width, last)])
    columns = np.concatenate([columns, np.arange(width)])
    values = np.concatenate([values, np.ones(width)])
    matrix = csc_array(coo_array((values, (rows, columns)), shape=(last + 1, width + pairs)))
    low = np.concatenate([np.zeros(places), np.full(pairs, -np.inf), [float(sites)]])
    high = np.concatenate([np.ones(places), np.zeros(pairs), [float(sites)]])
    value = np.concatenate([np.zeros(width), saved[place, site]])
    whole = np.arange(width + pairs) < width
    return Programme(
        value, matrix, low, high, np.ones(width + pairs), whole, offset=-float(dearest.sum())
    )


def _told(
    weight: Floats, way: Floats, cap: Floats, chosen: Numbers, bound: float, seconds: float
) -> Median:
    least = way[:, chosen].min(axis=1)
    nearest = np.where(cap < least, -1, chosen[np.argmin(way[:, chosen], axis=1)])
    total = float((weight * np.minimum(least, cap)).sum())
    bound = min(bound, total)
    before = float((weight * cap).sum()) if np.isfinite(cap).all() else float("inf")
    return Median(
        sites=tuple(sorted(int(n) for n in chosen)),
        way=total,
        bound=bound,
        gap=(total - bound) / total if total else 0.0,
        is_proven=total - bound <= _EXACT * max(total, 1.0),
        seconds=seconds,
        nearest=tuple(int(n) for n in nearest),
        before=before,
    )


def _apart(places: Floats, others: Floats) -> Floats:
    found: Floats = np.hypot(
        places[:, None, 0] - others[None, :, 0], places[:, None, 1] - others[None, :, 1]
    )
    return found


def _nearest_way(places: Floats, stands: Floats) -> Floats:
    away, _which = cKDTree(stands).query(places)
    return np.asarray(away, dtype=np.float64)
