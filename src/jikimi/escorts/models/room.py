"""ControlRoom: who watches, for which area, and whom it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jikimi.access.agency import Agency
from jikimi.access.policy import OpenPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor


class ControlRoom(models.Model):
    """An agency whose people answer calls for help, day and night.

    areas: beginnings of dong codes it answers for, such as "11620"; the longest that fits decides.
    bell_key: SHA-256 of the secret with which the gateway of its bells speaks.
    police: the agency that answers 112 there.  phone: what a person may call instead.
    """

    agency = models.OneToOneField(
        Agency, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    police = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    areas = ArrayField(models.CharField(max_length=10), default=list)
    phone = models.CharField(max_length=20, blank=True)
    bell_key = models.BinaryField(default=bytes)
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
        """room: who works there."""
        return {"room"} if self.agency_id == actor.agency_id else set()
