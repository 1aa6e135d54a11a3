"""ShiftChange: one operator hands the control room over, another takes it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.escorts.wall import RoomPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

SHIFT_STAGES = ("given", "taken", "withdrawn")


class ShiftChange(models.Model):
    """A shift handed over: by whom, to whom, when, and what the next must know.

    note: about the room and its work, never about a person; it goes after some days
    (room_rules.csv).  open_alarms, ended_alarms: how many there were when it was given.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(max_length=10, default="given")
    stage_since = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    open_alarms = models.IntegerField(default=0)
    ended_alarms = models.IntegerField(default=0)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                name="escorts_shift_stage", condition=models.Q(stage__in=SHIFT_STAGES)
            ),
            models.UniqueConstraint(
                fields=["room"], condition=models.Q(stage="given"), name="escorts_shift_one_given"
            ),
            RoomPolicy(name="escorts_shiftchange_rows"),
        ]
        indexes = [models.Index(fields=["room", "-given_at"], name="escorts_shift_lately")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "shift_change"

    def standings(self, actor: Actor) -> set[str]:
        """giver: who hands it over; colleague: anybody else who works there."""
        if actor.agency_id != self.room_id:
            return set()
        return {"giver"} if self.given_by_id == actor.member_id else {"colleague"}
