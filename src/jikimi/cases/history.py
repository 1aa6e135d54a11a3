"""History of a case: what was done, when, and by whom, as far as the reader may know it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.acts import all_acts
from jikimi.access.codes import label
from jikimi.access.models import Agency
from jikimi.cases.guards import rows_of
from jikimi.cases.models import Case

MOST = 500
# A text kept while somebody types makes a row every few seconds; so many more are read to fold.
_TYPED_AT_MOST = 20
_MOST_READ = 2000
_TYPED = "cases.hearing.discuss"
Row = tuple[datetime, str, int | None, str | None, str, dict[str, object]]
_LISTS = {
    "basis": ("cases", "legal_bases"),
    "level": ("cases", "risk_levels"),
    "verdict": ("cases", "review_verdicts"),
    "channel": ("cases", "contact_channels"),
    "fields": ("cases", "field_groups"),
    "need": ("directory", "needs"),
    "unmet": ("cases", "unmet_reasons"),
    "instrument": ("cases", "instruments"),
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
    """What was done on a case, the newest first; what was read stays with auditors.

    What one member wrote down in one go in a meeting is one line; the record keeps each saving.
    """
    found = rows_of("cases_history", case.pk, min(most * _TYPED_AT_MOST, _MOST_READ))
    rows = _folded([(*row[:5], json.loads(row[5])) for row in found])[:most]
    agencies = _agencies(rows)
    by_key = {agency.key: agency for agency in agencies.values()}
    return [_happening(row, agencies, by_key) for row in rows]


def _folded(rows: list[Row]) -> list[Row]:
    """The newest row of each run of savings of one text by one member."""
    kept: list[Row] = []
    for row in rows:
        if not kept or row[1] != _TYPED or _who_typed(row) != _who_typed(kept[-1]):
            kept.append(row)
    return kept


def _who_typed(row: Row) -> tuple[object, ...]:
    _at, act, agency_id, member, _why, details = row
    return act, agency_id, member, details.get("meeting")


def _agencies(rows: list[Row]) -> dict[int, Agency]:
    """The agencies that did something, or to which it was done."""
    numbers = {row[2] for row in rows if row[2]}
    keys = {str(row[5]["agency"]) for row in rows if row[5].get("agency")}
    found = Agency.objects.filter(Q(pk__in=numbers) | Q(key__in=keys))
    return {agency.pk: agency for agency in found}


def _happening(row: Row, agencies: Mapping[int, Agency], by_key: Mapping[str, Agency]) -> Happening:
    at, act, agency_id, member, why, details = row
    known = all_acts().get(act)
    return Happening(
        at=at,
        act=act,
        words=known.label if known else act,
        agency=_named(agency_id, agencies),
        member=member or "",
        why=why,
        facts=tuple(_facts(details, by_key)),
    )


def _named(agency_id: int | None, agencies: Mapping[int, Agency]) -> str:
    """The agency that did it; without its name for those who may not know that it takes part."""
    if agency_id is None:
        return _("An agency")
    return agencies[agency_id].name if agency_id in agencies else ""


def _facts(details: Mapping[str, object], by_key: Mapping[str, Agency]) -> list[str]:
    """The details of an entry whose words are on a list; internal numbers are left out."""
    facts = []
    if (agency := by_key.get(str(details.get("agency")))) is not None:
        facts.append(agency.name)
    for key, (room, codes) in _LISTS.items():
        if details.get(key):
            found = [label(room, codes, code) for code in str(details[key]).split()]
            facts.append(", ".join(found))
    return facts
