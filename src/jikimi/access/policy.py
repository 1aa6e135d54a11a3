"""Need-to-know beside the model: row policies as constraints that migrations carry.

Django folds a new model's constraints into CREATE TABLE; a policy is not part of it, so it is
appended to the deferred statements (tests/walls reads pg_policies to prove that it is there).
"""

from __future__ import annotations

from typing import Any

from django.db.models import BaseConstraint

# All are written so that the planner expects nearly every row to pass. A usual condition it guesses
# to let one row in a hundred through, and then reads a large agency's rows from end to end.
ANY_ACTOR = "(SELECT access_principals()) <> '{}'"
# Facts that hold nobody: nearly every statement joins one, and the ticket need not be proved again.
SOMEBODY = "(SELECT current_setting('jikimi.ticket', true)) <> ''"
NOBODY = "false"
HOLDS = (
    "acl OPERATOR(public.@&&) (SELECT access_principals())"
    " AND NOT acl OPERATOR(pg_catalog.&&) (SELECT access_refusals())"
)
_USUAL = {"insert": True, "update": True, "delete": False, "also": "", "only": ""}
_COMMANDS = ("select", "insert", "update", "delete")


class RowPolicy(BaseConstraint):
    """Who may select, insert, update and delete rows of this table, as SQL conditions.

    A condition left out means nobody: no policy and no grant. The guard role, which owns the
    SECURITY DEFINER functions, always may. The public role gets nothing.
    """

    def __init__(
        self,
        *,
        name: str,
        select: str = "",
        insert: str = "",
        update: str = "",
        delete: str = "",
    ) -> None:
        super().__init__(name=name)
        self.conditions = {
            "select": select,
            "insert": insert,
            "update": update,
            "delete": delete,
        }

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing inside CREATE TABLE; the statements follow when the table stands."""
        schema_editor.deferred_sql.append(self._statements(model._meta.db_table))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """The statements for a table that stands already."""
        return self._statements(model._meta.db_table)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Take the policies and the grants away; row security stays forced, so nobody sees rows."""
        table = model._meta.db_table
        drops = [f"DROP POLICY IF EXISTS {_policy(table, c)} ON {table}" for c in _COMMANDS]
        drops.append(f"DROP POLICY IF EXISTS {_policy(table, 'guard')} ON {table}")
        drops.append(f"REVOKE ALL ON {table} FROM jikimi_staff, jikimi_guard")
        return ";\n".join(drops)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to check in Python: PostgreSQL decides."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        kwargs = {"name": self.name} | {k: v for k, v in self.conditions.items() if v}
        return (f"{type(self).__module__}.{type(self).__name__}", (), kwargs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowPolicy) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)

    def _statements(self, table: str) -> str:
        granted = [c for c in _COMMANDS if self.conditions[c]]
        lines = [*forced(table), *self._before_policies(table)]
        lines += [self._policy_sql(table, command) for command in granted]
        if granted:
            lines.append(f"GRANT {', '.join(granted)} ON {table} TO jikimi_staff")
        return ";\n".join(lines)

    def _before_policies(self, table: str) -> list[str]:
        return []

    def _policy_sql(self, table: str, command: str) -> str:
        condition = self.conditions[command]
        using = "" if command == "insert" else f" USING ({condition})"
        check = f" WITH CHECK ({condition})" if command in ("insert", "update") else ""
        name = _policy(table, command)
        return f"CREATE POLICY {name} ON {table} FOR {command} TO jikimi_staff{using}{check}"


def forced(table: str) -> list[str]:
    """Statements that force row security on a table and let only the guard role through."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO jikimi_guard",
        f"CREATE POLICY {_policy(table, 'guard')} ON {table}"
        " TO jikimi_guard USING (true) WITH CHECK (true)",
    ]


def _policy(table: str, command: str) -> str:
    return f"{table}_{command}"


class OpenPolicy(RowPolicy):
    """Facts that hold nobody: every named actor may read and keep them; doors decide by act."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=SOMEBODY, insert=ANY_ACTOR, update=ANY_ACTOR)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (
            f"{type(self).__module__}.{type(self).__name__}",
            (),
            {"name": self.name},
        )


class AclPolicy(RowPolicy):
    """Rows that carry an acl, a bigint[] Django does not see, kept by the named trigger function.

    keeper: trigger function and its arguments. Whatever acl a statement supplies is overwritten.
    also: a further condition under which a row may be read.
    only: a condition without which a row is neither read nor changed, whatever its acl says.
    """

    def __init__(
        self,
        *,
        name: str,
        keeper: str,
        insert: bool = True,
        update: bool = True,
        delete: bool = False,
        also: str = "",
        only: str = "",
    ) -> None:
        given = {"insert": insert, "update": update, "delete": delete, "also": also, "only": only}
        self.options = {k: v for k, v in given.items() if v is not _USUAL[k]}
        holds = f"{HOLDS} AND {only}" if only else HOLDS
        super().__init__(
            name=name,
            select=f"({holds}) OR {also}" if also else holds,
            insert=HOLDS if insert else "",
            update=holds if update else "",
            delete=holds if delete else "",
        )
        self.keeper = keeper

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        return (path, (), {"name": self.name, "keeper": self.keeper, **self.options})

    def _before_policies(self, table: str) -> list[str]:
        return [
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS acl bigint[] NOT NULL DEFAULT '{{}}'",
            f"CREATE OR REPLACE TRIGGER {table}_acl BEFORE INSERT OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.keeper}",
        ]
