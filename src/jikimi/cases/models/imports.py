"""ImportBatch: one file being read in; ColumnMapping: whose header means what."""

from __future__ import annotations

import uuid

from django.db import models

from jikimi.access.agency import Agency
from jikimi.access.policy import OpenPolicy


class ImportBatch(models.Model):
    """How far a file has been read in, so that an interrupted import goes on where it stopped.

    digest: SHA-256 of the file. Counts only; no cell of the file is kept here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+"
    )
    member_id = models.BigIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_done = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    masked = models.IntegerField(default=0)

    class Meta:
        ordering = ["-started_at"]
        constraints = [OpenPolicy(name="cases_importbatch_open")]
        indexes = [models.Index(fields=["digest"], name="cases_importbatch_file")]

    def __str__(self) -> str:
        return str(self.pk)


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
