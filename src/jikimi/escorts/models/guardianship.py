"""Guardianship: a guardian's consent for a child's phone, given on the guardian's own phone."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.escorts.wall import SecretPolicy


class Guardianship(models.Model):
    """What a child's phone asks a guardian to agree to, and the answer.  No name of either.

    child: SHA-256 of the secret of the child's phone; token: of the secret in the link the child
    shows; guardian: of the secret of the phone that agreed, which alone may take it back.
    age_band: a code of age_bands.csv; relation: of guardian_kinds.csv.  applied_at: the child's
    phone took it up, and its consent stands in Phone.
    Source: Location Information Act §25, §26.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    child = models.BinaryField(db_index=True)
    token = models.BinaryField(unique=True)
    guardian = models.BinaryField(default=bytes)
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    days = models.IntegerField()
    age_band = models.CharField(max_length=20)
    relation = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [SecretPolicy(name="escorts_guardianship_rows")]

    def __str__(self) -> str:
        return str(self.pk)
