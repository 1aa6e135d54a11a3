"""What the doors read of undertakings: one, those of an item, those that wait or are late."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from jikimi.access.actor import CASE_WORK, Actor
from jikimi.access.errors import NotAllowed
from jikimi.bodies.models import Meeting, Undertaking


def undertaking_called(actor: Actor, number: UUID) -> Undertaking:
    """One undertaking as the actor may see it; NotAllowed when there is none."""
    related = ("body", "agency", "owner", "ended_by", "meeting", "decision", "matter", "item")
    found = Undertaking.objects.select_related(*related).filter(pk=number).first()
    if found is None:
        raise NotAllowed
    return found


def undertakings_on(meeting: Meeting, item_id: UUID) -> list[Undertaking]:
    """What was given out under the decisions on one item of a meeting."""
    rows = Undertaking.objects.filter(meeting=meeting, item_id=item_id)
    return list(rows.select_related("agency", "owner").order_by("due_on", "pk"))


def undertakings_owed(actor: Actor, *, most: int) -> list[Undertaking]:
    """What the actor's agency has still to do for its bodies, soonest first. One query or none."""
    roles = {role.kind for role in actor.roles}
    if not roles & (CASE_WORK | {"council_member"}):
        return []
    rows = Undertaking.objects.filter(agency_id=actor.agency_id, ended_at__isnull=True)
    return list(rows.order_by("due_on", "pk")[:most])


def undertakings_late(actor: Actor, *, most: int) -> list[Undertaking]:
    """What other agencies are late with in the bodies the actor coordinates. One query or none."""
    bodies = actor.bodies_coordinated()
    if not bodies:
        return []
    late = {"ended_at__isnull": True, "due_on__lt": timezone.localdate()}
    rows = Undertaking.objects.filter(body_id__in=bodies, **late).exclude(agency_id=actor.agency_id)
    return list(rows.select_related("agency").order_by("due_on", "pk")[:most])
