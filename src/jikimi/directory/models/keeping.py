"""What is kept about the rows: values held back, who verified what, other languages, history."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.policy import OpenPolicy
from jikimi.directory.models.row import PUBLIC, Audience
from jikimi.directory.policy import AudiencePolicy

APPLIED, WAITING, REFUSED, UNDONE = "applied", "waiting", "refused", "undone"


class OfField(Audience):
    """Something about one field of one row. table: in the standard's word, as `phone`."""

    table = models.CharField(max_length=30)
    row_id = models.UUIDField()
    field = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.table}/{self.row_id}/{self.field}"


class Held(OfField):
    """A value that is not public. The column in the row's own table is empty as long as this is."""

    value = models.JSONField()
    held_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row_id", "field"], name="directory_held_once"),
            models.CheckConstraint(condition=~Q(audience=PUBLIC), name="directory_held_not_public"),
            AudiencePolicy(name="directory_held_rows", is_ever_public=False),
        ]


class Mark(OfField):
    """Where a field's value comes from, and when somebody last made sure of it.

    field empty: all fields of the row.  source: code of sources.csv.  verified_how: code of
    verification_ways.csv.  verified_by: the words shown, an agency or an office, never a person.
    """

    source = models.CharField(max_length=60, blank=True, default="")
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.CharField(max_length=120, blank=True, default="")
    verified_how = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row_id", "field"], name="directory_mark_once"),
            AudiencePolicy(name="directory_mark_rows"),
        ]


class Translation(OfField):
    """A field's text in another language. is_machine: no person has checked it."""

    language = models.CharField(max_length=12)
    text = models.TextField()
    is_machine = models.BooleanField(default=False)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row_id", "field", "language"], name="directory_translation_once"
            ),
            AudiencePolicy(name="directory_translation_rows"),
        ]


class Batch(models.Model):
    """Changes made together: one edit, one import, one undo. Holds no value.

    kind: edit, import, repair, call, merge, audience, undo.  undoes: the batch this one takes back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    member_id = models.BigIntegerField(default=0)
    agency_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    details = models.JSONField(default=dict, blank=True)

    subject_kind: ClassVar[str] = "directory_batch"

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [OpenPolicy(name="directory_batch_open")]

    def __str__(self) -> str:
        return str(self.pk)

    def standings(self, actor: Actor) -> set[str]:
        """own: made at the actor's agency, by hand."""
        is_own = self.agency_id == actor.agency_id and self.kind in ("edit", "call")
        return {"own"} if is_own else set()


class Change(OfField):
    """One change of one field, or of a whole row. Its audience is that of the value it holds.

    op: add (new holds the row), set (old and new), remove (old holds the row).
    state: waiting, applied, refused, undone.  root_id: the nearest entity it belongs to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="changes")
    number = models.BigIntegerField(default=0)
    root_id = models.UUIDField(null=True, blank=True)
    op = models.CharField(max_length=6)
    old = models.JSONField(null=True, blank=True)
    new = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=8, default=APPLIED)
    why = models.CharField(max_length=200, blank=True, default="")
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    subject_kind: ClassVar[str] = "directory_change"

    class Meta:
        ordering = ["-batch__made_at", "-number"]
        constraints = [AudiencePolicy(name="directory_change_rows", is_ever_public=False)]
        indexes = [
            models.Index(fields=["row_id"], name="directory_change_row"),
            models.Index(fields=["root_id"], name="directory_change_root"),
            models.Index(
                fields=["batch"], name="directory_change_waiting", condition=Q(state="waiting")
            ),
        ]


class Tombstone(Audience):
    """What was public once and is no more, so that those who copied us take it away too."""

    row_id = models.UUIDField(primary_key=True)
    table = models.CharField(max_length=30)
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [AudiencePolicy(name="directory_tombstone_rows")]
        indexes = [models.Index(fields=["removed_at"], name="directory_tombstone_at")]

    def __str__(self) -> str:
        return f"{self.table}/{self.row_id}"
