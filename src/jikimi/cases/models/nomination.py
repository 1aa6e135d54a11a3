"""Nomination: an agency names a person; Risk: what somebody judged, which never lowers."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.cases.models.assessment import Assessment
from jikimi.cases.models.case import Case
from jikimi.cases.wall import CaseWall


class Nomination(models.Model):
    """Why an agency put this person before the working council. Kept as it was said.

    consented_by: person or guardian (SR-10). basis_note: the article or reference asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="nominations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField(auto_now_add=True)
    signs = ArrayField(models.CharField(max_length=40), default=list)
    worry = models.TextField()
    basis = models.CharField(max_length=40)
    basis_note = models.CharField(max_length=300, blank=True)
    consented_by = models.CharField(max_length=20, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    is_repeat = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["nominated_at"]
        constraints = [CaseWall(name="cases_nomination_rows", group="risk", own_agency=True)]
        indexes = [models.Index(fields=["agency", "-nominated_at"], name="cases_nomination_agency")]

    def __str__(self) -> str:
        return str(self.pk)


class Risk(models.Model):
    """A judgement of risk with its reason. Scores inform it; no score moves a case (SR-42).

    assessment: the filled-in form that informed it, if there was one.
    lowers: meant to lower the level; without it a lower level changes nothing (SR-44).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="risks")
    level = models.CharField(max_length=20)
    instrument = models.CharField(max_length=40, blank=True)
    score = models.IntegerField(null=True, blank=True)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField()
    lowers = models.BooleanField(default=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    judged_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-judged_at"]
        constraints = [CaseWall(name="cases_risk_rows", group="risk", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)
