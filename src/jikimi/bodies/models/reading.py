"""ItemRead: that a person has read an item of a pack; for that person alone."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.access.policy import RowPolicy
from jikimi.bodies.models.meeting import AgendaItem, Meeting

_OWN = "member_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"


class ItemRead(models.Model):
    """When a person read an item before a meeting, so that what is new since then can be shown.

    Nobody else learns who has read what, also not those who run the meeting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="bodies_itemread_once"),
            RowPolicy(
                name="bodies_itemread_rows", select=_OWN, insert=_OWN, update=_OWN, delete=_OWN
            ),
        ]
        indexes = [models.Index(fields=["member", "meeting"], name="bodies_itemread_mine")]

    def __str__(self) -> str:
        return str(self.pk)
