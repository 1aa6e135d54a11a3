"""Measure: a statutory protective measure in force on a person of a case."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.member import Member
from jikimi.cases.models.case import Case, of_body
from jikimi.cases.models.party import Party
from jikimi.cases.wall import CaseWall


class Measure(models.Model):
    """A measure of cases/data/measures.csv. The court's written end date is ends_on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    body = of_body()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True)
    code = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["started_at"]
        constraints = [CaseWall(name="cases_measure_rows", group="risk")]
        indexes = [
            models.Index(
                fields=["body", "ends_on"],
                name="cases_measure_steered",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
