"""The one-tap question to an agency: is what we show about you still right?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.policy import ANY_ACTOR, RowPolicy

RIGHT, CHANGED, ENDED = "right", "changed", "ended"
ANSWERS = (RIGHT, CHANGED, ENDED)

_CLOCK = "(SELECT access_is(22))"
_KEEPS = "agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
_COORDINATES = "(SELECT coalesce(bool_or(p % 8 = 3), false) FROM unnest(access_principals()) p)"
_THOSE_CONCERNED = f"{_CLOCK} OR {_KEEPS} OR {_COORDINATES}"


class Confirmation(models.Model):
    """One question about one entry. Its number, signed, is the link; it is answered once at most.

    entry_id: the organisation.  agency_id: who keeps the entry, 0 for nobody.  shown: digest of the
    facts the answer was about.  words: what the agency wrote; public servants alone read it.
    taken_up_at: when the clock used the answer or told those it concerns.  done_at: when nothing
    was left to do, by done_by_id or, where all was right, by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry_id = models.UUIDField()
    agency_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    shown = models.CharField(max_length=64, blank=True, default="")
    words = models.TextField(blank=True, default="")
    taken_up_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_id = models.BigIntegerField(default=0)

    subject_kind: ClassVar[str] = "directory_confirmation"

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", *ANSWERS]), name="directory_confirmation_answers"
            ),
            RowPolicy(
                name="directory_confirmation_rows",
                select=_THOSE_CONCERNED,
                insert=ANY_ACTOR,
                update=_THOSE_CONCERNED,
            ),
        ]
        indexes = [
            models.Index(fields=["entry_id", "-made_at"], name="directory_confirmation_entry"),
            models.Index(
                fields=["answered_at"],
                name="directory_confirmation_open",
                condition=Q(answered_at__isnull=False, done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)

    def standings(self, actor: Actor) -> set[str]:
        """keeper: works at the agency that keeps the entry."""
        return {"keeper"} if self.agency_id and self.agency_id == actor.agency_id else set()
