"""Publication: figures that were made public, as they were on that day."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.insights.wall import PublishedPolicy


class Publication(models.Model):
    """Tables with small numbers hidden, stored when they were published; the public reads these.

    table: what is shown, null where a cell is hidden; nothing hidden stands anywhere in the row.
    definitions: of each indicator as printed, both languages.  digest: SHA-256 of the table.
    publisher_ko, publisher_en: the agency's name as printed.  withdrawn_why: shown to whoever still
    has the address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title_ko = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    indicators = ArrayField(models.CharField(max_length=60))
    since = models.DateField()
    until = models.DateField()
    areas = ArrayField(models.CharField(max_length=60), default=list)
    table = models.JSONField()
    definitions = models.JSONField(default=list)
    definitions_version = models.CharField(max_length=64, blank=True)
    method = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    publisher_ko = models.CharField(max_length=120, blank=True)
    publisher_en = models.CharField(max_length=120, blank=True)
    member_id = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-made_at"]
        constraints = [PublishedPolicy(name="insights_publication_rows")]
        indexes = [models.Index(fields=["-published_at"], name="insights_publication_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "publication"

    @property
    def stage(self) -> str:
        """draft, published or withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        return "published" if self.published_at else "draft"

    def standings(self, actor: Actor) -> set[str]:
        """own: the actor's agency made it; second: somebody else than who prepared it."""
        own = {"own"} if self.agency_id == actor.agency_id else set()
        return own | ({"second"} if self.member_id != actor.member_id else set())
