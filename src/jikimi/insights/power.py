"""What a comparison of two counts could have found, and what it could not. Pure.

Checked: tests/numbers/test_power.py
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import special, stats
from scipy.optimize import brentq

from jikimi.insights.rates import Floats, Ratio, positive

POWER = 0.8
_LARGEST = 1e8
_EDGES = (1e-6, 1e4)
_OUTCOMES = 500


def power_of_two_counts(
    expected: float, ratio: float, *, exposure_ratio: float = 1.0, confidence: float = 0.95
) -> float:
    """How likely the exact test of rates.rate_ratio finds a true ratio of rates.

    expected: events in the first period (or area).  ratio: true second rate over the first.
    exposure_ratio: people and time of the second over the first.  Two-sided; a finding in the wrong
    direction does not count.  Summed over all outcomes up to 1e-10; where there are more than 500,
    over 500 spread evenly among them, which changes less than 0.001.
    Source: Przyborowski & Wilenski 1940, Biometrika 31:313.
    """
    positive([expected, ratio, exposure_ratio], "expected, ratio and exposure")
    return _power(float(expected), float(ratio), float(exposure_ratio), float(confidence))


def smallest_detectable(
    expected: float,
    *,
    power: float = POWER,
    exposure_ratio: float = 1.0,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """The mildest fall and the mildest rise found with this power, as ratios: (below 1, above 1).

    expected, exposure_ratio: as power_of_two_counts.  A fall is 0 where none could be found.
    """
    positive([expected, exposure_ratio], "expected and exposure")

    def short(ratio: float) -> float:
        return _power(expected, ratio, exposure_ratio, confidence) - power

    fall = brentq(short, _EDGES[0], 1.0, xtol=1e-4) if short(_EDGES[0]) >= 0 else 0.0
    step = 2.0
    while step < _EDGES[1] and short(step) < 0:
        step *= 2
    rise = brentq(short, 1.0, step, xtol=1e-4) if step < _EDGES[1] else np.inf
    return float(fall), float(rise)


def events_needed(
    ratio: float, *, power: float = POWER, exposure_ratio: float = 1.0, confidence: float = 0.95
) -> int:
    """How many events the first period must hold so that a true ratio is found with this power.

    Raises ValueError for a ratio of 1, which no number of events can tell.
    """
    if ratio == 1:
        raise ValueError("no number of events finds what is not there")

    def short(expected: float) -> float:
        return (
            power_of_two_counts(
                expected, ratio, exposure_ratio=exposure_ratio, confidence=confidence
            )
            - power
        )

    high = 8.0
    while short(high) < 0:
        if high > _LARGEST:
            raise ValueError("the ratio is too near 1 for any number of events")
        high *= 2
    return int(np.ceil(brentq(short, high / 2 if high > 8 else 1e-3, high, xtol=0.01)))


def detectable_beside(
    found: Ratio, *, power: float = POWER, confidence: float = 0.95
) -> tuple[float, float]:
    """The mildest fall and rise, as shares, that an estimate this uncertain finds with this power.

    found: a ratio whose logarithm was taken for normal; its interval gives the standard error.
    Infinite where the interval is. Source: Bloom 1995, Eval Rev 19:547 (minimum detectable effect).
    """
    if not 0 < found.low <= found.high < np.inf:
        return np.inf, np.inf
    z, more = special.ndtri(0.5 + confidence / 2), special.ndtri(power)
    step = float(np.log(found.high / found.low)) / (2 * z) * (z + more)
    return float(-np.expm1(-step)), float(np.expm1(step))


@lru_cache(maxsize=4096)
def _power(expected: float, ratio: float, exposure_ratio: float, confidence: float) -> float:
    later = expected * ratio * exposure_ratio
    totals = _likely(expected + later)
    under_no_effect = exposure_ratio / (1 + exposure_ratio)
    tail = (1 - confidence) / 2
    share = later / (expected + later)
    # Beyond isf lies at most the tail: that is when the exact test speaks of a difference.
    if ratio >= 1:
        found = stats.binom.sf(stats.binom.isf(tail, totals, under_no_effect), totals, share)
    else:
        limit = stats.binom.isf(tail, totals, 1 - under_no_effect)
        found = stats.binom.sf(limit, totals, 1 - share)
    weights = stats.poisson.pmf(totals, expected + later)
    return min(1.0, float(weights @ found / weights.sum()))


def _likely(mean: float) -> Floats:
    low, high = stats.poisson.ppf([1e-11, 1 - 1e-11], mean)
    if high - low <= _OUTCOMES:
        return np.arange(low, high + 1)
    return np.asarray(np.round(np.linspace(low, high, _OUTCOMES)), np.float64)
