"""Who is meant: a person of the story as a party of a case, for whoever may see it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.models import Case, Party
from jikimi.cases.overview import parties_of
from jikimi.demo.book import Told, people


def born(person: Told) -> date | None:
    """When a human being of the story was born, as far as known."""
    return date.fromisoformat(person["born_on"]) if person["born_on"] else None


def party_id_seen(actor: Actor, case: Case, person: str) -> UUID | None:
    """The party's id; None for who may not see that side, and so names nobody."""
    try:
        return party_seen(actor, case, person).pk
    except NotAllowed:
        return None


def party_seen(actor: Actor, case: Case, person: str) -> Party:
    """The party with this key as the actor sees it. Raises NotAllowed when it does not."""
    name = people()[person]["name"]
    parties = [line.party for line in parties_of(actor, case)]
    found = next((party for party in parties if party.person.name == name), None)
    if found is None:
        raise NotAllowed
    found.case = case
    return found
