"""How a cell of an older form becomes values or rows of today's tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from jikimi.directory.exchange.reading.package import Row, made_id

_DAYS = {"mo": "MO", "tu": "TU", "we": "WE", "th": "TH", "fr": "FR", "sa": "SA", "su": "SU"}
_US_ADDRESS = re.compile(
    r"(?P<street>.+?),\s*(?P<city>[^,]+),\s*(?P<state>[A-Z]{2})\s+(?P<zip>\d{5}(?:-\d{4})?)"
)


class Later(NamedTuple):
    """A cell to be made rows of, once its own row is there."""

    way: str
    to: str
    more: str
    name: str
    value: Any


Made = Iterator[tuple[str, dict[str, Any], int]]


def _weekday(to: str, value: Any) -> dict[str, Any]:
    """1 is Monday; words by their first two letters."""
    text = str(value).strip().lower()
    if text.isdigit() and 1 <= int(text) <= 7:
        return {to: list(_DAYS.values())[int(text) - 1]}
    if text[:2] in _DAYS:
        return {to: _DAYS[text[:2]]}
    return {"description": str(value)}


def _closed(to: str, value: Any) -> dict[str, Any]:
    return {to: "closed"} if str(value).lower() in ("true", "1", "yes") else {}


def _virtual(to: str, value: Any) -> dict[str, Any]:
    return {to: "virtual" if str(value).lower() in ("true", "1", "yes") else "physical"}


def _year(to: str, value: Any) -> dict[str, Any]:
    found = re.search(r"\b(1[6-9]|20)\d\d\b", str(value))
    return {to: found[0] if found else value}


VALUES: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "weekday": _weekday,
    "closed": _closed,
    "virtual": _virtual,
    "year": _year,
}


def _children(row: Row, one: Later) -> Made:
    table, _, field = one.to.partition(".")
    for at, part in enumerate(_parts(one)):
        key = made_id(row.id, table, part)
        yield table, {"id": key, f"{row.table}_id": row.id, field: part}, at


def _attributes(row: Row, one: Later) -> Made:
    for at, part in enumerate(_parts(one)):
        key = made_id(row.id, "attribute", one.to, part)
        about = {"link_id": row.id, "link_entity": row.table, "label": one.to, "value": part}
        yield "attribute", {"id": key, **about}, at


def _terms(row: Row, one: Later) -> Made:
    """Words of a list of their own, and that they are said of this row."""
    taxonomy = made_id("taxonomy", one.to)
    yield "taxonomy", {"id": taxonomy, "name": one.to, "description": one.to}, 0
    for at, part in enumerate(_parts(one)):
        term = made_id(taxonomy, part)
        word = {"name": part, "description": part, "taxonomy": one.to, "taxonomy_id": taxonomy}
        yield "taxonomy_term", {"id": term, **word}, at
        yield "attribute", _said(row, term), at


def _term_ids(row: Row, one: Later) -> Made:
    for at, part in enumerate(_parts(one)):
        yield "attribute", _said(row, part), at


def _said(row: Row, term: str) -> dict[str, Any]:
    key = made_id(row.id, "attribute", term)
    return {"id": key, "link_id": row.id, "link_entity": row.table, "taxonomy_term_id": term}


def _at_location(row: Row, one: Later) -> Made:
    key = made_id(row.id, "service_at_location", str(one.value))
    yield "service_at_location", {"id": key, "service_id": row.id, "location_id": one.value}, 0


def _contact(row: Row, one: Later) -> Made:
    key = made_id(row.id, "contact", str(one.value))
    yield "contact", {"id": key, f"{row.table}_id": row.id, one.to: one.value}, 0


def _phones(row: Row, one: Later) -> Made:
    """`main: 305-285-5922, fax: …`."""
    for at, part in enumerate(_parts(one)):
        label, _, number = part.rpartition(":")
        kind = "fax" if "fax" in label.lower() else "voice"
        fields = {"number": number.strip(), "description": label.strip(), "type": kind}
        yield (
            "phone",
            {"id": made_id(row.id, "phone", part), f"{row.table}_id": row.id, **fields},
            at,
        )


def _address(row: Row, one: Later) -> Made:
    """An American address on one line; one of another form stays whole in its first field."""
    found = _US_ADDRESS.fullmatch(str(one.value).strip())
    fields = {"address_1": str(one.value).strip(), "address_type": "physical"}
    if found:
        fields["address_1"] = found["street"]
        fields |= {"city": found["city"], "state_province": found["state"]}
        fields |= {"postal_code": found["zip"], "country": "US"}
    yield "address", {"id": made_id(row.id, "address"), "location_id": row.id, **fields}, 0


AFTER: dict[str, Callable[[Row, Later], Made]] = {
    "child": _children,
    "attribute": _attributes,
    "term": _terms,
    "terms": _term_ids,
    "at_location": _at_location,
    "contact": _contact,
    "phones": _phones,
    "address": _address,
}


def _parts(one: Later) -> list[str]:
    """The parts of a cell, each once; of several separators the first that stands in it."""
    value = one.value
    separator = next((mark for mark in one.more if mark in str(value)), "\0")
    pieces = value if isinstance(value, list) else str(value).split(separator)
    return list(dict.fromkeys(str(piece).strip() for piece in pieces if str(piece).strip()))
