"""Hazard: something dangerous that somebody noticed in a place; answered, closed, told back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import OpenPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

HAZARD_STAGES = ("reported", "answered", "closed", "merged")


class Hazard(models.Model):
    """A dark path, a broken lamp, a bell that does not ring. Never about a person.

    kind: a code of hazard_kinds.csv.  merged_into: the report it was merged with, near and alike.
    answer: what will be done, by the agency in charge; told_back_at: when the reporter was told.
    """

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    words = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    area_code = models.CharField(max_length=10, blank=True)
    site_id = models.UUIDField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField()
    reported_at = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    stage = models.CharField(max_length=20, default="reported")
    stage_since = models.DateTimeField(default=timezone.now)
    in_charge = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_how = models.CharField(max_length=30, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_back_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-reported_at"]
        constraints = [
            models.CheckConstraint(
                name="places_hazard_stage", condition=models.Q(stage__in=HAZARD_STAGES)
            ),
            OpenPolicy(name="places_hazard_rows"),
        ]
        indexes = [
            models.Index(
                fields=["body", "-reported_at"],
                name="places_hazard_open",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(fields=["x", "y"], name="places_hazard_near"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "hazard"

    def standings(self, actor: Actor) -> set[str]:
        """body: who coordinates; owner: the agency in charge; reporter: the agency that noticed."""
        standings = {"body"}
        if self.in_charge_id == actor.agency_id:
            standings.add("owner")
        if self.agency_id == actor.agency_id:
            standings.add("reporter")
        return standings
