"""Medians and other quantiles with intervals from order statistics. Pure.

No shape is taken for granted: where too few values stand behind a quantile it has none, and where
the values cannot bound it on a side that side is open.
Checked: tests/numbers/test_quantiles.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, inf, nan

import numpy as np
from scipy.stats import binom

LEAST = 5
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of n values. NaN where there are too few; -inf or inf where a side is open."""

    n: int
    value: float
    low: float
    high: float


def quantile(values: Iterable[float], share: float, *, confidence: float = 0.95) -> Quantile:
    """The value below which a share of them lies, with its two-sided interval.

    values: inf for what never came.  The value is the smallest by which at least the share came.
    It needs LEAST values, and one to be expected on its thinner side: ten for nine in ten.
    Raises ValueError unless 0 < share < 1.
    Source: Conover 1999, Practical Nonparametric Statistics, 3.2 (ranks by the binomial).
    """
    ordered = np.sort(np.asarray(list(values), np.float64))
    return _quantile(len(ordered), lambda rank: float(ordered[rank - 1]), share, confidence)


def quantile_of_spans(spans: Mapping[int, float], of: float, share: float) -> Quantile:
    """The same of counts by span: span → how many. of: how many there are, followed or not."""
    days = sorted(spans)
    reached = np.cumsum([round(spans[day]) for day in days])
    n = max(round(of), int(reached[-1]) if days else 0)

    def at(rank: int) -> float:
        place = int(np.searchsorted(reached, rank))
        return float(days[place]) if place < len(days) else inf

    return _quantile(n, at, share, 0.95)


def _quantile(n: int, at: Callable[[int], float], share: float, confidence: float) -> Quantile:
    """at: the value of a rank, 1 the smallest."""
    if not 0 < share < 1:
        raise ValueError("share")
    if n < LEAST or n * min(share, 1 - share) < 1 - _ROUNDING:
        return Quantile(n, nan, nan, nan)
    low, high = _ranks(n, share, confidence)
    return Quantile(
        n,
        at(ceil(share * n - _ROUNDING)),
        at(low) if low >= 1 else -inf,
        at(high) if high <= n else inf,
    )


def _ranks(n: int, share: float, confidence: float) -> tuple[int, int]:
    """Ranks of the values between which the quantile lies; 0 and n + 1 where a side is open.

    Below rank low the quantile lies with at most half of what is left over, and so above high.
    """
    tail = (1 - confidence) / 2
    low = int(binom.ppf(tail, n, share))
    low += int(binom.cdf(low, n, share) <= tail)
    return low, int(binom.ppf(1 - tail, n, share)) + 1
