"""What a choice is worth, site by site, and what could stand in for each. Pure.

For choices that people made as well.  Checked: tests/numbers/test_siting.py
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jikimi.places.siting.covers import Cover
from jikimi.places.siting.searching import Counting


@dataclass(frozen=True, slots=True)
class StandIn:
    """Another candidate for a site. loss: what the whole choice covers less with it."""

    candidate: int
    loss: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A choice. covered: with what stands already.

    sites: as given; adds: what each brings after those before it; alone: what each covers that no
    other chosen or existing one does; others: what could stand in, the cheapest first.
    """

    sites: tuple[int, ...]
    covered: float
    adds: tuple[float, ...]
    alone: tuple[float, ...]
    others: tuple[tuple[StandIn, ...], ...]


def weighed(
    cover: Cover,
    sites: Sequence[int],
    *,
    within: float = 0.01,
    most: int = 5,
    allowed: Mapping[int, NDArray[np.bool_]] | None = None,
) -> Weighed:
    """Say what a choice covers and what each site does.

    within: stand-ins that lose at most this share of all that is covered; at most `most` of them.
    allowed: for each site which candidates the terms let stand in for it.
    """
    count = Counting(cover.matrix, cover.weight)
    adds = []
    for site in sites:
        adds.append(count.gain(site))
        count.put(site)
    covered = cover.already + count.covered()
    free = np.ones(cover.matrix.shape[1], dtype=np.bool_)
    free[list(sites)] = False
    may = allowed or {}
    return Weighed(
        sites=tuple(sites),
        covered=covered,
        adds=tuple(adds),
        alone=tuple(count.loss(site) for site in sites),
        others=tuple(
            _others(count, site, free & may.get(site, free), within * covered, most)
            for site in sites
        ),
    )


def ranked(cover: Cover, sites: Sequence[int]) -> list[int]:
    """The same sites, each next one the one that adds most to those before it."""
    count, left, order = Counting(cover.matrix, cover.weight), list(sites), []
    while left:
        best = max(left, key=lambda site: (count.gain(site), -site))
        left.remove(best)
        count.put(best)
        order.append(best)
    return order


def _others(
    count: Counting, site: int, free: NDArray[np.bool_], loss: float, most: int
) -> tuple[StandIn, ...]:
    lost = count.loss(site)
    count.put(site, times=-1)
    gains = np.where(count.times == 0, count.weight, 0.0) @ count.columns
    count.put(site)
    enough = np.flatnonzero((gains >= lost - loss) & free)
    order = enough[np.argsort(-gains[enough], kind="stable")][:most]
    return tuple(StandIn(int(n), float(lost - gains[n])) for n in order)
