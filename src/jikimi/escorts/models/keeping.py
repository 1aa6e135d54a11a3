"""What the law asks to be kept about keeping: deletions, and what a subject asked of us."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import RowPolicy
from jikimi.escorts.wall import AUDITOR, ROOM

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

OBJECTION_STAGES = ("said", "answered")


class Deletion(models.Model):
    """How much was deleted on a day, and of what (retention.csv); never whose or where it was.

    room: empty for what belongs to no control room, such as a consent.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    what = models.CharField(max_length=20)
    rows = models.IntegerField()

    class Meta:
        ordering = ["-day"]
        constraints = [
            RowPolicy(
                name="escorts_deletion_rows", select=f"room_id IS NULL OR {ROOM} OR {AUDITOR}"
            )
        ]
        indexes = [models.Index(fields=["room", "day"], name="escorts_deletion_day")]

    def __str__(self) -> str:
        return str(self.pk)


class Objection(models.Model):
    """What a person asks about the log of her phone: to see, to correct, to stop (§24③).

    subject: as in Provision, so that the answer reaches her phone and nobody learns whose it is.
    kind: a code of objection_kinds.csv.  due_on: the last day for the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject = models.BinaryField()
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=1000)
    stage = models.CharField(max_length=20, default="said")
    stage_since = models.DateTimeField(default=timezone.now)
    said_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["said_at"]
        constraints = [
            models.CheckConstraint(
                name="escorts_objection_stage", condition=models.Q(stage__in=OBJECTION_STAGES)
            ),
            RowPolicy(name="escorts_objection_rows", select=AUDITOR, update=AUDITOR),
        ]
        indexes = [models.Index(fields=["subject"], name="escorts_objection_subject")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "objection"

    def standings(self, actor: Actor) -> set[str]:
        """room: who works for the control room it was said to."""
        return {"room"} if actor.agency_id == self.room_id else set()
