"""Cause: why it happens, with evidence; Plan: what shall be done, one for each side."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.cases.models.case import Case
from jikimi.cases.models.party import Party
from jikimi.cases.wall import CaseWall


class Cause(models.Model):
    """A coded cause (cases/data/causes.csv), its evidence, who said it, and why nothing is planned.

    no_action_reason is filled when the cause leads to no action.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="causes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True)
    code = models.CharField(max_length=40)
    evidence = models.TextField()
    said_by = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    no_action_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [CaseWall(name="cases_cause_rows", group="causes", own_agency=True)]

    def __str__(self) -> str:
        return str(self.pk)


class Plan(models.Model):
    """The support plan for one side. side: victim or perpetrator; field_group: plan_<side>."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    side = models.CharField(max_length=20)
    field_group = models.CharField(max_length=20)
    goal = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "side"], name="cases_plan_once"),
            CaseWall(name="cases_plan_rows", group="*"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
