"""From many cases to policy: de-identified reviews, and the half-yearly pack of a council."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.bodies.models.body import Body
from jikimi.bodies.models.matter import Matter
from jikimi.bodies.wall import CirclePolicy

STAGES = ("draft", "sent", "discussed", "withdrawn")


class CaseReview(models.Model):
    """What a finished case teaches, told so that nobody can be recognised.

    body: the working council that writes it; above: the council of heads it goes up to.
    half: "2026-2" for the second half of 2026. kind, causes, supports, missing: codes of the code
    lists. Which case it was stands in the cases room, behind that case's wall.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reviews_written")
    above = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reviews_received")
    half = models.CharField(max_length=6)
    kind = models.CharField(max_length=40)
    causes = ArrayField(models.CharField(max_length=40), default=list)
    supports = ArrayField(models.CharField(max_length=40), default=list)
    missing = ArrayField(models.CharField(max_length=40), default=list)
    agencies = models.IntegerField(default=0)
    worked = models.TextField(blank=True)
    failed = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    stage = models.CharField(max_length=20, default="draft")
    stage_since = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                name="bodies_casereview_stage", condition=models.Q(stage__in=STAGES)
            ),
            CirclePolicy(name="bodies_casereview_rows", steering=True),
        ]
        indexes = [models.Index(fields=["above", "half"], name="bodies_casereview_half")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "case_review"

    def standings(self, actor: Actor) -> set[str]:
        """As the actor stands to the body that writes it; above: a role held in the one above."""
        roles = ("council_member", "coordinator")
        is_above = any(actor.holds(role, body_id=self.above_id) for role in roles)
        return self.body.standings(actor) | ({"above"} if is_above else set())


class CouncilPack(models.Model):
    """The half-yearly pack of a council as it was on the day it was made.

    figures: every number printed, hidden where few stand behind it (JSON); documents are made from
    them alone, so the same pack gives the same bytes.  digest: SHA-256 of figures, hexadecimal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="packs")
    half = models.CharField(max_length=6)
    number = models.IntegerField(default=1)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    is_guarded = True  # never changed after it is made, so there is nothing to lock

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["body", "half", "number"], name="bodies_pack_once"),
            CirclePolicy(name="bodies_pack_rows", update=False),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "council_pack"

    def standings(self, actor: Actor) -> set[str]:
        """As the actor stands to the council."""
        return self.body.standings(actor)
