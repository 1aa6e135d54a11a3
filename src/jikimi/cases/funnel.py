"""The funnel: how many cases of a body come how far on a pathway, and how long each step takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.bodies.models import Body
from jikimi.cases.guards import rows_of
from jikimi.cases.pathway_rules import Pathway, pathways, uncounted_outcomes


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step counted. cases: None where it is hidden; days: median since the step before.

    share: of the cases that began, in percent.
    """

    label: str
    cases: int | None
    days: float | None
    share: int | None


def pathways_of(body: Body) -> list[Pathway]:
    """The pathways whose team this kind of body is, in list order."""
    return [pathway for pathway in pathways().values() if body.kind in pathway.body_kinds]


def funnel_of(
    actor: Actor, body: Body, pathway: Pathway, *, since: datetime, until: datetime, began: str
) -> list[FunnelStep]:
    """How far the cases opened within a time came; first how many began. One query.

    began: the word for that first row.  Who coordinates the body reads all; who sits in it reads
    half-years that are over, without what is under 5 (cases/sql/funnel.sql).
    Raises NotAllowed for everybody else.  Records cases.pathways.funnel.
    Checked: tests/rules/test_funnel.py
    """
    reading(actor, "cases.pathways.funnel", body, details={"pathway": pathway.code})
    words = {step.step: step.label for step in pathway.steps}
    given = (body.pk, pathway.code, list(words), uncounted_outcomes(), since, until)
    with transaction.atomic():
        rows = rows_of("cases_funnel", *given)
    return _steps(rows, {"": began, **words})


def _steps(
    rows: Sequence[tuple[str, int | None, float | None]], words: dict[str, str]
) -> list[FunnelStep]:
    whole = next((cases for step, cases, _days in rows if step == ""), None)
    return [
        FunnelStep(words[step], cases, days, _share(cases, whole)) for step, cases, days in rows
    ]


def _share(cases: int | None, whole: int | None) -> int | None:
    return round(100 * cases / whole) if cases is not None and whole else None
