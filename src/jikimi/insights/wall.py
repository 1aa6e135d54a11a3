"""Row policies of insights: small numbers are for analysts, the public reads what was published.

No table here holds a person.  The staff role counts nothing: guard functions count, called by the
clock and the command line.
"""

from __future__ import annotations

from typing import Any

from jikimi.access.policy import SOMEBODY, RowPolicy

# Whoever holds the role analyst (access/principals.py ANALYSTS), the clock, the operator.
COUNTING = "((SELECT access_is(22)) OR (SELECT access_is(30)))"
_PUBLISHED = "(published_at IS NOT NULL AND withdrawn_at IS NULL)"
ANALYSTS = f"((SELECT access_is(24)) OR {COUNTING})"


class TallyPolicy(RowPolicy):
    """Counts as they are, small ones too: read by analysts, written by guard functions alone."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=ANALYSTS)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})


class ToldPolicy(RowPolicy):
    """What every named actor may read, small numbers hidden: written where counting is done."""

    def __init__(self, *, name: str) -> None:
        super().__init__(
            name=name, select=SOMEBODY, insert=COUNTING, update=COUNTING, delete=COUNTING
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})


class AnalystPolicy(RowPolicy):
    """What analysts write. read_when: the condition under which every named actor may read a row.

    Whoever writes a row and may not read it has no use for it: analysts always read.
    """

    def __init__(self, *, name: str, read_when: str = "true") -> None:
        self.read_when = read_when
        seen = f"({read_when} AND {SOMEBODY}) OR {ANALYSTS}"
        super().__init__(name=name, select=seen, insert=ANALYSTS, update=ANALYSTS)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        return (path, (), {"name": self.name, "read_when": self.read_when})


class PublishedPolicy(AnalystPolicy):
    """Drafts for analysts, published rows for every named actor and for the public login."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, read_when=_PUBLISHED)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})

    def _statements(self, table: str) -> str:
        return ";\n".join(
            [
                super()._statements(table),
                f"CREATE POLICY {table}_public ON {table} FOR SELECT TO jikimi_public"
                f" USING ({_PUBLISHED})",
                f"GRANT SELECT ON {table} TO jikimi_public",
            ]
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Take policies and grants away, also the public login's."""
        table = model._meta.db_table
        drops = [str(super().remove_sql(model, schema_editor))]
        drops.append(f"DROP POLICY IF EXISTS {table}_public ON {table}")
        drops.append(f"REVOKE ALL ON {table} FROM jikimi_public")
        return ";\n".join(drops)
