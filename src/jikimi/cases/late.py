"""Late: what an agency has not done in cases, for those who answer for it and work on no case."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.cases.guards import rows_of

_CASE_ROLES = ("practitioner", "coordinator")


@dataclass(frozen=True, slots=True)
class LateAction:
    """An action of the reader's agency that is late. Neither its case nor its words.

    owner: who at the agency sees to it; None while nobody is named.
    """

    owner: Member | None
    days_late: int


def late_actions(actor: Actor) -> list[LateAction]:
    """Late actions of the agency for which the actor answers, the latest first. Two queries.

    Empty for those who work on cases: they see the actions themselves.  Source: SR-24, SR-58.
    """
    if any(map(actor.holds, _CASE_ROLES)):
        return []
    today = timezone.localdate()
    rows = rows_of("cases_late_actions", today)
    owners = Member.objects.in_bulk({owner for owner, _due_on in rows if owner})
    return [LateAction(owners.get(owner), (today - due_on).days) for owner, due_on in rows]
