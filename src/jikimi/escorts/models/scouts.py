"""ScoutPair: two members who walk others home; ScoutEvening: when a pair is on duty."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.escorts.wall import ScoutsPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor


class ScoutPair(models.Model):
    """Two members of the control room's agency who go together; alone nobody goes.

    name: what the person is told, such as "Pair 1"; phone: the one they carry on duty.
    scouts: the principals of both, which the row policies of their meetings compare.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=30)
    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    scouts = ArrayField(models.BigIntegerField(), default=list)
    phone = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="escorts_scoutpair_two",
                condition=~models.Q(first=models.F("second")),
            ),
            models.UniqueConstraint(
                fields=["room", "name"],
                condition=models.Q(ended_at=None),
                name="escorts_scoutpair_name",
            ),
            ScoutsPolicy(name="escorts_scoutpair_rows"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "scout_pair"

    def standings(self, actor: Actor) -> set[str]:
        """room: who works in the control room that keeps it."""
        return {"room"} if actor.agency_id == self.room_id else set()


class ScoutEvening(models.Model):
    """A pair is on duty on an evening; the day is the one on which the evening begins."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    pair = models.ForeignKey(ScoutPair, on_delete=models.PROTECT, related_name="evenings")
    scouts = ArrayField(models.BigIntegerField(), default=list)
    day = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "day"],
                condition=models.Q(withdrawn_at=None),
                name="escorts_scoutevening_once",
            ),
            ScoutsPolicy(name="escorts_scoutevening_rows"),
        ]
        indexes = [
            models.Index(
                fields=["room", "day"],
                condition=models.Q(withdrawn_at=None),
                name="escorts_scoutevening_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
