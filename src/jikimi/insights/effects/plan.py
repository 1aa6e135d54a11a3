"""A plan: what is asked and how it will be answered, fixed before anybody looks. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import rfc8785

from jikimi.insights.effects.periods import Unit, periods_between, place_of

# What a method needs: a comparison, periods in a row, starts of their own, persons.
NEEDS: dict[str, frozenset[str]] = {
    "two_periods": frozenset({"areas"}),
    "series": frozenset({"areas", "row"}),
    "compared_series": frozenset({"areas", "row", "comparison"}),
    "areas": frozenset({"areas", "comparison"}),
    "staggered": frozenset({"areas", "row", "comparison", "begun"}),
    "persons": frozenset({"persons"}),
}
METHODS = tuple(NEEDS)
SENSITIVITIES: dict[str, frozenset[str]] = {
    "shorter_before": frozenset(METHODS) - {"persons"},
    "shorter_after": frozenset(METHODS) - {"persons"},
    "longer_lag": frozenset(METHODS) - {"persons", "staggered"},
    "without_area": frozenset(METHODS) - {"persons"},
    "other_method": frozenset(METHODS),
    "other_spread": frozenset({"two_periods", "areas", "series", "compared_series"}),
    "memory": frozenset({"series", "compared_series"}),
    "placebo": frozenset(METHODS) - {"persons", "staggered"},
}
WANTED = ("fall", "rise")
CHOSEN = ("at_peak", "otherwise", "unknown")
SPREADS = ("dependent", "chance")
_SHORTEST_ROW = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """What is fixed: question, outcome, areas or groups, periods, method, what would matter.

    before, after: (first, last) period, both included; what lies between is left out while the
    effect is on its way.  begun: area → its first period with the programme, for method staggered.
    breaks: periods at which counting changed.  matters: the smallest change worth knowing, as a
    share (0.1).  chosen: why the treated were treated: at_peak, because they were the worst.
    spread: chance, counts vary as Poisson's, or dependent, by as much more as they do.
    """

    method: str
    outcome: str
    before: tuple[str, str]
    after: tuple[str, str]
    treated: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    unit: Unit = "month"
    begun: Mapping[str, str] = field(default_factory=dict)
    breaks: tuple[str, ...] = ()
    has_season: bool = True
    spread: str = "dependent"
    matters: float = 0.1
    wanted: str = "fall"
    chosen: str = "unknown"
    counts_reports: bool = True
    sensitivity: tuple[str, ...] = ()
    title: str = ""
    question: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain values, the same each time."""
        told = asdict(self)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in told.items()}

    @property
    def periods(self) -> list[str]:
        """Every period from the first before to the last after."""
        return periods_between(self.before[0], self.after[1])

    @property
    def starts_at(self) -> int:
        """Where in periods the programme starts: right after the last before."""
        return len(periods_between(*self.before))

    @property
    def lag(self) -> int:
        """How many periods after the start are left out."""
        return len(self.periods) - self.starts_at - len(periods_between(*self.after))


def plan_of(told: Mapping[str, Any]) -> Plan:
    """A plan from plain values. Raises ValueError for what is no plan."""
    known = {name: told[name] for name in Plan.__dataclass_fields__ if name in told}
    for name, value in known.items():
        if isinstance(value, list):
            known[name] = tuple(value)
    try:
        return Plan(**known)
    except TypeError as error:
        raise ValueError("this is no plan of an effect report") from error


def digest_of(told: Any) -> str:
    """SHA-256 of plain values in their one canonical writing (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(told)).hexdigest()


def gaps_of(plan: Plan) -> dict[str, str]:
    """What is missing or does not fit, by field: a code for each. Empty when it can be fixed."""
    needs = NEEDS.get(plan.method, frozenset())
    gaps: dict[str, str] = {}
    if plan.method not in NEEDS:
        gaps["method"] = "choose"
    if not plan.outcome.strip():
        gaps["outcome"] = "missing"
    gaps |= _gaps_of_areas(plan, needs)
    gaps |= _gaps_of_periods(plan, needs)
    if not 0 < plan.matters < 1:
        gaps["matters"] = "share"
    if plan.wanted not in WANTED:
        gaps["wanted"] = "choose"
    return gaps


def sensitivities_for(method: str) -> list[str]:
    """What else may be tried beside a method."""
    return [code for code, methods in SENSITIVITIES.items() if method in methods]


def _gaps_of_areas(plan: Plan, needs: frozenset[str]) -> dict[str, str]:
    gaps = {}
    if "areas" in needs and not plan.treated:
        gaps["treated"] = "missing"
    if "comparison" in needs and not plan.comparison:
        gaps["comparison"] = "missing"
    if set(plan.treated) & set(plan.comparison):
        gaps["comparison"] = "both"
    if "begun" in needs and set(plan.begun) != set(plan.treated):
        gaps["begun"] = "missing"
    return gaps


def _gaps_of_periods(plan: Plan, needs: frozenset[str]) -> dict[str, str]:
    if "persons" in needs:
        return {}
    ends = [place_of(text) for text in (*plan.before, *plan.after)]
    if any(end is None or end[0] != plan.unit for end in ends):
        return {"periods": "missing"}
    places = [end[1] for end in ends if end]
    if not places[0] <= places[1] < places[2] <= places[3]:
        return {"periods": "order"}
    if "row" in needs and min(places[1] - places[0], places[3] - places[2]) + 1 < 2:
        return {"periods": "short"}
    if "row" in needs and places[1] - places[0] + 1 < _SHORTEST_ROW and "begun" not in needs:
        return {"periods": "short"}
    outside = [text for text in plan.breaks if text not in plan.periods[1:]]
    return {"breaks": "outside"} if outside else {}
