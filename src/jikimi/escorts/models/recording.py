"""Recording: a photo or some seconds of sound, chosen beforehand to go with a call for help."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from jikimi.access.agency import Agency
from jikimi.escorts.models.journey import Journey
from jikimi.escorts.wall import ToldRoomPolicy

RECORDING_KINDS = ("photo", "sound")
MOST_RECORDED_BYTES = 100_000


class Recording(models.Model):
    """One photo (JPEG) or one sound (WAV) of a call for help; it goes when the journey ends.

    kind: photo or sound, each once in a journey; sent_at: by the phone; is_told: as of its journey.
    Triggers on the journey keep is_told and delete it (sql/pocket_triggers.sql).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    journey = models.ForeignKey(
        Journey, on_delete=models.CASCADE, related_name="recordings", db_index=False
    )
    room = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    is_told = models.BooleanField(default=False)
    kind = models.CharField(max_length=10)
    content = models.BinaryField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "kind"], name="escorts_recording_once"),
            models.CheckConstraint(
                name="escorts_recording_kind", condition=models.Q(kind__in=RECORDING_KINDS)
            ),
            ToldRoomPolicy(name="escorts_recording_rows"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
