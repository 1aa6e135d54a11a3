"""The case on one page: all that the reader may know of it, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.models import Member
from jikimi.cases.analysis import causes_of
from jikimi.cases.assessments import AssessmentLine, assessments_of
from jikimi.cases.closure import closures_of
from jikimi.cases.contact import contacts_of
from jikimi.cases.history import Happening, history_of
from jikimi.cases.measure_reads import MeasureLine, measures_of
from jikimi.cases.models import (
    Case,
    CaseReport,
    Cause,
    Closure,
    Nomination,
    Party,
    Plan,
    Review,
    Risk,
    SafeContact,
)
from jikimi.cases.monitoring import ContactLine, monitoring_of
from jikimi.cases.participants import groups_seen
from jikimi.cases.plan import plans_of
from jikimi.cases.review import reviews_of
from jikimi.cases.risk import level_reached, risks_of
from jikimi.cases.sealed import sealed_count
from jikimi.cases.shares import ShareLine, shares_of
from jikimi.cases.sides import side_of
from jikimi.cases.unmet import UnmetLine, unmet_of
from jikimi.cases.workload import ActionLine, actions_of

RECENT = 12
_ROLES = ("victim", "child", "household", "perpetrator", "other")


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A person in a role, with the ways to reach them that the reader may know."""

    party: Party
    role: str
    relation: str
    contacts: Sequence[SafeContact]


@dataclass(frozen=True, slots=True)
class Side:
    """The plan for one side: victim or perpetrator."""

    side: str
    plan: Plan | None
    actions: Sequence[ActionLine]


@dataclass(frozen=True, slots=True)
class Overview:
    """A case as one reader sees it. groups: the field groups shared with the reader."""

    case: Case
    groups: frozenset[str]
    lead_member: str
    parties: Sequence[PartyLine]
    sealed: int
    level: str
    risks: Sequence[Risk]
    forms: Sequence[AssessmentLine]
    nominations: Sequence[Nomination]
    reports: Sequence[CaseReport]
    causes: Sequence[Cause]
    unmet: Sequence[UnmetLine]
    sides: Sequence[Side]
    measures: Sequence[MeasureLine]
    monitoring: Sequence[ContactLine]
    reviews: Sequence[Review]
    closures: Sequence[Closure]
    shares: Sequence[ShareLine]
    happenings: Sequence[Happening]


def overview(actor: Actor, case: Case) -> Overview:
    """The whole case for one reader. Records cases.case.read with the persons shown.

    After an emergency opening it is recorded as cases.case.glimpse.
    """
    parties = parties_of(actor, case)
    _record(actor, case, parties)
    risks = risks_of(actor, case)
    return Overview(
        case=case,
        groups=groups_seen(actor, case),
        lead_member=_lead_member(case),
        parties=parties,
        sealed=sealed_count(actor, case),
        level=level_reached(reversed(risks)),
        risks=risks,
        forms=assessments_of(actor, case),
        nominations=list(case.nominations.select_related("agency", "member")),
        reports=list(case.case_reports.all()),
        causes=causes_of(actor, case),
        unmet=unmet_of(actor, case),
        sides=_sides(actor, case),
        measures=measures_of(actor, case),
        monitoring=monitoring_of(actor, case),
        reviews=reviews_of(actor, case),
        closures=closures_of(actor, case),
        shares=shares_of(actor, case),
        happenings=history_of(actor, case, most=RECENT),
    )


def parties_of(actor: Actor, case: Case) -> list[PartyLine]:
    """The parties of a case the actor may know, the victim first."""
    contacts: dict[object, list[SafeContact]] = {}
    for contact in contacts_of(actor, case):
        contacts.setdefault(contact.party_id, []).append(contact)
    rows = list(Party.objects.filter(case=case).select_related("person"))
    rows.sort(key=lambda row: (_ROLES.index(row.role), row.person.name))
    return [
        PartyLine(
            row,
            label("cases", "party_roles", row.role),
            label("cases", "relations", row.relation) if row.relation else "",
            contacts.get(row.pk, []),
        )
        for row in rows
    ]


def _record(actor: Actor, case: Case, parties: Sequence[PartyLine]) -> None:
    is_glimpse = "broken_glass" in case.standings(actor)
    is_steering = actor.holds("coordinator", body_id=case.body_id)
    act = "cases.case.glimpse" if is_glimpse and not is_steering else "cases.case.read"
    reading(actor, act, case, persons={line.party.person_id for line in parties})


def _sides(actor: Actor, case: Case) -> list[Side]:
    plans = {plan.side: plan for plan in plans_of(actor, case)}
    actions = actions_of(actor, case)
    return [
        Side(side, plans.get(side), [line for line in actions if side_of(line.action) == side])
        for side in ("victim", "perpetrator")
    ]


def _lead_member(case: Case) -> str:
    found = Member.objects.filter(pk=case.lead_member_id or 0, is_active=True).first()
    return found.name if found else ""
