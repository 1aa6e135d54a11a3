"""CrimePoint: what happened where and when, coarsened on entry; never joined to a case."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import ANY_ACTOR, SOMEBODY, OpenPolicy, RowPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor


class CrimeImport(models.Model):
    """A file of crime points that came in, and how it was coarsened (coarsening.csv).

    agency: whose act it was, None for the operator.  rule: the version of the rule.  counts: new,
    same, rejected; kinds: new by kind; refused: by reason.  first_on, last_on: of its days.
    digest: of the whole file, keyed, so that the same file is known again and nothing is guessed.
    undone_at: its points are gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=120)
    rule = models.CharField(max_length=80)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    brought_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-brought_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=~models.Q(digest="") & models.Q(undone_at=None),
                name="places_crimeimport_once",
            ),
            OpenPolicy(name="places_crimeimport_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "crime_import"

    def standings(self, actor: Actor) -> set[str]:
        """owner: the agency that brought it."""
        return {"owner"} if self.agency_id == actor.agency_id else set()


class CrimePoint(models.Model):
    """One incident: kind, coarse place, coarse time. No victim, no number, no address.

    x, y: metres in EPSG:5179 of the middle of the square of `grain_m` metres it lies in; the exact
    place is never stored.  area_code: the dong of that middle.  happened_on: the first of `days`
    days; hour: the first of `hours` hours, 0 to 23, None when not known.  Points are put in and
    forgotten, never changed.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    x = models.FloatField()
    y = models.FloatField()
    grain_m = models.IntegerField()
    area_code = models.CharField(max_length=10, blank=True)
    happened_on = models.DateField()
    days = models.SmallIntegerField(default=1)
    hour = models.SmallIntegerField(null=True, blank=True)
    hours = models.SmallIntegerField(default=1)
    brought_by = models.ForeignKey(CrimeImport, on_delete=models.PROTECT, related_name="points")

    class Meta:
        constraints = [
            RowPolicy(
                name="places_crimepoint_rows",
                select=SOMEBODY,
                insert=ANY_ACTOR,
                delete=ANY_ACTOR,
            )
        ]
        indexes = [
            models.Index(fields=["kind", "happened_on"], name="places_crimepoint_kind"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
