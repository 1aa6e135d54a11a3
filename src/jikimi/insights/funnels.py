"""Funnels: which areas differ from the others by more than chance. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jikimi.insights.rates import PER_100K, Floats, poisson_limits

WARNING, ACTION = 0.95, 0.998
_WINSOR = 0.1


@dataclass(frozen=True, slots=True)
class Funnel:
    """Rates around the pooled mean. limits: confidence → (low, high), each (areas,).

    place: -2 … 2: beyond the action limit, beyond the warning limit, or 0 within.
    dispersion: phi, 1 when the areas vary as chance does; larger when the limits were widened.
    """

    rate: Floats
    mean: float
    limits: dict[float, tuple[Floats, Floats]]
    place: NDArray[np.int64]
    dispersion: float


def funnel_of_rates(
    counts: ArrayLike, people: ArrayLike, *, per: float = PER_100K, is_widened: bool = True
) -> Funnel:
    """Put areas into a funnel of 95 % and 99.8 % limits around their pooled rate.

    counts, people: (areas,), people > 0.  Limits are exact Poisson limits of the count expected in
    each area.  When the areas vary more than chance (phi > 1 after winsorising a tenth at each end)
    the limits are widened by its root, unless is_widened is False.
    Source: Spiegelhalter 2005, Stat Med 24:1185.  Checked: tests/numbers/test_funnels.py
    """
    observed, among = np.asarray(counts, np.float64), np.asarray(people, np.float64)
    if observed.shape != among.shape or observed.ndim != 1 or not np.all(among > 0):
        raise ValueError("counts and people are (areas,), of the same length, people more than 0")
    mean = float(observed.sum() / among.sum())
    expected = mean * among
    phi = dispersion(observed, expected) if is_widened else 1.0
    limits = {c: _limits(expected, among, c, phi, per) for c in (WARNING, ACTION)}
    rates = observed / among * per
    return Funnel(rates, mean * per, limits, _places(rates, limits), phi)


def funnel_of_shares(
    counts: ArrayLike, of: ArrayLike, *, per: float = 100.0, is_widened: bool = True
) -> Funnel:
    """The same for shares: counts of so many each, between exact binomial limits.

    counts, of: (areas,), counts at most of.  z for phi by arcsine, which steadies the variance of a
    share.  Source: as funnel_of_rates; Freeman & Tukey 1950, Ann Math Stat 21:607.
    """
    observed, whole = np.asarray(counts, np.float64), np.asarray(of, np.float64)
    if observed.shape != whole.shape or observed.ndim != 1 or np.any(observed > whole):
        raise ValueError("counts and of are (areas,), of the same length, counts at most of")
    if not np.all(whole > 0):
        raise ValueError("of is more than 0")
    mean = float(observed.sum() / whole.sum())
    z = 2 * (np.arcsin(np.sqrt(observed / whole)) - np.arcsin(np.sqrt(mean))) * np.sqrt(whole)
    phi = _phi(z) if is_widened else 1.0
    limits = share_limits_along(mean * per, whole, phi=phi, per=per)
    rates = observed / whole * per
    return Funnel(rates, mean * per, limits, _places(rates, limits), phi)


def share_limits_along(
    mean: float, of: ArrayLike, *, phi: float = 1.0, per: float = 100.0
) -> dict[float, tuple[Floats, Floats]]:
    """The limits of shares of any number, to be drawn as curves: confidence → (low, high)."""
    whole = np.asarray(of, np.float64)
    expected, found = mean / per * whole, {}
    for confidence in (WARNING, ACTION):
        tail = (1 - confidence) / 2
        ends = [_binomial_quantile(share, whole, mean / per) for share in (tail, 1 - tail)]
        low, high = (expected + (end - expected) * np.sqrt(phi) for end in ends)
        found[confidence] = (
            np.maximum(low, 0.0) / whole * per,
            np.minimum(high, whole) / whole * per,
        )
    return found


def limits_along(
    mean: float, people: ArrayLike, *, phi: float = 1.0, per: float = PER_100K
) -> dict[float, tuple[Floats, Floats]]:
    """The limits of areas of any size, to be drawn as curves: confidence → (low, high).

    mean: per so many people, phi: both as in Funnel.  people: (sizes,), more than 0.
    """
    among = np.asarray(people, np.float64)
    expected = mean / per * among
    return {c: _limits(expected, among, c, phi, per) for c in (WARNING, ACTION)}


def dispersion(observed: Floats, expected: Floats) -> float:
    """How much more areas vary than chance: mean of squared z, winsorised; at least 1."""
    safe = np.where(expected > 0, expected, np.nan)
    z = 2 * (np.sqrt(observed) - np.sqrt(safe))
    return _phi(z[~np.isnan(z)])


def _phi(z: Floats) -> float:
    if z.size < 2:
        return 1.0
    low, high = np.quantile(z, [_WINSOR, 1 - _WINSOR])
    return max(1.0, float(np.mean(np.clip(z, low, high) ** 2)))


def _limits(
    expected: Floats, people: Floats, confidence: float, phi: float, per: float
) -> tuple[Floats, Floats]:
    """Exact limits of the expected count, stretched away from it by the root of phi."""
    low, high = poisson_limits(expected, confidence=confidence)
    stretch = np.sqrt(phi)
    low, high = expected - (expected - low) * stretch, expected + (high - expected) * stretch
    return np.maximum(low, 0.0) / people * per, high / people * per


def _places(rates: Floats, limits: dict[float, tuple[Floats, Floats]]) -> NDArray[np.int64]:
    """Beyond how many limits each lies, below as a negative number."""
    return np.asarray(
        sum(
            (rates > high).astype(np.int64) - (rates < low).astype(np.int64)
            for low, high in limits.values()
        ),
        np.int64,
    )


def _binomial_quantile(share: float, of: Floats, mean: float) -> Floats:
    """The smallest count out of so many that chance stays within so often."""
    from scipy import stats

    return np.asarray(stats.binom.ppf(share, np.round(of), mean), np.float64)
