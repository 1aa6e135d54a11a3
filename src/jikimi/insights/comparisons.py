"""Before and after beside others: two areas, persons selected beside persons not. Pure.

Whoever is selected at a peak gets better on average without any help (regression to the mean), so
nothing here compares the selected only with themselves. Checked: tests/numbers/test_comparisons.py
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from jikimi.insights.rates import Floats, Ratio, not_negative, positive
from jikimi.places.effects.changes import Difference, difference_of, ratio_of_log

_SEED = 20_230_222
_FAR = 1e6


@dataclass(frozen=True, slots=True)
class Matched:
    """Selected persons beside persons like them who were nominated and not selected.

    effect: events per selected person over events per matched person; crude: the same without
    matching.  pairs: (pairs, 2), places of the selected and of the other.  unmatched: selected
    persons for whom nobody was near enough.  imbalance: (traits, 2), standardised differences
    before and after matching; above 0.1 is much.
    """

    effect: Ratio
    crude: float
    pairs: NDArray[np.int64]
    unmatched: int
    imbalance: Floats


@dataclass(frozen=True, slots=True)
class MeanReversion:
    """What selecting at a peak does to a comparison of before and after.

    before, after: mean events of the selected.  alone: after over before, the naive reading.
    compared: selected over not selected who had as many before.
    """

    before: float
    after: float
    alone: float
    compared: Ratio


def two_counts_p(
    count: int, other_count: int, *, exposure: float = 1.0, other_exposure: float = 1.0
) -> float:
    """Whether two counts come from the same rate: p of the E-test.

    Less cautious than the exact conditional test of rates.rate_ratio, which stays the one printed
    beside its interval.  Source: Krishnamoorthy & Thomson 2004, J Stat Plan Inference 119:23.
    """
    from statsmodels.stats.rates import etest_poisson_2indep

    not_negative([count, other_count], "counts")
    positive([exposure, other_exposure], "exposures")
    if count + other_count == 0:
        return 1.0
    _, p = etest_poisson_2indep(count, exposure, other_count, other_exposure, method="wald")
    return min(1.0, float(p))


def staggered_effect(
    outcomes: ArrayLike, begun: ArrayLike, *, confidence: float = 0.95
) -> Difference:
    """Mean effect where areas began at different times, beside areas that never began.

    outcomes: (areas, periods).  begun: (areas,), first period with the measure, -1 for never; who
    began in the first period says nothing and is left out.  Each group is compared with the period
    before it began; groups and periods weigh by the areas behind them.
    Raises ValueError without an area that never began or one that began later.
    Source: Callaway & Sant'Anna 2021, J Econometrics 225:200 (simple ATT, no covariates).
    """
    values, start = np.asarray(outcomes, np.float64), np.asarray(begun, np.int64)
    kept = start != 0
    values, start = values[kept], start[kept]
    never, groups = start < 0, np.unique(start[start > 0])
    if not never.any() or not groups.size:
        raise ValueError("areas are needed that never began, and areas that began later")
    cells = [(g, t) for g in groups for t in range(int(g), values.shape[1])]
    found = [_group_time(values, start == g, never, int(g), t) for g, t in cells]
    effects, influences = np.array([c[0] for c in found]), np.array([c[1] for c in found])
    return _averaged(effects, influences, start, np.array([g for g, _ in cells]), confidence)


def matched_comparison(
    selected: ArrayLike,
    events_after: ArrayLike,
    traits: ArrayLike,
    *,
    watched: ArrayLike | None = None,
    caliper: float = 0.25,
    confidence: float = 0.95,
) -> Matched:
    """Events after selection beside those of persons nominated and not selected, one to one.

    selected: (persons,), true or false.  events_after: (persons,).  traits: (persons, traits),
    known at nomination, the count of events before among them.  watched: (persons,), days each was
    watched.  Pairs are chosen together so that their distance is least in all; a pair differs in
    no trait by more than caliper standard deviations.  Raises ValueError where fewer than two pairs
    are found.
    Source: Rosenbaum 1989, JASA 84:1024 (optimal matching); Stuart 2010, Stat Sci 25:1.
    """
    chosen, events = np.asarray(selected, bool), not_negative(events_after, "events")
    known = np.asarray(traits, np.float64).reshape(chosen.size, -1)
    days = np.ones(chosen.size) if watched is None else positive(watched, "watched")
    scale = known.std(axis=0, ddof=1)
    known = known / np.where(scale > 0, scale, 1)
    pairs = _pairs(known, chosen, caliper)
    if len(pairs) < 2:
        raise ValueError("nobody not selected is like those selected: no comparison exists")
    here, there = pairs.T
    crude = _per_day(events, days, chosen) / _per_day(events, days, ~chosen)
    return Matched(
        effect=_paired_ratio(events, days, here, there, confidence),
        crude=float(crude),
        pairs=pairs,
        unmatched=int(chosen.sum()) - len(pairs),
        imbalance=np.column_stack(
            [_apart(known[chosen], known[~chosen]), _apart(known[here], known[there])]
        ),
    )


def mean_reversion(
    *,
    persons: int = 4000,
    mean_events: float = 1.5,
    shape: float = 1.0,
    threshold: int = 3,
    share_selected: float = 0.5,
    effect: float = 1.0,
    seed: int = _SEED,
) -> MeanReversion:
    """Show that a fall after selecting at a peak proves nothing, and that a comparison does.

    Persons differ in how much they suffer (gamma of this shape) and are nominated at threshold
    events; a share of them is selected; effect multiplies their events afterwards, 1 is none.
    Source: Barnett et al. 2005, Int J Epidemiol 34:215.
    """
    random = np.random.default_rng(seed)
    danger = random.gamma(shape, mean_events / shape, persons)
    before = random.poisson(danger)
    nominated = before >= threshold
    chosen = (random.random(persons) < share_selected)[nominated]
    after = random.poisson(danger[nominated] * np.where(chosen, effect, 1.0))
    matched = matched_comparison(chosen, after, before[nominated])
    first, later = float(before[nominated][chosen].mean()), float(after[chosen].mean())
    return MeanReversion(first, later, later / first, matched.effect)


def expected_after_a_peak(count: float, mean_events: float, shape: float) -> float:
    """Events to expect of a person with this many, if nothing is done: drawn to the mean.

    Source: Robbins 1956 (empirical Bayes for counts from a gamma mixture).
    """
    return (shape + count) / (shape / mean_events + 1)


def _group_time(
    values: Floats, group: NDArray[np.bool_], never: NDArray[np.bool_], start: int, time: int
) -> tuple[float, Floats]:
    """Effect on a group in a period, and what each area adds to its error."""
    change = values[:, time] - values[:, start - 1]
    own, other = change[group].mean(), change[never].mean()
    size = len(values)
    part = np.where(group, (change - own) / group.mean(), 0.0)
    part -= np.where(never, (change - other) / never.mean(), 0.0)
    return float(own - other), part / size


def _averaged(
    effects: Floats, influences: Floats, start: NDArray[np.int64], groups: Floats, confidence: float
) -> Difference:
    """Weighted by the share of areas in each group, whose being a sample adds to the error."""
    member = (start[np.newaxis] == groups[:, np.newaxis]).astype(np.float64)
    share = member.mean(axis=1)
    weights = share / share.sum()
    value = float(weights @ effects)
    centred = member - share[:, np.newaxis]
    drawn = (centred / share.sum() - np.outer(share, centred.sum(axis=0)) / share.sum() ** 2).T
    influence = weights @ influences + drawn @ effects / len(start)
    return difference_of(value, float(np.sqrt((influence**2).sum())), confidence)


def _pairs(known: Floats, chosen: NDArray[np.bool_], caliper: float) -> NDArray[np.int64]:
    # Of persons equally near the first would be taken: in rows sorted by what happened afterwards
    # that is whoever fared best. So their order is drawn, the same for the same rows.
    random = np.random.default_rng(_SEED)
    here = random.permutation(np.flatnonzero(chosen))
    there = random.permutation(np.flatnonzero(~chosen))
    gaps = np.abs(known[here][:, np.newaxis] - known[there][np.newaxis])
    distance = np.where((gaps > caliper).any(axis=2), _FAR, (gaps**2).sum(axis=2))
    rows, columns = linear_sum_assignment(distance)
    near = distance[rows, columns] < _FAR
    return np.column_stack([here[rows[near]], there[columns[near]]])


def _per_day(events: Floats, days: Floats, who: NDArray[np.bool_]) -> float:
    return float(events[who].sum() / days[who].sum()) if events[who].any() else np.nan


def _paired_ratio(
    events: Floats,
    days: Floats,
    here: NDArray[np.int64],
    there: NDArray[np.int64],
    confidence: float,
) -> Ratio:
    """Ratio of rates whose error comes from the pairs, not from Poisson: persons differ."""
    rates = [events[who].sum() / days[who].sum() for who in (here, there)]
    if not all(rates):
        return Ratio(np.nan, 0.0, np.inf, 1.0)
    parts = [
        (events[who] - rate * days[who]) / (rate * days[who].sum())
        for who, rate in zip((here, there), rates, strict=True)
    ]
    size = len(here)
    error = float(np.sqrt(((parts[0] - parts[1]) ** 2).sum() * size / (size - 1)))
    log = float(np.log(rates[0] / rates[1]))
    return ratio_of_log(log, error, free=size - 1, confidence=confidence)


def _apart(some: Floats, others: Floats) -> Floats:
    return np.asarray(some.mean(axis=0) - others.mean(axis=0), np.float64)
