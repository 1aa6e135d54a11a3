"""Official packages go into the directory and come out of its export; hidden keys do not."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from uuid import UUID

import rfc8785

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory.audiences import set_audience
from tests.directory.exporting import Export, exported, faults
from tests.directory.taking_in import EXAMPLES, TakeIn, add_rows, needs_examples, taken_in

__all__ = ["exported", "taken_in"]
_KEYS_THAT_LEAD_NOWHERE = {
    "contacts.csv": ("organization_id", "service_at_location_id"),
    "locations.csv": ("organization_id",),
    "taxonomy_terms.csv": ("taxonomy_id",),
}


def test_a_key_to_what_is_hidden_is_left_empty(taken_in: TakeIn, exported: Export) -> None:
    """A number of an organisation and of a service of which only the police may know."""
    organization, service, phone = (f"0c3f8dd0-7d20-4f3b-9d36-6d9f3c1b7d0{n}" for n in range(3))
    links = {"organization_id": organization, "service_id": service}
    hidden = {"name": "일", "organization_id": organization, "status": "active"}
    add_rows(
        [
            ("organization", organization, {"name": "기관", "description": "-"}),
            ("service", service, hidden),
            ("phone", phone, {"number": "064-000-0000", **links}),
        ]
    )
    with named(THE_OPERATOR):
        set_audience(actor=THE_OPERATOR, table="service", row_id=UUID(service), audience="police")
    folder = exported()
    phones = (folder / "phones.csv").read_text(encoding="utf-8")
    assert organization in phones
    assert service not in phones
    assert faults(folder) == []


@needs_examples
def test_the_official_package_comes_out_as_it_went_in(taken_in: TakeIn, exported: Export) -> None:
    """Byte for byte, but for its four keys that lead nowhere, which the import lists and cuts."""
    taken_in(EXAMPLES / "examples" / "csv")
    folder = exported()
    given = sorted((EXAMPLES / "examples" / "csv").glob("*.csv"))
    assert [p.name for p in given] == sorted(p.name for p in folder.glob("*.csv"))
    for path in given:
        cut = _KEYS_THAT_LEAD_NOWHERE.get(path.name, ())
        assert (folder / path.name).read_bytes() == _without(path, cut), path.name
    assert faults(folder) == []


@needs_examples
def test_the_official_tables_in_json_come_out_as_they_went_in(
    taken_in: TakeIn, exported: Export
) -> None:
    taken_in(EXAMPLES / "examples" / "tabular.json")
    folder = exported()
    given = json.loads((EXAMPLES / "examples" / "tabular.json").read_text(encoding="utf-8"))
    assert {p.name for p in folder.glob("*.csv")} == set(given)
    for name, rows in given.items():
        text = (folder / name).read_text(encoding="utf-8")
        written = [{n: c for n, c in row.items() if c} for row in csv.DictReader(io.StringIO(text))]
        cut = _KEYS_THAT_LEAD_NOWHERE.get(name, ())
        kept = [{n: str(v) for n, v in row.items() if n not in cut} for row in rows]
        assert rfc8785.dumps(written) == rfc8785.dumps(kept), name


def _without(path: Path, cut: tuple[str, ...]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    out = io.StringIO()
    sheet = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows({**row, **dict.fromkeys(cut, "")} for row in rows)
    return out.getvalue().encode()
