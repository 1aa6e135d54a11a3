"""Marks: which items of a meeting a person has read; known to that person alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.bodies.agenda import item_of, need_acceptance
from jikimi.bodies.models import ItemRead, Meeting


def mark_read(*, actor: Actor, meeting: Meeting, item_id: UUID) -> ItemRead:
    """Note that the actor has read an item now; what is new after this is shown as new.

    Raises NotAllowed for an item the actor may not see.  Records bodies.pack.mark.
    """
    with acting(actor, "bodies.pack.mark", meeting):
        need_acceptance(actor, meeting.pk)
        item = item_of(meeting, item_id)
        row, _is_new = ItemRead.objects.update_or_create(
            item=item,
            member_id=actor.member_id,
            defaults={"meeting": meeting, "read_at": timezone.now()},
        )
    return row


def mark_unread(*, actor: Actor, meeting: Meeting, item_id: UUID) -> None:
    """Take the actor's mark off an item again. Records bodies.pack.mark."""
    with acting(actor, "bodies.pack.mark", meeting):
        item = item_of(meeting, item_id)
        ItemRead.objects.filter(item=item, member_id=actor.member_id).delete()


def marks_of(actor: Actor, meeting: Meeting) -> dict[UUID, datetime]:
    """When the actor read which item of a meeting. One query."""
    rows = ItemRead.objects.filter(meeting=meeting, member_id=actor.member_id)
    return dict(rows.values_list("item_id", "read_at"))
