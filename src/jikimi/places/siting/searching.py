"""A quick good answer to start from: greedy, then exchanged one for one. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Floor:
    """A district of which at least so many members are chosen."""

    members: frozenset[int]
    least: int


def good_sites(
    matrix: csr_array,
    weight: Floats,
    costs: Floats,
    *,
    budget: float,
    fixed: list[int],
    floors: Sequence[Floor] = (),
) -> list[int]:
    """Sites within a budget, chosen greedily by gain per cost and then improved by exchanges.

    fixed: sites that are chosen whatever comes; they cost too.  floors: districts, none of which
    shares a candidate with another; the budget is enough for the cheapest way to fill them.
    """
    count = Counting(matrix, weight)
    for site in fixed:
        count.put(site)
    chosen = [*fixed, *_filled(count, costs, budget, fixed, floors)]
    left = budget - float(costs[chosen].sum())
    chosen += _greedy(count, costs, left, set(chosen))
    return _exchanged(count, costs, budget, chosen, frozenset(fixed), floors)


def _filled(
    count: Counting, costs: Floats, budget: float, fixed: list[int], floors: Sequence[Floor]
) -> list[int]:
    """The best sites for the floors, or the cheapest ones where the best are too dear."""
    chosen: list[int] = []
    for floor in floors:
        missing = floor.least - len(floor.members & {*fixed, *chosen})
        free = [n for n in sorted(floor.members - {*fixed}) if np.isfinite(costs[n])]
        for _site in range(max(missing, 0)):
            best = max(free, key=lambda n: count.gain(n) / costs[n])
            free.remove(best)
            chosen.append(best)
            count.put(best)
    if float(costs[[*fixed, *chosen]].sum()) <= budget * (1 + 1e-12):
        return chosen
    for site in chosen:
        count.put(site, times=-1)
    cheap = [n for floor in floors for n in _cheapest(floor, costs, fixed)]
    for site in cheap:
        count.put(site)
    return cheap


def _cheapest(floor: Floor, costs: Floats, fixed: list[int]) -> list[int]:
    missing = floor.least - len(floor.members & set(fixed))
    free = sorted(floor.members - set(fixed), key=lambda n: (float(costs[n]), n))
    return free[: max(missing, 0)]


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
    count: Counting,
    costs: Floats,
    budget: float,
    chosen: list[int],
    fixed: frozenset[int],
    floors: Sequence[Floor] = (),
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
            other, gained = _best(count, costs, room, set(chosen), _needed(site, chosen, floors))
            if gained > lost * (1 + 1e-12) + 1e-9:
                spent += float(costs[other] - costs[site])
                chosen[place], is_better = other, True
                site = other
            count.put(site)
    return chosen


def _needed(site: int, chosen: list[int], floors: Sequence[Floor]) -> frozenset[int] | None:
    """The district that would fall below its floor without this site; None where none would."""
    for floor in floors:
        if site in floor.members and len(floor.members.intersection(chosen)) <= floor.least:
            return floor.members
    return None


def _best(
    count: Counting, costs: Floats, room: float, taken: set[int], within: frozenset[int] | None
) -> tuple[int, float]:
    bare = np.where(count.times == 0, count.weight, 0.0)
    gains = bare @ count.columns
    gains[costs > room] = -1.0
    gains[list(taken)] = -1.0
    if within is not None:
        outside = np.ones(len(gains), dtype=np.bool_)
        outside[list(within)] = False
        gains[outside] = -1.0
    best = int(np.argmax(gains))
    return best, float(gains[best])
