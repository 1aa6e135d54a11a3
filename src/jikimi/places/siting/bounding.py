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


@dataclass(frozen=True, slots=True)
class Spending:
    """What a choice may cost. forced: candidates that belong to every choice.

    is_free: whether nothing else limits a choice, so that one met on the way may be taken.
    """

    costs: Floats
    budget: float
    forced: Numbers
    is_free: bool = True

    @property
    def sites(self) -> int:
        """How many can be had where all cost the same; 0 where they do not, or some are forced."""
        if len(self.forced) or not np.all(self.costs == self.costs[0]):
            return 0
        return min(int(self.budget / self.costs[0] + 1e-9), len(self.costs))


def bounded(
    matrix: csr_array, weight: Floats, spending: Spending, *, start: list[int], until: float
) -> Bounded:
    """Bound what a budget can cover, starting from a choice known already.

    matrix: (groups, candidates); start: that choice; until: time.perf_counter() to stop at.
    """
    search = _Search(matrix, weight, spending, start)
    few = max(_FEW, 2 * len(start))
    for number in range(_ROUNDS):
        if search.is_done() or time.perf_counter() > until:
            break
        search.step()
        if number % _LOOK_EVERY == 0 and _open(search.told(), matrix.shape[1]) <= few:
            break  # a solver is quicker from here on
    return search.told()


def _open(found: Bounded, candidates: int) -> int:
    return candidates - len(found.out) - len(found.within)


def _unit_of(weight: Floats) -> float:
    """The unit all weights are whole numbers of: 1, or a 25th as squares are shared out; else 0."""
    for parts in (1, 25):
        if np.allclose(weight * parts, np.round(weight * parts), rtol=0, atol=1e-9):
            return 1 / parts
    return 0.0


class _Search:
    """Prices that are moved towards the least bound, and what was met on the way."""

    def __init__(
        self, matrix: csr_array, weight: Floats, spending: Spending, start: list[int]
    ) -> None:
        self._rows = matrix.astype(np.float64)
        self._columns = self._rows.T.tocsr()
        self._weight, self._spending, self._sites = weight, spending, spending.sites
        self._unit = _unit_of(weight)
        self.best, self.covered = list(start), self._worth(np.array(start, dtype=np.int64))
        self._price = weight / 2
        self._bound, self._best_price = np.inf, self._price
        self._scale, self._stale = 2.0, 0

    def step(self) -> None:
        """One move of the prices; a new choice is kept when it covers more."""
        score = self._columns @ self._price
        chosen, spent = self._bought(score)
        counts = self._counts(chosen)
        worth = float(self._weight[counts > 0].sum())
        if worth > self.covered and self._spending.is_free:
            self.best, self.covered = [int(n) for n in chosen], worth
        rest = self._weight - self._price
        bound = float(rest.sum() + spent)
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

    def _bought(self, score: Floats) -> tuple[Numbers, float]:
        """The best buys of a budget, and what they and a part of the next one score."""
        if self._sites:
            chosen = np.argpartition(-score, self._sites - 1)[: self._sites]
            return chosen, float(score[chosen].sum())
        order, spent, within = self._in_order(score)
        chosen = order[:within]
        total = float(score[chosen].sum())
        if within < len(order):
            costs = self._spending.costs
            left = self._spending.budget - float(spent[within - 1] if within else 0.0)
            total += float(score[order[within]] * left / costs[order[within]])
        return chosen, total

    def _in_order(self, score: Floats) -> tuple[Numbers, Floats, int]:
        """Candidates by score per cost, forced ones first; what they cost so far; how many fit."""
        rate = score / self._spending.costs
        rate[self._spending.forced] = np.inf
        order = np.argsort(-rate, kind="stable")
        spent = np.cumsum(self._spending.costs[order])
        within = int(np.searchsorted(spent, self._spending.budget * (1 + 1e-12), side="right"))
        return order, spent, within

    def is_done(self) -> bool:
        """Whether the bound meets the best choice, or the prices hardly move any more."""
        return self._reach(self._bound) <= self.covered or self._scale < _SMALLEST_STEP

    def told(self) -> Bounded:
        """Bound and what it rules out."""
        score = self._columns @ self._best_price
        better = self.covered + (self._unit or 1e-9) - 1e-6 * (self._unit or 0)
        if self._sites:
            order = np.argsort(-score, kind="stable")
            chosen, rest = order[: self._sites], order[self._sites :]
            last, following = score[chosen[-1]], score[rest[0]] if len(rest) else -np.inf
            with_it = self._bound - last + score[rest]
            without = self._bound - score[chosen] + following
        else:
            order, _spent, within = self._in_order(score)
            chosen, rest = order[:within], order[within:]
            costs = self._spending.costs
            rate = score[rest[0]] / costs[rest[0]] if len(rest) else 0.0
            with_it = self._bound + score[rest] - rate * costs[rest]
            without = self._bound - score[chosen] + rate * costs[chosen]
            without[np.isin(chosen, self._spending.forced)] = -np.inf
        return Bounded(
            bound=max(self._reach(self._bound), self.covered),
            out=rest[with_it < better],
            within=chosen[without < better],
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
