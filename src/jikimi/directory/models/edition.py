"""Editions of the booklet: what was issued when, and what remains of it.

Everybody may know that an edition was issued, its number, its hash, and which entries it held.
What it said is kept apart: some of it may be a secret today.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from jikimi.access.actor import Actor
from jikimi.access.policy import ANY_ACTOR, SOMEBODY, RowPolicy

# The clock, the operator, and whoever coordinates a body.
_KEEPERS = (
    "(SELECT access_is(22) OR access_is(30)"
    " OR coalesce(bool_or(p % 8 = 3), false) FROM unnest(access_principals()) p)"
)


class ForEverybody(RowPolicy):
    """Rows the public login may read too; named actors add to them, nobody changes them."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=SOMEBODY, insert=ANY_ACTOR)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})

    def _statements(self, table: str) -> str:
        public = (
            f"CREATE POLICY {table}_public ON {table} FOR SELECT TO jikimi_public USING (true)",
            f"GRANT SELECT ON {table} TO jikimi_public",
        )
        return ";\n".join([super()._statements(table), *public])

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Take policies and grants away, also the public login's."""
        table = model._meta.db_table
        return ";\n".join(
            [
                str(super().remove_sql(model, schema_editor)),
                f"DROP POLICY IF EXISTS {table}_public ON {table}",
                f"REVOKE ALL ON {table} FROM jikimi_public",
            ]
        )


class Edition(models.Model):
    """One edition. number: 1, 2, 3 …; hash: of its content; issued_by_id: 0 for the clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.PositiveIntegerField(unique=True)
    issued_on = models.DateField()
    hash = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    issued_by_id = models.BigIntegerField(default=0)

    subject_kind: ClassVar[str] = "directory_edition"

    class Meta:
        ordering = ["-number"]
        constraints = [ForEverybody(name="directory_edition_rows")]

    def __str__(self) -> str:
        return str(self.number)

    def standings(self, actor: Actor) -> set[str]:
        """Nobody stands nearer to an edition than others."""
        return set()


class EditionEntry(models.Model):
    """An entry of an edition: its number in the book, and keyed prints of its parts.

    The prints tell whether an entry says something else today, and nothing of what it said.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="printed")
    entry_id = models.UUIDField()
    number = models.PositiveIntegerField()
    prints = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "entry_id"], name="directory_edition_entry_once"
            ),
            ForEverybody(name="directory_edition_entry_rows"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class EditionContent(models.Model):
    """What an edition said, whole. Printed again only as far as it is still public."""

    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    content = models.JSONField()

    class Meta:
        constraints = [
            RowPolicy(name="directory_edition_content_rows", select=_KEEPERS, insert=_KEEPERS)
        ]

    def __str__(self) -> str:
        return str(self.pk)
