"""A file brought to be imported, and what was said of two entries that look alike."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jikimi.access.bringing import OF_ITS_AGENCY, BroughtFile
from jikimi.access.policy import OpenPolicy, RowPolicy

BOTH, NOT_SAME, MERGED = "both", "not_same", "merged"


class Upload(BroughtFile):
    """A file of another directory: tried, then applied or thrown away.

    source: whose data it is.  batch_id: the batch that came of it.
    """

    source = models.CharField(max_length=60, blank=True, default="")
    batch_id = models.UUIDField(null=True, blank=True)

    subject_kind: ClassVar[str] = "directory_upload"

    class Meta(BroughtFile.Meta):
        constraints = [
            RowPolicy(
                name="directory_upload_own",
                select=OF_ITS_AGENCY,
                insert=OF_ITS_AGENCY,
                update=OF_ITS_AGENCY,
            )
        ]


class Verdict(models.Model):
    """What a person said of two organisations that look alike; so it is not asked again.

    one_id < other_id.  said: both (one agency, two entries on purpose), not_same, merged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    one_id = models.UUIDField()
    other_id = models.UUIDField()
    said = models.CharField(max_length=10)
    batch_id = models.UUIDField(null=True, blank=True)
    member_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    said_at = models.DateTimeField(default=timezone.now)

    subject_kind: ClassVar[str] = "directory_verdict"

    class Meta:
        ordering = ["-said_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one_id__lt=F("other_id")), name="directory_verdict_in_order"
            ),
            models.UniqueConstraint(
                fields=["one_id", "other_id"], name="directory_verdict_one_each"
            ),
            OpenPolicy(name="directory_verdict_open"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
