"""UnmetNeed: what a person needed and nobody could give; the council learns of it in numbers."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.cases.models.case import Case
from jikimi.cases.models.plan import Cause
from jikimi.cases.wall import CaseWall


class UnmetNeed(models.Model):
    """Help that was looked for in vain.

    need: code of directory/data/needs.csv.  why: of unmet_reasons.csv.  district: where it was
    needed, of directory/data/places.csv, or empty.  ending: of unmet_endings.csv, empty while open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="unmet_needs")
    cause = models.ForeignKey(
        Cause, on_delete=models.PROTECT, null=True, blank=True, related_name="unmet_needs"
    )
    need = models.CharField(max_length=40)
    why = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    district = models.CharField(max_length=12, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    ending = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["noted_at"]
        constraints = [
            models.CheckConstraint(
                name="cases_unmetneed_ended",
                condition=models.Q(ending="", ended_at__isnull=True)
                | (~models.Q(ending="") & models.Q(ended_at__isnull=False)),
            ),
            CaseWall(name="cases_unmetneed_rows", group="causes", own_agency=True),
        ]
        indexes = [models.Index(fields=["noted_at"], name="cases_unmetneed_noted")]

    def __str__(self) -> str:
        return str(self.pk)
