"""The same question asked in other ways: does the answer hang on how it was asked? Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jikimi.insights.effects.figures import Figures
from jikimi.insights.effects.methods import Finding, finding_of, of_persons, of_series
from jikimi.insights.effects.periods import moved, periods_between
from jikimi.insights.effects.plan import Plan, gaps_of
from jikimi.insights.rates import Ratio

MOST_AREAS = 30
_NARROW = 0.1
_NOTHING = frozenset({"cannot_tell", "cannot_tell_more", "no_matter", "too_few"})


@dataclass(frozen=True, slots=True)
class Variation:
    """One other way and what it finds.

    of: the area left out, or what the method was changed to.  agrees: it says the same as the
    report; of a placebo, that it finds nothing.  wrong: why it could not be done, a code.
    """

    code: str
    of: str
    ratio: Ratio | None = None
    verdict: str = ""
    agrees: bool = False
    wrong: str = ""


Attempt = tuple[str, str, Callable[[], Finding]]


def variations_of(plan: Plan, figures: Figures, main: Finding) -> list[Variation]:
    """Every variation the plan fixed, in its order."""
    return [
        _tried(attempt, main)
        for code in plan.sensitivity
        if code in _ATTEMPTS
        for attempt in _ATTEMPTS[code](plan, figures)
    ]


def _tried(attempt: Attempt, main: Finding) -> Variation:
    code, of, call = attempt
    try:
        found = call()
    except ValueError:
        return Variation(code, of, wrong="not_possible")
    says = found.verdict.code
    if code == "placebo":
        return Variation(code, of, found.ratio, says, agrees=says in _NOTHING)
    same = says == main.verdict.code or {says, main.verdict.code} <= _NOTHING
    return Variation(code, of, found.ratio, says, agrees=same)


def _shorter_before(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    periods = periods_between(*plan.before)
    changed = replace(plan, before=(periods[len(periods) // 2], periods[-1]))
    yield _asked("shorter_before", changed.before[0], changed, figures)


def _shorter_after(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    periods = periods_between(*plan.after)
    changed = replace(plan, after=(periods[0], periods[-1 - len(periods) // 3]))
    yield _asked("shorter_after", changed.after[1], changed, figures)


def _longer_lag(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    later = 2 if plan.unit == "month" else 1
    changed = replace(plan, after=(moved(plan.after[0], later), plan.after[1]))
    yield _asked("longer_lag", changed.after[0], changed, figures)


def _without_area(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    for name in ("treated", "comparison"):
        areas: tuple[str, ...] = getattr(plan, name)
        for area in areas[:MOST_AREAS] if len(areas) > 1 else ():
            others = tuple(one for one in areas if one != area)
            begun = {one: at for one, at in plan.begun.items() if one != area}
            without: dict[str, Any] = {"begun": begun, name: others}
            yield _asked("without_area", area, replace(plan, **without), figures)


def _other_method(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    if plan.method == "persons":
        narrow = f"caliper {_NARROW}"
        yield "other_method", narrow, lambda: of_persons(plan, figures, caliper=_NARROW)
    elif plan.method == "series":
        code, of = "other_method", "negative_binomial"
        yield code, of, lambda: of_series(plan, figures, spread="negative_binomial")
    else:
        method = _OTHER[plan.method]
        yield _asked("other_method", method, replace(plan, method=method), figures)


def _other_spread(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    spread = "chance" if plan.spread == "dependent" else "dependent"
    yield _asked("other_spread", spread, replace(plan, spread=spread), figures)


def _memory(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    yield "memory", "3", lambda: of_series(plan, figures, memory=3)


def _placebo(plan: Plan, figures: Figures) -> Iterator[Attempt]:
    """As if it had begun when two thirds of the time before were over."""
    periods = periods_between(*plan.before)
    at = len(periods) * 2 // 3
    if not 0 < at < len(periods):
        yield "placebo", "", _impossible
        return
    breaks = tuple(text for text in plan.breaks if text in periods[1:] and text != periods[at])
    changed = replace(
        plan, before=(periods[0], periods[at - 1]), after=(periods[at], periods[-1]), breaks=breaks
    )
    yield _asked("placebo", periods[at], changed, figures)


def _asked(code: str, of: str, plan: Plan, figures: Figures) -> Attempt:
    kept = replace(plan, breaks=tuple(text for text in plan.breaks if text in plan.periods[1:]))
    return code, of, _impossible if gaps_of(kept) else lambda: finding_of(kept, figures)


def _impossible() -> Finding:
    raise ValueError("too few periods are left")


_OTHER = {
    "two_periods": "series",
    "compared_series": "areas",
    "areas": "compared_series",
    "staggered": "areas",
}
_ATTEMPTS: dict[str, Callable[[Plan, Figures], Iterator[Attempt]]] = {
    "shorter_before": _shorter_before,
    "shorter_after": _shorter_after,
    "longer_lag": _longer_lag,
    "without_area": _without_area,
    "other_method": _other_method,
    "other_spread": _other_spread,
    "memory": _memory,
    "placebo": _placebo,
}
