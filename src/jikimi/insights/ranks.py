"""Ranks of areas with what is known about them: a rank alone hides how little it says. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jikimi.insights.rates import Floats

DRAWS = 10_000
_SEED = 20_230_222
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where each area stands, 1 the highest rate.

    rank: by the rates as observed, (areas,); equal rates share the better rank.  low, high: between
    which ranks it lies with the confidence asked for.  probability: (areas, areas), of being each
    rank; rows sum to 1.
    """

    rank: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    probability: Floats


def ranks_of_rates(
    counts: ArrayLike,
    people: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> Ranks:
    """Rank areas by rate, with how sure each rank is.

    counts, people: (areas,), counts >= 0, people > 0.  The true rates are drawn from a gamma
    distribution of shape count + 1/2 (Jeffreys' prior), and each draw is ranked; the same seed
    gives the same answer.  Raises ValueError for unequal shapes or fewer than one area.
    Source: Goldstein & Spiegelhalter 1996, JRSS A 159:385 (intervals for ranks by simulation).
    """
    observed, among = np.asarray(counts, np.float64), np.asarray(people, np.float64)
    if observed.shape != among.shape or observed.ndim != 1 or not observed.size:
        raise ValueError("counts and people are (areas,), of the same length")
    if np.any(observed < 0) or not np.all(among > 0):
        raise ValueError("counts may not be negative, people must be more than 0")
    random = np.random.default_rng(seed)
    drawn = random.standard_gamma(observed + 0.5, size=(draws, observed.size)) / among
    probability = _shares(np.argsort(-drawn, axis=1), observed.size)
    reached = probability.cumsum(axis=1)
    tail = (1 - confidence) / 2
    return Ranks(
        rank=_observed_ranks(observed / among),
        low=1 + (reached < tail - _ROUNDING).sum(axis=1),
        high=1 + (reached < 1 - tail - _ROUNDING).sum(axis=1),
        probability=probability,
    )


def _observed_ranks(rates: Floats) -> NDArray[np.int64]:
    return np.array([1 + int((rates > rate).sum()) for rate in rates], dtype=np.int64)


def _shares(order: NDArray[np.int64], size: int) -> Floats:
    """How often each area (rows) came out at each rank (columns). order: (draws, ranks)."""
    cells = order * size + np.arange(size)
    counted = np.bincount(cells.ravel(), minlength=size * size).reshape(size, size)
    return np.asarray(counted / len(order), dtype=np.float64)
