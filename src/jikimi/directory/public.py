"""Entries as a person in need reads them: what it is, whom it is for, how to reach it, when.

Asked inside public_door() it can tell only what is public; the readers' login sees no more.  One
entry or a thousand: the number of statements is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.directory.ages import freshness_of_services
from jikimi.directory.booklet.hours import hours_in_words
from jikimi.directory.facts import ENDED
from jikimi.directory.models import (
    Address,
    CostOption,
    Language,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    Translation,
)
from jikimi.directory.search.hours import Schedule as Hours
from jikimi.directory.search.hours import schedule_of
from jikimi.directory.search.numbers import national

_WEEK = (
    *("id", "freq", "interval", "byday", "opens_at", "closes_at", "valid_from", "valid_to"),
    *("dtstart", "until", "count", "byweekno", "bymonthday", "byyearday", "description", "notes"),
    *("attending_type", "schedule_link"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the language it is in. is_machine: translated, and checked by nobody yet."""

    words: str = ""
    language: str = "ko"
    is_machine: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call: as written, as dialled, and whose it is."""

    written: str
    digits: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is. Of a confidential place only the name is known here."""

    name: Said
    address: str = ""
    directions: Said = Said()
    district: str = ""
    is_confidential: bool = False
    wheelchair: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One service with all a reader needs. others: languages its texts can be read in."""

    id: UUID
    name: Said
    organization: Said
    text: Said
    for_whom: Said
    how: Said
    costs: Said
    waiting: Said
    alert: Said
    service: Service
    numbers: tuple[Number, ...] = ()
    places: tuple[Place, ...] = ()
    schedules: tuple[Hours, ...] = ()
    hours: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    checked_on: date | None = None
    is_overdue: bool = True
    others: tuple[str, ...] = ()

    @property
    def has_machine_words(self) -> bool:
        """Whether a text was translated and nobody has checked it."""
        told = (self.name, self.organization, self.text, self.for_whom, self.how, self.costs)
        return any(said.is_machine for said in (*told, self.waiting, self.alert))

    @property
    def is_confidential(self) -> bool:
        """Whether one of its places is not to be known."""
        return any(place.is_confidential for place in self.places)

    @property
    def districts(self) -> tuple[str, ...]:
        """Where its places are, in the order of the places."""
        return tuple(dict.fromkeys(place.district for place in self.places if place.district))

    @property
    def is_closed_for_now(self) -> bool:
        """Whether it has stopped for the time being."""
        return self.service.status == "temporarily closed"


@dataclass(slots=True)
class _Rows:
    """What hangs on the services asked for, by the row it hangs on."""

    places: dict[UUID, list[Location]] = field(default_factory=lambda: defaultdict(list))
    at: dict[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    by: dict[str, dict[UUID, list[Any]]] = field(default_factory=dict)
    texts: dict[tuple[UUID, str], Translation] = field(default_factory=dict)
    others: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, table: str, ids: Iterable[UUID | None]) -> list[Any]:
        """The rows of a table on any of these rows, each once, in their order."""
        hung = self.by[table]
        rows = {row.pk: row for key in ids if key for row in hung.get(key, ())}
        return sorted(rows.values(), key=lambda row: (row.position, str(row.pk)))


def is_readable() -> bool:
    """Whether the directory answers, empty or not."""
    Service.objects.exists()
    return True


def running_services() -> list[UUID]:
    """Every service that has not ended, in the order of its name."""
    running = Service.objects.exclude(status__in=ENDED)
    return list(running.order_by("name", "id").values_list("id", flat=True))


def shown_services(ids: Sequence[UUID], *, language: str = "ko") -> list[Shown]:
    """These services in the order asked; those that ended or are not to be known are left out.

    language: texts are given in it where there are any, else as they were written.
    """
    running = Service.objects.filter(pk__in=ids).exclude(status__in=ENDED)
    services = {row.pk: row for row in running.select_related("organization")}
    rows = _rows_of(services, language=language)
    fresh = freshness_of_services(list(services))
    found = []
    for key in ids:
        if key in services:
            age = fresh.get(key)
            told = {"checked_on": age.checked_on if age else None}
            found.append(_shown(services[key], rows, is_overdue=not age or age.is_overdue, **told))
    return found


def _rows_of(services: Mapping[UUID, Service], *, language: str) -> _Rows:
    rows = _Rows()
    at = ServiceAtLocation.objects.filter(service__in=services).select_related("location")
    for link in at.order_by("position", "id"):
        if link.service_id and link.location:
            rows.places[link.service_id].append(link.location)
            rows.at[link.service_id].append(link.pk)
    ends = _ends(services, rows)
    links = ("service_id", "service_at_location_id", "location_id", "organization_id")
    rows.by["phone"] = _hung(Phone, links, ends)
    rows.by["schedule"] = _hung(Schedule, links[:3], ends)
    rows.by["language"] = _hung(Language, ("service_id", "location_id"), ends)
    rows.by["address"] = _hung(Address, ("location_id",), ends)
    rows.by["cost_option"] = _hung(CostOption, ("service_id",), ends)
    rows.by["required_document"] = _hung(RequiredDocument, ("service_id",), ends)
    _translate(rows, ends, language=language)
    return rows


def _ends(services: Mapping[UUID, Service], rows: _Rows) -> dict[str, list[UUID]]:
    """The rows on which something may hang, by the name of the link."""
    return {
        "service_id": list(services),
        "service_at_location_id": [pk for pks in rows.at.values() for pk in pks],
        "location_id": [place.pk for places in rows.places.values() for place in places],
        "organization_id": [s.organization_id for s in services.values() if s.organization_id],
    }


def _hung(
    model: Any, links: Sequence[str], ends: Mapping[str, Sequence[UUID]]
) -> dict[UUID, list[Any]]:
    wanted = Q(pk__in=[])
    for link in links:
        wanted |= Q(**{f"{link}__in": ends[link]})
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in model.objects.filter(wanted):
        for link in links:
            if key := getattr(row, link):
                found[key].append(row)
    return found


def _translate(rows: _Rows, ends: Mapping[str, Sequence[UUID]], *, language: str) -> None:
    ids = [*ends["service_id"], *ends["location_id"], *ends["organization_id"]]
    for text in Translation.objects.filter(row_id__in=ids).exclude(text=""):
        rows.others[text.row_id].add(text.language)
        if text.language == language:
            rows.texts[(text.row_id, text.field)] = text


def _said(rows: _Rows, row: Any, name: str) -> Said:
    found = rows.texts.get((row.pk, name)) if row is not None else None
    if found is not None:
        return Said(found.text, found.language, found.is_machine)
    return Said(getattr(row, name)) if row is not None else Said()


def _shown(service: Service, rows: _Rows, **told: Any) -> Shown:
    places = rows.places.get(service.pk, [])
    ends = [service.pk, *rows.at.get(service.pk, []), *(place.pk for place in places)]
    own = [service.pk, *rows.at.get(service.pk, [])]
    schedules = rows.of("schedule", own) or rows.of("schedule", ends)
    spoken = (_language(row) for row in rows.of("language", ends))
    return Shown(
        id=service.pk,
        name=_said(rows, service, "name"),
        organization=_said(rows, service.organization, "name"),
        text=_said(rows, service, "description")
        or _said(rows, service.organization, "description"),
        for_whom=_said(rows, service, "eligibility_description"),
        how=_said(rows, service, "application_process"),
        costs=_costs(rows, service),
        waiting=_said(rows, service, "wait_time"),
        alert=_said(rows, service, "alert"),
        service=service,
        numbers=_numbers(rows, ends, service.organization_id),
        places=tuple(_place(place, rows) for place in places if place.location_type != "virtual"),
        schedules=tuple(schedule_of(row) for row in schedules),
        hours=_hours(service, schedules),
        papers=tuple(row.document for row in rows.of("required_document", ends) if row.document),
        languages=tuple(dict.fromkeys(filter(None, spoken))),
        others=tuple(sorted(rows.others.get(service.pk, ()))),
        **told,
    )


def _language(row: Language) -> str:
    """In the reader's language where it is one of ours, else as it was given."""
    known = codes("directory", "spoken_languages")
    return known[row.code].label if row.code in known else row.name or row.code


def _hours(service: Service, schedules: Iterable[Schedule]) -> tuple[str, ...]:
    if service.is_24_hours:
        return (_("24 hours, every day"),)
    return hours_in_words({name: getattr(row, name) for name in _WEEK} for row in schedules)


def _costs(rows: _Rows, service: Service) -> Said:
    told = _said(rows, service, "fees_description")
    if told:
        return told
    options = (row.option or row.amount_description for row in rows.of("cost_option", [service.pk]))
    return Said(", ".join(filter(None, options)))


def _numbers(rows: _Rows, ends: Sequence[UUID], organization: UUID | None) -> tuple[Number, ...]:
    """Its own numbers; where it has none, those of the organisation."""
    own = rows.of("phone", ends) or rows.of("phone", [organization])
    found: dict[str, Number] = {}
    for row in own:
        digits = national(row.number)
        if digits and row.type != "fax":
            found.setdefault(digits, Number(row.number, digits, row.description))
    return tuple(found.values())


def _place(place: Location, rows: _Rows) -> Place:
    name = _said(rows, place, "name")
    if place.is_confidential:
        return Place(name, is_confidential=True, wheelchair=place.wheelchair)
    address = next(iter(rows.of("address", [place.pk])), None)
    return Place(
        name,
        address=_address(address) if address else "",
        directions=_said(rows, place, "transportation"),
        district=place.district,
        wheelchair=place.wheelchair,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _address(row: Address) -> str:
    """Region, city, street, in the order of Korean addresses."""
    parts = (row.state_province, row.city, row.region, row.address_1, row.address_2)
    return " ".join(dict.fromkeys(filter(None, (part.strip() for part in parts))))
