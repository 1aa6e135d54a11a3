"""The official examples of HSDS go in and come out: the same bytes in canonical form (RFC 8785)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.test import Client

from tests.directory.taking_in import EXAMPLES, TakeIn, add_rows, needs_examples, taken_in

pytestmark = needs_examples
__all__ = ["taken_in"]
SERVICE = "ac148810-d857-441c-9679-408f346de14b"
AT = "e94c9f38-1e8f-4564-91d4-d53501ab1765"
ORGANIZATION = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
TERM = "3f7b145d-84af-42d7-8fae-eaca714b02b2"
TAXONOMY = "5c4d79d7-cc55-470e-9f1f-8cad074e4892"
LOCATION = "3a19ff88-4620-4d17-9830-ac1d859eb5d5"

WHOLE = {
    "service_full": f"services/{SERVICE}",
    "service_at_location_full": f"service_at_locations/{AT}",
    "organization_full": f"organizations/{ORGANIZATION}?full_service=true",
    "location": f"locations/{LOCATION}",
    "taxonomy": f"taxonomies/{TAXONOMY}",
    "taxonomy_term": f"taxonomy_terms/{TERM}",
}
LISTS = {
    "service_list": "services",
    "service_at_location_list": "service_at_locations",
    "organization_list": "organizations",
    "taxonomy_list": "taxonomies",
    "taxonomy_term_list": "taxonomy_terms",
}


@pytest.fixture(scope="module")
def client() -> Client:
    """One asker for all tests: a new one would look through all static files first."""
    return Client()


def _example(name: str) -> Path:
    return EXAMPLES / "examples" / f"{name}.json"


def _bytes(name: str) -> bytes:
    return rfc8785.dumps(json.loads(_example(name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", WHOLE)
def test_an_official_example_comes_out_as_it_went_in(
    name: str, client: Client, taken_in: TakeIn
) -> None:
    taken_in(_example(name))
    assert client.get(f"/hsds/{WHOLE[name]}").content == _bytes(name)


@pytest.mark.parametrize("name", LISTS)
def test_an_official_list_comes_out_as_it_went_in(
    name: str, client: Client, taken_in: TakeIn
) -> None:
    """The example is the first of ten: nine more stand behind it."""
    taken_in(_example(name))
    add_rows([_another(name.removesuffix("_list"), number) for number in range(9)])
    answer = client.get(f"/hsds/{LISTS[name]}?per_page=1")
    assert answer.content == _bytes(name)


def _another(table: str, number: int) -> tuple[str, str, dict[str, Any]]:
    values = {"name": f"Another {number}", "description": "Another"}
    if table == "service_at_location":
        values = {"description": "Another"}
    return table, f"ffffffff-0000-4000-8000-00000000000{number}", values


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("service_full", f"services?full=true&organization_id={ORGANIZATION}"),
        ("service_at_location_full", "service_at_locations?full=true"),
        ("organization_full", "organizations?full_service=true"),
        ("taxonomy_term", "taxonomy_terms"),
    ],
)
def test_a_full_list_and_a_stream_hold_the_same_bytes(
    name: str, address: str, client: Client, taken_in: TakeIn
) -> None:
    taken_in(_example(name))
    assert _bytes(name) in client.get(f"/hsds/{address}").content
    sign = "&" if "?" in address else "?"
    stream = b"".join(client.get(f"/hsds/{address}{sign}format=ndjson"))  # type: ignore[arg-type]
    assert stream == _bytes(name) + b"\n"
