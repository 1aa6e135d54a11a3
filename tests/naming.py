"""A case named by somebody of the cast, in one line."""

from __future__ import annotations

from datetime import date

from jikimi.access.ticket import name_actor
from jikimi.cases.models import Case
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from tests.cast import Cast


def drafted(
    cast: Cast, victim: PersonDraft, other: PersonDraft | None = None, **changes: object
) -> NominationDraft:
    """A nomination of this person, complete but for what is changed."""
    parties = [PartyDraft("victim", victim)]
    if other is not None:
        parties.append(PartyDraft("perpetrator", other, relation="spouse"))
    values: dict[str, object] = {
        "body_id": cast.council.pk,
        "kind": "domestic_violence",
        "basis": "consent",
        "consented_on": date(2026, 11, 1),
        "worry": "밤마다 다툼이 잦아지고 있다.",
        "parties": parties,
    }
    return NominationDraft(**{**values, **changes})  # type: ignore[arg-type]


def named_case(
    cast: Cast, who: str, victim: PersonDraft, other: PersonDraft | None = None, **changes: object
) -> Case:
    """A case this member of the cast nominated."""
    name_actor(cast.actors[who])
    return nominate(actor=cast.actors[who], draft=drafted(cast, victim, other, **changes))
