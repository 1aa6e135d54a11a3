"""What the doors read of hearings: one case in the meeting room, and its turns so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.bodies.models import AgendaItem, Decision, Meeting
from jikimi.cases.agendas import AgendaLine, CaseFacts, groups_known
from jikimi.cases.models import Action, Case, Cause, Hearing, Nomination, Party
from jikimi.cases.models.party import GROUP_OF_ROLE


@dataclass(frozen=True, slots=True)
class HearingSheet:
    """One case in the meeting room. hearing: None while the reader may not read the discussion."""

    line: AgendaLine
    groups: frozenset[str]
    parties: Sequence[Party]
    worries: Sequence[Nomination]
    causes: Sequence[Cause]
    unfinished: Sequence[Action]
    decided: Sequence[Action]
    hearing: Hearing | None


@dataclass(frozen=True, slots=True)
class PastHearing:
    """A case's turn at a meeting. hearing: None while the reader may not read the discussion."""

    item: AgendaItem
    meeting: Meeting
    hearing: Hearing | None
    decisions: Sequence[Decision]


def sheet(actor: Actor, line: AgendaLine, facts: CaseFacts) -> HearingSheet:
    """One case as the meeting room shows it. Records cases.hearing.read with its persons."""
    page = sheet_again(actor, line, facts)
    persons = {party.person_id for party in page.parties}
    reading(actor, "cases.hearing.read", facts.case, persons=persons)
    return page


def sheet_again(actor: Actor, line: AgendaLine, facts: CaseFacts) -> HearingSheet:
    """The same sheet for a part of a page that was read and recorded already."""
    case = facts.case
    actions = list(case.actions.select_related("agency", "owner"))
    made_here = {decision.pk for decision in line.decisions}
    return HearingSheet(
        line=line,
        groups=frozenset(groups_known(actor, [case])[case.pk]),
        parties=_parties(case),
        worries=list(case.nominations.select_related("agency")),
        causes=list(case.causes.filter(withdrawn_at=None).select_related("agency")),
        unfinished=[a for a in actions if not a.ended_at and a.decision_id not in made_here],
        decided=[a for a in actions if a.decision_id in made_here],
        hearing=hearing_of(line.item.pk),
    )


def room_mark(meeting: Meeting, item_id: UUID | None) -> str:
    """A mark that changes when anything in the meeting room does that the reader may see.

    One query under the reader's own rights, so that a page may ask every second for news.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_room_mark(%s, %s)", [meeting.pk, item_id])
        return str(cursor.fetchone()[0])


def _parties(case: Case) -> list[Party]:
    """The victim first, then the other side, children, others."""
    rows = case.parties.select_related("person").order_by("id")
    return sorted(rows, key=lambda row: list(GROUP_OF_ROLE).index(row.role))


def hearing_of(item_id: UUID) -> Hearing | None:
    """The discussion on an item, for those who may read it and accepted confidentiality."""
    return Hearing.objects.filter(item_id=item_id).first()


def hearings(actor: Actor, case: Case) -> list[PastHearing]:
    """A case's turns before its working council, the newest first. Records cases.hearing.read."""
    persons = case.parties.values_list("person_id", flat=True)
    reading(actor, "cases.hearing.read", case, persons=set(persons))
    rows = AgendaItem.objects.filter(subject_id=case.pk, withdrawn_at=None)
    turns = list(rows.select_related("meeting__body"))
    said = {row.item_id: row for row in Hearing.objects.filter(case=case)}
    decided: dict[UUID, list[Decision]] = {}
    for row in Decision.objects.filter(subject_id=case.pk).select_related("recorded_by__agency"):
        decided.setdefault(row.item_id, []).append(row)
    turns.sort(key=lambda item: item.meeting.starts_at, reverse=True)
    return [
        PastHearing(item, item.meeting, said.get(item.pk), decided.get(item.pk, []))
        for item in turns
    ]
