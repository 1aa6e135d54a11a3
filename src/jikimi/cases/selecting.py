"""What is read before selecting: the nomination as it was said, and who is concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.cases.contact import contacts_of
from jikimi.cases.history import Happening, history_of
from jikimi.cases.models import Case, CaseReport, Nomination, Party, SafeContact
from jikimi.cases.models.party import GROUP_OF_ROLE
from jikimi.cases.nomination import nominations_on


@dataclass(frozen=True, slots=True)
class Choice:
    """A nominated case as far as the reader may know it. decisions: newest first, with reasons."""

    nominations: Sequence[Nomination]
    parties: Sequence[Party]
    contacts: Sequence[SafeContact]
    reports: Sequence[CaseReport]
    decisions: Sequence[Happening]


def choice_on(actor: Actor, case: Case) -> Choice:
    """What the coordinator, or the agency that nominated, reads about a nomination.

    Records cases.case.read with the persons shown.
    """
    parties = list(Party.objects.filter(case=case).select_related("person").order_by("role"))
    reading(actor, "cases.case.read", case, persons=[p.person_id for p in parties])
    happenings = history_of(actor, case)
    return Choice(
        nominations=list(nominations_on(case)),
        parties=sorted(parties, key=lambda p: list(GROUP_OF_ROLE).index(p.role)),
        contacts=contacts_of(actor, case),
        reports=list(CaseReport.objects.filter(case=case)),
        decisions=[h for h in happenings if h.act.startswith("cases.selection.")],
    )
