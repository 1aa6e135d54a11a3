"""Risk: what somebody judged, with the reason. By itself it only rises; lowering is an act."""

from __future__ import annotations

from collections.abc import Iterable

from jikimi.cases.models import Risk
from jikimi.cases.words import words

NOT_ASSESSED = "not_assessed"


def level_reached(judged: Iterable[Risk]) -> str:
    """The level after these judgements, oldest first: the highest, unless one meant to lower it."""
    level = NOT_ASSESSED
    for row in judged:
        level = row.level if row.lowers or rank(row.level) > rank(level) else level
    return level


def rank(level: str) -> int:
    """The place of a level in risk_levels.csv; 0 for not assessed or unknown."""
    found = words("risk_levels").get(level)
    return int(found.more["rank"]) if found else 0
