"""What is not public reaches no other system: a marker in every column of every table, never seen.

Each table gets a row for the police alone that hangs on public rows, and every field of a public
entry that may be held back is held back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.test import Client

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory import rows
from jikimi.directory.audiences import set_audience
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.exchange.reading.standard import Field, tables
from jikimi.directory.exchange.writing.shapes import columns_of
from jikimi.doors.public.hsds.endpoints import ENDPOINTS
from tests.directory.exporting import Export, exported
from tests.directory.town import SPACE, key, town

__all__ = ["exported", "town"]
MARKER, NUMBER = "표지-7f3a", 424242.5
_TEXTS = ("text", "url", "date", "time", "instant")
_PUBLIC = {
    "organization": "gaon",
    "service": "gaon.service",
    "location": "gaon.location",
    "service_at_location": "gaon.at",
    "phone": "gaon.phone",
    "address": "gaon.address",
    "schedule": "gaon.schedule",
}
ADDRESSES = [
    *(f"{name}{asks}" for name in ENDPOINTS for asks in ("", "?full=true&full_service=true")),
    *(f"{name}?full=true&format=ndjson&modified_after=2000-01-01" for name in ENDPOINTS),
    f"organizations/{key('gaon')}?full_service=true",
    f"services/{key('gaon.service')}",
    f"service_at_locations/{key('gaon.at')}",
    f"locations/{key('gaon.location')}",
]


def _hidden(table: str) -> UUID:
    return uuid5(SPACE, f"hidden {table}")


@pytest.fixture(scope="module")
def planted(town: Any) -> None:
    """The town with its markers."""
    edits = [
        Edit(table, _hidden(table), "add", value=dict(_values(table)), audience="police")
        for table in tables()
    ]
    with named(THE_OPERATOR):
        apply_edits(actor=THE_OPERATOR, edits=edits, kind="import", source="test")
        for table, name in _PUBLIC.items():
            _hold_back(table, key(name))
        there = [rows.table_called(table).model._default_manager for table in tables()]
        assert all(m.filter(audience="police").exists() for m in there)


def _values(table: str) -> Iterator[tuple[str, Any]]:
    for one in columns_of(table):
        if one.kind == "link":
            yield one.name, str(key(_PUBLIC[one.to]) if one.to in _PUBLIC else _hidden(one.to))
        elif one.kind == "about":
            yield one.name, str(key("gaon.service"))
        elif one.kind not in ("id", "parent"):
            yield one.name, _marked(one)


def _hold_back(table: str, row_id: UUID) -> None:
    held = [
        one
        for one in columns_of(table)
        if one.kind in (*_TEXTS, "number") and one.name not in rows.NEEDED.get(table, ())
    ]
    edits = [Edit(table, row_id, "set", one.name, _marked(one)) for one in held]
    apply_edits(actor=THE_OPERATOR, edits=edits, kind="import", source="test")
    for one in held:
        set_audience(
            actor=THE_OPERATOR, table=table, row_id=row_id, field=one.name, audience="members"
        )


def _marked(one: Field) -> Any:
    if one.kind == "choice":
        return one.to.split("|")[0]
    if one.kind == "number":
        return int(NUMBER) if one.name in ("count", "interval") else NUMBER
    return f"https://{MARKER}.example/" if one.kind == "url" else MARKER


@pytest.fixture(scope="module")
def client() -> Client:
    """One asker for all tests."""
    return Client()


def _is_silent(said: str) -> bool:
    numbers = (str(NUMBER), str(int(NUMBER)))
    return not any(sign in said for sign in (MARKER, *numbers, *map(str, map(_hidden, tables()))))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.usefixtures("planted")
def test_no_answer_holds_a_marker(address: str, client: Client) -> None:
    answer = client.get(f"/hsds/{address}")
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert _is_silent(body.decode())


@pytest.mark.usefixtures("planted")
def test_no_file_of_the_export_holds_a_marker(exported: Export) -> None:
    for path in exported().iterdir():
        assert _is_silent(path.read_text(encoding="utf-8")), path.name


@pytest.mark.usefixtures("planted")
def test_nothing_hidden_can_be_asked_for_by_its_id_or_its_words(client: Client) -> None:
    for name, endpoint in ENDPOINTS.items():
        assert client.get(f"/hsds/{name}/{_hidden(endpoint.table)}").status_code == 404
        assert client.get(f"/hsds/{name}?search={MARKER}").json()["empty"]
    assert client.get(f"/hsds/service_at_locations?postcode={MARKER}").json()["empty"]
    term, taxonomy = _hidden("taxonomy_term"), _hidden("taxonomy")
    for asks in (f"taxonomy_term_id={term}", f"taxonomy_id={taxonomy}"):
        assert client.get(f"/hsds/services?{asks}").json()["empty"]
