"""The public facts of entries that must be right, with the day each was last checked.

An entry is an organisation with its services, places, phones and hours.  A fact may belong to
several services at once: the switchboard of an organisation is published with each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from jikimi.directory.freshness import facts_that_matter, newest
from jikimi.directory.models import (
    Contact,
    Location,
    Mark,
    Organization,
    Service,
    ServiceAtLocation,
)
from jikimi.directory.rows import table_called

PUBLIC = {"audience": "public"}
ENDED = ("inactive", "defunct")
_HUNG = ("phone", "schedule", "address")
_KEYS = ("service_id", "service_at_location_id", "location_id", "organization_id")
_NOWHERE: dict[str, Any] = dict.fromkeys([*_KEYS, "contact_id"])


@dataclass(frozen=True, slots=True)
class Fact:
    """One public value. service_ids: the services it is published with."""

    table: str
    row_id: UUID
    field: str
    value: str
    service_ids: frozenset[UUID]
    entry_ids: frozenset[UUID]
    checked_on: date | None


@dataclass(slots=True)
class Links:
    """What hangs together: service → entry, place → services, and the like. Only what is public."""

    entries: set[UUID] = field(default_factory=set)
    services: dict[UUID, UUID] = field(default_factory=dict)
    assured: dict[UUID, date | None] = field(default_factory=dict)
    is_crisis: dict[UUID, bool] = field(default_factory=dict)
    of_entry: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    of_place: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    of_row_at_place: dict[UUID, UUID] = field(default_factory=dict)
    places: dict[UUID, UUID] = field(default_factory=dict)
    contacts: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def services_of(self, row: dict[str, Any]) -> set[UUID]:
        """The services a row is published with, by each of its links."""
        found = {row.get("service_id"), self.of_row_at_place.get(row["service_at_location_id"])}
        found |= self.of_place.get(row["location_id"], set())
        found |= self.of_entry.get(row["organization_id"], set())
        if contact := self.contacts.get(row["contact_id"]):
            found |= self.services_of({**contact, "contact_id": None})
        return {service for service in found if service in self.services}

    def entries_of(self, row: dict[str, Any]) -> set[UUID]:
        """The entries a row is shown under."""
        found = {self.services[service] for service in self.services_of(row)}
        direct = [row["organization_id"], self.places.get(row["location_id"])]
        if contact := self.contacts.get(row["contact_id"]):
            direct.append(contact["organization_id"])
        return found | {entry for entry in direct if entry in self.entries}


def links_of(entry_ids: Collection[UUID]) -> Links:
    """How the public rows of these entries hang together; services that ended are left out."""
    links = Links(entries=set(entry_ids))
    running = Service.objects.filter(organization_id__in=entry_ids, **PUBLIC)
    named = ("id", "organization_id", "is_crisis", "assured_date")
    for service, entry, is_crisis, assured in running.exclude(status__in=ENDED).values_list(*named):
        links.services[service] = entry
        links.of_entry[entry].add(service)
        links.is_crisis[service] = is_crisis
        links.assured[service] = _day(assured)
    at = ServiceAtLocation.objects.filter(service_id__in=links.services, **PUBLIC)
    for row, service, place in at.values_list("id", "service_id", "location_id"):
        links.of_row_at_place[row] = service
        links.of_place[place].add(service)
    places = Location.objects.filter(organization_id__in=entry_ids, **PUBLIC)
    links.places = dict(places.values_list("id", "organization_id"))
    contacts = Contact.objects.filter(organization_id__in=entry_ids, **PUBLIC)
    links.contacts = {row.pop("id"): row for row in contacts.values("id", *_KEYS)}
    return links


def facts_of(entry_ids: Collection[UUID]) -> tuple[Links, list[Fact]]:
    """The public facts that matter of these entries, in the order in which they are asked about."""
    links = links_of(entry_ids)
    found = [*_own_facts(links), *_hanging_facts(links)]
    marks = _marks({row["id"] for _table, row in found})
    return links, [fact for table, row in found for fact in _facts(table, row, links, marks)]


def _own_facts(links: Links) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in Organization.objects.filter(pk__in=links.entries, **PUBLIC).values("id", "name"):
        yield "organization", {**_NOWHERE, **row, "organization_id": row["id"]}
    fields = [name for table, name in facts_that_matter() if table == "service"]
    for row in Service.objects.filter(pk__in=links.services).values("id", *fields):
        yield "service", {**_NOWHERE, **row, "service_id": row["id"]}


def _hanging_facts(links: Links) -> Iterator[tuple[str, dict[str, Any]]]:
    ours = {
        "service_id": list(links.services),
        "service_at_location_id": list(links.of_row_at_place),
        "location_id": [*links.places, *(place for place in links.of_place if place)],
        "organization_id": list(links.entries),
        "contact_id": list(links.contacts),
    }
    for name in _HUNG:
        table = table_called(name)
        keys = [key for key in ours if key in table.fields]
        fields = [f for t, f in facts_that_matter() if t == name]
        hanging = reduce(or_, (Q(**{f"{key}__in": ours[key]}) for key in keys))
        rows = table.model._default_manager.filter(hanging, **PUBLIC)
        for row in rows.order_by("position", "id").values("id", *keys, *fields):
            yield name, {**_NOWHERE, **row}


def _facts(
    table: str, row: dict[str, Any], links: Links, marks: dict[tuple[UUID, str], date | None]
) -> Iterator[Fact]:
    services = frozenset(links.services_of(row))
    entries = frozenset(links.entries_of(row))
    whole = marks.get((row["id"], ""))
    for of, name in facts_that_matter():
        value = str(row.get(name) or "") if of == table else ""
        if value:
            checked = marks.get((row["id"], name), whole)
            yield Fact(table, row["id"], name, value, services, entries, checked)


def _marks(row_ids: Iterable[UUID]) -> dict[tuple[UUID, str], date | None]:
    rows = Mark.objects.filter(row_id__in=list(row_ids), **PUBLIC)
    return {(row, name): on for row, name, on in rows.values_list("row_id", "field", "verified_on")}


def checked_on(fact: Fact, links: Links, service: UUID) -> date | None:
    """When a fact of this service was last checked: by its mark, or with the whole service."""
    return newest([fact.checked_on, links.assured.get(service)])


def by_service(facts: Iterable[Fact]) -> dict[UUID, list[Fact]]:
    """The facts each service is published with."""
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        for service in fact.service_ids:
            found[service].append(fact)
    return found


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        return None
