"""When a row changes, what it hangs on has changed too: for those who ask `modified_after`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jikimi.directory.models import (
    Contact,
    Location,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
)

_Found = dict[str, set[Any]]


def touch(rows: Iterable[tuple[str, Mapping[str, Any]]], *, fresh: Set[str] = frozenset()) -> None:
    """Note now as the moment of change at every entity these rows belong to.

    rows: table and values, before and after.  fresh: rows that were added just now and say so.
    """
    found = _linked(rows)
    for keys in found.values():
        keys -= {key for key in keys if str(key) in fresh}
    _through(found, Phone, "phone")
    _through(found, Contact, "contact")
    places = Q(pk__in=found["service_at_location"]) | Q(location_id__in=found["location"])
    for place in ServiceAtLocation.objects.filter(places).values("id", "service_id"):
        found["service_at_location"].add(place["id"])
        found["service"].add(place["service_id"])
    now = timezone.now()
    for name, model in _ENTITIES.items():
        if found[name]:
            model._default_manager.filter(pk__in=found[name]).update(modified_at=now)


_ENTITIES: Mapping[str, Any] = {
    "organization": Organization,
    "service": Service,
    "location": Location,
    "service_at_location": ServiceAtLocation,
}


def _linked(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> _Found:
    found: _Found = defaultdict(set)
    for table, values in rows:
        found[table].add(values["id"])
        for name in (*_ENTITIES, "contact", "phone"):
            if values.get(f"{name}_id"):
                found[name].add(values[f"{name}_id"])
        for key in ("link_id", "resource_id"):
            if values.get(key):
                for name in _ENTITIES:
                    found[name].add(values[key])
    return found


def _through(found: _Found, model: Any, name: str) -> None:
    """What a phone or a contact hangs on is concerned by what hangs on it."""
    if not found[name]:
        return
    keys = [f"{entity}_id" for entity in (*_ENTITIES, "contact") if hasattr(model, f"{entity}_id")]
    for row in model._default_manager.filter(pk__in=found[name]).values(*keys):
        for key, value in row.items():
            if value:
                found[key.removesuffix("_id")].add(value)
