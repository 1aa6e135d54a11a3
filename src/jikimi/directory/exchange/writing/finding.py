"""Services that a reader of the interface finds by words."""

from __future__ import annotations

from uuid import UUID

from django.db import connections

from jikimi.directory.routing import door_alias


def services_found(search: str) -> list[UUID]:
    """The services in whose name or description the words stand."""
    told = "strpos(lower(concat_ws(' ', name, alternate_name, description)), lower(%s::text)) > 0"
    with connections[door_alias()].cursor() as cursor:
        cursor.execute(f"SELECT id FROM directory_service WHERE {told} ORDER BY id", [search])
        return [row[0] for row in cursor.fetchall()]
