"""The answer of each method to a plan: a ratio with its interval, and what can be said. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jikimi.insights.comparisons import matched_comparison, staggered_effect
from jikimi.insights.effects.figures import Counts, Figures, Persons
from jikimi.insights.effects.periods import PER_YEAR, place_of
from jikimi.insights.effects.plan import Plan
from jikimi.insights.power import POWER, detectable_beside
from jikimi.insights.rates import Floats, Ratio, rate_ratio
from jikimi.insights.series import SeriesEffect, Spread, compared_series, interrupted_series
from jikimi.insights.verdicts import (
    TOO_FEW,
    Verdict,
    verdict_of_counts,
    verdict_of_matched,
    verdict_of_ratio,
    verdict_of_series,
)
from jikimi.places.effects import difference_in_differences
from jikimi.places.effects.changes import ratio_of_log

CONFIDENCE = 0.95
_MONTHS_WITH_TWO_WAVES = 12
_FEWEST_FREE, _TURNS = 6, 12


@dataclass(frozen=True, slots=True)
class Curve:
    """A series to draw: what was counted, what the model fits, what it expects without effect."""

    observed: Floats
    fitted: Floats | None = None
    unchanged: Floats | None = None
    other: Floats | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one method finds.

    counted: events before and after, of the treated and of the comparison, or persons.
    dispersion: how many times the variance of counts exceeds Poisson's.
    """

    ratio: Ratio
    verdict: Verdict
    counted: dict[str, int]
    dispersion: float = 1.0
    curve: Curve | None = None
    series: SeriesEffect | None = None
    told: dict[str, float] = field(default_factory=dict)


def finding_of(plan: Plan, figures: Figures) -> Finding:
    """Answer a plan by its method. Raises ValueError where nothing can be estimated."""
    found = _BY_METHOD[plan.method](plan, figures)
    if found.verdict.is_sure or "fall" in found.verdict.numbers:
        return found
    fall, rise = detectable_beside(found.ratio, confidence=CONFIDENCE)
    if not np.isfinite(rise):
        return found
    numbers = {"fall": fall * 100, "rise": rise * 100, "power": POWER * 100}
    return replace(found, verdict=found.verdict.also("detectable", **numbers))


def spread_of(counts: Floats, expected: Floats, parameters: int) -> float:
    """How many times the variance of counts exceeds Poisson's; at least 1."""
    free = counts.size - parameters
    if free < 1 or not np.all(expected > 0):
        return 1.0
    return max(1.0, float(((counts - expected) ** 2 / expected).sum() / free))


def _two_periods(plan: Plan, figures: Figures) -> Finding:
    here = _sides(plan, figures, plan.treated)
    before, after, growth = here.before, here.after, here.growth
    phi, free = _dispersion(plan, [here])
    counted = {"before": int(before), "after": int(after)}
    curve = Curve(observed=here.whole)
    if plan.spread == "chance" or phi == 1.0 or not before or not after:
        verdict = verdict_of_counts(int(before), int(after), growth=growth, margin=plan.matters)
        ratio = rate_ratio(int(after), growth, int(before), 1.0)
        return Finding(ratio, verdict, counted, phi, curve)
    log = float(np.log(after / before / growth))
    ratio = ratio_of_log(log, float(np.sqrt(phi * (1 / before + 1 / after))), free=free)
    verdict = _verdict(plan, ratio, before + after, ("counts",), counted)
    return Finding(ratio, verdict.also("no_comparison"), counted, phi, curve)


def _areas(plan: Plan, figures: Figures) -> Finding:
    here, there = (_sides(plan, figures, names) for names in (plan.treated, plan.comparison))
    phi, _ = _dispersion(plan, [here, there])
    ratio = difference_in_differences(
        *(here.before, here.after, there.before, there.after),
        growth=here.growth / there.growth,
        dispersion=phi if plan.spread == "dependent" else 1.0,
    )
    counted = {"before": int(here.before), "after": int(here.after)}
    counted |= {"other_before": int(there.before), "other_after": int(there.after)}
    fewest = min(here.before, here.after, there.before, there.after)
    verdict = _verdict(plan, ratio, fewest * 2, ("compared",), counted)
    return Finding(ratio, verdict, counted, phi, Curve(here.whole, other=there.whole))


def _series(plan: Plan, figures: Figures) -> Finding:
    return _of_series(plan, figures, is_compared=False)


def _compared(plan: Plan, figures: Figures) -> Finding:
    return _of_series(plan, figures, is_compared=True)


def of_series(
    plan: Plan, figures: Figures, *, spread: Spread | None = None, memory: int = 0
) -> Finding:
    """The series of a plan with another spread or a variance that heeds neighbouring periods."""
    is_compared = bool(plan.comparison)
    return _of_series(plan, figures, is_compared=is_compared, spread=spread, memory=memory)


def _of_series(
    plan: Plan,
    figures: Figures,
    *,
    is_compared: bool,
    spread: Spread | None = None,
    memory: int = 0,
) -> Finding:
    here = _sides(plan, figures, plan.treated)
    there = _sides(plan, figures, plan.comparison) if is_compared else None
    dependent: Spread = "quasi_poisson" if plan.spread == "dependent" else "poisson"
    per_year = PER_YEAR[plan.unit]
    waves = (2 if per_year == _MONTHS_WITH_TWO_WAVES else 1) if per_year > 1 else 0
    options: dict[str, Any] = {
        "starts_at": plan.starts_at,
        "lag": plan.lag,
        "season": per_year,
        "harmonics": waves if plan.has_season else 0,
        "breaks": [plan.periods.index(text) for text in plan.breaks],
        "spread": spread or dependent,
        "memory": memory,
    }
    if there is None:
        found = interrupted_series(here.whole, people=here.people, **options)
    else:
        both = here.people is not None and there.people is not None
        found = compared_series(
            *(here.whole, there.whole),
            people=here.people if both else None,
            other_people=there.people if both else None,
            **options,
        )
    counted = {"before": found.events_before, "after": found.events_after}
    if there is not None:
        counted |= {"other_before": int(there.before), "other_after": int(there.after)}
    curve = Curve(here.whole, found.fitted, found.unchanged, there.whole if there else None)
    verdict = verdict_of_series(found, is_compared=there is not None, margin=plan.matters)
    return Finding(found.step, verdict, counted, found.dispersion, curve, found)


def _staggered(plan: Plan, figures: Figures) -> Finding:
    if not isinstance(figures, Counts):
        raise ValueError("the plan asks for other figures")
    part = figures.part([*plan.treated, *plan.comparison], plan.periods)
    # A half is added so that an area without events in a period has a logarithm (Anscombe 1956).
    logs = np.log(part.counts + 0.5)
    if part.people is not None:
        logs = logs - np.log(part.people)
    starts = [plan.periods.index(plan.begun[area]) for area in plan.treated]
    found = staggered_effect(logs, [*starts, *(-1 for _ in plan.comparison)])
    value, low, high = (float(np.exp(n)) for n in (found.value, found.low, found.high))
    ratio = Ratio(value, low, high, found.p)
    early = np.array([np.arange(len(plan.periods)) < start for start in starts])
    own = part.counts[: len(starts)]
    counted = {"before": int(own[early].sum()), "after": int(own[~early].sum())}
    verdict = _verdict(plan, ratio, float(part.counts.sum()), ("compared",), counted)
    if len(part.areas) < 50:
        verdict = verdict.also("few_areas", areas=len(part.areas))
    other = part.counts[len(starts) :].sum(axis=0)
    return Finding(ratio, verdict, counted, curve=Curve(own.sum(axis=0), other=other))


def _persons(plan: Plan, figures: Figures) -> Finding:
    return of_persons(plan, figures)


def of_persons(plan: Plan, figures: Figures, *, caliper: float = 0.25) -> Finding:
    """The selected beside persons like them. caliper: how unlike a pair may be, in deviations."""
    if not isinstance(figures, Persons):
        raise ValueError("the plan asks for other figures")
    selected, before, after, days = figures.rows().T
    found = matched_comparison(selected, after, before, watched=days, caliper=caliper)
    chosen = selected == 1
    counted = {"persons": int(chosen.sum()), "other_persons": int((~chosen).sum())}
    counted |= {"after": int(after[chosen].sum()), "other_after": int(after[~chosen].sum())}
    told = {"crude": found.crude, "pairs": float(len(found.pairs))}
    verdict = verdict_of_matched(found, margin=plan.matters)
    return Finding(found.effect, verdict, counted, told=told)


def before_and_expected(plan: Plan, figures: Figures) -> tuple[Floats, Floats]:
    """Counts of the treated before the start, and what their level and season make expected."""
    side = _sides(plan, figures, plan.treated)
    season = _season(plan, [slice(0, plan.starts_at)], 1)
    level = np.zeros(side.first.size, np.int64)
    among = side.exposed[: plan.starts_at]
    return side.first, _levels_and_season(side.first, among, level, season)


@dataclass(frozen=True, slots=True)
class _Side:
    """One group: counts by period and what they come to before and after."""

    whole: Floats
    people: Floats | None
    first: Floats
    later: Floats
    growth: float

    @property
    def exposed(self) -> Floats:
        """People by period, or one for each where they are not known."""
        return np.ones(self.whole.size) if self.people is None else self.people

    @property
    def before(self) -> float:
        return float(self.first.sum())

    @property
    def after(self) -> float:
        return float(self.later.sum())


def _sides(plan: Plan, figures: Figures, areas: tuple[str, ...]) -> _Side:
    if not isinstance(figures, Counts):
        raise ValueError("the plan asks for other figures")
    whole, people = figures.part(areas, plan.periods).sums()
    start, late = plan.starts_at, plan.starts_at + plan.lag
    first, later = whole[:start], whole[late:]
    among = np.ones(whole.size) if people is None else people
    return _Side(whole, people, first, later, float(among[late:].sum() / among[:start].sum()))


def _dispersion(plan: Plan, sides: list[_Side]) -> tuple[float, float]:
    """Of counts of single periods about level and season of their side, and on how many degrees.

    Season is shared; it is left out where too little remains to see how counts vary.
    """
    start, late = plan.starts_at, plan.starts_at + plan.lag
    windows = [slice(0, start), slice(late, None)]
    counts = np.concatenate([side.whole[window] for side in sides for window in windows])
    among = np.concatenate([side.exposed[window] for side in sides for window in windows])
    lengths = [side.whole[window].size for side in sides for window in windows]
    level = np.repeat(np.arange(len(lengths)), lengths)
    season = _season(plan, windows, len(sides))
    if counts.size - len(lengths) - len(set(season)) + 1 < _FEWEST_FREE:
        season = np.zeros_like(season)
    parameters = len(lengths) + len(set(season)) - 1
    expected = _levels_and_season(counts, among, level, season)
    return spread_of(counts, expected, parameters), float(max(counts.size - parameters, 1))


def _season(plan: Plan, windows: list[slice], sides: int) -> NDArray[np.int64]:
    """The month (quarter) of the year of each period of all windows of all sides."""
    per_year = PER_YEAR[plan.unit] if plan.has_season else 1
    first = place_of(plan.before[0])
    places = (np.arange(len(plan.periods)) + (first[1] if first else 0)) % per_year
    return np.concatenate([places[window] for _ in range(sides) for window in windows])


def _levels_and_season(
    counts: Floats, among: Floats, level: NDArray[np.int64], season: NDArray[np.int64]
) -> Floats:
    """Counts expected from a level of each side and a shared season, fitted in turns."""
    wave = np.ones(int(season.max()) + 1)
    mean = among.copy()
    for _ in range(_TURNS):
        base = _shares(counts, among * wave[season], level)
        wave = _shares(counts, among * base[level], season)
        mean = among * base[level] * wave[season]
    return np.asarray(mean, np.float64)


def _shares(counts: Floats, among: Floats, group: NDArray[np.int64]) -> Floats:
    of = np.bincount(group, among)
    return np.asarray(np.bincount(group, counts) / np.where(of > 0, of, 1.0), np.float64)


def _verdict(
    plan: Plan, ratio: Ratio, events: float, facts: tuple[str, ...], counted: dict[str, int]
) -> Verdict:
    found = verdict_of_ratio(ratio, margin=plan.matters)
    if events < TOO_FEW:
        return Verdict("too_few", found.numbers)
    numbers = {**found.numbers, "before": counted["before"], "after": counted["after"]}
    return replace(found, facts=facts, numbers=numbers)


def unit_of(text: str) -> str:
    """month, quarter or year; empty for what is no period."""
    found = place_of(text)
    return found[0] if found else ""


_BY_METHOD: dict[str, Callable[[Plan, Figures], Finding]] = {
    "two_periods": _two_periods,
    "series": _series,
    "compared_series": _compared,
    "areas": _areas,
    "staggered": _staggered,
    "persons": _persons,
}
