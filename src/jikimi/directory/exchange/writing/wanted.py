"""Which entries a reader of the interface asks for: filters, joined by AND, as one condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one table; a filter left out is no filter.

    found: the services that a search found, best first.  top_only: terms that stand under no other.
    proximity_m: metres from the middle of what stands at `postcode`.
    """

    table: str
    search: str = ""
    found: tuple[UUID, ...] = ()
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    parent_id: UUID | None = None
    top_only: bool = False
    modified_after: datetime | None = None
    postcode: str = ""
    proximity_m: float | None = None

    def condition(self) -> str:
        """SQL on the row `r`, with parameters named as the fields here."""
        asked = (f.name for f in fields(self) if getattr(self, f.name))
        found = [CONDITIONS[self.table, name] for name in asked if (self.table, name) in CONDITIONS]
        if self.postcode:
            found.append(_NEAR if self.proximity_m else _SERVED)
        return " AND ".join(found) or "true"

    def parameters(self) -> dict[str, Any]:
        """The values of the condition."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"found": list(self.found)}


_TERM = (
    "SELECT a.link_id FROM directory_attribute a WHERE a.taxonomy_term_id = %(taxonomy_term_id)s"
)
_LIST = (
    "SELECT a.link_id FROM directory_attribute a JOIN directory_taxonomyterm t"
    " ON t.id = a.taxonomy_term_id WHERE t.taxonomy_detail_id = %(taxonomy_id)s"
)
_CHANGED = "r.modified_at >= %(modified_after)s"
_FOUND = "ANY (%(found)s::uuid[])"
_NAMED = "strpos(lower(r.name), lower(%(search)s::text)) > 0"
_TOLD = "strpos(lower(concat_ws(' ', r.name, r.description)), lower(%(search)s::text)) > 0"


def _of_services(column: str, ids: str) -> str:
    return f"SELECT s.{column} FROM directory_service s WHERE {ids}"


# A word of a list is said of an entry itself, or of a service it offers or is about.
CONDITIONS: Mapping[tuple[str, str], str] = {
    ("service", "search"): f"r.id = {_FOUND}",
    ("service", "taxonomy_term_id"): f"r.id IN ({_TERM})",
    ("service", "taxonomy_id"): f"r.id IN ({_LIST})",
    ("service", "organization_id"): "r.organization_id = %(organization_id)s",
    ("service", "modified_after"): _CHANGED,
    ("organization", "search"): (
        f"({_NAMED} OR r.id IN ({_of_services('organization_id', f's.id = {_FOUND}')}))"
    ),
    ("organization", "taxonomy_term_id"): (
        f"r.id IN ({_TERM} UNION {_of_services('organization_id', f's.id IN ({_TERM})')})"
    ),
    ("organization", "taxonomy_id"): (
        f"r.id IN ({_LIST} UNION {_of_services('organization_id', f's.id IN ({_LIST})')})"
    ),
    ("organization", "modified_after"): _CHANGED,
    ("service_at_location", "search"): f"r.service_id = {_FOUND}",
    (
        "service_at_location",
        "taxonomy_term_id",
    ): f"(r.id IN ({_TERM}) OR r.service_id IN ({_TERM}))",
    ("service_at_location", "taxonomy_id"): f"(r.id IN ({_LIST}) OR r.service_id IN ({_LIST}))",
    ("service_at_location", "organization_id"): (
        f"r.service_id IN ({_of_services('id', 's.organization_id = %(organization_id)s')})"
    ),
    ("service_at_location", "modified_after"): _CHANGED,
    ("location", "search"): _NAMED,
    ("location", "organization_id"): "r.organization_id = %(organization_id)s",
    ("location", "modified_after"): _CHANGED,
    ("taxonomy", "search"): _TOLD,
    ("taxonomy_term", "search"): _TOLD,
    ("taxonomy_term", "taxonomy_id"): "r.taxonomy_detail_id = %(taxonomy_id)s",
    ("taxonomy_term", "parent_id"): "r.parent_id = %(parent_id)s",
    ("taxonomy_term", "top_only"): "r.parent_id IS NULL",
}


def _areas(column: str) -> str:
    return (
        f"SELECT z.{column} FROM directory_servicearea z WHERE strpos(z.extent, %(postcode)s) > 0"
        " AND %(postcode)s = ANY (regexp_split_to_array(z.extent, '[[:space:],;|]+'))"
    )


# There is no register of postal codes: a code is where the directory's own public addresses say.
_AT_CODE = "SELECT a.location_id FROM directory_address a WHERE a.postal_code = %(postcode)s"
_SERVED = (
    f"(r.location_id IN ({_AT_CODE}) OR r.id IN ({_areas('service_at_location_id')})"
    f" OR r.service_id IN ({_areas('service_id')}))"
)
_MIDDLE = (
    "SELECT avg(m.latitude) AS latitude, avg(m.longitude) AS longitude"
    f" FROM directory_location m WHERE m.id IN ({_AT_CODE})"
    " AND m.latitude IS NOT NULL AND m.longitude IS NOT NULL"
)
# Great-circle metres by the haversine, earth radius 6,371,008.8 m. Latitudes come as given, so the
# argument is kept where the root is real.
_METRES = (
    "12742017.6 * asin(sqrt(greatest(0, least(1, sin(radians(l.latitude - c.latitude) / 2) ^ 2"
    " + cos(radians(c.latitude)) * cos(radians(l.latitude))"
    " * sin(radians(l.longitude - c.longitude) / 2) ^ 2))))"
)
_NEAR = (
    f"r.location_id IN (SELECT l.id FROM directory_location l, ({_MIDDLE}) c"
    " WHERE l.latitude IS NOT NULL AND c.latitude IS NOT NULL"
    f" AND {_METRES} <= %(proximity_m)s)"
)
