"""Effect reports drawn again and again: how often the interval holds the truth, and what is found.

Counts of six areas over 42 months and persons nominated at a peak, invented with a known effect.
Covers: how often the 95 % interval holds what was built in.  False: how often something is found
where nothing was.  Found: how often the fall is found that is said to be found with a power of
80 %.  Run in a process of its own: python -m bench.effects
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from bench import place
from jikimi.insights.comparisons import mean_reversion
from jikimi.insights.effects.figures import Counts, Figures, Persons
from jikimi.insights.effects.methods import Finding, finding_of
from jikimi.insights.effects.periods import periods_between
from jikimi.insights.effects.plan import Plan
from jikimi.insights.power import detectable_beside

DRAWS = {
    "two_periods": 2_000,
    "series": 1_000,
    "compared_series": 1_000,
    "areas": 3_000,
    "staggered": 1_000,
    "persons": 4_000,
}
_PERIODS = tuple(periods_between("2022-01", "2025-06"))
_START = 24


def main() -> None:
    """Measure every method and write it down."""
    found = [measured(method, draws) for method, draws in DRAWS.items()]
    for one in found:
        print(one, flush=True)
    peak = mean_reversion()
    told = {"methods": found, "alone": peak.alone, "compared": peak.compared.value}
    place.keep("effects", figures=told)


def measured(method: str, draws: int, *, seed: int = 6) -> dict[str, float | str]:
    """Coverage, false findings and findings of the detectable fall, as shares of the draws."""
    random = np.random.default_rng(seed)
    plan = _plan(method)
    covered = sum(_covers(plan, random, random.uniform(0.65, 1.25)) for _ in range(draws))
    nothing = [finding_of(plan, _drawn(method, random, 1.0)) for _ in range(draws)]
    falls = [detectable_beside(one.ratio)[0] for one in nothing[:200]]
    truth = 1 - float(np.median(falls))
    something = [finding_of(plan, _drawn(method, random, truth)) for _ in range(draws)]
    return {
        "method": method,
        "draws": draws,
        "covers": covered / draws,
        "false": sum(_says(one) != 0 for one in nothing) / draws,
        "fall": 1 - truth,
        "found": sum(_says(one) < 0 for one in something) / draws,
    }


def _covers(plan: Plan, random: np.random.Generator, effect: float) -> bool:
    ratio = finding_of(plan, _drawn(plan.method, random, effect)).ratio
    return ratio.low <= effect <= ratio.high


def _says(found: Finding) -> int:
    return int(found.ratio.low > 1) - int(found.ratio.high < 1)


def _plan(method: str) -> Plan:
    areas = _areas(method)
    half = len(areas) // 2
    plan = Plan(
        method=method,
        outcome="invented",
        before=(_PERIODS[0], _PERIODS[_START - 1]),
        after=(_PERIODS[_START], _PERIODS[-1]),
        treated=areas[:half],
        comparison=areas[half:],
        matters=0.01,
    )
    if method in ("two_periods", "series"):
        plan = replace(plan, comparison=())
    if method == "two_periods":  # the same months of the year, as the report asks for
        plan = replace(plan, after=(_PERIODS[_START], _PERIODS[_START + 11]))
    begun = {area: _PERIODS[_START + at % 3] for at, area in enumerate(plan.treated)}
    return replace(plan, begun=begun) if method == "staggered" else plan


def _areas(method: str) -> tuple[str, ...]:
    return tuple(f"area {n}" for n in range(60 if method == "staggered" else 6))


def _drawn(method: str, random: np.random.Generator, effect: float) -> Figures:
    if method == "persons":
        return _persons(random, effect)
    plan, areas = _plan(method), _areas(method)
    months = np.arange(len(_PERIODS))
    season = np.exp(0.15 * np.sin(months * 2 * np.pi / 12))
    means = random.uniform(15, 60, len(areas))[:, np.newaxis] * season
    for at, area in enumerate(plan.treated):
        start = _PERIODS.index(plan.begun.get(area, _PERIODS[_START]))
        means[at, start:] *= effect
    more = random.uniform(0.05, 1.0)  # the variance is up to twice the mean
    counts = random.poisson(random.gamma(means / more, more)).astype(float)
    return Counts(areas, _PERIODS, counts, np.full(counts.shape, 50_000.0))


def _persons(random: np.random.Generator, effect: float) -> Persons:
    danger = random.gamma(1.0, 1.5, 2_000)
    before = random.poisson(danger)
    known = before >= 3
    chosen = random.random(int(known.sum())) < 0.4
    after = random.poisson(danger[known] * np.where(chosen, effect, 1.0))
    rows = zip(chosen.astype(int).tolist(), before[known].tolist(), after.tolist(), strict=True)
    return Persons(tuple((*row, 365, many) for row, many in sorted(Counter(rows).items())))


if __name__ == "__main__":
    main()
