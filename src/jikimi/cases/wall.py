"""The wall of the cases room: rows that hang on a case are seen by those who share their group.

A child table belongs to a field group; its acl lists the agencies whose participation includes
the group, the coordinators of the case's body, and as negative numbers the members barred from it.
The acl is kept by triggers (cases/sql/acl.sql) and never by Python.
"""

from __future__ import annotations

from typing import Any

from jikimi.access.policy import AclPolicy

GROUPS = (
    "victim",
    "perpetrator",
    "children",
    "contact",
    "reports",
    "risk",
    "causes",
    "plan_victim",
    "plan_perpetrator",
    "discussion",
)


class CaseWall(AclPolicy):
    """Rows of a case in one field group, or in the group that the row's field_group names.

    group: a code of GROUPS, "" for whoever sees the case, "*" for the row's own field_group,
    "steering" for the coordinators of the body and the lead agency.
    own_agency: the agency on the row sees it too, while it takes part. options: as AclPolicy.
    """

    def __init__(
        self, *, name: str, group: str, own_agency: bool = False, **options: bool | str
    ) -> None:
        self.wall: dict[str, bool | str] = {"group": group}
        if own_agency:
            self.wall["own_agency"] = True
        keeper = f"cases_keep_acl('{group}', '{'agency_id' if own_agency else ''}')"
        super().__init__(name=name, keeper=keeper, **options)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """As written in a migration."""
        path = f"{type(self).__module__}.{type(self).__name__}"
        return (path, (), {"name": self.name, **self.wall, **self.options})

    def _before_policies(self, table: str) -> list[str]:
        register = f"INSERT INTO cases_walled (name) VALUES ('{table}') ON CONFLICT DO NOTHING"
        return [*super()._before_policies(table), register]


class ResearchWall(CaseWall):
    """What an agency tells about a case before a meeting (cases/sql/research.sql).

    Read by those who may read the discussion, the row's own field group, and that the agency takes
    part; and by the agency itself while it takes part.
    """

    def __init__(self, *, name: str) -> None:
        self.wall = {}
        AclPolicy.__init__(self, name=name, keeper="cases_keep_research_acl()")


class AlertWall(CaseWall):
    """Alerts of clocks: seen by those who may know of risk, and by the agency whose clock it is.

    Who answers for that agency sees one that was carried to him, and nothing else of the case
    (cases/sql/alerting_parts.sql).
    """

    def __init__(self, *, name: str) -> None:
        self.wall = {}
        AclPolicy.__init__(self, name=name, keeper="cases_keep_alert_acl()", insert=False)
        self.options = {}
