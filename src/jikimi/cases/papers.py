"""Papers: what is to be read of many cases at once before they are heard, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jikimi.access.actor import Actor
from jikimi.cases.agendas import groups_known
from jikimi.cases.models import (
    Action,
    Case,
    CaseReport,
    Cause,
    Measure,
    Nomination,
    Party,
    Research,
    Risk,
    UnmetNeed,
)
from jikimi.cases.models.party import GROUP_OF_ROLE
from jikimi.cases.research_reads import research_for

MOST_RISKS = 3
MOST_REPORTS = 5


@dataclass(frozen=True, slots=True)
class CasePaper:
    """One case on paper. groups: the field groups the reader may know; the rest is not there.

    risks, reports: the newest few.  unfinished: actions that wait to be done.
    """

    groups: frozenset[str]
    parties: Sequence[Party]
    worries: Sequence[Nomination]
    risks: Sequence[Risk]
    measures: Sequence[Measure]
    reports: Sequence[CaseReport]
    causes: Sequence[Cause]
    unmet: Sequence[UnmetNeed]
    unfinished: Sequence[Action]
    research: Sequence[Research]

    def moments(self) -> Iterator[datetime]:
        """When each thing on the paper came to be or last moved."""
        yield from (row.nominated_at for row in self.worries)
        yield from (row.judged_at for row in self.risks)
        yield from (row.recorded_at for row in self.causes)
        yield from (row.noted_at for row in self.unmet)
        yield from (row.stage_since for row in self.unfinished)
        yield from (row.answered_at or row.asked_at for row in self.research)
        yield from (row.linked_at for row in self.reports)


def papers(actor: Actor, cases: Sequence[Case]) -> dict[UUID, CasePaper]:
    """The paper of each case as this reader may know it.

    Cost does not grow with cases.  Nothing is recorded: the caller records what is read.
    """
    known = groups_known(actor, cases)
    parties = _parties(cases)
    worries = _of(Nomination.objects.select_related("agency"), cases)
    risks = _of(Risk.objects.select_related("agency").order_by("-judged_at"), cases)
    in_force = Measure.objects.filter(ended_at=None, lapsed_at=None).select_related("party__person")
    measures = _of(in_force, cases)
    reports = _of(CaseReport.objects.order_by("-received_at"), cases)
    causes = _of(Cause.objects.filter(withdrawn_at=None).select_related("agency"), cases)
    unmet = _of(UnmetNeed.objects.filter(ended_at=None).select_related("agency"), cases)
    waiting = Action.objects.filter(ended_at=None).select_related("agency", "owner")
    unfinished = _of(waiting.order_by("due_on", "pk"), cases)
    research = research_for(cases)
    return {
        case.pk: CasePaper(
            groups=frozenset(known[case.pk]),
            parties=parties.get(case.pk, []),
            worries=worries.get(case.pk, []),
            risks=risks.get(case.pk, [])[:MOST_RISKS],
            measures=measures.get(case.pk, []),
            reports=reports.get(case.pk, [])[:MOST_REPORTS],
            causes=causes.get(case.pk, []),
            unmet=unmet.get(case.pk, []),
            unfinished=unfinished.get(case.pk, []),
            research=research.get(case.pk, []),
        )
        for case in cases
    }


def persons_on(some: Iterable[CasePaper]) -> set[UUID]:
    """Persons named on papers, for the record (SR-26)."""
    return {party.person_id for paper in some for party in paper.parties}


def _parties(cases: Sequence[Case]) -> dict[UUID, list[Party]]:
    """The victim first, then the other side, children, others."""
    found = _of(Party.objects.select_related("person").order_by("pk"), cases)
    roles = list(GROUP_OF_ROLE)
    return {
        case_id: sorted(rows, key=lambda row: roles.index(row.role))
        for case_id, rows in found.items()
    }


def _of(rows: QuerySet[Any], cases: Sequence[Case]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows.filter(case__in=cases):
        found.setdefault(row.case_id, []).append(row)
    return found
