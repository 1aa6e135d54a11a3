"""Does a series rise or fall from year to year, beyond season and chance? Pure.

Nothing is said about why: for a measure that began see series.interrupted_series.
Checked: tests/numbers/test_trends.py
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from jikimi.insights.power import POWER
from jikimi.insights.rates import PER_100K, Floats, Ratio, not_negative, positive
from jikimi.places.effects.changes import ratio_of_log

_ENOUGH_YEARS = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """The change from one year to the next, and the line through the series.

    change: rate of a year over that of the year before.  detectable: the mildest yearly fall and
    rise that so long and so scattered a series shows with a power of 80 %, as ratios.
    fitted, low, high: (periods,), counts, or rates where people are given.
    is_short: shorter than two years, so that season and trend cannot be told apart.
    """

    change: Ratio
    detectable: tuple[float, float]
    dispersion: float
    periods: int
    events: int
    is_short: bool
    fitted: Floats
    low: Floats
    high: Floats


def trend_of_series(
    counts: ArrayLike,
    *,
    people: ArrayLike | None = None,
    per: float = PER_100K,
    season: int = 12,
    harmonics: int = 2,
    breaks: Sequence[int] = (),
    confidence: float = 0.95,
) -> Trend:
    """Fit a yearly change, a season and a level after each change of the code list.

    counts: (periods,), NaN where hidden; those are left out.  people: (periods,), > 0.
    season: periods in a year; harmonics: pairs of sine and cosine, none for series under two years.
    breaks: periods from which counting differed; one with nothing on a side is left out.
    The variance is at least that of chance alone.  Raises ValueError where nothing can be fitted.
    Source: quasi-Poisson regression, McCullagh & Nelder 1989, ch. 6; power by Wald's test.
    """
    observed = np.asarray(counts, np.float64)
    known = ~np.isnan(observed)
    not_negative(observed[known], "counts")
    is_short = known.sum() < _ENOUGH_YEARS * season
    design = _design(observed.size, season, 0 if is_short else harmonics, breaks, known)
    if known.sum() <= design.shape[1] or not observed[known].sum():
        raise ValueError("the series is too short or empty for a trend")
    among = np.ones_like(observed) if people is None else positive(people, "people") / per
    fit = _fitted(observed[known], design[known], np.log(among[known]))
    free = float(fit.df_resid)
    t = float(special.stdtrit(free, 0.5 + confidence / 2))
    spread = max(1.0, float(fit.pearson_chi2 / free))
    covered = np.asarray(fit.cov_params()) * spread
    log, error = float(fit.params[1]), float(np.sqrt(covered[1, 1]))
    line = design @ fit.params
    half = t * np.sqrt(np.einsum("ij,jk,ik->i", design, covered, design))
    reach = (t + float(special.ndtri(POWER))) * error
    return Trend(
        change=ratio_of_log(log, error, free=free, confidence=confidence),
        detectable=(float(np.exp(-reach)), float(np.exp(reach))),
        dispersion=spread,
        periods=int(known.sum()),
        events=int(observed[known].sum()),
        is_short=bool(is_short),
        fitted=np.exp(line),
        low=np.exp(line - half),
        high=np.exp(line + half),
    )


def _design(
    periods: int, season: int, harmonics: int, breaks: Sequence[int], known: np.ndarray
) -> Floats:
    time = np.arange(periods, dtype=np.float64)
    columns = [np.ones(periods), (time - time.mean()) / season]
    for order in range(1, harmonics + 1):
        turn = 2 * np.pi * order * time / season
        columns += [np.sin(turn), np.cos(turn)]
    for place in breaks:
        after = time >= place
        if (known & after).sum() > 1 and (known & ~after).sum() > 1:
            columns.append(after.astype(np.float64))
    return np.column_stack(columns)


def _fitted(counts: Floats, design: Floats, offset: Floats) -> Any:
    # Imported here: it takes a second, and most commands never fit a model.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    # A warning of perfect prediction is meant for yes and no; counts may lie on their curve.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        return GLM(counts, design, family=Poisson(), offset=offset).fit()
