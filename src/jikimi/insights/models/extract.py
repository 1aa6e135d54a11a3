"""Extract: rows for research without names: asked for, approved by another, keyed by a third."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.policy import RowPolicy
from jikimi.insights.wall import ANALYSTS

STAGES = ("asked", "approved", "refused", "keyed", "made", "destroyed", "called_off")
_KEEPER = "keeper_id * 8 + 2 = ANY ((SELECT access_principals())::bigint[])"
_CONCERNED = f"({ANALYSTS} OR {_KEEPER})"


class Extract(models.Model):
    """One pseudonymised extract: what for, on what ground, which rows, and what became of it.

    unit: reports or cases.  fields: codes of extract_fields.csv.  since, until: whole months, until
    not counted.  asked_by_id gets the data; decided_by_id is somebody else; keeper_id keeps the key
    and never gets the data.  sealed_key: the key until the data are made; then it is gone.
    destroy_on: the day by which whoever has the data destroys it.  told: what the making did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    unit = models.CharField(max_length=10)
    fields = ArrayField(models.CharField(max_length=30))
    since = models.DateField()
    until = models.DateField()
    purpose = models.CharField(max_length=1000)
    institution = models.CharField(max_length=200)
    basis = models.CharField(max_length=40)
    ethics = models.CharField(max_length=100)
    keeper_id = models.BigIntegerField()
    destroy_on = models.DateField()
    stage = models.CharField(max_length=12, default="asked")
    stage_since = models.DateTimeField(default=timezone.now)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    sealed_key = models.BinaryField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=dict)
    destroyed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="insights_extract_persons",
                condition=~models.Q(asked_by_id=models.F("keeper_id")),
            ),
            RowPolicy(
                name="insights_extract_rows",
                select=_CONCERNED,
                insert=ANALYSTS,
                update=_CONCERNED,
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "extract"

    def standings(self, actor: Actor) -> set[str]:
        """asker: gets the data; second: anybody else; keeper: keeps the key."""
        found = {"asker"} if self.asked_by_id == actor.member_id else {"second"}
        return found | ({"keeper"} if self.keeper_id == actor.member_id else set())
