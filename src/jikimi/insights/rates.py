"""Counts, proportions and rates with their intervals. Pure: numbers in, numbers out.

Every interval is two-sided. Checked: tests/numbers/test_rates.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from jikimi.places.effects.changes import Ratio as Ratio
from jikimi.places.effects.changes import not_negative as not_negative

Floats = NDArray[np.float64]
PER_100K = 100_000.0
_BYAR_FROM = 10
_DSR_FROM = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval; arrays of one shape. NaN where no honest number exists."""

    value: Floats
    low: Floats
    high: Floats


def count_interval(counts: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Poisson counts with their interval: exact below 10, Byar's approximation from 10 on.

    counts: any shape, >= 0; may be fractional from 10 on.  Raises ValueError for a negative count.
    Source: Breslow & Day 1987, vol. II, p. 69 (Byar); Garwood 1936 (exact).
    """
    observed = not_negative(counts, "counts")
    exact_low, exact_high = _garwood(observed, confidence)
    byar_low, byar_high = _byar(observed, confidence)
    large = observed >= _BYAR_FROM
    low = np.where(large, byar_low, exact_low)
    return Estimate(observed, low, np.where(large, byar_high, exact_high))


def byar_interval(counts: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Byar's approximation for every count, also where exact limits would be better."""
    observed = not_negative(counts, "counts")
    return Estimate(observed, *_byar(observed, confidence))


def rate(
    counts: ArrayLike, people: ArrayLike, *, per: float = PER_100K, confidence: float = 0.95
) -> Estimate:
    """A rate per so many people with the interval of its count.

    counts, people: shapes that fit each other, people > 0.  Source: as count_interval.
    """
    among = positive(people, "people")
    found = count_interval(counts, confidence=confidence)
    return Estimate(*(part / among * per for part in (found.value, found.low, found.high)))


def proportion(counts: ArrayLike, of: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """A share with Wilson's score interval.

    Raises ValueError when a count is larger than what it is of.  Source: Wilson 1927, JASA 22:209.
    """
    observed, total = not_negative(counts, "counts"), positive(of, "of")
    if np.any(observed > total):
        raise ValueError("a count is larger than what it is counted of")
    z = special.ndtri(0.5 + confidence / 2)
    share = observed / total
    half = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    centre, scale = share + z**2 / (2 * total), 1 + z**2 / total
    low = np.where(observed == 0, 0.0, (centre - half) / scale)
    high = np.where(observed == total, 1.0, (centre + half) / scale)
    return Estimate(share, low, high)


def directly_standardised(
    counts: ArrayLike,
    people: ArrayLike,
    standard: ArrayLike,
    *,
    per: float = PER_100K,
    confidence: float = 0.95,
    event_sizes: Sequence[tuple[int, ArrayLike]] = (),
) -> Estimate:
    """Directly standardised rates with Dobson's interval; NaN where fewer than ten were counted.

    counts, people: (areas, ages), people > 0.  standard: (ages,), any scale.
    event_sizes: where one person counts several times: how many events, and of how many persons
    (areas, ages); the variance then is of persons, not of events.
    Raises ValueError for shapes that do not fit.
    Source: Dobson et al. 1991, Stat Med 10:457; for dependent events Eayres 2010 (OHID).
    """
    observed = np.atleast_2d(not_negative(counts, "counts"))
    among = np.atleast_2d(positive(people, "people"))
    weights = not_negative(standard, "standard")
    if observed.shape != among.shape or weights.shape != observed.shape[1:]:
        raise ValueError("counts and people are (areas, ages), the standard is (ages,)")
    shares = weights / weights.sum()
    total = observed.sum(axis=1)
    value = (shares * observed / among).sum(axis=1)
    spread = ((shares / among) ** 2 * _variance(observed, event_sizes)).sum(axis=1)
    limits = byar_interval(total, confidence=confidence)
    steps = np.sqrt(spread / np.where(total > 0, total, np.nan))
    low, high = value + steps * (limits.low - total), value + steps * (limits.high - total)
    shown = np.where(total >= _DSR_FROM, per, np.nan)
    return Estimate(value * shown, low * shown, high * shown)


def indirectly_standardised(
    counts: ArrayLike,
    people: ArrayLike,
    reference_counts: ArrayLike,
    reference_people: ArrayLike,
    *,
    per: float = PER_100K,
    confidence: float = 0.95,
) -> Estimate:
    """Rates of areas as if only the ages of their people differed from those of a reference.

    counts, people: (areas, ages).  reference_counts, reference_people: (ages,), people > 0.  The
    interval is that of the count over the count expected.
    Raises ValueError for shapes that do not fit or a reference without events.
    Source: Breslow & Day 1987, vol. II, p. 65.
    """
    observed = np.atleast_2d(not_negative(counts, "counts"))
    among = np.atleast_2d(not_negative(people, "people"))
    events = not_negative(reference_counts, "counts")
    of = positive(reference_people, "people")
    if observed.shape != among.shape or not events.shape == of.shape == observed.shape[1:]:
        raise ValueError("counts and people are (areas, ages), the reference is (ages,)")
    expected = positive(among @ (events / of), "expected counts")
    crude = float(events.sum() / of.sum()) * per
    found = count_interval(observed.sum(axis=1), confidence=confidence)
    return Estimate(*(part / expected * crude for part in (found.value, found.low, found.high)))


def rate_ratio(
    count: float,
    people: float,
    other_count: float,
    other_people: float,
    *,
    confidence: float = 0.95,
) -> Ratio:
    """The first rate over the second, with the exact conditional interval.

    Given both counts together, the first is binomial; its Clopper-Pearson limits give those of the
    ratio.  p: twice the smaller tail.  No other count: value and high are infinite.
    Source: Przyborowski & Wilenski 1940; Clopper & Pearson 1934.
    """
    not_negative([count, other_count], "counts")
    positive([people, other_people], "people")
    if count + other_count == 0:
        return Ratio(np.nan, 0.0, np.inf, 1.0)
    times = other_people / people
    tail = (1 - confidence) / 2
    total = count + other_count
    low = float(special.betaincinv(count, other_count + 1, tail)) if count else 0.0
    high = float(special.betaincinv(count + 1, other_count, 1 - tail)) if other_count else 1.0
    expected = people / (people + other_people)
    # The tails of the binomial by the incomplete beta function: counts of any size as they are.
    below = float(special.betainc(total - count, count + 1, 1 - expected)) if other_count else 1.0
    above = float(special.betainc(count, total - count + 1, expected)) if count else 1.0
    value = count / other_count * times if other_count else np.inf
    return Ratio(value, _odds(low) * times, _odds(high) * times, min(1.0, 2 * min(below, above)))


def poisson_limits(expected: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The counts between which chance alone leaves a Poisson count of this mean, both included."""
    mean = not_negative(expected, "expected")
    tail = (1 - confidence) / 2
    return poisson_quantile(tail, mean), poisson_quantile(1 - tail, mean)


def poisson_quantile(share: float, mean: ArrayLike) -> Floats:
    """The smallest count that a Poisson count of this mean stays within so often."""
    found = np.ceil(_floats(special.pdtrik(share, _floats(mean))))
    before = np.maximum(found - 1, 0)
    return _floats(np.where(special.pdtr(before, mean) >= share, before, found))


def _variance(observed: Floats, event_sizes: Sequence[tuple[int, ArrayLike]]) -> Floats:
    """Of the counts: themselves, or of persons who count several times the squares summed."""
    if not event_sizes:
        return observed
    return _floats(sum(size**2 * np.atleast_2d(_floats(n)) for size, n in event_sizes))


def _garwood(observed: Floats, confidence: float) -> tuple[Floats, Floats]:
    tail = (1 - confidence) / 2
    low = np.where(observed > 0, special.gammaincinv(np.maximum(observed, 1e-9), tail), 0.0)
    return low, special.gammaincinv(observed + 1, 1 - tail)


def _byar(observed: Floats, confidence: float) -> tuple[Floats, Floats]:
    z = special.ndtri(0.5 + confidence / 2)
    safe, after = np.where(observed > 0, observed, 1.0), observed + 1
    low = safe * (1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe))) ** 3
    high = after * (1 - 1 / (9 * after) + z / (3 * np.sqrt(after))) ** 3
    return np.where(observed > 0, np.maximum(low, 0.0), 0.0), high


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else np.inf


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def positive(values: ArrayLike, name: str) -> Floats:
    """As floats, or a ValueError that says what must be more than 0."""
    found = _floats(values)
    if not np.all(found > 0):
        raise ValueError(f"{name} must be more than 0")
    return found
