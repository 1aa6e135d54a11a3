"""Korean entries as other programs read them: as they went in, and fitting the standard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rfc8785
from django.test import Client
from jsonschema import Draft202012Validator

from tests.directory.taking_in import EXAMPLES, TakeIn, needs_examples, taken_in

__all__ = ["taken_in"]
KINDS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomy_terms": "taxonomy_term",
    "locations": "location",
}


@pytest.fixture(scope="module")
def client() -> Client:
    """One asker for all tests."""
    return Client()


def test_an_invented_service_with_what_the_profile_adds_comes_out_as_it_went_in(
    client: Client, taken_in: TakeIn
) -> None:
    sample = Path(__file__).parents[1] / "samples" / "hsds_service.json"
    taken_in(sample)
    given = json.loads(sample.read_text(encoding="utf-8"))
    assert client.get(f"/hsds/services/{given['id']}").content == rfc8785.dumps(given)


@needs_examples
def test_the_services_of_jeju_fit_the_standard_in_every_answer(
    client: Client, taken_in: TakeIn
) -> None:
    taken_in(EXAMPLES.parent / "directory" / "jeju_hsds_services.json")
    for name, table in KINDS.items():
        page = client.get(f"/hsds/{name}?full=true&full_service=true").json()
        _fits(f"{table}_page", page)
        _fits(f"{table}_page", client.get(f"/hsds/{name}").json())
        for entry in page["contents"]:
            _fits(table, client.get(f"/hsds/{name}/{entry['id']}").json())
    assert client.get("/hsds/services").json()["total_items"] == 15
    address = client.get("/hsds/locations?full=true").json()["contents"][0]["addresses"][0]
    assert address["postal_code"] == ""


def _fits(name: str, answer: object) -> None:
    schema = json.loads((EXAMPLES / "compact" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(answer)
