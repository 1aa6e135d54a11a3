"""A list of sites brought over a page, and what was said of two sites that look like one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from jikimi.access.bringing import OF_ITS_AGENCY, BroughtFile
from jikimi.access.policy import OpenPolicy, RowPolicy

if TYPE_CHECKING:
    from jikimi.access.actor import Actor

NOT_SAME, MERGED = "not_same", "merged"


class SiteUpload(BroughtFile):
    """A list of sites: tried, looked at, brought in or thrown away.

    kind: what the list is of, when its headers do not say; import_id: the import that came of it.
    """

    kind = models.CharField(max_length=40, blank=True, default="")
    import_id = models.UUIDField(null=True, blank=True)

    subject_kind: ClassVar[str] = "site_upload"

    class Meta(BroughtFile.Meta):
        constraints = [
            RowPolicy(
                name="places_siteupload_rows",
                select=OF_ITS_AGENCY,
                insert=OF_ITS_AGENCY,
                update=OF_ITS_AGENCY,
            )
        ]


class SiteVerdict(models.Model):
    """What a person said of two sites that look like one, so that nobody is asked again.

    one_id < other_id.  said: not_same or merged.  kept_id: the site that stayed of a merge; before:
    field → what both said of it, so that it can be undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    one_id = models.UUIDField()
    other_id = models.UUIDField()
    said = models.CharField(max_length=10)
    kept_id = models.UUIDField(null=True, blank=True)
    before = models.JSONField(default=dict)
    member_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    said_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    subject_kind: ClassVar[str] = "site_verdict"

    class Meta:
        ordering = ["-said_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one_id__lt=F("other_id")), name="places_siteverdict_in_order"
            ),
            models.UniqueConstraint(
                fields=["one_id", "other_id"],
                condition=Q(undone_at=None),
                name="places_siteverdict_one_each",
            ),
            OpenPolicy(name="places_siteverdict_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def standings(self, actor: Actor) -> set[str]:
        """Who says it stands to it by role alone."""
        return set()
