"""Row policies of places: facts about places that hold nobody, and what is not told beforehand."""

from __future__ import annotations

from typing import Any

from jikimi.access.policy import ANY_ACTOR, SOMEBODY, RowPolicy

# Whoever is on the team, and the coordinators of the body: principals written on the row.
_TOLD = "told && (SELECT access_principals())::bigint[]"


class SitePolicy(RowPolicy):
    """What stands where: for every named actor; published rows for the public login as well."""

    published = "audience = 'public' AND published_at IS NOT NULL AND removed_on IS NULL"

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, select=SOMEBODY, insert=ANY_ACTOR, update=ANY_ACTOR)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        return (f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name})

    def _statements(self, table: str) -> str:
        return ";\n".join(
            [
                super()._statements(table),
                f"CREATE POLICY {table}_public ON {table} FOR SELECT TO jikimi_public"
                f" USING ({self.published})",
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


class AreaPolicy(SitePolicy):
    """Boundaries are public facts: all of them for the public login."""

    published = "true"


class StreetPolicy(SitePolicy):
    """Streets in use are public facts; one that brings others in may set aside and undo."""

    published = "stands"

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)
        self.conditions["delete"] = ANY_ACTOR


class ToldPolicy(RowPolicy):
    """What nobody may learn beforehand: for the principals in `told` until the row is open.

    open_when: a condition under which every named actor may read the row, such as that an
    unannounced inspection has been made.
    """

    def __init__(self, *, name: str, open_when: str = "false") -> None:
        self.open_when = open_when
        seen = f"{_TOLD} OR ({open_when} AND {SOMEBODY})"
        super().__init__(name=name, select=seen, insert=_TOLD, update=_TOLD)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        return (path, (), {"name": self.name, "open_when": self.open_when})
