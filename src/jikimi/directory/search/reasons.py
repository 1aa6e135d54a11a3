"""Why a service was found: each part of the question, and the field in which it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from jikimi.access.codes import label
from jikimi.directory.models import Service
from jikimi.directory.search import folding
from jikimi.directory.search.numbers import national
from jikimi.directory.search.parts import Asked, Part, Reading

Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Why:
    """One reason. way: code of search_ways.csv.  field: where it stands.  word: what is there."""

    way: str
    field: str
    word: str

    @property
    def says(self) -> str:
        """The reason in the reader's language."""
        words = {"field": _field_words(self.field), "word": self.word}
        if self.way == "need":
            return _("Need: %(word)s") % words
        if self.way == "serves":
            return _("Serves: %(word)s") % words
        if self.way in ("initials", "keyboard", "slip"):
            way = label("directory", "search_ways", self.way)
            return _("%(way)s, %(field)s: %(word)s") % {**words, "way": way}
        return _("%(field)s: %(word)s") % words


def whys_of(service: Service, asked: Asked, code: str, elsewhere: Sequence[Text]) -> Iterator[Why]:
    """Each reason once, the weightiest first."""
    texts = [*_texts(service), *elsewhere]
    if code in ("name", "begins"):
        field, text = _first(texts, partial(_holds_letters, asked.whole)) or ("name", service.name)
        yield Why(code, field, text)
        return
    for part in asked.sought:
        why = next(_reasons_of(part, service, texts), None)
        if why:
            yield why


def _reasons_of(part: Part, service: Service, texts: Sequence[Text]) -> Iterator[Why]:
    for reading in part.readings:
        if reading.facet:
            yield from _by_fact(part, reading, service)
            continue
        wanted = partial(_stands_in, reading)
        found = _first(texts, wanted)
        if found:
            yield Why(reading.way, found[0], _shown(found[1]))


def _by_fact(part: Part, reading: Reading, service: Service) -> Iterator[Why]:
    kind, _sep, value = reading.facet.partition(":")
    if kind == "need" and value in service.needs:
        yield Why(reading.way, "need", label("directory", "needs", value))
    if kind == "language" and value in {row.code.lower() for row in service.languages.all()}:
        yield Why(reading.way, "language", label("directory", "spoken_languages", value))
    if kind == "place" and value in map(folding.folded, _districts(service)):
        yield Why(reading.way, "place", part.says)
    if kind == "area":
        areas = [row.name for row in service.service_areas.all()] + list(service.districts)
        served = next((area for area in areas if value in folding.folded(area)), None)
        if served and value:
            yield Why(reading.way, "area", served)
        if not (value or areas or _places_told(service)):
            yield Why(reading.way, "area", _("not said, ask"))


def _places_told(service: Service) -> bool:
    return any(_districts(service))


def _districts(service: Service) -> Iterator[str]:
    for place in _places(service):
        yield from (place.district, place.dong)
        for address in place.addresses.all():
            yield from (address.city, address.region, address.state_province)


def _places(service: Service) -> list[Any]:
    return [at.location for at in service.service_at_locations.all() if at.location]


def _first(texts: Sequence[Text], holds: Any) -> Text | None:
    return next((one for one in texts if one[1] and holds(one[1])), None)


def _stands_in(reading: Reading, text: str) -> bool:
    if reading.number:
        return reading.number in national(text)
    letters = folding.folded(text)
    return reading.text in letters and reading.initials in folding.initials(letters)


def _holds_letters(whole: str, text: str) -> bool:
    letters = folding.folded(text)
    return whole in letters or whole in folding.initials(letters)


def _texts(service: Service) -> Iterator[Text]:
    """What is said of a service, the weightiest first."""
    yield from (("name", service.name), ("name", service.alternate_name))
    organization, places = service.organization, _places(service)
    if organization:
        yield from (("organization", organization.name),
                    ("organization", organization.alternate_name))  # fmt: skip
    yield from (("place", name) for p in places for name in (p.name, p.alternate_name))
    yield from (("phone", number) for number in _numbers(service, places))
    yield from (("address", text) for place in places for text in _addresses(place))
    yield from (("language", row.name) for row in service.languages.all())
    yield from (("area", row.name) for row in service.service_areas.all())
    told = (service.description, service.eligibility_description, service.application_process,
            service.interpretation_services, service.fees_description, service.alert)  # fmt: skip
    yield from (("text", text) for text in told)
    if organization:
        yield "text", organization.description
    yield from (("text", text) for p in places for text in (p.description, p.transportation))


def _numbers(service: Service, places: Sequence[Any]) -> Iterator[str]:
    for owner in (service, service.organization, *places):
        if owner:
            yield from (phone.number for phone in owner.phones.all())


def _addresses(place: Any) -> Iterator[str]:
    yield from (place.district, place.dong)
    for row in place.addresses.all():
        parts = (row.state_province, row.region, row.city, row.address_1, row.address_2)
        yield " ".join(filter(None, parts))


def _shown(text: str) -> str:
    longest = 60
    return text if len(text) <= longest else f"{text[:longest]}…"


def _field_words(field: str) -> str:
    return {
        "name": _("Service"),
        "organization": _("Organisation"),
        "place": _("Place"),
        "phone": _("Phone number"),
        "address": _("Address"),
        "language": _("Language"),
        "area": _("Area served"),
        "need": _("Need"),
        "hours": _("Opening hours"),
        "text": _("Description"),
        "translation": _("In another language"),
        "held": _("Kept from the public"),
    }.get(field, field)
