"""How soon harm is reported again, for whom, and how often. Pure.

Time runs in days from an index report. Not every pair can be seen to the end: who is still watched
is censored; who moved away, died or was imprisoned can no longer be reported again (competing
end). Checked: tests/numbers/test_repeats.py
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from jikimi.insights.rates import Estimate, Floats
from jikimi.insights.repeat_spans import (
    REPEATED,
    STILL_WATCHED,
    kept_at_risk,
    per_step,
    scores_by_person,
)

WITHIN = (30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class RepeatCurve:
    """Share reported again within so many days, with its interval.

    days: (times,), 0 first.  share: Estimate, (times,).  watched: (times,), how many could still be
    reported again on that day.  repeats, others: counted in all.
    """

    days: Floats
    share: Estimate
    watched: NDArray[np.int64]
    repeats: int
    others: int

    def within(self, days: Sequence[float] = WITHIN) -> Estimate:
        """The share within each of these days; NaN after the last day anybody was watched."""
        place = np.searchsorted(self.days, np.asarray(days, np.float64), side="right") - 1
        seen = np.asarray(days) <= self.days[-1]
        parts = (self.share.value, self.share.low, self.share.high)
        return Estimate(*(np.where(seen, part[place], np.nan) for part in parts))


@dataclass(frozen=True, slots=True)
class Hazard:
    """How a trait goes with harm being reported again sooner: ratio of hazards."""

    trait: str
    coefficient: float
    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Hazards:
    """A Cox model.

    holds_p: by trait, small where the ratio is not the same all the time; empty where spans start
    late, for which the test is not made.
    """

    traits: list[Hazard]
    log_likelihood: float
    persons: int
    repeats: int
    holds_p: dict[str, float]


def repeat_curve(days: ArrayLike, ends: ArrayLike, *, confidence: float = 0.95) -> RepeatCurve:
    """The share reported again over time, others' ends taken for what they are.

    days: (pairs,), > 0, from the index report to the end.  ends: (pairs,), 0 still watched,
    1 reported again, 2 and more: an end after which no report can come.  Without such ends this is
    one minus Kaplan and Meier's curve; with them Aalen and Johansen's, which is lower than treating
    them as still watched.  Intervals on the log(-log) scale.  Raises ValueError for bad input.
    Source: Aalen & Johansen 1978, Scand J Stat 5:141; Marubini & Valsecchi 1995, eq. 10.11.
    """
    time, end = _spans(days, ends)
    steps = np.unique(time)
    at_risk = (time.size - np.searchsorted(np.sort(time), steps)).astype(np.float64)
    repeated = per_step(time[end == REPEATED], steps)
    gone = per_step(time[end > STILL_WATCHED], steps)
    free = np.cumprod(1 - gone / at_risk)
    before = np.r_[1.0, free[:-1]]
    share = np.cumsum(before * repeated / at_risk)
    # Where nobody is left the variance is 0, by rounding a little less.
    error = np.sqrt(np.maximum(_variance(share, before, at_risk, repeated, gone), 0))
    low, high = _log_log(share, error, confidence)
    return RepeatCurve(
        days=np.r_[0.0, steps],
        share=Estimate(np.r_[0.0, share], np.r_[0.0, low], np.r_[0.0, high]),
        watched=np.r_[time.size, at_risk].astype(np.int64),
        repeats=int(repeated.sum()),
        others=int((gone - repeated).sum()),
    )


def curves_differ(days: ArrayLike, ends: ArrayLike, groups: ArrayLike) -> tuple[float, float]:
    """Log-rank statistic and p: whether groups are reported again at the same pace.

    days, ends as repeat_curve; groups: (pairs,), two or more.  Other ends count as still watched,
    so this compares hazards, not shares.  Source: Mantel 1966, Cancer Chemother Rep 50:163.
    """
    from lifelines.statistics import multivariate_logrank_test

    time, end = _spans(days, ends)
    found = multivariate_logrank_test(time, np.asarray(groups), (end == REPEATED).astype(int))
    return float(found.test_statistic), float(found.p_value)


def curves_apart(curves: Sequence[RepeatCurve]) -> tuple[float, float]:
    """The same from curves already drawn: log-rank statistic and p.

    Raises ValueError where ends other than a repeat were counted: curves no longer tell hazards.
    """
    if any(curve.others for curve in curves):
        raise ValueError("curves with other ends do not tell hazards")
    steps = np.unique(np.concatenate([curve.days[1:] for curve in curves]))
    at_risk = np.array([_watched_on(curve, steps) for curve in curves])
    repeated = np.array([_repeated_on(curve, steps) for curve in curves])
    whole, events = at_risk.sum(axis=0), repeated.sum(axis=0)
    shares = at_risk / np.maximum(whole, 1)
    apart = (repeated - shares * events).sum(axis=1)[:-1]
    spread = events * (whole - events) / np.maximum(whole - 1, 1)
    within = np.einsum("it,jt,t->ij", shares, shares, spread)
    variance = np.diag((shares * spread).sum(axis=1)) - within
    statistic = float(apart @ np.linalg.pinv(variance[:-1, :-1]) @ apart)
    return statistic, float(special.chdtrc(len(curves) - 1, statistic))


def hazard_ratios(
    days: ArrayLike,
    ends: ArrayLike,
    traits: Mapping[str, ArrayLike],
    *,
    entered: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Hazards:
    """Cox's model of the first repeat: which traits go with it, each beside the others.

    days, ends as repeat_curve.  traits: name → (pairs,), numbers.  entered: day from which a pair
    was watched, where later than the index; without it, time a case had to survive to be selected
    is credited to the selection.  Other ends count as still watched (cause-specific hazard).
    Raises ValueError where a trait is the same for all.
    Source: Cox 1972, JRSS B 34:187; ties by Efron 1977, JASA 72:557.
    """
    time, end = _spans(days, ends)
    table = _table(time, end == REPEATED, traits)
    if entered is not None and np.any(np.asarray(entered) > 0):
        table["_start"] = np.asarray(entered, np.float64)
    fitter = _cox(table, confidence=confidence)
    return _hazards(fitter, table, time.size)


def share_ratios(
    days: ArrayLike,
    ends: ArrayLike,
    traits: Mapping[str, ArrayLike],
    *,
    confidence: float = 0.95,
) -> Hazards:
    """Fine and Gray's model: which traits go with a larger share reported again in the end.

    days, ends as repeat_curve; traits as hazard_ratios.  Who moved away or died stays among those
    who may be reported again, weighted by how likely they would still be watched, so the ratios are
    of the shares repeat_curve shows; hazard_ratios speaks of those who could still be reported.
    Variance by person.  Raises ValueError where a trait is the same for all.
    Source: Fine & Gray 1999, JASA 94:496; as a weighted Cox model Geskus 2011, Biometrics 67:39.
    """
    time, end = _spans(days, ends)
    person, start, stop, weight = kept_at_risk(time, end)
    repeated = (end[person] == REPEATED) & (start == 0)
    shown = {name: np.asarray(values, np.float64)[person] for name, values in traits.items()}
    table = _table(stop, repeated, shown)
    table["_start"], table["_weight"], table["_person"] = start, weight, person
    return _by_person(table, confidence=confidence, weights_col="_weight")


def recurrent_hazards(
    persons: ArrayLike,
    starts: ArrayLike,
    stops: ArrayLike,
    repeated: ArrayLike,
    traits: Mapping[str, ArrayLike],
    *,
    order: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Hazards:
    """All repeats, not only the first: Andersen and Gill, or by order Prentice, Williams, Peterson.

    One row per span: persons (who; the robust variance is by person), starts < stops in days,
    repeated: whether the span ended with a repeat, traits: (spans,), may change from span to span.
    order: (spans,), how many repeats a person had before; given, each has a baseline of its own.
    Source: Andersen & Gill 1982, Ann Stat 10:1100; Lin & Wei 1989, JASA 84:1074 (variance).
    """
    begin, stop = np.asarray(starts, np.float64), np.asarray(stops, np.float64)
    if np.any(begin >= stop):
        raise ValueError("a span starts before it stops")
    table = _table(stop, np.asarray(repeated, bool), traits)
    table["_start"], table["_person"] = begin, np.asarray(persons)
    strata = None
    if order is not None:
        table["_order"], strata = np.asarray(order), ["_order"]
    return _by_person(table, confidence=confidence, strata=strata)


def mean_repeats(days: ArrayLike, repeat_days: ArrayLike, at: Sequence[float] = WITHIN) -> Floats:
    """Mean number of repeats per pair within so many days, watched unequally long.

    days: (pairs,), how long each was watched.  repeat_days: (repeats,), days of all repeats.
    Source: Nelson 1988, J Qual Technol 20:24.
    """
    watched, happened = np.sort(np.asarray(days, np.float64)), np.asarray(repeat_days, np.float64)
    at_risk = watched.size - np.searchsorted(watched, happened, side="left")
    if np.any(at_risk < 1):
        raise ValueError("a repeat lies after anybody was watched")
    return np.array([(1 / at_risk[happened <= day]).sum() for day in at], np.float64)


def _watched_on(curve: RepeatCurve, steps: Floats) -> Floats:
    """How many could still be reported again on each day."""
    place = np.searchsorted(curve.days[1:], steps)
    after = np.r_[curve.watched[1:], 0]
    return np.asarray(after[place], np.float64)


def _repeated_on(curve: RepeatCurve, steps: Floats) -> Floats:
    """How many were reported again on each day."""
    free = 1 - curve.share.value
    fallen = np.where(free[:-1] > 0, 1 - free[1:] / np.where(free[:-1] > 0, free[:-1], 1), 0.0)
    found = np.zeros(steps.size)
    found[np.searchsorted(steps, curve.days[1:])] = fallen * curve.watched[1:]
    return np.round(found)


def _spans(days: ArrayLike, ends: ArrayLike) -> tuple[Floats, NDArray[np.int64]]:
    time, end = np.asarray(days, np.float64), np.asarray(ends, np.int64)
    if time.ndim != 1 or time.shape != end.shape or not time.size:
        raise ValueError("days and ends are (pairs,), of the same length")
    if not np.all(time > 0) or np.any(end < 0):
        raise ValueError("days are more than 0, ends are 0 or more")
    return time, end


def _variance(
    share: Floats, before: Floats, at_risk: Floats, repeated: Floats, gone: Floats
) -> Floats:
    """Of the share at each step, by the delta method (Marubini & Valsecchi 1995, eq. 10.11)."""
    left = np.where(at_risk > gone, at_risk - gone, 1.0)
    one = np.where(at_risk > gone, gone / (at_risk * left), 0.0)
    two = before**2 * (at_risk - repeated) * repeated / at_risk**3
    three = before * repeated / at_risk**2
    sums = [np.cumsum(part) for part in (one, share * one, share**2 * one)]
    crossed, weighted = np.cumsum(three), np.cumsum(share * three)
    spread = share**2 * sums[0] - 2 * share * sums[1] + sums[2]
    return np.asarray(spread + np.cumsum(two) - 2 * (share * crossed - weighted))


def _log_log(share: Floats, error: Floats, confidence: float) -> tuple[Floats, Floats]:
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, 0.5)
    z = float(special.ndtri(0.5 + confidence / 2))
    half = np.exp(z * np.where(inner, error, 0) / ((1 - safe) * -np.log1p(-safe)))
    low, high = 1 - (1 - safe) ** (1 / half), 1 - (1 - safe) ** half
    return np.where(inner, low, share), np.where(inner, high, share)


def _table(stop: Floats, repeated: NDArray[np.bool_], traits: Mapping[str, ArrayLike]) -> Any:
    import pandas as pd

    columns = {name: np.asarray(values, np.float64) for name, values in traits.items()}
    if not columns or any(np.ptp(values) == 0 for values in columns.values()):
        raise ValueError("a trait that is the same for all says nothing")
    return pd.DataFrame({"_stop": stop, "_repeated": repeated.astype(np.int64)} | columns)


def _cox(table: Any, *, confidence: float, **options: Any) -> Any:
    # Imported here: it takes seconds, and most commands never fit a model.
    from lifelines import CoxPHFitter

    fitter = CoxPHFitter(alpha=1 - confidence)
    entry = None if "_start" not in table else "_start"
    fitter.fit(table, duration_col="_stop", event_col="_repeated", entry_col=entry, **options)
    return fitter


def _by_person(table: Any, *, confidence: float, **options: Any) -> Hazards:
    """A model of spans, its variance by person.

    lifelines reckons that variance as if every span began on day 0, which makes it too large.
    """
    from lifelines.exceptions import StatisticalWarning

    kept = [name for name in table if name != "_person"]
    with warnings.catch_warnings():
        # It warns of weights without a robust variance, which follows here.
        warnings.simplefilter("ignore", StatisticalWarning)
        fitter = _cox(table[kept], confidence=confidence, **options)
    names = list(fitter.params_.index)
    scores = scores_by_person(table, names, fitter.params_.to_numpy(), options.get("strata"))
    inverse = fitter.variance_matrix_.to_numpy()
    spread = inverse @ (scores.T @ scores) @ inverse
    errors = np.sqrt(np.diag(spread))
    z = float(special.ndtri(0.5 + confidence / 2))
    return Hazards(
        traits=[
            _hazard(name, float(value), float(error), z)
            for name, value, error in zip(names, fitter.params_, errors, strict=True)
        ],
        log_likelihood=float(fitter.log_likelihood_),
        persons=len(scores),
        repeats=int(table["_repeated"].sum()),
        holds_p={},
    )


def _hazard(name: str, value: float, error: float, z: float) -> Hazard:
    low, high = np.exp(value - z * error), np.exp(value + z * error)
    p = float(2 * special.ndtr(-abs(value) / error))
    return Hazard(name, value, float(np.exp(value)), float(low), float(high), p)


def _hazards(fitter: Any, table: Any, persons: int) -> Hazards:
    found = fitter.summary
    bounds = [name for name in found.columns if name.startswith("exp(coef) ") and "%" in name]
    columns = found[["coef", "exp(coef)", *bounds, "p"]]
    return Hazards(
        traits=[Hazard(str(row[0]), *map(float, row[1:])) for row in columns.itertuples()],
        log_likelihood=float(fitter.log_likelihood_),
        persons=persons,
        repeats=int(table["_repeated"].sum()),
        holds_p={} if "_start" in table else _holds(fitter, table),
    )


def _holds(fitter: Any, table: Any) -> dict[str, float]:
    from lifelines.statistics import proportional_hazard_test

    found = proportional_hazard_test(fitter, table, time_transform="rank")
    return dict(zip(fitter.params_.index, map(float, found.p_value), strict=True))
