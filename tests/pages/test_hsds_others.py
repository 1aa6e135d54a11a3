"""Lists of others, with their dirt, taken in: every entry handed out fits the standard."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from tests.directory.exporting import Export, exported, faults
from tests.directory.taking_in import EXAMPLES, TakeIn, needs_examples, taken_in

__all__ = ["exported", "taken_in"]
LISTS = EXAMPLES.parent / "directory"
KINDS = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomy_terms": "taxonomy_term",
    "locations": "location",
}


@needs_examples
@pytest.mark.parametrize(("name", "services"), [("stop_or_kr_raw.csv", 473), ("ohana-sample", 23)])
def test_every_entry_of_a_list_fits_the_standard_and_its_export_is_sound(
    name: str, services: int, client: Client, taken_in: TakeIn, exported: Export
) -> None:
    taken_in(LISTS / name)
    assert faults(exported()) == []
    for address, table in KINDS.items():
        schema = json.loads((EXAMPLES / "compact" / f"{table}.json").read_text(encoding="utf-8"))
        fits = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        answer = client.get(f"/hsds/{address}?full=true&full_service=true&format=ndjson")
        for line in b"".join(answer).splitlines():  # type: ignore[arg-type]
            fits.validate(json.loads(line))
    assert client.get("/hsds/services").json()["total_items"] == services
