"""Hits of a search as pages show them: why each matched, in which visible cases, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jikimi.access.codes import label
from jikimi.cases.search import Found, KnownFromReport, KnownPerson, reason_words


@dataclass(frozen=True, slots=True)
class Hit:
    """One person in a list of hits. pick: what the button sends; phone: the last four digits."""

    pick: str
    name: str
    born_on: date | None
    sex: str
    phone: str
    reasons: list[str]
    cases: list[dict[str, Any]]
    report: dict[str, Any] | None = None


def hits_of(found: Found) -> dict[str, Any]:
    """The context of `_hits.html`: persons, report parties, and whether there may be more."""
    return {
        "persons": [_person(known) for known in found.persons],
        "reports": [_reported(known) for known in found.reports],
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
    return _hit(f"person:{known.person.pk}", known.person, list(known.reasons), cases)


def _reported(known: KnownFromReport) -> Hit:
    report = known.party.report
    facts = {
        "number": report.number,
        "received_at": report.received_at,
        "kind": label("cases", "kinds", report.kind, on=_day(report.received_at)),
        "role": label("cases", "party_roles", known.party.role),
    }
    return _hit(f"report:{known.party.pk}", known.party, list(known.reasons), [], facts)


def _hit(
    pick: str,
    row: Any,
    reasons: list[str],
    cases: list[dict[str, Any]],
    report: dict[str, Any] | None = None,
) -> Hit:
    return Hit(
        pick=pick,
        name=row.name,
        born_on=row.born_on,
        sex=label("cases", "sexes", row.sex) if row.sex else "",
        phone=row.phone[-4:],
        reasons=reason_words(reasons),
        cases=cases,
        report=report,
    )


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
