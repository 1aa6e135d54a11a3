"""What the doors read of research: of one case, of the actor's agency, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.working_days import is_working_day
from jikimi.bodies.models import Meeting
from jikimi.bodies.reads import meetings_ahead
from jikimi.cases.models import Case, Party, Research
from jikimi.cases.research import is_open_to_answers
from jikimi.cases.shares import Stood

PAGE = 50
STATES = ("waiting", "answered", "declined", "withdrawn")
_OFFERS = ("answer", "decline", "withdraw")
_RELATED = ("agency", "asked_by__agency", "answered_by", "meeting")


@dataclass(frozen=True, slots=True)
class ResearchLine:
    """One question and its answer, in words. offers: answer, decline, withdraw."""

    research: Research
    topics: Sequence[str]
    basis: str
    days_left: int
    offers: frozenset[str]

    @property
    def is_waiting(self) -> bool:
        """Whether the agency has not answered."""
        return self.research.stage == "waiting"

    @property
    def is_overdue(self) -> bool:
        """Whether it waits although its day is past."""
        return self.is_waiting and self.days_left < 0


@dataclass(frozen=True, slots=True)
class ResearchList:
    """One page of what an agency was asked. counts: how many in each state of STATES."""

    lines: Sequence[ResearchLine]
    counts: dict[str, int]
    has_later: bool


def research_of(actor: Actor, case: Case) -> list[ResearchLine]:
    """Questions on a case and their answers, as far as the actor may read them, waiting ones first.

    Records cases.research.read with the persons of the case.
    """
    rows = list(Research.objects.filter(case=case).select_related(*_RELATED))
    persons = Party.objects.filter(case=case).values_list("person_id", flat=True)
    reading(actor, "cases.research.read", case, persons=set(persons))
    standings = frozenset(case.standings(actor))
    for row in rows:
        row.case = case
    lines = [_line(actor, row, standings) for row in rows]
    return sorted(lines, key=lambda line: (STATES.index(line.research.stage), line.days_left))


def research_listed(actor: Actor, *, state: str = "waiting", page: int = 1) -> ResearchList:
    """What the actor's agency was asked, one page. Records cases.research.list with the persons."""
    mine = Research.objects.filter(agency_id=actor.agency_id)
    rows = mine.filter(_in(state)).select_related("case", *_RELATED)
    order = ("due_on", "pk") if state == "waiting" else ("-asked_at", "pk")
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by(*order)[start : start + PAGE + 1])
    lines = [_line(actor, row, frozenset()) for row in found[:PAGE]]
    cases = {row.case_id for row in found}
    persons = Party.objects.filter(case_id__in=cases).values_list("person_id", flat=True)
    reading(actor, "cases.research.list", persons=set(persons))
    counts = mine.aggregate(**{name: Count("pk", filter=_in(name)) for name in STATES})
    return ResearchList(lines, counts, len(found) > PAGE)


def research_waiting(actor: Actor, *, limit: int = PAGE) -> list[Research]:
    """Questions the actor's agency has not answered, soonest first. One query."""
    rows = _ahead(Research.objects.filter(agency_id=actor.agency_id))
    return list(rows.select_related("case").order_by("due_on", "pk")[:limit])


def research_overdue_in_bodies(actor: Actor, *, limit: int = PAGE) -> list[Research]:
    """Questions other agencies left unanswered, in cases of the bodies the actor coordinates."""
    rows = _ahead(Research.objects.filter(case__body_id__in=actor.bodies_coordinated()))
    late = rows.filter(due_on__lt=timezone.localdate()).exclude(agency_id=actor.agency_id)
    return list(late.select_related("case", "agency").order_by("due_on", "pk")[:limit])


def research_called(actor: Actor, case: Case, research_id: UUID) -> ResearchLine:
    """One question on this case. Raises NotAllowed when there is none for the actor."""
    row = Research.objects.filter(case=case, pk=research_id).select_related(*_RELATED).first()
    if row is None:
        raise NotAllowed
    row.case = case
    return _line(actor, row, frozenset(case.standings(actor)))


def research_for(cases: Iterable[Case]) -> dict[UUID, list[Research]]:
    """Questions that were not taken back, by case, for many cases at once. One query."""
    rows = Research.objects.filter(case__in=list(cases), withdrawn_at=None)
    found: dict[UUID, list[Research]] = {}
    for row in rows.select_related("agency").order_by("agency__name_ko", "asked_at"):
        found.setdefault(row.case_id, []).append(row)
    return found


def meetings_to_ask_for(actor: Actor, case: Case) -> list[Meeting]:
    """Meetings ahead with this case on the agenda, the next one first."""
    rows = meetings_ahead(case.body)
    on = set(
        Meeting.objects.filter(
            pk__in=[row.pk for row in rows],
            items__subject_id=case.pk,
            items__withdrawn_at=None,
        ).values_list("pk", flat=True)
    )
    return [row for row in rows if row.pk in on]


def usual_due_on(meeting: Meeting | None, *, today: date | None = None) -> date:
    """The working day before the meeting, but not a day that is past; else in a week."""
    here = today or timezone.localdate()
    if meeting is None:
        return here + timedelta(days=7)
    day = timezone.localtime(meeting.starts_at).date() - timedelta(days=1)
    while not is_working_day(day) and day > here:
        day -= timedelta(days=1)
    return max(day, here)


def _line(actor: Actor, row: Research, of_case: frozenset[str]) -> ResearchLine:
    own = {"owner"} if row.agency_id == actor.agency_id else set()
    stood = Stood(of_case | own, row.case.body_id, row.stage, "research")
    offers = {word for word in _OFFERS if may(actor, f"cases.research.{word}", stood)}
    if not is_open_to_answers(row) or row.case.stage == "closed":
        offers -= {"answer", "decline"}
    on = row.asked_at.date()
    return ResearchLine(
        research=row,
        topics=[label("cases", "research_topics", code, on=on) for code in row.asks],
        basis=label("cases", "legal_bases", row.basis, on=on),
        days_left=(row.due_on - timezone.localdate()).days,
        offers=frozenset(offers),
    )


def _ahead(rows: QuerySet[Research]) -> QuerySet[Research]:
    """Those that wait for an answer that can still be given."""
    is_ahead = Q(meeting=None) | Q(meeting__stage__in=("called", "open"))
    return rows.filter(is_ahead, answered_at=None, withdrawn_at=None).exclude(case__stage="closed")


def _in(state: str) -> Q:
    said = {"withdrawn": Q(withdrawn_at__isnull=False)}
    said["declined"] = Q(withdrawn_at=None) & ~Q(declined_why="")
    said["answered"] = Q(withdrawn_at=None, declined_why="", answered_at__isnull=False)
    return said.get(state, Q(withdrawn_at=None, answered_at=None))
