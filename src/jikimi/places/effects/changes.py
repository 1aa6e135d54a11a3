"""A change beside the same change elsewhere: as a ratio, as a difference. Pure.

Checked: tests/numbers/test_place_effects.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One rate over another with interval and two-sided p-value; scalars."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference with its interval and two-sided p-value; scalars."""

    value: float
    low: float
    high: float
    z: float
    p: float


def difference_in_differences(
    before: float,
    after: float,
    other_before: float,
    other_after: float,
    *,
    growth: float = 1.0,
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> Ratio:
    """The change of a count over the change of the same count where nothing began.

    growth: change of the people here over change of the people there.  dispersion: how many times
    the variance of the counts exceeds Poisson's.  The logarithm is taken for normal, which needs
    some ten events in each.  Where one is 0, a half is added to all.
    Raises ValueError for a negative count.
    Source: Woolf 1955, Ann Hum Genet 19:251 (variance); Anscombe 1956 (one half).
    """
    counts = not_negative([before, after, other_before, other_after], "counts")
    if np.any(counts == 0):
        counts = counts + 0.5
    log = float(np.log(counts) @ [-1, 1, 1, -1]) - float(np.log(growth))
    error = float(np.sqrt(dispersion * (1 / counts).sum()))
    return ratio_of_log(log, error, confidence=confidence)


def weighted_displacement_difference(
    *,
    treated: Pair,
    control: Pair,
    treated_around: Pair = (0, 0),
    control_around: Pair = (0, 0),
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> Difference:
    """Events fewer (negative) where something was done, less those that only moved nearby.

    Each: (before, after).  around: the ring about the area, where harm may move to.  Periods and
    areas of equal length and size, or the difference means nothing.  dispersion: as above.
    Source: Wheeler & Ratcliffe 2018, Crime Science 7:11.
    """
    pairs = not_negative([treated, control, treated_around, control_around], "counts")
    changes = pairs[:, 1] - pairs[:, 0]
    error = float(np.sqrt(dispersion * pairs.sum()))
    return difference_of(float(changes @ [1, -1, 1, -1]), error, confidence)


def ratio_of_log(
    log: float, error: float, *, free: float = np.inf, confidence: float = 0.95
) -> Ratio:
    """A ratio with its interval from its logarithm and the standard error of that.

    free: degrees of freedom of an error that was estimated (Student's quantile).
    """
    half = float(special.stdtrit(free, 0.5 + confidence / 2)) * error
    p = float(2 * special.stdtr(free, -abs(log) / error)) if error else 1.0
    return Ratio(float(np.exp(log)), float(np.exp(log - half)), float(np.exp(log + half)), p)


def difference_of(value: float, error: float, confidence: float) -> Difference:
    """A difference with its interval from its standard error."""
    half = float(special.ndtri(0.5 + confidence / 2)) * error
    z = value / error if error else 0.0
    return Difference(value, value - half, value + half, z, float(2 * special.ndtr(-abs(z))))


def not_negative(values: ArrayLike, name: str) -> Floats:
    """As floats, or a ValueError that says what was negative or missing."""
    found = np.asarray(values, dtype=np.float64)
    if np.any(found < 0) or np.any(np.isnan(found)):
        raise ValueError(f"{name} may not be negative or missing")
    return found
