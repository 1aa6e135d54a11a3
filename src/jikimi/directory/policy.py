"""Row policies of the directory: what is public, and who else may know what is not.

A row carries `acl`, which Django does not see: NULL for everybody, else the principals that may
know it. A trigger keeps it from `audience` and `agencies` (sql/audience.sql).
"""

from __future__ import annotations

from typing import Any

from jikimi.access.policy import RowPolicy

_OPERATOR = "(SELECT access_is(30))"
_KNOWS = f"(acl OPERATOR(public.@&&) (SELECT access_principals()) OR {_OPERATOR})"
_OR_PUBLIC = f"(acl IS NULL OR {_KNOWS})"


class AudiencePolicy(RowPolicy):
    """A row for its audience. is_ever_public: whether the public login may see rows without acl.

    Tables that are never public (held values, history) hold `audience = public` for facts every
    member may read; the public login has no grant on them.
    """

    def __init__(self, *, name: str, is_ever_public: bool = True) -> None:
        self.is_ever_public = is_ever_public
        super().__init__(
            name=name, select=_OR_PUBLIC, insert=_OR_PUBLIC, update=_OR_PUBLIC, delete=_OR_PUBLIC
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        only = {} if self.is_ever_public else {"is_ever_public": False}
        return (path, (), {"name": self.name, **only})

    def _before_policies(self, table: str) -> list[str]:
        return [
            f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS acl bigint[]",
            f"CREATE OR REPLACE TRIGGER {table}_acl BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION directory_keep_acl()",
        ]

    def _statements(self, table: str) -> str:
        return ";\n".join([super()._statements(table), *self._for_the_public(table)])

    def _for_the_public(self, table: str) -> list[str]:
        if not self.is_ever_public:
            return []
        return [
            f"CREATE POLICY {table}_public ON {table} FOR SELECT TO jikimi_public"
            " USING (acl IS NULL)",
            f"GRANT SELECT ON {table} TO jikimi_public",
        ]

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """Take policies and grants away, also the public login's."""
        table = model._meta.db_table
        drops = [str(super().remove_sql(model, schema_editor))]
        drops.append(f"DROP POLICY IF EXISTS {table}_public ON {table}")
        drops.append(f"REVOKE ALL ON {table} FROM jikimi_public")
        return ";\n".join(drops)
