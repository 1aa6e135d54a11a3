"""Provision: that a place was asked for, used or told on, as the law wants it written; no place."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.escorts.wall import LogPolicy


class Provision(models.Model):
    """One line of the log of use and provision of location (Location Information Act §16②).

    subject: SHA-256 of the phone's secret and a word, so that only who holds it finds its lines.
    what: collected, used or provided; recipient: a code of recipients.csv; told_at: when her phone
    told the person (§19③).  is_held: written under duress, when whoever holds the phone must not
    read it; the auditor lets it go when that is safe (§29⑥).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    room = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=20)
    recipient = models.CharField(max_length=30)
    purpose = models.CharField(max_length=40)
    told_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["at"]
        constraints = [LogPolicy(name="escorts_provision_rows")]
        indexes = [
            models.Index(fields=["subject", "at"], name="escorts_provision_subject"),
            models.Index(fields=["room", "at"], name="escorts_provision_room"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
