"""History of a case: what was done, when, and by whom, as far as the reader may know it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.acts import all_acts
from jikimi.access.codes import label
from jikimi.access.models import Agency
from jikimi.cases.guards import rows_of
from jikimi.cases.models import Case

MOST = 500
_LISTS = {
    "basis": "legal_bases",
    "level": "risk_levels",
    "verdict": "review_verdicts",
    "channel": "contact_channels",
    "fields": "field_groups",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done. agency and member are empty for those who may not know them."""

    at: datetime
    act: str
    words: str
    agency: str
    member: str
    why: str
    facts: tuple[str, ...]


def history_of(actor: Actor, case: Case, *, most: int = MOST) -> list[Happening]:
    """What was done on a case, the newest first; what was read stays with auditors."""
    rows = rows_of("cases_history", case.pk, most)
    agencies = Agency.objects.in_bulk({row[2] for row in rows if row[2]}) if rows else {}
    by_key = {agency.key: agency for agency in Agency.objects.all()} if rows else {}
    return [_happening(row, agencies, by_key) for row in rows]


def _happening(
    row: tuple[datetime, str, int | None, str | None, str, str],
    agencies: Mapping[int, Agency],
    by_key: Mapping[str, Agency],
) -> Happening:
    at, act, agency_id, member, why, details = row
    known = all_acts().get(act)
    return Happening(
        at=at,
        act=act,
        words=known.label if known else act,
        agency=agencies[agency_id].name if agency_id in agencies else _unnamed(agency_id),
        member=member or "",
        why=why,
        facts=tuple(_facts(json.loads(details), by_key)),
    )


def _unnamed(agency_id: int | None) -> str:
    return _("An agency taking part") if agency_id is None else ""


def _facts(details: Mapping[str, object], by_key: Mapping[str, Agency]) -> list[str]:
    """The details of an entry whose words are on a list; internal numbers are left out."""
    facts = []
    if (agency := by_key.get(str(details.get("agency")))) is not None:
        facts.append(agency.name)
    for key, codes in _LISTS.items():
        if details.get(key):
            found = [label("cases", codes, code) for code in str(details[key]).split()]
            facts.append(", ".join(found))
    return facts
