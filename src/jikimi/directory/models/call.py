"""The call round: who is called next, by whom, what came of it; and how old each entry is."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.policy import ANY_ACTOR, SOMEBODY, OpenPolicy, RowPolicy

CONFIRMED, CHANGED, NO_ANSWER, CLOSED = "confirmed", "changed", "no_answer", "closed"
GIVEN_BACK = "given_back"
OUTCOMES = (CONFIRMED, CHANGED, NO_ANSWER, CLOSED)


class Call(models.Model):
    """One call to one agency of the directory. Open as long as it has no outcome.

    until: how long nobody else is offered the entry.  next_on: not to be called again before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry_id = models.UUIDField()
    member_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True, default="")
    note = models.CharField(max_length=400, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)

    subject_kind: ClassVar[str] = "directory_call"

    class Meta:
        ordering = ["-taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id"], condition=Q(outcome=""), name="directory_call_one_at_a_time"
            ),
            OpenPolicy(name="directory_call_open"),
        ]
        indexes = [
            models.Index(fields=["entry_id", "-taken_at"], name="directory_call_entry"),
            models.Index(fields=["next_on"], name="directory_call_next"),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)

    def standings(self, actor: Actor) -> set[str]:
        """taker: has taken this call."""
        return {"taker"} if self.member_id == actor.member_id else set()


class EntryUse(models.Model):
    """How often an entry was opened by staff on a day; nobody's name, and never a search."""

    entry_id = models.UUIDField()
    day = models.DateField()
    times = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "day"], name="directory_use_once_a_day"),
            OpenPolicy(name="directory_use_open"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}"


class EntryAge(models.Model):
    """How old an entry is, counted every night and after every check.

    agency_id: who keeps it, 0 for nobody.  due_on: last day as fresh; NEVER when never checked.
    """

    NEVER = date(1900, 1, 1)

    entry_id = models.UUIDField(primary_key=True)
    agency_id = models.BigIntegerField(default=0)
    age_class = models.CharField(max_length=20)
    checked_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            RowPolicy(
                name="directory_age_rows",
                select=SOMEBODY,
                insert=ANY_ACTOR,
                update=ANY_ACTOR,
                delete=ANY_ACTOR,
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="directory_age_due"),
            models.Index(fields=["agency_id", "due_on"], name="directory_age_agency"),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)


class FreshnessFigure(models.Model):
    """How fresh the entries of an agency were on a day. agency_id 0: entries nobody keeps."""

    day = models.DateField()
    agency_id = models.BigIntegerField()
    entries = models.IntegerField()
    fresh = models.IntegerField()
    overdue = models.IntegerField()
    median_age_days = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "day"], name="directory_figure_once"),
            OpenPolicy(name="directory_figure_open"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}"
