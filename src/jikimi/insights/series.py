"""Did a series of counts change when something began, beyond trend, season and chance? Pure.

Interrupted series, alone or beside a comparison region. Checked: tests/numbers/test_series.py
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.optimize import brentq

from jikimi.insights.rates import Floats, Ratio, not_negative, positive

Spread = Literal["poisson", "quasi_poisson", "negative_binomial"]
LONG_BEFORE, LONG_AFTER = 24, 12
_ALPHA_RANGE = (1e-8, 50.0)


@dataclass(frozen=True, slots=True)
class SeriesEffect:
    """What changed at the start of a measure, and all that a sentence about it needs.

    step: level after over the level expected without; beside a comparison region the ratio of both
    steps.  slope: further change per season (year), None unless asked for.  trend: change per
    season before.  dispersion: Pearson's, 1 where counts vary as chance does.  echo: correlation of
    each residual with the one before; echo_p: Ljung and Box over six lags.
    fitted, unchanged: (periods,), of the region itself; unchanged leaves the effect out.
    expected_after: sum of unchanged over the periods after; compare with events_after.
    """

    step: Ratio
    slope: Ratio | None
    trend: float
    dispersion: float
    echo: float
    echo_p: float
    periods_before: int
    periods_after: int
    events_before: int
    events_after: int
    expected_after: float
    fitted: Floats
    unchanged: Floats

    @property
    def is_short(self) -> bool:
        """Whether the series is shorter than trend and season need: 24 before, 12 after."""
        return self.periods_before < LONG_BEFORE or self.periods_after < LONG_AFTER

    @property
    def has_echo(self) -> bool:
        """Whether residuals still hang together, so that the interval may be too narrow."""
        return self.echo_p < 0.05


@dataclass(frozen=True, slots=True)
class _Design:
    """Columns by name for all rows; one row per region and period, comparison region last."""

    columns: dict[str, Floats]
    effects: tuple[str, ...]
    region: Floats
    used: NDArray[np.bool_]

    def matrix(self) -> Floats:
        return np.column_stack(list(self.columns.values()))


def interrupted_series(
    counts: ArrayLike,
    *,
    starts_at: int,
    people: ArrayLike | None = None,
    season: int = 12,
    harmonics: int = 2,
    lag: int = 0,
    breaks: Sequence[int] = (),
    has_slope: bool = False,
    spread: Spread = "quasi_poisson",
    memory: int = 0,
    confidence: float = 0.95,
) -> SeriesEffect:
    """Whether counts changed at a start, beside their own trend and season.

    counts: (periods,).  people: (periods,), the log is the offset.  starts_at: first period after.
    season: periods in a year; harmonics: pairs of sine and cosine, 0 for none.  lag: how many
    periods after the start are left out, while the effect is on its way.  breaks: periods at which
    counting changed (a new code list); each gets a level of its own.  memory: above 0, the variance
    is that of Newey and West over so many lags.
    Raises ValueError where nothing can be estimated: too short, no events before, after or beyond a
    break, a break at the start.
    Source: Lopez Bernal et al. 2017, Int J Epidemiol 46:348 (with its correction of 2020).
    """
    observed = not_negative(counts, "counts")[np.newaxis]
    design = _design(observed, starts_at, season, harmonics, lag, breaks, has_slope)
    offset = _offset(people, observed.shape)
    return _effect(observed, offset, design, starts_at, spread, memory, confidence)


def compared_series(
    counts: ArrayLike,
    other_counts: ArrayLike,
    *,
    starts_at: int,
    people: ArrayLike | None = None,
    other_people: ArrayLike | None = None,
    season: int = 12,
    harmonics: int = 2,
    lag: int = 0,
    breaks: Sequence[int] = (),
    has_slope: bool = False,
    spread: Spread = "quasi_poisson",
    memory: int = 0,
    confidence: float = 0.95,
) -> SeriesEffect:
    """Whether counts changed at a start more than those of a region where nothing began.

    Both series: (periods,).  Each region has a level and a trend of its own; season, breaks and
    what happened to both at the start are shared.  The rest as interrupted_series.
    Source: Lopez Bernal et al. 2018, Int J Epidemiol 47:2082 (controls in interrupted series).
    """
    observed = not_negative(np.vstack([counts, other_counts]), "counts")
    both = None if people is None or other_people is None else np.vstack([people, other_people])
    if both is None and not (people is None and other_people is None):
        raise ValueError("people are given for both regions or for none")
    design = _design(observed, starts_at, season, harmonics, lag, breaks, has_slope)
    offset = _offset(both, observed.shape)
    return _effect(observed, offset, design, starts_at, spread, memory, confidence)


def _design(
    observed: Floats,
    starts_at: int,
    season: int,
    harmonics: int,
    lag: int,
    breaks: Sequence[int],
    has_slope: bool,
) -> _Design:
    regions, periods = observed.shape
    _check(observed, starts_at, lag, breaks)
    time = np.tile(np.arange(periods, dtype=np.float64), regions)
    region = np.repeat(np.arange(regions, dtype=np.float64), periods)
    years = (time - starts_at) / season
    after = (time >= starts_at).astype(np.float64)
    own = 1 - region
    columns = {"level": np.ones_like(time), "trend": years, "step": own * after}
    if has_slope:
        columns["slope"] = own * after * years
    if regions == 2:
        columns |= {"other": region, "other_trend": region * years, "both_step": after}
        columns |= {"both_slope": after * years} if has_slope else {}
    for order in range(1, harmonics + 1):
        turn = 2 * np.pi * order * time / season
        columns |= {f"sine_{order}": np.sin(turn), f"cosine_{order}": np.cos(turn)}
    for place in breaks:
        columns[f"break_{place}"] = (time >= place).astype(np.float64)
    used = (time < starts_at) | (time >= starts_at + lag)
    design = _Design(columns, ("step", "slope")[: 1 + has_slope], region, used)
    if np.linalg.matrix_rank(design.matrix()[used]) < len(columns) or used.sum() <= len(columns):
        raise ValueError("the series is too short for what is asked of it")
    return design


def _check(observed: Floats, starts_at: int, lag: int, breaks: Sequence[int]) -> None:
    periods = observed.shape[1]
    if not 0 < starts_at <= starts_at + lag < periods:
        raise ValueError("the start lies within the series, with periods left after the lag")
    if starts_at in breaks:
        raise ValueError("a change of counting at the start cannot be told from the effect")
    edges = sorted({0, starts_at + lag, periods, *breaks})
    kept = np.r_[0:starts_at, starts_at + lag : periods]
    for first, last in pairwise(edges):
        within = kept[(kept >= first) & (kept < last)]
        if not np.all(observed[:, within].sum(axis=1) > 0):
            raise ValueError("nothing was counted before, after or between: no ratio exists")


def _offset(people: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    if people is None:
        return np.zeros(shape).ravel()
    among = np.atleast_2d(positive(people, "people"))
    if among.shape != shape:
        raise ValueError("people are as many as counts")
    return np.asarray(np.log(among).ravel(), np.float64)


def _effect(
    observed: Floats,
    offset: Floats,
    design: _Design,
    starts_at: int,
    spread: Spread,
    memory: int,
    confidence: float,
) -> SeriesEffect:
    periods = observed.shape[1]
    used = design.used
    fit = _fit(observed.ravel()[used], design, offset[used], spread, memory)
    means = dict(zip(design.columns, fit.params, strict=True))
    fitted = np.exp(design.matrix() @ fit.params + offset)
    without = sum(means[name] * design.columns[name] for name in design.effects)
    unchanged = (fitted / np.exp(without))[:periods]
    here, early = used[:periods], np.arange(periods) < starts_at
    before, after = here & early, here & ~early
    echo, echo_p = _echo(fit.resid_pearson, design.region[used])
    ratios = {name: _ratio(fit, design, name, spread, confidence) for name in design.effects}
    return SeriesEffect(
        step=ratios["step"],
        slope=ratios.get("slope"),
        trend=float(np.exp(means["trend"])),
        dispersion=float(fit.pearson_chi2 / fit.df_resid),
        echo=echo,
        echo_p=echo_p,
        periods_before=int(before.sum()),
        periods_after=int(after.sum()),
        events_before=int(observed[0, before].sum()),
        events_after=int(observed[0, after].sum()),
        expected_after=float(unchanged[after].sum()),
        fitted=fitted[:periods],
        unchanged=unchanged,
    )


def _fit(counts: Floats, design: _Design, offset: Floats, spread: Spread, memory: int) -> Any:
    # Imported here: it takes a second, and most commands never fit a model.
    from statsmodels.genmod.families import NegativeBinomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    used = design.used
    matrix = design.matrix()[used]
    options: dict[str, Any] = {"scale": "X2"} if spread == "quasi_poisson" else {}
    if memory:
        groups = design.region[used].astype(np.int64)
        options |= {"cov_type": "hac-panel", "cov_kwds": {"groups": groups, "maxlags": memory}}

    def fitted(family: Any, **how: Any) -> Any:
        # A warning of perfect prediction is meant for yes and no; counts may lie on their curve.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PerfectSeparationWarning)
            return GLM(counts, matrix, family=family, offset=offset).fit(**how)

    def excess(alpha: float) -> float:
        found = fitted(NegativeBinomial(alpha=alpha))
        return float(found.pearson_chi2 - found.df_resid)

    if spread != "negative_binomial" or excess(_ALPHA_RANGE[0]) <= 0:
        return fitted(Poisson(), **options)
    return fitted(NegativeBinomial(alpha=brentq(excess, *_ALPHA_RANGE, xtol=1e-7)), **options)


def _ratio(fit: Any, design: _Design, name: str, spread: Spread, confidence: float) -> Ratio:
    """Where the dispersion is estimated, the quantile is Student's."""
    place = list(design.columns).index(name)
    value, error = float(fit.params[place]), float(fit.bse[place])
    free = np.inf if spread == "poisson" else float(fit.df_resid)
    half = float(special.stdtrit(free, 0.5 + confidence / 2)) * error
    p = float(2 * special.stdtr(free, -abs(value) / error))
    return Ratio(float(np.exp(value)), float(np.exp(value - half)), float(np.exp(value + half)), p)


def _echo(residuals: Floats, region: Floats, lags: int = 6) -> tuple[float, float]:
    """Correlation with the residual before, and Ljung and Box's p, of the region itself."""
    own = residuals[region == 0]
    own = own - own.mean()
    lags = min(lags, own.size // 3)
    whole = float(own @ own)
    if not lags or whole == 0:
        return 0.0, 1.0
    found = np.array([own[k:] @ own[:-k] / whole for k in range(1, lags + 1)])
    size = own.size
    statistic = size * (size + 2) * float((found**2 / (size - np.arange(1, lags + 1))).sum())
    return float(found[0]), float(special.chdtrc(lags, statistic))
