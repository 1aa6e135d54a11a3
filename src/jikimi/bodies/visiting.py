"""Visits to agencies that might join: planned, made, what was explained, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.member import Member
from jikimi.bodies.models import Candidate, Visit
from jikimi.bodies.recruiting import (
    agree_candidate,
    decline_candidate,
    need_reason,
    not_ahead,
    not_before,
    put_stage,
)

OUTCOMES = ("agreed", "thinking", "declined")


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What a visit was. met: whom, by name or office; why: needed when the agency declined."""

    visited_on: date
    explained: str
    outcome: str
    met: str = ""
    why: str = ""


def plan_visit(
    *, actor: Actor, candidate: Candidate, planned_on: date, visitor_id: int | None = None
) -> Visit:
    """Plan a visit to an agency; a colleague of the actor's agency, or the actor, will go.

    Raises NotYet when one is planned already.  Records bodies.visit.plan.
    """
    with acting(actor, "bodies.visit.plan", candidate):
        not_before(planned_on, candidate.found_on, "planned_on")
        if _open_visits(candidate).exists():
            raise NotYet("bodies.not_yet.visit_planned", _("A visit is planned already."))
        return Visit.objects.create(
            body_id=candidate.body_id,
            candidate=candidate,
            planned_on=planned_on,
            visitor=_visitor(actor, visitor_id),
        )


def move_visit(*, actor: Actor, visit: Visit, planned_on: date) -> Visit:
    """Put a planned visit on another day. Records bodies.visit.plan."""
    with acting(actor, "bodies.visit.plan", visit.candidate):
        row = _still_open(visit)
        not_before(planned_on, visit.candidate.found_on, "planned_on")
        row.planned_on = planned_on
        row.save(update_fields=["planned_on"])
    return row


def record_visit(*, actor: Actor, visit: Visit, report: VisitReport) -> Visit:
    """Record that a visit was made, what was explained and what the agency said.

    An agency that agreed or declined moves on at once; one that was only found is visited now.
    Records bodies.visit.make, then bodies.candidate.agree or bodies.candidate.decline.
    """
    _check(report)
    candidate = visit.candidate
    with transaction.atomic():
        with acting(actor, "bodies.visit.make", candidate):
            not_before(report.visited_on, candidate.found_on, "visited_on")
            row = _made(_still_open(visit), report)
            if candidate.stage == "found":
                put_stage(candidate, "visited")
        _go_on(actor, candidate, report)
    return row


def cancel_visit(*, actor: Actor, visit: Visit, why: str) -> Visit:
    """Call off a planned visit; the row stays. Records bodies.visit.cancel."""
    with acting(actor, "bodies.visit.cancel", visit.candidate, why=need_reason(why)):
        row = _still_open(visit)
        row.cancelled_at = timezone.now()
        row.save(update_fields=["cancelled_at"])
    return row


def visit_called(candidate: Candidate, visit_id: UUID) -> Visit:
    """One visit to this agency; NotAllowed when there is none."""
    found = candidate.visits.filter(pk=visit_id).first()
    if found is None:
        raise NotAllowed
    found.candidate = candidate
    return found


def people_who_visit(actor: Actor) -> list[Member]:
    """Who may go: the members of the actor's agency."""
    rows = Member.objects.filter(agency_id=actor.agency_id, is_active=True)
    return list(rows.order_by("name", "pk"))


def _check(report: VisitReport) -> None:
    not_ahead(report.visited_on, "visited_on")
    if report.outcome not in OUTCOMES:
        raise NotValid("bodies.visit.outcome", {"outcome": _("Choose one from the list.")})
    if not report.explained.strip():
        raise NotValid("bodies.visit.explained", {"explained": _("Say what was explained.")})
    if report.outcome == "declined":
        need_reason(report.why)


def _made(visit: Visit, report: VisitReport) -> Visit:
    visit.visited_on, visit.outcome = report.visited_on, report.outcome
    visit.explained, visit.met = report.explained.strip(), report.met.strip()
    visit.save(update_fields=["visited_on", "outcome", "explained", "met"])
    return visit


def _go_on(actor: Actor, candidate: Candidate, report: VisitReport) -> None:
    if report.outcome == "agreed" and candidate.stage not in ("agreed", "signed"):
        agree_candidate(actor=actor, candidate=candidate, agreed_on=report.visited_on)
    if report.outcome == "declined" and candidate.stage != "declined":
        decline_candidate(actor=actor, candidate=candidate, why=report.why)


def _visitor(actor: Actor, member_id: int | None) -> Member | None:
    wanted = member_id or actor.member_id
    found = next((one for one in people_who_visit(actor) if one.pk == wanted), None)
    if found is None:
        raise NotValid("bodies.visit.visitor", {"visitor_id": _("Choose one from the list.")})
    return found


def _open_visits(candidate: Candidate) -> QuerySet[Visit]:
    return candidate.visits.filter(visited_on=None, cancelled_at=None)


def _still_open(visit: Visit) -> Visit:
    row = Visit.objects.select_for_update().filter(pk=visit.pk).first()
    if row is None:
        raise NotAllowed
    if row.visited_on or row.cancelled_at:
        raise NotYet("bodies.not_yet.visit_over", _("This visit was made or called off already."))
    return row
