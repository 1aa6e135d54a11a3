"""What the doors read of cases: one case by its number, and the list of an agency's or a body's."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.cases.bars import refuse
from jikimi.cases.models import Case, Party, Risk
from jikimi.cases.risk import Judged, level_reached
from jikimi.cases.words import words

PAGE = 50


def case_called(actor: Actor, number: str) -> Case:
    """The case with this number, for those who may know of it now.

    Raises NotAllowed when there is none, when it is not the actor's, or when its share is over; the
    refusal is recorded, and the coordinators are told when a barred member asked.
    """
    related = ("lead_agency", "nominated_by", "body")
    case = Case.objects.select_related(*related).filter(number=number).first()
    if case is not None:
        case.remember_standings(actor)
    if case is None or not is_open_to(actor, case):
        refuse(actor, number)
        raise NotAllowed
    return case


def is_open_to(actor: Actor, case: Case) -> bool:
    """Whether the actor takes part, coordinates the body, or opened the case in an emergency."""
    if actor.holds("coordinator", body_id=case.body_id):
        return True
    return bool(case.standings(actor) & {"participant", "broken_glass"})


def stage_steps() -> list[tuple[str, str]]:
    """Stages a case goes through, in order, with their words in the reader's language."""
    return [(c.code, c.label) for c in words("stages").values() if c.more["is_step"] == "yes"]


@dataclass(frozen=True, slots=True)
class Filter:
    """How a list is narrowed. of: agency or body; order: recent, or quiet (longest untouched)."""

    of: str = "agency"
    stage: str = ""
    kind: str = ""
    is_mine: bool = False
    is_nominated_by_us: bool = False
    is_repeat: bool = False
    order: str = "recent"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list. victim and risk are empty for those who may not know them.

    lead: the name of the lead agency.
    """

    case: Case
    is_mine: bool
    victim: str
    risk: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of a list. earlier and later: marks of the neighbouring pages, empty at the ends."""

    lines: Sequence[CaseLine]
    earlier: str = ""
    later: str = ""


def worklist(
    actor: Actor, narrowed: Filter | None = None, *, after: str = "", before: str = ""
) -> CaseList:
    """The cases an agency works on, or a body's for its coordinator, one page of them.

    after, before: marks handed out with a page.  A mark that was not is ignored.
    Records cases.worklist.read with the persons shown.  Cost does not grow with other agencies'
    cases: the list is driven by an index on participation, or on the body.
    """
    narrowed = narrowed or Filter()
    cases, earlier, later = _page(actor, narrowed, after, before)
    victims = _victims(cases)
    risks = _risks(cases)
    leads = Agency.objects.in_bulk({case.lead_agency_id for case in cases})
    reading(actor, "cases.worklist.read", persons=[person for person, _ in victims.values()])
    lines = [
        CaseLine(
            case,
            is_mine=case.lead_member_id == actor.member_id,
            victim=victims.get(case.pk, (None, ""))[1],
            risk=risks.get(case.pk, ""),
            lead=leads[case.lead_agency_id].name,
        )
        for case in cases
    ]
    return CaseList(lines, earlier, later)


def _page(actor: Actor, narrowed: Filter, after: str, before: str) -> tuple[list[Case], str, str]:
    """The cases of a page and the marks of the pages beside it."""
    at = _mark_read(before or after)
    is_backwards = bool(before and at)
    is_newest_first = (narrowed.order != "quiet") != is_backwards
    found = list(_ordered(actor, narrowed, at, is_newest_first)[: PAGE + 1])
    has_more = len(found) > PAGE
    cases = found[:PAGE]
    if is_backwards:
        cases.reverse()
    has_earlier = has_more if is_backwards else bool(at)
    has_later = True if is_backwards else has_more
    earlier = _mark(cases[0]) if cases and has_earlier else ""
    return cases, earlier, _mark(cases[-1]) if cases and has_later else ""


def _ordered(
    actor: Actor, narrowed: Filter, at: tuple[datetime, UUID] | None, is_newest_first: bool
) -> QuerySet[Case]:
    """Cases past a mark, by their last event; the agency's own are driven by its shares' index."""
    whose, path = _whose(actor, narrowed)
    last_event, case_id = (
        (f"{path}last_event_at", f"{path}case_id") if path else ("last_event_at", "id")
    )
    sign, beyond = ("-", "lt") if is_newest_first else ("", "gt")
    if at is not None:
        instant, last = at
        past = Q(**{f"{last_event}__{beyond}": instant})
        same = Q(**{last_event: instant, f"{case_id}__{beyond}": last})
        # The bound on the instant alone is what the index can use.
        whose &= Q(**{f"{last_event}__{beyond}e": instant}) & (past | same)
    rows = Case.objects.filter(whose, _narrowed(actor, narrowed))
    return rows.order_by(f"{sign}{last_event}", f"{sign}{case_id}")


def _whose(actor: Actor, narrowed: Filter) -> tuple[Q, str]:
    """Whose cases, and the path to the row that orders them: a share's, or the case's own."""
    if narrowed.of == "body" and actor.bodies_coordinated():
        return Q(body_id__in=actor.bodies_coordinated()), ""
    if narrowed.is_mine:
        return Q(lead_member_id=actor.member_id), ""
    path = "participations__"
    taking_part = {"agency_id": actor.agency_id, "ended_at": None, "accepted_at__isnull": False}
    return Q(**{path + field: value for field, value in taking_part.items()}), path


def _narrowed(actor: Actor, narrowed: Filter) -> Q:
    wanted: dict[str, object] = {
        "stage": narrowed.stage or None,
        "kind": narrowed.kind or None,
        "lead_member_id": actor.member_id if narrowed.is_mine else None,
        "nominated_by_id": actor.agency_id if narrowed.is_nominated_by_us else None,
        "is_repeat": narrowed.is_repeat or None,
    }
    return Q(**{field: value for field, value in wanted.items() if value is not None})


def _mark(case: Case) -> str:
    text = f"{case.last_event_at.isoformat()}|{case.pk}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _mark_read(mark: str) -> tuple[datetime, UUID] | None:
    try:
        text = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()
        instant, _, last = text.partition("|")
        found = datetime.fromisoformat(instant), UUID(last)
    except (ValueError, binascii.Error):
        return None
    return found if found[0].tzinfo else None


def _victims(cases: Iterable[Case]) -> dict[UUID, tuple[UUID, str]]:
    """Who is to be protected in each case: person and name, for those who may know."""
    rows = Party.objects.filter(case__in=list(cases), role="victim")
    names = rows.values_list("case_id", "person_id", "person__name")
    return {case_id: (person_id, name) for case_id, person_id, name in names}


def _risks(cases: Iterable[Case]) -> dict[UUID, str]:
    """The level each case has reached, for those who may know it."""
    judged: dict[UUID, list[Judged]] = {}
    rows = Risk.objects.filter(case__in=list(cases)).order_by("judged_at")
    for row in rows.values_list("case_id", "level", "lowers", named=True):
        judged.setdefault(row.case_id, []).append(row)
    return {case_id: level_reached(rows) for case_id, rows in judged.items()}
