"""SitingRun: one question of what to put where, what was answered and what people made of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.access.member import Member
from jikimi.access.policy import OpenPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

RUN_STAGES = ("waiting", "running", "done", "failed", "decided", "thrown")


class SitingRun(models.Model):
    """Where to put bells, cameras, safe houses …: asked for a body, worked out, changed, decided.

    kind: a code of site_kinds.csv; terms: what was asked (proposal_terms.Terms).  ground: places as
    they were when it was asked, coarsened, as compressed arrays; so an answer can be worked out
    again and changed by hand with its cost.  answer: what was found; chosen: numbers of candidates
    as people left them; changes: every change by hand, newest last, so that it can be undone.
    sites: the planned sites that came of it; matter_id: the proposal in the body's agenda.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    terms = models.JSONField(default=dict)
    ground = models.BinaryField(default=bytes)
    stage = models.CharField(max_length=10, default="waiting")
    stage_since = models.DateTimeField(default=timezone.now)
    step = models.CharField(max_length=20, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    answer = models.JSONField(default=dict)
    chosen = ArrayField(models.IntegerField(), default=list)
    changes = models.JSONField(default=list)
    sites = ArrayField(models.UUIDField(), default=list)
    matter_id = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="places_sitingrun_stage", condition=models.Q(stage__in=RUN_STAGES)
            ),
            OpenPolicy(name="places_sitingrun_rows"),
        ]
        indexes = [models.Index(fields=["body", "-asked_at"], name="places_sitingrun_of_body")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "siting_run"

    def standings(self, actor: Actor) -> set[str]:
        """body: who coordinates it; owner: the agency that asked."""
        return {"body"} | ({"owner"} if self.agency_id == actor.agency_id else set())
