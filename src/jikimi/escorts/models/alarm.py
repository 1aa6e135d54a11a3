"""Alarm: somebody must be helped now; AlarmStep: what the control room did."""

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

ALARM_STAGES = ("raised", "taken", "police_asked", "on_the_way", "ended")
ON_BOARD = models.Q(stage__in=ALARM_STAGES[:-1])
UNCOUNTED = models.Q(stage="ended", counted_at__isnull=True)


class Alarm(models.Model):
    """A call to the control room: from a phone, a walk that went wrong, a bell, somebody's call.

    journey_id: what it came from, gone when that ends.  site_id: the bell.  kind: a code of
    alarm_kinds.csv; ending: of alarm_endings.csv.  area_code: the dong, kept for the figures; the
    place itself is never written here.  taken_by: the operator who has it.  counted_at: it went
    into the figures, once.  unanswered_at: it had waited too long then (room_rules.csv), and
    whoever stands in was told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    journey_id = models.UUIDField(null=True, blank=True)
    site_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=20)
    stage = models.CharField(max_length=20, default="raised")
    stage_since = models.DateTimeField(default=timezone.now)
    is_silent = models.BooleanField(default=False)
    is_drill = models.BooleanField(default=False)
    area_code = models.CharField(max_length=10, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    unanswered_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    police_asked_at = models.DateTimeField(null=True, blank=True)
    on_the_way_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=30, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.CheckConstraint(
                name="escorts_alarm_stage", condition=models.Q(stage__in=ALARM_STAGES)
            ),
            RoomPolicy(name="escorts_alarm_rows"),
        ]
        indexes = [
            models.Index(fields=["room", "raised_at"], condition=ON_BOARD, name="escorts_on_board"),
            models.Index(fields=["room", "ended_at"], name="escorts_alarm_ended"),
            models.Index(fields=["ended_at"], condition=UNCOUNTED, name="escorts_alarm_uncounted"),
            models.Index(
                fields=["journey_id"], condition=ON_BOARD, name="escorts_alarm_of_journey"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "alarm"

    def standings(self, actor: Actor) -> set[str]:
        """room: who works there; taker: the operator who took it over."""
        if actor.agency_id != self.room_id:
            return set()
        return {"room"} | ({"taker"} if self.taken_by_id == actor.member_id else set())


class AlarmStep(models.Model):
    """One step of an alarm: seen, taken, handed over, spoken to, ended. Notes go in the end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="steps")
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    code = models.CharField(max_length=30)
    at = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [RoomPolicy(name="escorts_alarmstep_rows")]

    def __str__(self) -> str:
        return str(self.pk)
