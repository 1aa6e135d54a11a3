"""Phone: the consent given on one phone; who holds it is not kept."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.escorts.wall import SecretPolicy


class Phone(models.Model):
    """A phone on which somebody consented.  No name, no number: it sends those with a journey.

    secret: SHA-256 of what the phone alone knows.  purposes: codes of purposes.csv; until: the
    period of the consent.  is_child: under 14; a guardian consented too (guardian_consented_at).
    cancel_code, duress_code: SHA-256 of the secret and the code, which only the phone can make.
    recordings: what she chose to send with a call, photo or sound.
    bundle_days: told of each provision at once (0), or of all together after so many days, at most
    thirty, as she agreed (§19④).
    begun_at: when its last journeys began, newest last, against floods; at most twenty.
    marking_in, marks: how many places it called unsafe in a month; not which, nor on which day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    secret = models.BinaryField(unique=True)
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    consented_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    is_child = models.BooleanField(default=False)
    guardian_consented_at = models.DateTimeField(null=True, blank=True)
    cancel_code = models.BinaryField(default=bytes)
    duress_code = models.BinaryField(default=bytes)
    paused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    begun_at = ArrayField(models.DateTimeField(), default=list)
    recordings = ArrayField(models.CharField(max_length=10), null=True, blank=True)
    marking_in = models.DateField(null=True, blank=True)
    marks = models.SmallIntegerField(default=0, db_default=0)

    bundle_days = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [SecretPolicy(name="escorts_phone_rows")]

    def __str__(self) -> str:
        return str(self.pk)
