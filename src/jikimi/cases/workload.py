"""Workload: the actions of a case or of an agency, with what may be done with each now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import codes, label
from jikimi.access.errors import NotAllowed
from jikimi.cases.endings import is_resumable
from jikimi.cases.models import Action, Case, Party
from jikimi.cases.models.actions import ENDINGS
from jikimi.cases.shares import Stood

PAGE = 50
STATES = ("open", "overdue", *ENDINGS)
_OFFERS = ("accept", "amend", *ENDINGS, "resume")
_ORDERS = {
    "due": ("due_on", "pk"),
    "latest": ("-due_on", "pk"),
    "case": ("case__number", "due_on", "pk"),
}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action in a list. offers: words of the acts open to the reader (accept, done …)."""

    action: Action
    days_left: int
    offers: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Whether the action waits to be done."""
        return self.action.ended_at is None

    @property
    def may_report(self) -> bool:
        """Whether the reader may say how it ended."""
        return bool(self.offers & set(ENDINGS))

    @property
    def endings(self) -> list[tuple[str, str]]:
        """The ways to report how it ended that are open to the reader: code and word."""
        return [
            (row.code, row.label)
            for row in codes("cases", "action_outcomes").values()
            if row.code in self.offers
        ]

    @property
    def ending(self) -> str:
        """The word for how it ended, as of that day; empty while it waits."""
        ended = self.action.ended_at
        on = timezone.localdate(ended) if ended else None
        return label("cases", "action_outcomes", self.action.stage, on=on) if ended else ""

    @property
    def is_overdue(self) -> bool:
        """Whether the action waits although its day is past."""
        return self.is_open and self.days_left < 0


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """How an agency's list is narrowed. state: a code of STATES; order: due, latest, case."""

    state: str = "open"
    order: str = "due"
    is_mine: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class ActionList:
    """One page of an agency's actions. counts: how many in each state; not possible and not done
    are counted apart (SR-58)."""

    lines: list[ActionLine]
    counts: dict[str, int]
    has_later: bool


def actions_of(actor: Actor, case: Case) -> list[ActionLine]:
    """The actions of a case that the actor may read, soonest first. Three queries."""
    standings = frozenset(case.standings(actor))
    related = ("agency", "owner", "cause", "ended_by")
    rows = list(Action.objects.filter(case=case).select_related(*related).order_by("due_on", "pk"))
    for row in rows:
        row.case = case
    return [_line(actor, row, standings) for row in rows]


def action_list(actor: Actor, narrowed: ActionFilter) -> ActionList:
    """The actions of the actor's agency, one page. Cost does not grow with other agencies' work."""
    rows = _in_state(_of_agency(actor), narrowed.state)
    if narrowed.is_mine:
        rows = rows.filter(owner_id=actor.member_id)
    start = (max(narrowed.page, 1) - 1) * PAGE
    order = _ORDERS.get(narrowed.order, _ORDERS["due"])
    found = list(_with_case(rows).order_by(*order)[start : start + PAGE + 1])
    lines = [_line(actor, row, frozenset()) for row in found[:PAGE]]
    return ActionList(lines, action_counts(actor), len(found) > PAGE)


def action_counts(actor: Actor) -> dict[str, int]:
    """How many actions the actor's agency has in each state of STATES. One query."""
    counted = {state: Count("pk", filter=_condition(state)) for state in STATES}
    return _of_agency(actor).aggregate(**counted)


def actions_waiting(actor: Actor, *, limit: int = PAGE) -> list[ActionLine]:
    """Actions the actor's agency has still to do, soonest first. One query."""
    rows = _with_case(_in_state(_of_agency(actor), "open")).order_by("due_on", "pk")[:limit]
    return [_line(actor, row, frozenset()) for row in rows]


def actions_overdue(actor: Actor, *, limit: int = PAGE) -> list[ActionLine]:
    """Actions of the actor's agency whose day is past, longest overdue first. One query."""
    rows = _with_case(_in_state(_of_agency(actor), "overdue")).order_by("due_on", "pk")[:limit]
    return [_line(actor, row, frozenset()) for row in rows]


def actions_overdue_in_bodies(actor: Actor, *, limit: int = PAGE) -> list[ActionLine]:
    """Overdue actions of any agency in the cases of the bodies the actor coordinates."""
    rows = Action.objects.filter(body_id__in=actor.bodies_coordinated())
    rows = _with_case(_in_state(rows, "overdue")).order_by("due_on", "pk")[:limit]
    return [_line(actor, row, frozenset({"body"})) for row in rows]


def action_line(actor: Actor, action_id: UUID) -> ActionLine:
    """One action of the actor's agency. Raises NotAllowed when there is none."""
    row = _with_case(_of_agency(actor)).filter(pk=action_id).first()
    if row is None:
        raise NotAllowed
    return _line(actor, row, frozenset())


def line_of(actor: Actor, action: Action) -> ActionLine:
    """An action with what the actor may do with it now."""
    return _line(actor, action, frozenset(action.case.standings(actor)))


def persons_touched(actor: Actor, lines: Iterable[ActionLine]) -> set[UUID]:
    """Persons of the cases in a list whom the actor may know, for the record (SR-26)."""
    cases = {line.action.case_id for line in lines}
    return set(Party.objects.filter(case_id__in=cases).values_list("person_id", flat=True))


def _line(actor: Actor, action: Action, of_case: frozenset[str]) -> ActionLine:
    known = of_case | action.own_standings(actor)
    stood = Stood(known, action.case.body_id, action.stage, "action")
    offers = frozenset(word for word in _OFFERS if may(actor, f"cases.actions.{word}", stood))
    if not is_resumable(action) or action.case.stage == "closed":
        offers -= {"resume"}
    return ActionLine(action, (action.due_on - timezone.localdate()).days, offers)


def _of_agency(actor: Actor) -> QuerySet[Action]:
    return Action.objects.filter(agency_id=actor.agency_id)


def _with_case(rows: QuerySet[Action]) -> QuerySet[Action]:
    return rows.select_related("case", "agency", "owner")


def _in_state(rows: QuerySet[Action], state: str) -> QuerySet[Action]:
    return rows.filter(_condition(state if state in STATES else "open"))


def _condition(state: str, today: date | None = None) -> Q:
    if state == "open":
        return Q(ended_at__isnull=True)
    if state == "overdue":
        return Q(ended_at__isnull=True, due_on__lt=today or timezone.localdate())
    return Q(stage=state, ended_at__isnull=False)
