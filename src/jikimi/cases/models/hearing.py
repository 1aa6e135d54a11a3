"""Hearing: a case before the working council."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.bodies.models import AgendaItem, Meeting
from jikimi.bodies.wall import ACCEPTED
from jikimi.cases.models.case import Case
from jikimi.cases.wall import CaseWall


class Hearing(models.Model):
    """A case on an agenda, and what was said. version guards two people writing at once.

    Read only by those who accepted confidentiality for its meeting (SR-56).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="+")
    discussion = models.TextField(blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [CaseWall(name="cases_hearing_rows", group="discussion", only=ACCEPTED)]

    def __str__(self) -> str:
        return str(self.pk)
