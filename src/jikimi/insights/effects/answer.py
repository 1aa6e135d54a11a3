"""The whole answer to a plan as plain values: result, what else was tried, limits. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from math import isfinite, isnan
from typing import Any

from jikimi.insights.effects.figures import Counts, Figures, used_by
from jikimi.insights.effects.methods import Finding, finding_of
from jikimi.insights.effects.pitfalls import Look, pitfalls_of
from jikimi.insights.effects.plan import Plan, gaps_of
from jikimi.insights.effects.variations import Variation, variations_of
from jikimi.insights.rates import Floats, Ratio
from jikimi.insights.verdicts import Verdict

SAME = 1e-6
_DIGITS = 12
_SOURCES = (
    *("rates", "series", "comparisons", "repeats", "power", "verdicts"),
    *(f"effects/{name}" for name in ("methods", "variations", "pitfalls", "plan", "figures")),
    "effects/answer",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """result, sensitivity, limits: plain values.  figures: those the plan asked for."""

    result: dict[str, Any]
    sensitivity: list[dict[str, Any]]
    limits: list[dict[str, Any]]
    figures: Figures

    def as_json(self) -> dict[str, Any]:
        """What a check compares."""
        return {
            "result": self.result,
            "sensitivity": self.sensitivity,
            "limits": self.limits,
        }


def answer_of(plan: Plan, figures: Figures, *, on: date) -> Answer:
    """Answer a plan that was fixed. on: the day of the figures.

    Raises ValueError where the plan has gaps, figures are missing or nothing can be estimated.
    """
    gaps = gaps_of(plan)
    if gaps:
        raise ValueError(f"the plan has gaps: {', '.join(gaps)}")
    used = used_by(plan, figures)
    found = finding_of(plan, used)
    tried = variations_of(plan, used, found)
    verdict = _with_margin(plan, _with_tried(found.verdict, tried))
    look = Look(plan, used, found, on, 1 + len(tried))
    return Answer(
        result=_result(plan, used, found, verdict, on),
        sensitivity=[_variation(one) for one in tried],
        limits=[
            {"code": one.code, "state": one.state, "numbers": _numbers(one.numbers)}
            for one in pitfalls_of(look)
        ],
        figures=used,
    )


def verdict_from(told: Mapping[str, Any]) -> Verdict:
    """The verdict of a stored result."""
    said = told["verdict"]
    return Verdict(said["code"], said["numbers"], tuple(said["facts"]), tuple(said["limits"]))


@cache
def code_version() -> str:
    """The version of Jikimi and the beginning of a SHA-256 of all code that reckons."""
    folder = files("jikimi.insights")
    digest = sha256()
    for name in _SOURCES:
        digest.update(folder.joinpath(f"{name}.py").read_bytes())
    return f"{version('jikimi')}+{digest.hexdigest()[:16]}"


def are_same(one: Any, other: Any) -> bool:
    """Whether two answers agree; numbers as far as machines may differ in the last digits."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(are_same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(are_same, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))
    return bool(one == other)


def _with_tried(verdict: Verdict, tried: list[Variation]) -> Verdict:
    """Say whether the other ways agree."""
    done = [one for one in tried if not one.wrong]
    differ = sum(not one.agrees for one in done)
    if not done:
        return verdict
    code = "depends" if differ else "holds_up"
    return verdict.also(code, tried=len(done), differ=differ)


def _with_margin(plan: Plan, verdict: Verdict) -> Verdict:
    """Say what the answer means for the change that was said to matter."""
    margin = plan.matters * 100
    if verdict.code == "no_matter" or not {"low", "high"} <= verdict.numbers.keys():
        return verdict.also(margin=margin)
    low, high = float(verdict.numbers["low"]), float(verdict.numbers["high"])
    if plan.wanted == "fall":
        surely, perhaps = high <= -margin, low <= -margin
    else:
        surely, perhaps = low >= margin, high >= margin
    code = "matters_surely" if surely else "matters_perhaps" if perhaps else "matters_not"
    return verdict.also(f"{code}_{plan.wanted}", margin=margin)


def _result(
    plan: Plan, figures: Figures, found: Finding, verdict: Verdict, on: date
) -> dict[str, Any]:
    return {
        "method": plan.method,
        "on": on.isoformat(),
        "ratio": _ratio(found.ratio),
        "counted": dict(found.counted),
        "dispersion": _number(found.dispersion),
        "told": _numbers(found.told),
        "areas": _areas(plan, figures),
        "curve": _curve(plan, found),
        "verdict": {
            "code": verdict.code,
            "numbers": _numbers(verdict.numbers),
            "facts": list(verdict.facts),
            "limits": list(verdict.limits),
        },
    }


def _areas(plan: Plan, figures: Figures) -> list[dict[str, Any]]:
    """Each area with its counts before and after."""
    if not isinstance(figures, Counts):
        return []
    start, late = plan.starts_at, plan.starts_at + plan.lag
    return [
        {
            "area": area,
            "group": "treated" if area in plan.treated else "comparison",
            "before": int(row[:start].sum()),
            "after": int(row[late:].sum()),
        }
        for area, row in zip(figures.areas, figures.counts, strict=True)
    ]


def _curve(plan: Plan, found: Finding) -> dict[str, Any] | None:
    curve = found.curve
    if curve is None:
        return None
    parts = {name: getattr(curve, name) for name in ("observed", "fitted", "unchanged", "other")}
    told = {name: _list(part) for name, part in parts.items() if part is not None}
    return {"periods": plan.periods, "starts_at": plan.starts_at, "lag": plan.lag, **told}


def _variation(one: Variation) -> dict[str, Any]:
    return {
        "code": one.code,
        "of": one.of,
        "ratio": None if one.ratio is None else _ratio(one.ratio),
        "verdict": one.verdict,
        "agrees": one.agrees,
        "wrong": one.wrong,
    }


def _ratio(found: Ratio) -> dict[str, Any]:
    parts = {"value": found.value, "low": found.low, "high": found.high, "p": found.p}
    return {name: _number(part) for name, part in parts.items()}


def _list(numbers: Floats) -> list[Any]:
    return [_number(float(one)) for one in numbers]


def _numbers(numbers: Mapping[str, float | str]) -> dict[str, Any]:
    return {
        name: one if isinstance(one, str) else _number(float(one))
        for name, one in sorted(numbers.items())
    }


def _number(number: float) -> float | int | None:
    """As JSON can say it: rounded beyond what machines agree on, None where there is none."""
    if isnan(number) or not isfinite(number):
        return None
    plain = float(f"{float(number):.{_DIGITS}g}")
    return int(plain) if plain.is_integer() else plain
