"""Search: phrases added to or taken from the list of need words, and searches that found nothing.

The index itself is no model: it is closed to every login (sql/finding.sql).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.access.policy import ANY_ACTOR, SOMEBODY, OpenPolicy, RowPolicy


class NeedWord(models.Model):
    """A change to the starting list of need words: a phrase more, another need, or one phrase less.

    key: its letters as compared; one phrase, one row.  who: '' oneself, child, hurting, worried.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=80, unique=True)
    phrase = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="ko")
    need = models.CharField(max_length=40)
    who = models.CharField(max_length=10, blank=True, default="")
    is_removed = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    subject_kind: ClassVar[str] = "directory_need_word"

    class Meta:
        ordering = ["-changed_at"]
        constraints = [OpenPolicy(name="directory_needword_open")]

    def __str__(self) -> str:
        return self.phrase


class MissedSearch(models.Model):
    """How often a week a search with these words found nothing. Written by a guard function alone.

    words: codes as need:stalking and place:50110, and words of the directory's own names.
    """

    week = models.DateField()
    words = ArrayField(models.TextField(), default=list)
    times = models.IntegerField(default=1)
    done_at = models.DateTimeField(null=True, blank=True)

    subject_kind: ClassVar[str] = "directory_missed_search"

    class Meta:
        ordering = ["-week", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["week", "words"], name="directory_missed_once"),
            RowPolicy(name="directory_missed_rows", select=SOMEBODY, update=ANY_ACTOR),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.times}"
