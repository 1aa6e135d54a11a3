"""Which alerts stand on a list, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jikimi.access.actor import Actor
from jikimi.access.principals import Principal
from jikimi.cases.models import Alert, Case, RunningClock

# told: to me or those I work with; mine: in cases I look after; body: in all cases of my bodies.
WHOSE = ("told", "mine", "body")
_TOLD = (Principal.AGENCY, Principal.MEMBER, Principal.BODY)
STATES = ("waiting", "seen", "carried")
ORDERS = {
    "due": ("due_at", "-reached_at"),
    "latest": ("-reached_at",),
    "raised": ("reached_at",),
}


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """How the list is narrowed. point: a code of alert_points.csv; empty for all."""

    whose: str = "told"
    state: str = "waiting"
    point: str = ""
    order: str = "due"
    page: int = 1


def alert_rows(actor: Actor, narrowed: AlertFilter) -> QuerySet[Alert]:
    """The alerts that fit, in order."""
    rows = Alert.objects.filter(_whose(actor, narrowed.whose), _in_state(narrowed.state))
    if narrowed.point:
        rows = rows.filter(point=narrowed.point)
    # Looked up, not joined: who only answers for the agency sees the alert without its clock.
    due = RunningClock.objects.filter(pk=OuterRef("clock_id")).values("due_at")
    rows = rows.alias(due_at=Coalesce(Subquery(due), F("reached_at")))
    return rows.select_related("acknowledged_by").order_by(*_order(narrowed.order), "pk")


def counted_alerts(actor: Actor) -> dict[str, int]:
    """How many wait for each whose, one query each."""
    waiting = _in_state("waiting")
    return {whose: Alert.objects.filter(waiting, _whose(actor, whose)).count() for whose in WHOSE}


def _whose(actor: Actor, whose: str) -> Q:
    if whose == "body":
        return Q(body_id__in=actor.bodies_coordinated())
    if whose == "mine":
        led = Case.objects.filter(lead_member_id=actor.member_id)
        return Q(case_id__in=led.values("pk")) | Q(
            escalated_to=Principal.MEMBER.of(actor.member_id)
        )
    own = [number for number in actor.principals if number % 8 in _TOLD]
    return Q(told__in=own) | Q(escalated_to__in=own)


def _in_state(state: str) -> Q:
    if state == "seen":
        return Q(acknowledged_at__isnull=False)
    waiting = Q(acknowledged_at__isnull=True, moot_at__isnull=True)
    return waiting & Q(escalated_at__isnull=False) if state == "carried" else waiting


def _order(order: str) -> tuple[str, ...]:
    return ORDERS.get(order, ORDERS["due"])
