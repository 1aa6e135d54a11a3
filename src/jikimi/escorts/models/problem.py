"""UnsafeMark: where somebody felt unsafe, nobody's; ProblemPlace: what a room put forward."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.escorts.wall import RoomPolicy, SecretPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

PROBLEM_STAGES = ("put", "aside")


class UnsafeMark(models.Model):
    """Somebody felt unsafe here: a square, a day and a reason; of whom and of which phone nothing.

    x, y: the middle of a square of 50 m in EPSG:5179.  reason: a code of unsafe_reasons.csv.
    No member reads a row: a guard function tells squares once marks of several days lie there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    x = models.IntegerField()
    y = models.IntegerField()
    area_code = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=20)
    marked_on = models.DateField()

    class Meta:
        constraints = [SecretPolicy(name="escorts_unsafemark_rows")]
        indexes = [models.Index(fields=["room", "marked_on"], name="escorts_unsafemark_since")]

    def __str__(self) -> str:
        return str(self.pk)


class ProblemPlace(models.Model):
    """A place the room put forward to a safety working group, or laid aside. It holds nobody.

    kind: a code of problem_kinds.csv; key: which square, dong and hours, or bell.  count: how many
    stood behind it then, over so many days; reasons: of unsafe_reasons.csv.  hazard_id: what became
    of it is told there (places); matter_id: the list it went on (bodies).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    area_code = models.CharField(max_length=10, blank=True)
    hours = models.CharField(max_length=10, blank=True)
    site_id = models.UUIDField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    count = models.IntegerField()
    days = models.IntegerField()
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    stage = models.CharField(max_length=10)
    stage_since = models.DateTimeField(default=timezone.now)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    body_id = models.BigIntegerField(null=True, blank=True)
    hazard_id = models.UUIDField(null=True, blank=True)
    matter_id = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-stage_since"]
        constraints = [
            models.CheckConstraint(
                name="escorts_problemplace_stage", condition=models.Q(stage__in=PROBLEM_STAGES)
            ),
            models.UniqueConstraint(
                fields=["room", "kind", "key"],
                name="escorts_problemplace_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            RoomPolicy(name="escorts_problemplace_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "problem_place"

    def standings(self, actor: Actor) -> set[str]:
        """room: who works in the control room that put it forward."""
        return {"room"} if actor.agency_id == self.room_id else set()
