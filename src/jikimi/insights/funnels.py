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
    place = sum(
        (rates > high).astype(np.int64) - (rates < low).astype(np.int64)
        for low, high in limits.values()
    )
    return Funnel(rates, mean * per, limits, np.asarray(place, np.int64), phi)


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
    z = z[~np.isnan(z)]
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
