"""Whether hot spots stay where they are, and how sure that is. Pure.

Checked: tests/numbers/test_hot_stability.py
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from jikimi.places.hotspots.grids import Floats, Numbers

DRAWS = 999
_SEED = 20_150_601


@dataclass(frozen=True, slots=True)
class Stability:
    """How the hottest cells of each period hold in the next one.

    kept: (periods - 1,) the share of a period's hottest cells that are among the next one's.
    low, high: between which it lies when nothing changes but chance; below low, hot spots moved.
    by_chance: the share kept if the next ones lay anywhere.
    concentration: (periods,) the share of events in the hottest cells.
    probability: (cells,) of being among the hottest in the last period, given all counts of it.
    """

    kept: Floats
    low: Floats
    high: Floats
    by_chance: float
    concentration: Floats
    probability: Floats


def stability(
    counts: ArrayLike,
    *,
    area_share: float = 0.05,
    confidence: float = 0.95,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> Stability:
    """Compare the hottest cells of periods that follow each other.

    counts: (periods, cells), two periods or more, whole numbers >= 0; periods of equal length.
    Whether two periods differ is judged by dealing the events of both out to them anew, cell by
    cell, in the proportion of their totals.  The true mean of a cell is drawn from a gamma
    distribution of shape count + 1/2 (Jeffreys' prior).  The same seed gives the same answer.
    Raises ValueError for other counts or a share outside 0 to 1.
    Source: Weisburd 2015, Criminology 53:133 (concentration); the test is a conditional one.
    """
    seen = _checked(counts, area_share)
    cells = max(1, round(area_share * seen.shape[1]))
    random = np.random.default_rng(seed)
    tail = (1 - confidence) / 2
    found = [_between(*pair, cells, draws, tail, random) for pair in pairwise(seen)]
    kept, low, high = np.array(found).T
    top = -np.sort(-seen, axis=1)[:, :cells]
    totals = np.maximum(seen.sum(axis=1), 1)
    return Stability(
        kept=kept,
        low=low,
        high=high,
        by_chance=cells / seen.shape[1],
        concentration=top.sum(axis=1) / totals,
        probability=_probability(seen[-1], cells, draws, random),
    )


def _checked(counts: ArrayLike, area_share: float) -> Numbers:
    given = np.asarray(counts)
    seen = given.astype(np.int64)
    if seen.ndim != 2 or len(seen) < 2 or np.any(seen != given) or np.any(seen < 0):
        raise ValueError("counts are (periods, cells) of whole numbers from 0 on, two periods")
    if not 0 < area_share <= 1 or not seen.shape[1]:
        raise ValueError("the share of cells is above 0 and at most 1")
    return seen


def _between(
    before: Numbers,
    after: Numbers,
    cells: int,
    draws: int,
    tail: float,
    random: np.random.Generator,
) -> tuple[float, float, float]:
    """What is kept, and the interval if all events of both had been dealt out by chance."""
    both = before + after
    share = before.sum() / max(both.sum(), 1)
    dealt = []
    for _ in range(draws):
        first = random.binomial(both, share)
        dealt.append(_kept(first, both - first, cells, random))
    low, high = np.quantile(dealt, [tail, 1 - tail])
    return _kept(before, after, cells, random), float(low), float(high)


def _kept(before: Numbers, after: Numbers, cells: int, random: np.random.Generator) -> float:
    """Cells that are equal at the edge are taken at random."""
    return len(np.intersect1d(_top(before, cells, random), _top(after, cells, random))) / cells


def _top(values: Numbers, cells: int, random: np.random.Generator) -> Numbers:
    score = values + random.random(len(values))
    return np.asarray(np.argpartition(score, -cells)[-cells:], dtype=np.int64)


def _probability(counts: Numbers, cells: int, draws: int, random: np.random.Generator) -> Floats:
    often = np.zeros(len(counts))
    for _ in range(draws):
        drawn = random.standard_gamma(counts + 0.5)
        often[np.argpartition(drawn, -cells)[-cells:]] += 1
    return often / draws
