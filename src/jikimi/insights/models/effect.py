"""EffectProtocol: what is asked, fixed before anybody looks; EffectReport: what came out."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.insights.wall import AnalystPolicy


class EffectProtocol(models.Model):
    """The question an effect report answers, and how; once fixed nobody can change it.

    programme_id: of places, or None.  outcome: an indicator's code; kind: of report, empty for all.
    treated, comparison: places or groups, such as {"areas": ["50110"]}.  minimal_effect: the
    smallest change that would matter, as a ratio.  digest: SHA-256 of all of it when it was fixed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    programme_id = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=200)
    question = models.TextField()
    outcome = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)
    treated = models.JSONField(default=dict)
    comparison = models.JSONField(default=dict)
    before_from = models.DateField()
    before_to = models.DateField()
    after_from = models.DateField()
    after_to = models.DateField()
    method = models.CharField(max_length=40)
    minimal_effect = models.FloatField(null=True, blank=True)
    choices = models.JSONField(default=dict)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    member_id = models.BigIntegerField()
    written_at = models.DateTimeField(default=timezone.now)
    fixed_at = models.DateTimeField(null=True, blank=True)
    fixed_by_id = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                name="insights_effectprotocol_fixed",
                condition=models.Q(fixed_at__isnull=True) | ~models.Q(digest=""),
            ),
            AnalystPolicy(name="insights_effectprotocol_rows", read_when="fixed_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "protocol"

    @property
    def stage(self) -> str:
        """draft or fixed."""
        return "fixed" if self.fixed_at else "draft"

    def standings(self, actor: Actor) -> set[str]:
        """own: the actor's agency wrote it."""
        return {"own"} if self.agency_id == actor.agency_id else set()


class EffectReport(models.Model):
    """The answer to a protocol, with what else was tried and what cannot be said.

    verdict: a code of verdicts.csv.  data_digest: SHA-256 of the figures it was worked out from.
    released_at: from then on every named actor may read it; it then holds no small number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    protocol = models.ForeignKey(EffectProtocol, on_delete=models.PROTECT, related_name="reports")
    result = models.JSONField()
    sensitivity = models.JSONField(default=list)
    limits = models.JSONField(default=list)
    verdict = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    data_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    member_id = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            AnalystPolicy(name="insights_effectreport_rows", read_when="released_at IS NOT NULL")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "effect_report"

    @property
    def stage(self) -> str:
        """made or released."""
        return "released" if self.released_at else "made"

    def standings(self, actor: Actor) -> set[str]:
        """own: the actor's agency wrote the protocol."""
        return self.protocol.standings(actor)
