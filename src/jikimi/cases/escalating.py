"""Escalation: what asks to be looked at again, put before a person by a rule; never decided by one.

Source: escalation_rules.csv, repeat_rules.csv; docs/methods/watching.md.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from psycopg.types.json import Jsonb

from jikimi.access.codes import Code
from jikimi.cases.grading import (
    AT_ONCE,
    booking_patterns,
    months,
    propose_grades,
    rule_version,
)
from jikimi.cases.guards import called
from jikimi.cases.models import Case
from jikimi.cases.repeat_rules import repeat_rule
from jikimi.cases.words import words


def propose_by_rules(*, case: Case | None = None, today: date | None = None) -> int:
    """Let every rule that watches speak: grades first, then what asks for more.

    case: only this one, after a report was linked to it; all open cases for the clock, to which
    the number of what was suggested is told; while it is not 0, there may be more.
    """
    grades = propose_grades(today=today, case=case)
    return grades + propose_escalations(today=today, case=case)


def propose_escalations(*, case: Case | None = None, today: date | None = None) -> int:
    """Suggest a hearing, a higher grade or a new judgement of risk, once for each newest fact.

    What still waits for its kind is not asked again; an answered one only after something newer.
    How many is told to the clock alone, as in propose_grades().
    """
    day = today or timezone.localdate()
    rules = [_as_data(row, day) for row in words("escalation_rules", on=day).values()]
    only = case.pk if case else None
    return int(called("cases_propose_escalations", Jsonb(rules), day, only, AT_ONCE))


def _as_data(row: Code, on: date) -> dict[str, Any]:
    more, repeat = row.more, repeat_rule(on)
    counts_repeats = more["counts"] == "repeat"
    return {
        **booking_patterns(on),
        "proposes": more["proposes"],
        "counts": more["counts"],
        "at_least": int(more["at_least"]),
        "within_months": months(more["within"]),
        "needs_grade": more["needs_grade"],
        "higher": _higher(more["needs_grade"], on),
        "rule": rule_version(repeat if counts_repeats else row),
        "repeat_months": int(repeat.more["months"]),
        "only_crimes": repeat.more["counts"] == "crime",
    }


def _higher(grade: str, on: date) -> str:
    """The grade above this one, empty where there is none."""
    ranks = {
        row.more["grade"]: int(row.more["rank"]) for row in words("grading_rules", on=on).values()
    }
    return next((g for g, rank in ranks.items() if rank == ranks.get(grade, -9) + 1), "")
