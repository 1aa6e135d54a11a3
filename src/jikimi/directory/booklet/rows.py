"""The rows of the directory that a booklet needs, fetched together for many services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Model, Q, UUIDField, Value

from jikimi.directory.models import (
    Contact,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Translation,
)

R = TypeVar("R", bound=Model)
Hung = dict[UUID, list[R]]
_LINKS = ("service_id", "service_at_location_id", "location_id", "contact_id", "organization_id")


@dataclass(slots=True)
class Rows:
    """Services and what hangs on them, by the id of the row it hangs on.

    english: texts a person has written or checked, by row and field.
    """

    services: list[Service]
    at: Hung[ServiceAtLocation]
    contacts: Hung[Contact]
    phones: Hung[Phone] = field(default_factory=dict)
    schedules: Hung[Schedule] = field(default_factory=dict)
    english: dict[tuple[UUID, str], str] = field(default_factory=dict)

    def locations_of(self, service: Service) -> list[Location]:
        """Where a service is given."""
        return [row.location for row in self.at.get(service.pk, []) if row.location is not None]

    def phones_of(self, service: Service) -> list[Phone]:
        """The numbers of a service: its own first, then its places', then its organisation's."""
        rows = [*self._near(service), *self._reached(service)]
        return _each_once(phone for row in rows for phone in self.phones.get(row, []))

    def schedules_of(self, service: Service) -> list[Schedule]:
        """When it is open: what is said of the service itself, else of the place."""
        own = [service.pk, *(row.pk for row in self.at.get(service.pk, []))]
        places = [place.pk for place in self.locations_of(service)]
        found = [_each_once(s for row in ids for s in self.schedules.get(row, []))
                 for ids in (own, places)]  # fmt: skip
        return found[0] or found[1]

    def text(self, row: Any, name: str, language: str) -> str:
        """A field of a row in a language; as it is where nobody has put it into that language."""
        own = str(getattr(row, name))
        return (self.english.get((row.pk, name)) or own) if language == "en" else own

    def _near(self, service: Service) -> list[UUID]:
        at = [row.pk for row in self.at.get(service.pk, [])]
        return [service.pk, *at, *(place.pk for place in self.locations_of(service))]

    def _reached(self, service: Service) -> list[UUID]:
        rows = [*self._near(service), service.organization_id]
        contacts = [c.pk for row in rows if row for c in self.contacts.get(row, [])]
        return [*([service.organization_id] if service.organization_id else []), *contacts]


def rows_of(service_ids: Collection[UUID]) -> Rows:
    """Everything a booklet says of these services; a dozen statements however many they are."""
    services = list(
        Service.objects.filter(pk__in=service_ids)
        .select_related("organization")
        .prefetch_related("languages", "cost_options")
        .order_by("pk")
    )
    at = ServiceAtLocation.objects.filter(service__in=service_ids).select_related("location")
    places = list(at.prefetch_related("location__addresses", "location__languages"))
    ids = _ids(services, places)
    contacts = _hung(Contact.objects.filter(_on(ids, "service", "location", "organization")))
    rows = Rows(services, at=_hung(places), contacts=contacts)
    reached = ids | {row.pk for found in contacts.values() for row in found}
    rows.phones = _hung(Phone.objects.filter(_on(reached, *(name[:-3] for name in _LINKS))))
    rows.schedules = _hung(Schedule.objects.filter(_on(ids, *(name[:-3] for name in _LINKS[:3]))))
    rows.english = _english(reached | {p.pk for found in rows.phones.values() for p in found})
    return rows


def _ids(services: Collection[Service], places: Collection[ServiceAtLocation]) -> set[UUID]:
    organizations = {row.organization_id for row in services}
    locations = {row.location_id for row in places}
    addresses = {a.pk for row in places if row.location for a in row.location.addresses.all()}
    known = {row.pk for row in (*services, *places)} | addresses
    return known | {one for one in organizations | locations if one}


def _on(ids: set[UUID], *links: str) -> Q:
    found = Q()
    for link in links:
        found |= _one_of(link, ids)
    return found


def _one_of(field: str, ids: Collection[UUID]) -> Q:
    """One array instead of thousands of values: reading the statement took longer than the rows."""
    array = Value(list(ids), output_field=ArrayField(UUIDField()))
    is_one = Func(
        F(field),
        array,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    return Q(is_one)


def _hung(rows: Iterable[R]) -> Hung[R]:
    found: Hung[R] = defaultdict(list)
    for row in rows:
        links: set[UUID | None] = {getattr(row, name, None) for name in _LINKS}
        for link in filter(None, links):
            found[link].append(row)
    return found


def _each_once(rows: Iterable[R]) -> list[R]:
    return list({row.pk: row for row in rows}.values())


def _english(ids: set[UUID]) -> dict[tuple[UUID, str], str]:
    """On paper no text stands that only a machine has put into English."""
    rows = Translation.objects.filter(_one_of("row_id", ids), language__startswith="en")
    checked = rows.filter(Q(is_machine=False) | Q(checked_on__isnull=False))
    return {(row.row_id, row.field): row.text for row in checked.order_by("-language")}
