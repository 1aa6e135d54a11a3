"""Watching: households an agency or a body looks after by grade, and what waits for decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.ticket import named
from jikimi.cases.escalating import propose_by_rules
from jikimi.cases.flags import month_of, tell_of_flags
from jikimi.cases.models import Case, MonitoringContact, Party, Registration
from jikimi.cases.turns import keep_turns

PAGE = 50
STATES = ("all", "soon", "missed")
SOON = timedelta(days=7)
ORDERS = {
    "due": (F("next_due").asc(nulls_last=True), "case__number"),
    "grade": ("grade", F("next_due").asc(nulls_last=True), "case__number"),
    "missed": ("-missed", F("next_due").asc(nulls_last=True), "case__number"),
    "since": ("decided_on", "case__number"),
    "case": ("case__number",),
}


@dataclass(frozen=True, slots=True)
class WatchFilter:
    """How the list is narrowed and put in order. of: agency or body; find: part of a number."""

    of: str = "agency"
    grade: str = ""
    state: str = "all"
    order: str = "due"
    find: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class WatchedLine:
    """One registered household. next_due: its next turn; missed: turns that went by without one."""

    registration: Registration
    next_due: date | None
    missed: int

    @property
    def case(self) -> Case:
        """Its case."""
        return self.registration.case

    @property
    def days_left(self) -> int:
        """Whole days until the next turn ends; a large number when none is planned."""
        return (self.next_due - timezone.localdate()).days if self.next_due else 9999


@dataclass(frozen=True, slots=True)
class WatchedList:
    """One page of the list. counts: how many in each state of STATES."""

    lines: Sequence[WatchedLine]
    counts: dict[str, int]
    has_later: bool


def watch_over(*, actor: Actor, today: date | None = None) -> None:
    """What the clock does for those who are watched: turns, proposals, flags. Safe to repeat.

    Each batch is a transaction of its own, so that a stopped server loses none that was done.
    """
    with named(actor):
        keep_turns(actor=actor, today=today)
    while _suggested(actor, today):
        pass
    with named(actor):
        tell_of_flags(actor=actor, today=today)


def _suggested(actor: Actor, today: date | None) -> int:
    with named(actor):
        return propose_by_rules(today=today)


def watched(actor: Actor, wanted: WatchFilter) -> WatchedList:
    """Registered households whose risk the actor may read, one page. Two queries."""
    rows = _with_turns(_narrowed(actor, wanted))
    counted = {f"in_{state}": Count("pk", filter=_in_state(state)) for state in STATES}
    numbers = rows.aggregate(**counted)
    order = ORDERS.get(wanted.order, ORDERS["due"])
    start = (max(wanted.page, 1) - 1) * PAGE
    found = list(rows.filter(_in_state(wanted.state)).order_by(*order)[start : start + PAGE + 1])
    lines = [WatchedLine(row, row.next_due, row.missed) for row in found[:PAGE]]
    counts = {state: numbers[f"in_{state}"] for state in STATES}
    return WatchedList(lines, counts, has_later=len(found) > PAGE)


def turns_of_month(actor: Actor, *, month: date) -> list[MonitoringContact]:
    """Children that must be seen in person in a month, as far as the actor may know of them."""
    first, last = month_of(month)
    rows = MonitoringContact.objects.exclude(reason="").filter(due_on__gte=first, due_on__lte=last)
    return list(rows.select_related("case", "agency").order_by("due_on", "case__number"))


def persons_of(case_ids: Iterable[UUID]) -> set[UUID]:
    """Persons of the cases on a page whom the actor may know, for the record (SR-26)."""
    return set(Party.objects.filter(case_id__in=set(case_ids)).values_list("person_id", flat=True))


def _narrowed(actor: Actor, wanted: WatchFilter) -> QuerySet[Registration]:
    rows = Registration.objects.filter(ended_on=None)
    if wanted.of == "body":
        rows = rows.filter(case__body_id__in=actor.bodies_coordinated())
    else:
        rows = rows.filter(
            case__participations__agency_id=actor.agency_id,
            case__participations__accepted_at__isnull=False,
            case__participations__ended_at=None,
        )
    if wanted.grade:
        rows = rows.filter(grade=wanted.grade)
    if wanted.find:
        rows = rows.filter(case__number__icontains=wanted.find.strip())
    return rows.select_related("case__body", "case__lead_agency")


def _with_turns(rows: QuerySet[Registration]) -> QuerySet[Any]:
    turns = MonitoringContact.objects.filter(registration=OuterRef("pk"), ended_at=None)
    missed = MonitoringContact.objects.filter(
        case=OuterRef("case_id"), registration__isnull=False, outcome="missed"
    )
    counted = missed.order_by().values("case").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        next_due=Subquery(turns.order_by("due_on").values("due_on")[:1]),
        missed=Coalesce(Subquery(counted), 0),
    )


def _in_state(state: str) -> Q:
    if state == "soon":
        return Q(next_due__lte=timezone.localdate() + SOON)
    return Q(missed__gt=0) if state == "missed" else Q()
