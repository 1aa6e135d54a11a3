"""Matter: something a body shall deal with that is about no single case."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.bodies.models.body import Body
from jikimi.bodies.wall import CirclePolicy

STAGES = ("proposed", "on_agenda", "decided", "declined", "withdrawn")


class Matter(models.Model):
    """A policy question, a site proposal, a report: proposed, put on an agenda, decided.

    kind: a code of item_kinds. source_id: what it came from (a case review, a programme), kept by
    another room.  Holds no case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=20, default="policy")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    source_id = models.UUIDField(null=True, blank=True)
    stage = models.CharField(max_length=20, default="proposed")
    stage_since = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="bodies_matter_stage", condition=models.Q(stage__in=STAGES)
            ),
            CirclePolicy(name="bodies_matter_rows", own_agency=True),
        ]
        indexes = [models.Index(fields=["body", "stage"], name="bodies_matter_stage")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "matter"

    def standings(self, actor: Actor) -> set[str]:
        """proposer: of the agency that proposed it; and as the actor stands to the body."""
        is_ours = self.agency_id and self.agency_id == actor.agency_id
        own = {"proposer"} if is_ours else set()
        return own | self.body.standings(actor)
