"""ControlRoom: who watches, for which area, and whom it asks; RingHeard, WatchLook: its pulse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.policy import SOMEBODY, OpenPolicy, RowPolicy
from jikimi.escorts.wall import SecretPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor


class ControlRoom(models.Model):
    """An agency whose people answer calls for help, day and night.

    areas: beginnings of dong codes it answers for, such as "11620"; the longest that fits decides.
    bell_key: SHA-256 of the secret with which the gateway of its bells speaks.
    police: the agency that answers 112 there.  phone: what a person may call instead.
    deputy: the agency of the control room that stands in when nobody answers here.  bell_heard_at:
    when the gateway last spoke.
    """

    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    police = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    areas = ArrayField(models.CharField(max_length=10), default=list)
    phone = models.CharField(max_length=20, blank=True)
    deputy = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bell_key = models.BinaryField(default=bytes)
    bell_key_at = models.DateTimeField(null=True, blank=True)
    bell_heard_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [OpenPolicy(name="escorts_controlroom_rows")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "control_room"

    def standings(self, actor: Actor) -> set[str]:
        """room: who works there; deputy: who works in the room that stands in for it."""
        if self.agency_id == actor.agency_id:
            return {"room"}
        return {"deputy"} if self.deputy_id == actor.agency_id else set()


class RingHeard(models.Model):
    """A press of a bell by the number its gateway gave it, so that saying it twice counts once.

    Forgotten after a day.  said: what was answered.
    """

    room = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    ring = models.CharField(max_length=64)
    said = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "ring"], name="escorts_ring_once"),
            SecretPolicy(name="escorts_ringheard_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WatchLook(models.Model):
    """When the watch last looked over what is under way: one row, so that a stop is seen."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [RowPolicy(name="escorts_watchlook_rows", select=SOMEBODY)]

    def __str__(self) -> str:
        return str(self.pk)
