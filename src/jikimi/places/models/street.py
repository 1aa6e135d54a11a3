"""Stretch: a piece of street between two corners; StreetImport: how streets came in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import OpenPolicy
from jikimi.places.wall import StreetPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor


class StreetImport(models.Model):
    """A file of streets that came in, and what it set aside, so that it can be undone.

    agency: whose act it was, None for the operator.  digest: SHA-256 of the file.
    counts: new, same, streets, stretches, metres, rejected, set_aside.
    aside_for: the import whose streets lie where these lay.  undone_at: all of it is gone again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    as_of = models.DateField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    aside_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="aside"
    )
    brought_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-brought_at"]
        constraints = [OpenPolicy(name="places_streetimport_rows")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "street_import"

    def standings(self, actor: Actor) -> set[str]:
        """owner: the agency that brought it."""
        return {"owner"} if self.agency_id == actor.agency_id else set()


class Stretch(models.Model):
    """A piece of street between two corners, with how much of it is near to what helps.

    number, name: of the street in its file.  kind: a code of street_kinds.csv.
    cell: the square of 500 m its middle lies in (streets/lines.py).  line: whole decimetres in
    EPSG:5179, east and north in turn, 32 bits little-endian each; stretches that end in the same
    decimetre meet.  near_light … near_house, near_any: per cent of its length (street_weights.csv);
    measured_on: when that was worked out.  stands: whether ways are looked for along it.
    """

    id = models.BigAutoField(primary_key=True)
    brought_by = models.ForeignKey(StreetImport, on_delete=models.PROTECT, related_name="stretches")
    number = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    cell = models.IntegerField()
    metres = models.FloatField()
    line = models.BinaryField()
    near_light = models.SmallIntegerField(default=0)
    near_camera = models.SmallIntegerField(default=0)
    near_bell = models.SmallIntegerField(default=0)
    near_house = models.SmallIntegerField(default=0)
    near_any = models.SmallIntegerField(default=0)
    measured_on = models.DateField(null=True, blank=True)
    as_of = models.DateField(null=True, blank=True)
    stands = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [StreetPolicy(name="places_stretch_rows")]
        indexes = [
            models.Index(
                fields=["cell"], name="places_stretch_cell", condition=models.Q(stands=True)
            ),
            models.Index(fields=["name"], name="places_stretch_name"),
            models.Index(fields=["brought_by"], name="places_stretch_brought"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
