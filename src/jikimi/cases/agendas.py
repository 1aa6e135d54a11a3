"""What the doors read of agendas: the facts of each case, what could go on one, who should come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.member import Member
from jikimi.bodies.agenda import item_of
from jikimi.bodies.models import AgendaItem, Body, Decision, Meeting
from jikimi.bodies.reads import decisions, items, people_who_may_come
from jikimi.cases.models import (
    Action,
    Bar,
    BrokenGlass,
    Case,
    Measure,
    Nomination,
    Participation,
    Party,
    Risk,
)
from jikimi.cases.risk import level_reached
from jikimi.cases.standing_items import AHEAD
from jikimi.cases.wall import GROUPS


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as its line on an agenda says it (SR-55). None: not shared with the reader."""

    case: Case
    nominator: str
    basis: str | None
    risk: str | None
    risk_on: date | None
    instrument: str
    children: int | None
    measures: int | None
    sealed: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of an agenda as the reader may see it. facts: None for a matter about no case."""

    item: AgendaItem
    facts: CaseFacts | None
    decisions: Sequence[Decision]

    @property
    def name(self) -> str:
        """What the item is called: the case number, its title, or the word for its kind."""
        if self.facts:
            return self.facts.case.number
        return self.item.title or label("bodies", "item_kinds", self.item.kind)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that could go on an agenda. why: first, review, repeat, flag or again.

    flag: the twelve months of its repeat run out soon.
    """

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who may be invited. is_concerned: the agency takes part in a case on the agenda."""

    member: Member
    is_concerned: bool


def agenda(actor: Actor, meeting: Meeting) -> list[AgendaLine]:
    """The agenda as this reader may see it: what is not the reader's is not there.

    Records bodies.meeting.read with the persons of the cases shown.  Cost does not grow with items.
    """
    lines, cases = _lines(actor, meeting)
    persons = Party.objects.filter(case__in=cases).values_list("person_id", flat=True)
    reading(actor, "bodies.meeting.read", meeting, persons=set(persons))
    return lines


def agenda_again(actor: Actor, meeting: Meeting) -> list[AgendaLine]:
    """The same agenda for a part of a page that was read and recorded already."""
    return _lines(actor, meeting)[0]


def cases_waiting(actor: Actor, body: Body) -> list[Waiting]:
    """Cases a coordinator may put on the next agenda, by what makes them wait (Waiting.why).

    A case that stands on an agenda still ahead waits no more.
    """
    ahead = AgendaItem.objects.filter(
        subject_id=OuterRef("pk"),
        closed_at=None,
        withdrawn_at=None,
        meeting__stage__in=("called", "open"),
    )
    live = ("selected", "heard", "analysed", "planned", "acting", "reviewed")
    rows = Case.objects.filter(~Exists(ahead), body=body, stage__in=live)
    waiting = [Waiting(case, _why(case)) for case in rows.order_by("stage_since")]
    order = ("first", "review", "repeat", "flag", "again")
    return sorted(waiting, key=lambda row: order.index(row.why))


def cases_to_select(actor: Actor, body: Body) -> list[Case]:
    """Nominated cases that go on no agenda before somebody selects them, the oldest first."""
    return list(Case.objects.filter(body=body, stage="nominated").order_by("stage_since"))


def invitees(actor: Actor, body: Body, case_ids: Iterable[UUID]) -> list[Invitee]:
    """Who may be invited; those whose agency takes part in these cases are concerned.

    A member barred from every case its agency takes part in is not (SR-08).
    """
    shares = Participation.objects.filter(
        case_id__in=list(case_ids), accepted_at__isnull=False, ended_at=None
    ).values_list("agency_id", "case_id")
    bars = set(
        Bar.objects.filter(case_id__in=list(case_ids), ended_at=None).values_list(
            "member_id", "case_id"
        )
    )
    cases_of: dict[int, set[UUID]] = {}
    for agency_id, case_id in shares:
        cases_of.setdefault(agency_id, set()).add(case_id)
    return [
        Invitee(
            member,
            any((member.pk, c) not in bars for c in cases_of.get(member.agency_id, ())),
        )
        for member in people_who_may_come(body)
    ]


def groups_known(actor: Actor, cases: Sequence[Case]) -> dict[UUID, set[str]]:
    """Which field groups of each case the actor may know; all of them for its coordinator."""
    now = timezone.now()
    mine = Participation.objects.filter(
        Q(until=None) | Q(until__gt=now),
        case__in=cases,
        agency_id=actor.agency_id,
        accepted_at__isnull=False,
        ended_at=None,
    )
    known = {case.pk: set[str]() for case in cases}
    for share in mine:
        known[share.case_id] |= set(share.fields)
    glass = BrokenGlass.objects.filter(
        case__in=cases, member_id=actor.member_id, closed_at=None, until__gt=now
    )
    opened = set(glass.values_list("case_id", flat=True))
    for case in cases:
        if case.pk in opened or actor.holds("coordinator", body_id=case.body_id):
            known[case.pk] = set(GROUPS)
    return known


def _lines(actor: Actor, meeting: Meeting) -> tuple[list[AgendaLine], list[Case]]:
    rows = items(meeting)
    subjects = [row.subject_id for row in rows if row.subject_id]
    cases = list(Case.objects.filter(pk__in=subjects).select_related("nominated_by"))
    facts = _facts(actor, cases)
    decided = decisions(meeting, [row.pk for row in rows])
    lines = [
        AgendaLine(
            row, facts.get(row.subject_id) if row.subject_id else None, decided.get(row.pk, [])
        )
        for row in rows
        if row.subject_id is None or row.subject_id in facts
    ]
    return lines, cases


def _facts(actor: Actor, cases: Sequence[Case]) -> dict[UUID, CaseFacts]:
    known = groups_known(actor, cases)
    basis = _first_basis(cases)
    judged = _judged(cases)
    children = Counter(
        Party.objects.filter(case__in=cases, role="child").values_list("case_id", flat=True)
    )
    measures = Counter(
        Measure.objects.filter(case__in=cases, ended_at=None, lapsed_at=None).values_list(
            "case_id", flat=True
        )
    )
    unfinished = Counter(
        Action.objects.filter(case__in=cases, ended_at=None).values_list("case_id", flat=True)
    )
    sealed = _sealed([case.pk for case in cases])
    return {
        case.pk: CaseFacts(
            case=case,
            nominator=case.nominated_by.name,
            basis=basis.get(case.pk),
            **_risk(judged.get(case.pk, []), is_known="risk" in known[case.pk]),
            children=children[case.pk] if "children" in known[case.pk] else None,
            measures=measures[case.pk] if "risk" in known[case.pk] else None,
            sealed=sealed.get(case.pk, 0),
            unfinished=unfinished[case.pk],
        )
        for case in cases
    }


def _risk(judged: Sequence[Risk], *, is_known: bool) -> dict[str, Any]:
    last = judged[-1] if judged else None
    return {
        "risk": level_reached(judged) if is_known or judged else None,
        "risk_on": timezone.localdate(last.judged_at) if last else None,
        "instrument": last.instrument if last else "",
    }


def _judged(cases: Sequence[Case]) -> dict[UUID, list[Risk]]:
    judged: dict[UUID, list[Risk]] = {}
    for row in Risk.objects.filter(case__in=cases).order_by("judged_at"):
        judged.setdefault(row.case_id, []).append(row)
    return judged


def _first_basis(cases: Sequence[Case]) -> dict[UUID, str]:
    rows = Nomination.objects.filter(case__in=cases).order_by("-nominated_at")
    return dict(rows.values_list("case_id", "basis"))


def _sealed(case_ids: list[UUID]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_sealed_counts(%s::uuid[])", [case_ids])
        return dict(cursor.fetchall())


def _why(case: Case) -> str:
    if case.stage == "selected":
        return "repeat" if case.is_repeat else "first"
    today = timezone.localdate()
    if case.review_due_on is not None and case.review_due_on <= today:
        return "review"
    if case.is_repeat and case.repeat_until and today <= case.repeat_until <= today + AHEAD:
        return "flag"
    return "repeat" if case.is_repeat else "again"


def case_on(actor: Actor, meeting: Meeting, item_id: UUID) -> Case | None:
    """The case an item of this agenda is about; None for a matter about no case.

    Raises NotAllowed when the actor may not see the item, or there is none.
    """
    item = item_of(meeting, item_id)
    if item.subject_id is None:
        return None
    case = Case.objects.filter(pk=item.subject_id).first()
    if case is None:
        raise NotAllowed
    return case


def case_waiting(waiting: Iterable[Waiting], case_id: UUID) -> Case:
    """One of the cases waiting; NotAllowed when it is not among them."""
    found = next((row.case for row in waiting if row.case.pk == case_id), None)
    if found is None:
        raise NotAllowed
    return found
