"""A bound on what any choice can cover, and what that bound rules out, without a solver. Pure.

The condition that a group counts only when a site reaches it is priced instead of kept: what
remains is solved by sorting, and bounds the best choice from above for any prices. Candidates whose
forced use would fall below a choice known already cannot belong to a better one.
Source: Galvão & ReVelle 1996, EJOR 88:114 (Lagrangean bounds for maximal covering).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from jikimi.places.siting.covers import Floats, Numbers

_ROUNDS = 3_000
_PATIENCE = 30
_SMALLEST_STEP = 1e-4
_LOOK_EVERY, _FEW = 50, 150


@dataclass(frozen=True, slots=True)
class Bounded:
    """bound: nothing covers more.  out: candidates that no better choice uses.

    within: those every better choice uses.  sites: the best choice met on the way, worth covered.
    """

    bound: float
    out: Numbers
    within: Numbers
    sites: list[int]
    covered: float


def bounded(
    matrix: csr_array, weight: Floats, *, sites: int, start: list[int], until: float
) -> Bounded:
    """Bound what so many sites can cover, starting from a choice known already.

    matrix: (groups, candidates); start: that choice; until: time.perf_counter() to stop at.
    """
    search = _Search(matrix, weight, sites, start)
    for number in range(_ROUNDS):
        if search.is_done() or time.perf_counter() > until:
            break
        search.step()
        if number % _LOOK_EVERY == 0 and _few_are_left(search.told(), matrix.shape[1], sites):
            break
    return search.told()


def _few_are_left(found: Bounded, candidates: int, sites: int) -> bool:
    """Whether so few candidates are undecided that a solver is quicker from here on."""
    return candidates - len(found.out) - len(found.within) <= max(_FEW, 2 * sites)


def _unit_of(weight: Floats) -> float:
    """The unit all weights are whole numbers of: 1, or a 25th as squares are shared out; else 0."""
    for parts in (1, 25):
        if np.allclose(weight * parts, np.round(weight * parts), rtol=0, atol=1e-9):
            return 1 / parts
    return 0.0


class _Search:
    """Prices that are moved towards the least bound, and what was met on the way."""

    def __init__(self, matrix: csr_array, weight: Floats, sites: int, start: list[int]) -> None:
        self._rows = matrix.astype(np.float64)
        self._columns = self._rows.T.tocsr()
        self._weight, self._sites = weight, sites
        self._unit = _unit_of(weight)
        self.best, self.covered = list(start), self._worth(np.array(start, dtype=np.int64))
        self._price = weight / 2
        self._bound, self._best_price = np.inf, self._price
        self._scale, self._stale = 2.0, 0

    def step(self) -> None:
        """One move of the prices; a new choice is kept when it covers more."""
        score = self._columns @ self._price
        chosen = np.argpartition(-score, self._sites - 1)[: self._sites]
        counts = self._counts(chosen)
        worth = float(self._weight[counts > 0].sum())
        if worth > self.covered:
            self.best, self.covered = [int(n) for n in chosen], worth
        rest = self._weight - self._price
        bound = float(rest.sum() + score[chosen].sum())
        if bound < self._bound * (1 - 1e-7):
            self._bound, self._best_price, self._stale = bound, self._price, 0
        else:
            self._stale += 1
            if self._stale >= _PATIENCE:
                self._scale, self._stale = self._scale / 2, 0
                self._price = self._best_price
                return
        slope = (rest > 0) - counts
        slope[(self._price <= 0) & (slope < 0)] = 0
        length = float(slope @ slope)
        if length:
            move = self._scale * max(bound - self.covered, 1e-9) / length
            self._price = np.clip(self._price + move * slope, 0.0, self._weight)

    def is_done(self) -> bool:
        """Whether the bound meets the best choice, or the prices hardly move any more."""
        return self._reach(self._bound) <= self.covered or self._scale < _SMALLEST_STEP

    def told(self) -> Bounded:
        """Bound and what it rules out."""
        score = self._columns @ self._best_price
        order = np.argsort(-score, kind="stable")
        chosen, rest = order[: self._sites], order[self._sites :]
        last, following = score[chosen[-1]], score[rest[0]] if len(rest) else -np.inf
        better = self.covered + (self._unit or 1e-9)
        with_it = self._bound - last + score[rest]
        without = self._bound - score[chosen] + following
        return Bounded(
            bound=max(self._reach(self._bound), self.covered),
            out=rest[with_it < better - 1e-6],
            within=chosen[without < better - 1e-6],
            sites=self.best,
            covered=self.covered,
        )

    def _reach(self, bound: float) -> float:
        """What weights of whole units can reach under a bound."""
        return float(np.floor(bound / self._unit + 1e-6)) * self._unit if self._unit else bound

    def _worth(self, sites: Numbers) -> float:
        return float(self._weight[self._counts(sites) > 0].sum())

    def _counts(self, sites: Numbers) -> Floats:
        """By how many of these sites each group is reached."""
        chosen = np.zeros(self._rows.shape[1])
        chosen[sites] = 1
        return np.asarray(self._rows @ chosen)
