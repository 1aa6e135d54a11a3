"""What every row of the directory has, whatever it tells."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jikimi.directory.policy import AudiencePolicy

PUBLIC, MEMBERS, AGENCIES, POLICE = "public", "members", "agencies", "police"
AUDIENCES = (PUBLIC, MEMBERS, AGENCIES, POLICE)


def words() -> Any:
    """A text of the standard; empty when it is absent."""
    return models.TextField(blank=True, default="")


def figure() -> Any:
    """A number of the standard; null when it is absent."""
    return models.FloatField(null=True, blank=True)


def link(to: str, back: str, *, is_held_together: bool = True) -> Any:
    """A key to another table. back: the name under which the standard nests these rows there.

    is_held_together: whether the database refuses a key that leads nowhere.
    """
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name=back,
        db_constraint=is_held_together,
    )


class Audience(models.Model):
    """For whom something is. agencies: numbers of agencies named, besides or instead."""

    audience = models.CharField(max_length=10, default=PUBLIC)
    agencies = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        abstract = True


class Row(Audience):
    """One row of a table of the standard.

    position: its place among its siblings.  modified_at: when it, or what hangs on it, changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    position = models.IntegerField(default=0)
    modified_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["position", "id"]
        constraints = [AudiencePolicy(name="%(app_label)s_%(class)s_rows")]

    def __str__(self) -> str:
        return str(self.pk)
