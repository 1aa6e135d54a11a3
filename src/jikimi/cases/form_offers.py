"""Which further form is worth filling in: for a child, for the other side, for a couple unwed.

An offer asks a person to look and obliges nobody; cases/data/assessment_offers.csv says when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.cases.assessments import AssessmentLine
from jikimi.cases.models import Case, Nomination, Party
from jikimi.cases.words import words

_OTHER_SIDE = {"victim": "perpetrator", "perpetrator": "victim"}


@dataclass(frozen=True, slots=True)
class FormOffer:
    """A form to be filled in, about whom, and why. party_id: None for the household."""

    instrument: str
    party_id: UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the reader knows of the case, to which an offer may answer."""

    parties: Sequence[Party]
    signs: frozenset[str]
    lines: Sequence[AssessmentLine]


def offers_for(
    actor: Actor, case: Case, *, parties: Sequence[Party], lines: Sequence[AssessmentLine]
) -> list[FormOffer]:
    """Forms not filled in yet that what the reader knows speaks for. One query.

    parties, lines: as the reader sees them.
    """
    signs = Nomination.objects.filter(case=case).values_list("signs", flat=True)
    seen = _Seen(parties, frozenset(sign for row in signs for sign in row), lines)
    found: dict[tuple[str, UUID | None], FormOffer] = {}
    for row in words("assessment_offers").values():
        for offer in _offers(row, seen):
            found.setdefault((offer.instrument, offer.party_id), offer)
    return [offer for key, offer in found.items() if key not in _filled(lines)]


def _offers(row: Code, seen: _Seen) -> Iterator[FormOffer]:
    if row.more["when"] in ("item", "mutual"):
        yield from _after_a_form(row, seen)
    elif _HOLDS[row.more["when"]](row.more["value"], seen):
        for party_id in _about(row.more["about"], seen):
            yield FormOffer(row.more["offers"], party_id, row.label)


def _after_a_form(row: Code, seen: _Seen) -> Iterator[FormOffer]:
    for line in (line for line in seen.lines if line.is_current):
        form = line.assessment
        if row.more["when"] == "mutual" and form.is_mutual and form.party:
            for party_id in _about(_OTHER_SIDE.get(form.party.role, ""), seen):
                yield FormOffer(form.instrument, party_id, row.label)
        elif form.instrument == row.more["after"] and _is_yes(form.answers, row.more["value"]):
            for party_id in _about(row.more["about"], seen):
                yield FormOffer(row.more["offers"], party_id, row.label)


def _about(role: str, seen: _Seen) -> list[UUID | None]:
    """Each party of this role, or the household where none is known to the reader."""
    found: list[UUID | None] = [party.pk for party in seen.parties if party.role == role]
    return found or [None]


def _filled(lines: Sequence[AssessmentLine]) -> set[tuple[str, UUID | None]]:
    return {(line.assessment.instrument, line.assessment.party_id) for line in lines}


def _is_yes(answers: Mapping[str, str], item: str) -> bool:
    return answers.get(item) == "yes"


_HOLDS: Mapping[str, Callable[[str, _Seen], bool]] = {
    "role": lambda role, seen: any(party.role == role for party in seen.parties),
    "relation": lambda relation, seen: any(party.relation == relation for party in seen.parties),
    "sign": lambda sign, seen: sign in seen.signs,
}
