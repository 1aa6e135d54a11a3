"""An entry is an organisation with all that hangs on it: whose a row is, and what is its."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from jikimi.access.errors import NotAllowed
from jikimi.directory.models import Location, Organization, ServiceAtLocation
from jikimi.directory.models.row import Row
from jikimi.directory.rows import ROOTS, table_called, tables, word

_WAYS = (
    *("organization_id", "service_id", "service_at_location_id", "location_id"),
    *("contact_id", "phone_id"),
)
_OF_ANY = {"attribute": ["link_id"], "metadata": ["resource_id"]}


def entry_of(table: str, row_id: UUID) -> Organization | None:
    """The organisation a row belongs to; None when it hangs on none or is not to be known."""
    row = table_called(table).model._default_manager.filter(pk=row_id).first()
    return _entry(row) if row is not None else None


def place_called(row_id: UUID) -> Location:
    """A place that may be known. Raises NotAllowed when there is none."""
    found = Location.objects.filter(pk=row_id).first()
    if found is None:
        raise NotAllowed
    return found


def entry_at(root_id: UUID | None) -> Organization | None:
    """The organisation this entity is or belongs to, for rows that are not there yet or no more."""
    found = (entry_of(name, root_id) for name in ROOTS[:4] if root_id)
    return next((entry for entry in found if entry is not None), None)


def _entry(row: Any) -> Organization | None:
    if isinstance(row, Organization):
        return row
    linked = (getattr(row, way.removesuffix("_id"), None) for way in _WAYS if hasattr(row, way))
    for parent in linked:
        found = _entry(parent) if parent is not None else None
        if found is not None:
            return found
    place = ServiceAtLocation.objects.filter(location_id=row.pk).first()
    return _entry(place.service) if place is not None and place.service else None


def rows_of(organization_id: UUID) -> dict[str, list[Row]]:
    """All rows of an entry that may be known, by table, each in its order. Constant statements."""
    found: dict[str, list[Row]] = {"organization": []}
    found["organization"] = list(Organization.objects.filter(pk=organization_id))
    found["service"] = _rows("service", Q(organization_id=organization_id))
    found["service_at_location"] = _rows(
        "service_at_location", Q(service_id__in=_ids(found["service"]))
    )
    places = [row.location_id for row in found["service_at_location"]]  # type: ignore[attr-defined]
    found["location"] = _rows("location", Q(organization_id=organization_id) | Q(pk__in=places))
    found["contact"] = _rows("contact", _hanging("contact", found))
    found["phone"] = _rows("phone", _hanging("phone", found))
    for name, table in tables().items():
        if name not in found and name not in (*ROOTS, *_OF_ANY) and table.links:
            found[name] = _rows(name, _hanging(name, found))
    ids = [row.pk for rows in found.values() for row in rows]
    found["attribute"] = _rows("attribute", Q(link_id__in=ids))
    found["metadata"] = _rows("metadata", Q(resource_id__in=ids))
    return found


def rows_only_of(row: Row) -> list[tuple[str, Row]]:
    """What hangs on this row and on nothing else that stays, however far down, with its table."""
    gone = {row.pk}
    found: list[tuple[str, Row]] = []
    while True:
        more = [pair for pair in _hung_on(gone) if _hangs_only(pair[1], gone)]
        if not more:
            return found
        found += more
        gone |= {hung.pk for _, hung in more}


def _hung_on(ids: set[UUID]) -> list[tuple[str, Row]]:
    found: list[tuple[str, Row]] = []
    for name in tables():
        ways = [Q(**{f"{way}__in": ids}) for way in _links(name)]
        for wanted in ways:
            found += [(name, row) for row in _rows(name, wanted & ~Q(pk__in=ids))]
    return list({row.pk: (name, row) for name, row in found}.values())


def _hangs_only(row: Row, ids: set[UUID]) -> bool:
    linked = [getattr(row, way) for way in _links(word(type(row)))]
    return all(value is None or value in ids for value in linked)


def _links(name: str) -> list[str]:
    return [way for way in table_called(name).links if way in _WAYS] + _OF_ANY.get(name, [])


def _hanging(name: str, found: dict[str, list[Row]]) -> Q:
    wanted = Q(pk__in=[])
    for link, to in table_called(name).links.items():
        if to in found and to != name:
            wanted |= Q(**{f"{link}__in": _ids(found[to])})
    return wanted


def _rows(name: str, wanted: Q) -> list[Row]:
    return list(table_called(name).model._default_manager.filter(wanted))


def _ids(rows: Iterable[Row]) -> list[UUID]:
    return [row.pk for row in rows]
