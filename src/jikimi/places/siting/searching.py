"""A quick good answer to start from: greedy, then exchanged one for one. Pure."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Counting:
    """How often each group is covered by the sites chosen so far, and what that is worth."""

    def __init__(self, matrix: csr_array, weight: Floats) -> None:
        self.columns = csc_array(matrix)
        self.weight = weight
        self.times = np.zeros(matrix.shape[0], dtype=np.int64)

    def reached_by(self, site: int) -> Numbers:
        """Groups that a site covers."""
        start, end = self.columns.indptr[site : site + 2]
        groups: Numbers = self.columns.indices[start:end]
        return groups

    def gain(self, site: int) -> float:
        """What a site would add."""
        groups = self.reached_by(site)
        return float(self.weight[groups[self.times[groups] == 0]].sum())

    def loss(self, site: int) -> float:
        """What would be lost without a chosen site."""
        groups = self.reached_by(site)
        return float(self.weight[groups[self.times[groups] == 1]].sum())

    def put(self, site: int, *, times: int = 1) -> None:
        """Choose a site, or with times=-1 give it up."""
        self.times[self.reached_by(site)] += times

    def covered(self) -> float:
        """The weight covered now."""
        return float(self.weight[self.times > 0].sum())


def good_sites(
    matrix: csr_array, weight: Floats, costs: Floats, *, budget: float, fixed: list[int]
) -> list[int]:
    """Sites within a budget, chosen greedily by gain per cost and then improved by exchanges.

    fixed: sites that are chosen whatever comes; they cost too.
    """
    count = Counting(matrix, weight)
    for site in fixed:
        count.put(site)
    chosen = [*fixed, *_greedy(count, costs, budget - float(costs[fixed].sum()), set(fixed))]
    return _exchanged(count, costs, budget, chosen, frozenset(fixed))


def _greedy(count: Counting, costs: Floats, budget: float, taken: set[int]) -> list[int]:
    """Lazy greedy: a gain only falls, so an old one is an upper bound."""
    queue = [(-count.gain(n) / costs[n], n) for n in range(len(costs)) if n not in taken]
    heapq.heapify(queue)
    chosen = []
    while queue:
        _old, site = heapq.heappop(queue)
        if costs[site] > budget:
            continue
        worth = count.gain(site) / costs[site]
        if queue and -queue[0][0] > worth:
            heapq.heappush(queue, (-worth, site))
            continue
        count.put(site)
        budget -= float(costs[site])
        chosen.append(site)
    return chosen


def _exchanged(
    count: Counting, costs: Floats, budget: float, chosen: list[int], fixed: frozenset[int]
) -> list[int]:
    """Exchange one site for another as long as that covers more."""
    spent = float(costs[chosen].sum())
    is_better = True
    while is_better:
        is_better = False
        for place, site in enumerate(list(chosen)):
            if site in fixed:
                continue
            lost = count.loss(site)
            count.put(site, times=-1)
            room = budget - spent + costs[site]
            other, gained = _best(count, costs, room, set(chosen))
            if gained > lost * (1 + 1e-12) + 1e-9:
                spent += float(costs[other] - costs[site])
                chosen[place], is_better = other, True
                site = other
            count.put(site)
    return chosen


def _best(count: Counting, costs: Floats, room: float, taken: set[int]) -> tuple[int, float]:
    bare = np.where(count.times == 0, count.weight, 0.0)
    gains = bare @ count.columns
    gains[costs > room] = -1.0
    gains[list(taken)] = -1.0
    best = int(np.argmax(gains))
    return best, float(gains[best])
