"""ImportBatch: one file being read in; ColumnMapping: whose header means what."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.policy import OpenPolicy, RowPolicy

# The station that brought the file, the clock that goes on with it, the operator.
_OWN = (
    "agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
    " OR (SELECT access_is(22)) OR (SELECT access_is(30))"
)


class ImportBatch(models.Model):
    """How far a file has been read in, so that an interrupted import goes on where it stopped.

    digest: SHA-256 of the file and of how it is read. state: received, checking, checked, waiting,
    running, finished or failed. rejects_bytes: how much of the file of refused rows belongs to the
    rows done. findings: what a trial found: counts, and lines, headers, reasons of refused rows; no
    cell of the file is kept here. agency is empty when the operator brought the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    member_id = models.BigIntegerField()
    state = models.CharField(max_length=20, default="running")
    sheet = models.CharField(max_length=100, blank=True)
    mapping = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_found = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    masked = models.IntegerField(default=0)
    rejects_path = models.TextField(blank=True)
    rejects_bytes = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            RowPolicy(name="cases_importbatch_rows", select=_OWN, insert=_OWN, update=_OWN)
        ]
        indexes = [models.Index(fields=["digest"], name="cases_importbatch_file")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject_kind(self) -> str:
        """One word for the record."""
        return "import"

    def standings(self, actor: Actor) -> set[str]:
        """Who brought the file stands to it by role alone."""
        return set()


class ColumnMapping(models.Model):
    """A saved mapping: field → header of one agency's export."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=80, unique=True)
    headers = models.JSONField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [OpenPolicy(name="cases_columnmapping_open")]

    def __str__(self) -> str:
        return self.name
