"""Immediate separation: reports that repeat, strong suspicion and danger become a proposal.

Never a decision: a named person answers it with a reason (proposals.py).
Source: Child Welfare Act art. 15(6)1; the rule is a row of cases/data/pathway_triggers.csv.
"""

from __future__ import annotations

from psycopg.types.json import Jsonb

from jikimi.access.codes import Code
from jikimi.cases.clocks.periods import Period
from jikimi.cases.guards import called
from jikimi.cases.models import Case, Milestone
from jikimi.cases.words import words


def propose_separation(case: Case) -> None:
    """Put what the rules of the case's pathway suggest now before those who decide.

    Called inside the act that gave the reason: a check that found danger, or one more report.  The
    database counts the reports, for whoever gave the reason may know of none, and tells nothing.
    """
    for row in words("pathway_triggers").values():
        if row.more["pathway"] == case.pathway:
            _propose(case, row)


def _propose(case: Case, row: Code) -> None:
    found = Milestone.objects.filter(
        case=case,
        code=row.more["step"],
        outcome__in=row.more["outcomes"].split(),
        withdrawn_at=None,
    )
    latest = found.order_by("-happened_at").first()
    if latest is None:
        return
    called(
        "cases_propose_when_reported",
        case.pk,
        row.more["proposal"],
        f"{row.code}@{row.valid_from:%Y-%m-%d}",
        row.more["report_kinds"].split(),
        int(row.more["reports"]),
        Period.of(row.more["within"]).months,
        latest.happened_at,
        Jsonb({"suspicion": latest.outcome}),
    )
