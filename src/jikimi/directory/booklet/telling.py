"""Telling: the rows of one service become the words of one entry, in each language."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _
from django.utils.translation import override

from jikimi.directory.booklet.content import LANGUAGES, Entry, Words
from jikimi.directory.booklet.content import Phone as PrintedPhone
from jikimi.directory.booklet.hours import hours_in_words
from jikimi.directory.booklet.rows import Rows
from jikimi.directory.models import Address, CostOption, Location, Phone, Service

_LAST = {"fax": 1, "pager": 2}
_CLOSED = "temporarily closed"
_HOURS = (
    "freq", "interval", "byday", "opens_at", "closes_at", "valid_from", "valid_to", "dtstart",
    "until", "count", "byweekno", "bymonthday", "byyearday", "description", "notes",
    "attending_type", "schedule_link",
)  # fmt: skip


def told(service: Service, rows: Rows, *, checked_on: str) -> Entry:
    """A service as it is printed. checked_on: ISO day or empty."""
    places = rows.locations_of(service)
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = _words(service, rows, language)
    return Entry(
        id=str(service.pk),
        words=words,
        phones=_phones(service, rows),
        needs=tuple(dict.fromkeys(service.needs)),
        districts=_districts(service, places),
        region=_region(places),
        email=service.email or getattr(service.organization, "email", ""),
        web=service.url or getattr(service.organization, "website", ""),
        is_crisis=service.is_crisis,
        is_24_hours=service.is_24_hours,
        is_closed=service.status == _CLOSED,
        is_confidential=any(place.is_confidential for place in places),
        has_step_free_access=any(place.wheelchair == "yes" for place in places),
        checked_on=checked_on,
    )


def _words(service: Service, rows: Rows, language: str) -> Words:
    organization = service.organization
    return Words(
        name=rows.text(service, "name", language),
        organization=rows.text(organization, "name", language) if organization else "",
        text=rows.text(service, "description", language),
        alert=rows.text(service, "alert", language),
        for_whom=_for_whom(service, rows, language),
        how=rows.text(service, "application_process", language),
        costs=_costs(service, rows, language),
        languages=_languages(service, rows, language),
        hours=hours_in_words(
            {name: getattr(row, name) for name in _HOURS} | {"id": row.pk}
            for row in rows.schedules_of(service)
        ),
        places=_places(rows.locations_of(service), rows, language),
    )


def _phones(service: Service, rows: Rows) -> tuple[PrintedPhone, ...]:
    printed: dict[str, PrintedPhone] = {}
    for phone in sorted(rows.phones_of(service), key=lambda one: _LAST.get(one.type, 0)):
        if phone.number and phone.number not in printed:
            printed[phone.number] = PrintedPhone(phone.number, _notes(phone, rows))
    return tuple(printed.values())


def _notes(phone: Phone, rows: Rows) -> dict[str, str]:
    notes = {}
    for language in LANGUAGES:
        with override(language):
            said = (_extension(phone), rows.text(phone, "description", language), _kind(phone))
            notes[language] = ", ".join(filter(None, said))
    return notes if any(notes.values()) else {}


def _extension(phone: Phone) -> str:
    if phone.extension is None:
        return ""
    return _("ext. %(number)d") % {"number": phone.extension}


def _kind(phone: Phone) -> str:
    words = {"fax": _("fax"), "text": _("text messages"), "textphone": _("textphone"),
             "video": _("video call"), "pager": _("pager")}  # fmt: skip
    return words.get(phone.type, "")


def _for_whom(service: Service, rows: Rows, language: str) -> str:
    only = {"female": _("For women only"), "male": _("For men only")}
    said = (
        rows.text(service, "eligibility_description", language),
        only.get(service.for_sex, ""),
        _ages(service),
        _("For people with disabilities") if service.for_disability == "yes" else "",
        _("For people from other countries") if service.for_foreigners == "yes" else "",
        _("Children may come along") if service.takes_children == "yes" else "",
    )
    return " · ".join(filter(None, said))


def _ages(service: Service) -> str:
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None:
        return _("Aged %(low)d to %(high)d") % {"low": low, "high": high}
    if low is not None:
        return _("Aged %(low)d or more") % {"low": low}
    return _("Aged up to %(high)d") % {"high": high} if high is not None else ""


def _costs(service: Service, rows: Rows, language: str) -> str:
    said = rows.text(service, "fees_description", language) or service.fees
    return said or " · ".join(filter(None, map(_cost, service.cost_options.all())))


def _cost(option: CostOption) -> str:
    amount = "" if option.amount is None else f"{option.amount:,.0f} {option.currency}".strip()
    return " ".join(filter(None, (option.option, option.amount_description, amount)))


def _languages(service: Service, rows: Rows, language: str) -> str:
    spoken = [*service.languages.all()]
    for place in rows.locations_of(service):
        spoken += place.languages.all()
    return ", ".join(dict.fromkeys(_tongue(row.code, row.name, language) for row in spoken))


def _tongue(code: str, name: str, language: str) -> str:
    try:
        known = Locale.parse(code, sep="-").language if code else ""
    except (UnknownLocaleError, ValueError):
        known = ""
    return Locale(language).languages.get(known, name) if known else name


def _places(places: Iterable[Location], rows: Rows, language: str) -> tuple[str, ...]:
    """Every address; with the name of the place where there are several."""
    found = [(place, one) for place in places for one in place.addresses.all()]
    lines = []
    for place, address in found:
        line = address_line(address, rows, language)
        named = f"{rows.text(place, 'name', language)}: {line}" if len(found) > 1 else line
        lines.append(named.removeprefix(": "))
    return tuple(dict.fromkeys(filter(None, lines)))


def address_line(address: Address, rows: Rows, language: str) -> str:
    """An address in the order of its country; what its street already says is not said twice."""
    street = [rows.text(address, name, language) for name in ("address_1", "address_2")]
    around = [address.state_province, address.city, address.region]
    beside = [part for part in around if part and part not in " ".join(street)]
    if address.country in ("KR", "") and language == "ko":
        return " ".join(filter(None, [*beside, *street]))
    return ", ".join(filter(None, [*street, *reversed(beside)]))


def _districts(service: Service, places: Iterable[Location]) -> tuple[str, ...]:
    words = [*(place.district for place in places), *service.districts]
    return tuple(dict.fromkeys(filter(None, words)))


def _region(places: Iterable[Location]) -> str:
    found = (one.state_province for place in places for one in place.addresses.all())
    return next(filter(None, found), "")
