"""Hits of a search as pages show them: why each matched, in which visible cases, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jikimi.access.codes import label
from jikimi.cases.models import Person, ReportParty
from jikimi.cases.search import Found, KnownFromReport, KnownPerson, reason_words


@dataclass(frozen=True, slots=True)
class Hit:
    """One person in a list of hits. phone: the last four digits. pick: what the button sends."""

    name: str
    born_on: date | None
    sex: str
    phone: str
    reasons: list[str]
    pick: str = ""
    cases: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)


def hits_of(found: Found) -> dict[str, Any]:
    """The context of `_hits.html`: persons, who was in reports, and whether there may be more."""
    return {
        "persons": [_person(known) for known in found.persons],
        "reports": _reported(found.reports),
        "is_cut": found.is_cut,
    }


def _person(known: KnownPerson) -> Hit:
    cases = [
        {
            "number": party.case.number,
            "stage": party.case.stage,
            "stage_label": label("cases", "stages", party.case.stage),
            "role": label("cases", "party_roles", party.role),
            "kind": label("cases", "kinds", party.case.kind, on=_day(party.case.opened_at)),
        }
        for party in known.parties
    ]
    facts = _facts(known.person, known.reasons)
    return Hit(**facts, pick=f"person:{known.person.pk}", cases=cases)


def _reported(found: Iterable[KnownFromReport]) -> list[Hit]:
    """One hit for what looks like one person, with every report it was in."""
    hits: dict[tuple[object, ...], Hit] = {}
    for known in found:
        party = known.party
        key = (party.name, party.born_on, party.phone)
        hit = hits.setdefault(key, Hit(**_facts(party, known.reasons)))
        hit.reports.append(_report(party))
    return list(hits.values())


def _report(party: ReportParty) -> dict[str, Any]:
    report = party.report
    return {
        "pick": f"report:{party.pk}",
        "number": report.number,
        "received_at": report.received_at,
        "kind": label("cases", "kinds", report.kind, on=_day(report.received_at)),
        "role": label("cases", "party_roles", party.role),
    }


def _facts(row: Person | ReportParty, reasons: Iterable[str]) -> dict[str, Any]:
    return {
        "name": row.name,
        "born_on": row.born_on,
        "sex": label("cases", "sexes", row.sex) if row.sex else "",
        "phone": row.phone[-4:],
        "reasons": reason_words(reasons),
    }


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
