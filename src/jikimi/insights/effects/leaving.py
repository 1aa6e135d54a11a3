"""What of an answer may leave the house: nothing that stands for 1 to 4. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from jikimi.insights.effects.figures import SMALL, Counts, Figures, Persons, has_small
from jikimi.insights.effects.plan import Plan, digest_of
from jikimi.insights.suppression import figures_of, hide_small

Level = Literal["full", "groups", "none"]
GROUPS = ("treated", "comparison")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A report as it leaves. level: how finely its figures do; figures: as plain values or None.

    answer: result, sensitivity, limits.  digest: SHA-256 of all figures, those that stay too.
    """

    level: Level
    figures: dict[str, Any] | None
    answer: dict[str, Any]
    digest: str


def leaving_of(plan: Plan, figures: Figures, told: Mapping[str, Any]) -> Leaving:
    """What of an answer and its figures may leave. told: result, sensitivity, limits."""
    return Leaving(
        level=level_of(plan, figures),
        figures=figures_leaving(plan, figures),
        answer=answer_leaving(plan, figures, told),
        digest=digest_of(figures.as_json()),
    )


def level_of(plan: Plan, figures: Figures) -> Level:
    """How finely figures may leave: by area and period, by group and period, or not at all."""
    if isinstance(figures, Persons):
        return "none"
    if not has_small(figures.counts):
        return "full"
    return "none" if has_small(grouped(plan, figures).counts) else "groups"


def grouped(plan: Plan, figures: Counts) -> Counts:
    """The treated as one area and the comparison as another."""
    names = [areas for areas in (plan.treated, plan.comparison) if areas]
    sums = [figures.part(areas, figures.periods).sums() for areas in names]
    people = [one for _, one in sums if one is not None]
    return Counts(
        areas=GROUPS[: len(names)],
        periods=figures.periods,
        counts=np.vstack([one for one, _ in sums]),
        people=np.vstack(people) if len(people) == len(sums) else None,
    )


def of_groups(plan: Plan) -> Plan:
    """The plan as it reads where areas are added up."""
    kept = tuple(code for code in plan.sensitivity if code != "without_area")
    treated, comparison = GROUPS[:1], GROUPS[1:] if plan.comparison else ()
    return replace(plan, treated=treated, comparison=comparison, sensitivity=kept)


def figures_leaving(plan: Plan, figures: Figures) -> dict[str, Any] | None:
    """Figures as finely as they may leave; None where they may not."""
    level = level_of(plan, figures)
    if level == "groups" and isinstance(figures, Counts):
        return grouped(plan, figures).as_json()
    return figures.as_json() if level == "full" else None


def answer_leaving(plan: Plan, figures: Figures, told: Mapping[str, Any]) -> dict[str, Any]:
    """An answer (result, sensitivity, limits) without small numbers or what gives them back."""
    kept = deepcopy(dict(told))
    result = kept["result"]
    if any(0 < number < SMALL for number in result["counted"].values()):
        return _without_counts(kept)
    if level_of(plan, figures) == "none":
        result["curve"] = None
    hidden = _hide_areas(result["areas"])
    for one in kept["sensitivity"]:
        if one["code"] == "without_area" and one["of"] in hidden:
            one |= {"ratio": None, "wrong": "hidden"}
    return kept


def _without_counts(kept: dict[str, Any]) -> dict[str, Any]:
    """The words alone: from a ratio and one count the other could be worked out."""
    result = kept["result"]
    result |= {"ratio": None, "counted": {}, "areas": [], "curve": None, "told": {}}
    verdict = result["verdict"]
    verdict["facts"] = []
    for name in ("before", "after", "expected"):
        verdict["numbers"].pop(name, None)
    for one in kept["sensitivity"]:
        one["ratio"] = None
    return kept


def _hide_areas(areas: list[dict[str, Any]]) -> set[str]:
    """Hide small counts of areas so that the sums of their group do not give them back."""
    hidden = set()
    for group in GROUPS:
        rows = [row for row in areas if row["group"] == group]
        for name in ("before", "after") if rows else ():
            found = hide_small(figures_of([row[name] for row in rows]))
            for row, number in zip(rows, found.published[: len(rows)], strict=True):
                if np.isnan(number):
                    row[name] = None
                    hidden.add(row["area"])
    return hidden
