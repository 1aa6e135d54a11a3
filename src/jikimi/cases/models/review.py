"""Review: did the plan help; Closure: why the case is safely closed, and when it came back."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.member import Member
from jikimi.cases.models.case import Case
from jikimi.cases.wall import CaseWall


class Review(models.Model):
    """What was found when the plan was looked at again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    held_at = models.DateTimeField()
    found = models.TextField()
    is_safer = models.CharField(max_length=10)
    held_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    next_on = models.DateField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-held_at"]
        constraints = [CaseWall(name="cases_review_rows", group="discussion")]

    def __str__(self) -> str:
        return str(self.pk)


class Closure(models.Model):
    """A closing, and the reopening if there was one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures")
    closed_at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    summary = models.TextField()
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-closed_at"]
        constraints = [CaseWall(name="cases_closure_rows", group="discussion")]

    def __str__(self) -> str:
        return str(self.pk)
