"""What the directory hands out: canonical bytes, and a tabular package that is always the same."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from jikimi.directory.exchange.reading import read_package
from jikimi.directory.exchange.reading.standard import tables
from jikimi.directory.exchange.writing.canonical import canonical, plain_number
from jikimi.directory.exchange.writing.cells import Column
from jikimi.directory.exchange.writing.package import pack
from jikimi.directory.exchange.writing.pages import page_object
from jikimi.directory.exchange.writing.profile import profile
from jikimi.directory.exchange.writing.shapes import SHAPES
from tests.directory.exporting import Export, exported, faults
from tests.directory.town import SECRETS, key, town

__all__ = ["exported", "town"]
_number = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
_json = st.recursive(
    st.none() | st.booleans() | _number.map(plain_number) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc_xyz"), inner),
)


@given(_json)
def test_bytes_are_those_of_the_standard_for_canonical_json(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        return
    assert canonical(value) == expected


def test_no_shape_leads_back_to_where_it_began() -> None:
    for shape in SHAPES.values():
        assert shape.order[0] == shape.root
        assert len(set(shape.order)) == len(shape.order)


def test_the_profile_names_every_table_and_every_word_in_both_languages() -> None:
    published = profile()
    assert set(published["schemas"]) == set(tables())
    for row in (*published["adds"], *published["differs"]):
        assert row["says"]["ko"]
        assert row["says"]["en"]
    added = {row["name"] for row in published["adds"]}
    in_schemas = {n for one in published["schemas"].values() for n in one["properties"]}
    assert {name for name in in_schemas if name.startswith("kr_")} <= added


def test_the_published_profile_in_the_documents_is_the_one_served() -> None:
    kept = Path(__file__).parents[2] / "docs" / "hsds-profile.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == profile()


@pytest.mark.parametrize(("total", "per_page", "pages"), [(0, 50, 0), (1, 1, 1), (101, 50, 3)])
def test_a_page_knows_the_last_one(total: int, per_page: int, pages: int) -> None:
    page = page_object([], total=total, number=max(pages, 1), per_page=per_page)
    assert (page["total_pages"], page["last_page"]) == (pages, True)


@pytest.mark.parametrize(
    ("field", "values", "kind"),
    [
        ("valid_from", ["2026-01-01", ""], "date"),
        ("valid_from", ["2026-02-30"], "string"),
        ("opens_at", ["09:00:00"], "time"),
        ("opens_at", ["09:00"], "string"),
    ],
)
def test_a_column_is_what_all_of_its_cells_are(field: str, values: list[str], kind: str) -> None:
    column = Column(field, tables()["schedule"][field])
    for value in values:
        column.take(value)
    assert column.described()["type"] == kind


def test_the_export_is_sound_always_the_same_and_holds_nothing_hidden(
    town: Any, exported: Export
) -> None:
    one, two = exported(), exported()
    assert [p.name for p in sorted(one.iterdir())] == [p.name for p in sorted(two.iterdir())]
    for path in one.iterdir():
        body = path.read_bytes()
        assert body == (two / path.name).read_bytes()
        assert [secret for secret in SECRETS if secret in body.decode()] == []
    assert _packed(one) == _packed(two)
    assert faults(one) == []
    assert str(key("gaon.police")) not in (one / "phones.csv").read_text(encoding="utf-8")


def test_an_export_taken_in_again_says_the_same(town: Any, exported: Export) -> None:
    folder = exported()
    again = read_package(folder)
    service = again.rows["service"][str(key("haneul.service"))]
    assert service.values["is_24_hours"] is True
    assert "suicide" in service.values["needs"]
    assert len(again.rows["phone"]) == 5


def _packed(folder: Path) -> bytes:
    target = io.BytesIO()
    pack(folder, target)
    return target.getvalue()
