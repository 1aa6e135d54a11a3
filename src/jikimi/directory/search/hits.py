"""What was found, as it is shown: the service, why it matched, whether it is open and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from jikimi.directory.models import Held, Schedule, Service, ServiceAtLocation, Translation
from jikimi.directory.routing import door_alias
from jikimi.directory.search.eligibility import Reason, fits, offer_of
from jikimi.directory.search.hours import Opening, opening_at, schedule_of
from jikimi.directory.search.numbers import national
from jikimi.directory.search.parts import Asked
from jikimi.directory.search.reasons import Why, whys_of


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the index's answer. code: by which try; metres: from the place asked for."""

    service_id: UUID
    code: str
    is_hour_known: bool
    metres: float | None


@dataclass(frozen=True, slots=True)
class Dialled:
    """A number: as written, and as a telephone dials it."""

    written: str
    dialled: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One service found. way: code of search_ways.csv by which it was found.

    whys: each part of the question and where it stands.  opening: at the time asked for, else now.
    fit: what speaks for and against the person, and what must be asked.
    """

    service: Service
    way: str
    whys: tuple[Why, ...]
    opening: Opening
    fit: tuple[Reason, ...] = ()
    metres: float | None = None

    @property
    def phones(self) -> list[Dialled]:
        """The numbers to call, each once: the service's own, else those of the organisation."""
        service = self.service
        places = [at.location for at in service.service_at_locations.all() if at.location]
        rows = [*service.phones.all(), *(p for place in places for p in place.phones.all())]
        rows = rows or (list(service.organization.phones.all()) if service.organization else [])
        return list(
            {national(p.number): Dialled(p.number, national(p.number)) for p in rows}.values()
        )

    @property
    def addresses(self) -> list[str]:
        """Where it is, as far as the reader may know."""
        places = [at.location for at in self.service.service_at_locations.all() if at.location]
        rows = (row for place in places for row in place.addresses.all())
        return [
            " ".join(filter(None, (row.state_province, row.city, row.address_1, row.address_2)))
            for row in rows
        ]

    @property
    def is_for_somebody_else(self) -> bool:
        """Whether something speaks against the person."""
        return any(reason.answer == "no" for reason in self.fit)


def hits_of(rows: Sequence[Row], asked: Asked, *, now: datetime) -> list[Hit]:
    """The rows as hits, in their order, read by the login of the door.

    A service whose exact hours say it is closed when it should be open is left out; one that is
    not known to be closed stays and says so.
    """
    services = _services([row.service_id for row in rows])
    more = _said_elsewhere(list(services.values()))
    found = (
        _hit(services[r.service_id], r, asked, now, more) for r in rows if r.service_id in services
    )
    return [hit for hit in found if not _is_closed_then(hit, asked)]


def _services(pks: list[UUID]) -> dict[UUID, Service]:
    at = ServiceAtLocation.objects.select_related("location").prefetch_related(
        "schedules", "phones", "location__addresses", "location__schedules", "location__phones"
    )
    rows = (
        Service.objects.filter(pk__in=pks)
        .select_related("organization")
        .prefetch_related(
            Prefetch("service_at_locations", at),
            *("phones", "schedules", "languages", "service_areas", "organization__phones"),
        )
    )
    return {row.pk: row for row in rows}


def _said_elsewhere(services: Sequence[Service]) -> dict[UUID, list[tuple[str, str]]]:
    """Texts in other languages and, at staff doors, values that are kept from the public."""
    owner = {key: service.pk for service in services for key in _rows_of(service)}
    found: dict[UUID, list[tuple[str, str]]] = {}
    told = Translation.objects.filter(row_id__in=owner).values_list("row_id", "text")
    for row_id, text in told:
        found.setdefault(owner[row_id], []).append(("translation", text))
    if door_alias() == "default":
        held = Held.objects.filter(row_id__in=owner).values_list("row_id", "value")
        for row_id, value in held:
            found.setdefault(owner[row_id], []).append(("held", str(value)))
    return found


def _rows_of(service: Service) -> Iterator[UUID]:
    """The ids of all rows that say something about a service."""
    yield service.pk
    yield from (phone.pk for phone in service.phones.all())
    if service.organization:
        yield service.organization.pk
        yield from (phone.pk for phone in service.organization.phones.all())
    for at in service.service_at_locations.all():
        yield at.pk
        if at.location:
            yield at.location.pk
            yield from (row.pk for row in at.location.addresses.all())
            yield from (row.pk for row in at.location.phones.all())


def _hit(
    service: Service,
    row: Row,
    asked: Asked,
    now: datetime,
    more: Mapping[UUID, list[tuple[str, str]]],
) -> Hit:
    places = [at.location for at in service.service_at_locations.all() if at.location]
    offer = offer_of(service, wheelchair=_wheelchair(places))
    opening = _opening(service, asked.instants or (now,))
    found = whys_of(service, asked, row.code, more.get(service.pk, []))
    return Hit(
        service=service,
        way=row.code.partition(":")[0],
        whys=(*found, *_by_hours(asked, opening)),
        opening=opening,
        fit=tuple(fits(offer, asked.person)),
        metres=row.metres,
    )


def _by_hours(asked: Asked, opening: Opening) -> Iterator[Why]:
    """That it is open when it should be is a reason too."""
    for part in (*asked.of("when"), *asked.of("always")):
        if opening.answer == "yes":
            yield Why("filters", "hours", part.typed or part.says)


def _wheelchair(places: Sequence[Any]) -> str:
    told = {place.wheelchair for place in places}
    return "yes" if "yes" in told else "no" if told == {"no"} else ""


def schedules_that_hold(service: Service) -> list[Schedule]:
    """The schedules of a service: its own and those at its places; a place's only without any."""
    places = list(service.service_at_locations.all())
    own = [*service.schedules.all(), *(row for at in places for row in at.schedules.all())]
    return own or [row for at in places if at.location for row in at.location.schedules.all()]


def _opening(service: Service, instants: Sequence[datetime]) -> Opening:
    """The best answer of the instants asked for."""
    schedules = [schedule_of(row) for row in schedules_that_hold(service)]
    order = {"yes": 0, "unknown": 1, "no": 2}
    answers = []
    for instant in instants:
        answers.append(opening_at(schedules, instant, is_24_hours=service.is_24_hours))
        if answers[-1].answer == "yes":
            break
    return min(answers, key=lambda one: order[one.answer])


def _is_closed_then(hit: Hit, asked: Asked) -> bool:
    return bool(asked.instants) and hit.opening.answer == "no"


def crisis_lines(*, most: int = 8) -> list[tuple[str, str]]:
    """Names and numbers of hotlines of the directory, for when nothing was found."""
    rows = Service.objects.filter(is_crisis=True, status="active").prefetch_related("phones")
    found = [(row.name, next((p.number for p in row.phones.all()), "")) for row in rows[:most]]
    return [(name, number) for name, number in found if number]
