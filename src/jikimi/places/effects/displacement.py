"""Whether harm fell where something was done, and whether it only moved nearby. Pure.

Source: Bowers & Johnson 2003, J Quant Criminol 19:275 (weighted displacement quotient); Wheeler &
Ratcliffe 2018, Crime Science 7:11 (weighted displacement difference).
Checked: tests/numbers/test_place_effects.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from jikimi.places.effects.changes import (
    Difference,
    Floats,
    Pair,
    Ratio,
    difference_in_differences,
    not_negative,
    weighted_displacement_difference,
)

DRAWS = 9_999
POWER = 0.8
TOO_FEW = 10
_SEED = 20_030_701


@dataclass(frozen=True, slots=True)
class Counts:
    """Events before and after: where something was done, around it, and elsewhere likewise."""

    treated: Pair
    around: Pair
    control: Pair
    control_around: Pair = (0, 0)


@dataclass(frozen=True, slots=True)
class Quotient:
    """How what happened nearby compares with what happened in the place itself.

    Above 0 the good spread, above 1 more than the good done in the place; below 0 harm moved, below
    -1 more than was gained.  NaN unless the place itself is sure to have gained: a quotient over
    something near 0 says nothing.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """What can be said. ratio: the change in the place over that elsewhere; nearby: around it.

    difference: events fewer (negative), those moved nearby counted in.  dispersion: how many times
    the counts vary more than Poisson's, 1 at least; every interval holds it.
    fall, rise: the mildest change that would have been found four times in five.
    verdict: fell, rose, cannot_tell or too_few; moving: moved, spread, moving_cannot_tell or
    moving_too_few.
    """

    counts: Counts
    ratio: Ratio
    nearby: Ratio
    difference: Difference
    quotient: Quotient
    dispersion: float
    fall: float
    rise: float
    verdict: str
    moving: str


def place_effect(
    counts: Counts, *, dispersion: float = 1.0, confidence: float = 0.95, seed: int = _SEED
) -> PlaceEffect:
    """Judge a change in a place beside the change elsewhere. Raises ValueError below 0."""
    both = {"dispersion": max(1.0, dispersion), "confidence": confidence}
    ratio = difference_in_differences(*counts.treated, *counts.control, **both)
    nearby = difference_in_differences(*counts.around, *counts.control, **both)
    quotient = displacement_quotient(
        counts, dispersion=both["dispersion"], confidence=confidence, seed=seed
    )
    fall, rise = detectable(ratio, confidence=confidence)
    return PlaceEffect(
        counts=counts,
        ratio=ratio,
        nearby=nearby,
        difference=weighted_displacement_difference(
            treated=counts.treated,
            control=counts.control,
            treated_around=counts.around,
            control_around=counts.control_around,
            **both,
        ),
        quotient=quotient,
        dispersion=both["dispersion"],
        fall=fall,
        rise=rise,
        verdict=_verdict(ratio, counts.treated, counts.control),
        moving={
            "fell": "spread",
            "rose": "moved",
            "cannot_tell": "moving_cannot_tell",
            "too_few": "moving_too_few",
        }[_verdict(nearby, counts.around, counts.control)],
    )


def displacement_quotient(
    counts: Counts,
    *,
    dispersion: float = 1.0,
    confidence: float = 0.95,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> Quotient:
    """The weighted displacement quotient with its interval.

    (B1/C1 − B0/C0) / (A1/C1 − A0/C0): A the place, B around it, C elsewhere, 0 before, 1 after.
    The mean behind each count is drawn from a gamma distribution of shape (count + 1/2) over
    dispersion (Jeffreys' prior); NaN unless A fell beside C in all but the tail of the draws.
    """
    pairs = not_negative([counts.treated, counts.around, counts.control], "counts")
    random = np.random.default_rng(seed)
    drawn = random.gamma((pairs + 0.5) / dispersion, dispersion, (draws, 3, 2))
    place, around = _beside(drawn)
    tail = (1 - confidence) / 2
    own = _beside(np.asarray(pairs, np.float64))
    if pairs[2].min() == 0 or own[0] >= 0 or np.mean(place >= 0) > tail:
        return Quotient(np.nan, np.nan, np.nan)
    low, high = np.quantile(around / place, [tail, 1 - tail])
    return Quotient(float(own[1] / own[0]), float(low), float(high))


def overdispersion(periods: ArrayLike) -> float:
    """How many times counts vary more than Poisson's, what all areas share left out; at least 1.

    periods: (areas, periods) counts in periods of equal length in which nothing began, such as the
    months before.  Pearson's statistic of a table of areas by periods over its degrees of freedom.
    Source: McCullagh & Nelder 1989, Generalized Linear Models, 4.5.
    """
    seen = not_negative(periods, "counts")
    seen = seen[seen.sum(axis=1) > 0][:, seen.sum(axis=0) > 0]
    free = (seen.shape[0] - 1) * (seen.shape[1] - 1)
    if free < 1:
        return 1.0
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / seen.sum()
    return max(1.0, float(((seen - expected) ** 2 / expected).sum() / free))


def detectable(
    ratio: Ratio, *, power: float = POWER, confidence: float = 0.95
) -> tuple[float, float]:
    """The mildest fall and rise that a comparison as sharp as this one finds with this power."""
    z = float(special.ndtri(0.5 + confidence / 2))
    if not np.isfinite([ratio.low, ratio.high]).all() or ratio.low <= 0:
        return 0.0, np.inf
    error = float(np.log(ratio.high / ratio.low)) / (2 * z)
    reach = (z + float(special.ndtri(power))) * error
    return float(np.exp(-reach)), float(np.exp(reach))


def _beside(pairs: Floats) -> tuple[Floats, Floats]:
    """The change of the place and of what is around it, over elsewhere. pairs: (..., 3, 2)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        over = pairs / pairs[..., 2:3, :]
    change = over[..., 1] - over[..., 0]
    return change[..., 0], change[..., 1]


def _verdict(ratio: Ratio, own: Pair, other: Pair) -> str:
    if sum(own) < TOO_FEW or sum(other) < TOO_FEW:
        return "too_few"
    if ratio.high < 1:
        return "fell"
    return "rose" if ratio.low > 1 else "cannot_tell"
