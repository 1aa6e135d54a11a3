"""Parties: what is known of a person in this case, corrected without losing what others wrote."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from jikimi.access.acting import acting, expect_version
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.intake.masking import mask
from jikimi.cases.models import Case, Party
from jikimi.cases.words import known


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """How a person stands in the case. relation: to the victim, a code of relations.csv."""

    relation: str = ""
    wishes: str = ""
    knows_of_case: bool | None = None
    lives_in_home: bool | None = None


def party_called(actor: Actor, case: Case, party_id: UUID) -> Party:
    """One party of this case. Raises NotAllowed when there is none for the actor."""
    row = Party.objects.filter(case=case, pk=party_id).select_related("person").first()
    if row is None:
        raise NotAllowed
    row.case = case
    return row


def amend_place(*, actor: Actor, party: Party, draft: PlaceDraft, version: int | None) -> Party:
    """Correct how a person stands in the case. Raises Changed when somebody else did meanwhile.

    Records cases.parties.amend with the names of the fields.
    """
    if draft.relation:
        known("relations", draft.relation, field="relation")
    mine: dict[str, object] = {
        "relation": draft.relation,
        "wishes": mask(draft.wishes)[0].strip(),
        "knows_of_case": draft.knows_of_case,
        "lives_in_home": draft.lives_in_home,
    }
    with acting(actor, "cases.parties.amend", party, persons=[party.person_id]) as doing:
        expect_version(party, version, mine)
        changed = [field for field in mine if getattr(party, field) != mine[field]]
        doing.details["fields"] = " ".join(changed)
        for field in changed:
            setattr(party, field, mine[field])
        party.save(update_fields=[*mine, "version"])
    return party
