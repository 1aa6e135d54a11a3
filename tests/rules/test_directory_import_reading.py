"""Directories of others are read whatever their form; every repair is told, nothing is guessed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jikimi.directory.exchange.reading import (
    Package,
    ReadError,
    cut_dangling,
    read_package,
    reason_text,
    repair_text,
    write_rejects,
)
from jikimi.directory.exchange.reading.standard import data_rows, tables
from tests.samples.directory import SAMPLES, SHARED

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not there")


def read(name: str, source: str = "sample") -> Package:
    package = read_package(SAMPLES / name, source=source)
    cut_dangling(package, lambda table, ids: set())
    return package


def one(package: Package, table: str, **values: Any) -> dict[str, Any]:
    """The only row of a table with these values."""
    rows = [row.values for row in package.rows[table].values()]
    found = [row for row in rows if values.items() <= row.items()]
    assert len(found) == 1, (table, rows)
    return found[0]


def numbers(package: Package) -> list[str]:
    return [str(row.values["number"]) for row in package.rows["phone"].values()]


def test_a_korean_list_becomes_entries_with_every_repair_told() -> None:
    package = read("list.csv")
    assert package.counts() == {
        "organization": 6, "service": 6, "service_at_location": 7, "location": 7, "phone": 10,
        "service_area": 6, "address": 7, "attribute": 6, "taxonomy": 1, "taxonomy_term": 3,
    }  # fmt: skip
    assert package.repairs_by_code() == {
        "region_name": 5, "need_from_kind": 3, "bar_joined": 1, "phone_range": 1,
        "area_code_added": 1, "phone_marks": 1, "several_sites": 1, "phone_label": 2,
        "several_numbers": 2, "phone_short_form": 1, "address_unsplit": 1, "phone_rest": 1,
    }  # fmt: skip
    assert [(r.code, str(r.where)) for r in package.rejects] == [
        ("name_missing", "list.csv:8 [c2]")
    ]


def test_numbers_written_short_become_numbers_one_can_dial() -> None:
    assert Counter(numbers(read("list.csv"))) == {
        "064-000-7545": 2, "064-000-7546": 1, "031-700-2050": 1, "064-000-5117": 1,
        "064-000-5118": 1, "041-000-0303": 1, "033-000-1368": 1, "033-000-1367": 1,
        "033-000-1369": 1,
    }  # fmt: skip


def test_two_sites_in_one_cell_become_two_places_each_with_its_number() -> None:
    package = read("list.csv")
    annexe = one(package, "location", name="다솜해바라기센터 별관")
    assert annexe["district"] == "제주시"
    keys = {row.id: row for row in package.rows["location"].values()}
    phone = one(package, "phone", number="064-000-5118")
    assert keys[phone["location_id"]].values is annexe


def test_an_address_is_taken_apart_and_the_province_bears_its_present_name() -> None:
    address = one(read("list.csv"), "address", city="마루시")
    assert (address["state_province"], address["address_1"]) == ("강원특별자치도", "마루로 1")


def test_a_list_in_cp949_is_recognised_by_its_headers() -> None:
    package = read("public_list_cp949.csv")
    assert one(package, "phone", number="064-000-1234")
    assert one(package, "organization", name="가온상담센터")["website"] == "http://www.gaon.example"
    weekly = one(package, "schedule", byday="MO,TU,WE,TH,FR")
    assert (weekly["opens_at"], weekly["closes_at"]) == ("09:00", "18:00")
    assert one(package, "schedule", description="24시간 운영")
    codes = package.repairs_by_code()
    assert {"full_width": 1, "url_scheme": 2, "unknown_column": 1}.items() <= codes.items()
    assert [str(r.where) for r in package.rejects] == ["public_list_cp949.csv:4 [기관명]"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_the_encoding_does_not_matter(encoding: str, tmp_path: Path) -> None:
    text = (SAMPLES / "list.csv").read_text(encoding="utf-8")
    path = tmp_path / "list.csv"
    path.write_text(text, encoding=encoding)
    assert read_package(path).counts()["organization"] == 6


def test_a_workbook_reads_as_the_same_table(tmp_path: Path) -> None:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.active.append(["2026년 기관 목록"])
    book.active.append(["기관명", "전화번호", "주소"])
    book.active.append(["가온상담소", "064-000-1111", "제주특별자치도 제주시 가온로 1"])
    book.save(tmp_path / "list.xlsx")
    package = read_package(tmp_path / "list.xlsx")
    assert numbers(package) == ["064-000-1111"]
    assert next(iter(package.rows["organization"].values())).where.row == 3


def test_version_1_becomes_version_3() -> None:
    package = read("hsds_1_1")
    service = one(package, "service", name="Family counselling")
    assert (service["status"], service["eligibility_description"]) == ("active", "adults")
    postal = one(package, "address", address_type="postal")
    physical = one(package, "address", address_type="physical")
    assert postal["address_1"] == "PO Box 1"
    assert physical["address_2"] == "Floor 2\nRoom 3"
    weekly = one(package, "schedule", freq="WEEKLY")
    assert (weekly["byday"], weekly["closes_at"]) == ("MO", "17:00")
    holiday = one(package, "schedule", notes="closed")
    assert (holiday["dtstart"], holiday["until"]) == ("2019-12-24", "2019-12-26")
    term = one(package, "taxonomy_term", name="Counselling")
    assert term["taxonomy"] == "Words of Harbour"
    assert one(package, "attribute", value="only weekdays")["link_entity"] == "service"
    assert one(package, "attribute", label="payment_accepted")["value"] == "cash"
    assert one(package, "accessibility", description="ramp")["details"] == "At the back"
    assert Counter(row.values["name"] for row in package.rows["language"].values()) == {
        "en": 1, "es": 1, "English": 1,
    }  # fmt: skip
    assert one(package, "phone", number="(000) 555 0001")["description"] == "Department: Front desk"


def test_in_version_1_names_in_capitals_dangling_keys_and_bare_urls_are_mended() -> None:
    package = read("hsds_1_1")
    organization = one(package, "organization", name="Harbour Family Support")
    assert organization["website"] == "http://www.harbour.example"
    (cut,) = [r for r in package.repairs if r.code == "dangling_key"]
    assert (cut.table, cut.field, cut.before[:8]) == ("phone", "service_id", "99999999")
    assert [(r.code, r.table) for r in package.rejects] == [("orphan", "phone")]


def test_version_2_becomes_version_3() -> None:
    package = read("hsds_2_0")
    term = one(package, "taxonomy_term", name="Hotline")
    assert (term["taxonomy"], term["language"]) == ("Ways", "en")
    assert one(package, "attribute", link_entity="service")["taxonomy_term_id"][:8] == "22222222"
    assert one(package, "schedule", byday="MO,TU")["opens_at"] == "19:00"


def test_the_british_profile_is_read() -> None:
    package = read("oruk_1_0_page.json")
    service = one(package, "service", name="Warm room")
    assert service["eligibility_description"] == "anybody"
    assert (service["minimum_age"], service["url"]) == (16, "http://warm.example")
    assert one(package, "organization", name="Parish")["website"] == "https://parish.example"
    assert one(package, "taxonomy_term", name="Warmth")["taxonomy"] == "Words"
    assert {row.values.get("label") for row in package.rows["attribute"].values()} == {
        None, "attending_type",
    }  # fmt: skip
    assert one(package, "address", postal_code="T1 1TT")["address_type"] == "physical"
    assert one(package, "service_area", name="Old town")
    assert not package.rejects


def test_what_is_met_in_several_places_is_one_row_with_all_its_links(tmp_path: Path) -> None:
    phone = {"id": "44444444-0000-4000-8000-00000000000b", "number": "064-000-0001"}
    service = {"id": "44444444-0000-4000-8000-000000000001", "name": "First", "phones": [phone]}
    place = {"id": "44444444-0000-4000-8000-00000000000c", "location_type": "physical"}
    at = {"id": "44444444-0000-4000-8000-00000000000d", "location": {**place, "phones": [phone]}}
    path = tmp_path / "service.json"
    path.write_text(json.dumps({**service, "service_at_locations": [at]}))
    package = read_package(path)
    row = one(package, "phone", number="064-000-0001")
    assert (row["service_id"], row["location_id"]) == (service["id"], place["id"])


def test_a_phone_of_two_services_becomes_two_phones_and_is_told() -> None:
    package = read("hsds_3_services.ndjson")
    assert package.counts() == {"organization": 1, "service": 2, "phone": 2}
    assert package.repairs_by_code() == {"shared_row": 1}
    assert [str(r.where) for r in package.repairs] == ["hsds_3_services.ndjson:2 [phones[0]]"]


def test_absent_says_nothing_and_null_says_empty() -> None:
    first, second = read("hsds_3_services.ndjson").rows["service"].values()
    assert "alert" not in first.values
    assert second.values["alert"] is None


def test_ohana_is_read() -> None:
    package = read("ohana")
    assert package.counts() == {
        "organization": 1, "service": 1, "service_at_location": 1, "location": 1, "funding": 2,
        "contact": 1, "service_area": 1, "language": 2, "accessibility": 2, "attribute": 4,
        "taxonomy_term": 2,
    }  # fmt: skip
    place, service = one(package, "location", name="Main hall"), one(package, "service")
    assert place["url"] == "http://x.example"
    assert service["eligibility_description"] == "Audience: Older adults\nAge 60"
    assert one(package, "organization")["year_incorporated"] == 1970
    parents = [row.values.get("parent_id") for row in package.rows["taxonomy_term"].values()]
    assert parents[1] == next(iter(package.rows["taxonomy_term"]))


def test_florida_is_read() -> None:
    package = read("florida")
    address = one(package, "address", city="Miami")
    assert (address["state_province"], address["postal_code"]) == ("FL", "33133")
    assert one(package, "phone", type="fax")["number"] == "000-285-5923"
    assert one(package, "service")["minimum_age"] == 60
    assert [row.values["name"] for row in package.rows["service_area"].values()] == [
        "Bay County", "Hill County",
    ]  # fmt: skip
    assert package.counts()["taxonomy_term"] == 2


def test_a_zip_reads_as_the_folder_it_packs(tmp_path: Path) -> None:
    path = shutil.make_archive(str(tmp_path / "packed"), "zip", SAMPLES / "hsds_1_1")
    assert read_package(Path(path)).counts() == read_package(SAMPLES / "hsds_1_1").counts()


def test_the_same_file_gives_the_same_ids() -> None:
    assert [row.id for row in read("ohana").every()] == [row.id for row in read("ohana").every()]
    others = {row.id for row in read("list.csv", "elsewhere").every()}
    assert not others & {row.id for row in read("list.csv").every()}


def test_siblings_keep_their_order() -> None:
    places = {
        row.values["name"]: row.position for row in read("florida").rows["service_area"].values()
    }
    assert places == {"Bay County": 0, "Hill County": 1}


@pytest.mark.parametrize("shape", ["list.csv", "hsds_1_1"])
def test_rejected_rows_go_to_a_file_that_can_be_corrected_and_read_again(
    shape: str, tmp_path: Path
) -> None:
    package = read(shape)
    path = write_rejects(package, tmp_path / "again.rejects")
    assert path is not None
    again = read_package(path, source="sample")
    assert len(again.rejects) <= len(package.rejects)
    if shape == "list.csv":
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(text.replace("서울시,,", "서울시,바람상담소,"), encoding="utf-8")
        again = read_package(path, source="sample")
        assert not again.rejects
        assert numbers(again) == ["1644-0000"]
    else:
        assert numbers(again) == ["(000) 555 0002"]


@pytest.mark.parametrize(
    ("name", "content", "code", "where"),
    [
        ("empty.csv", b" \n", "file_empty", "empty.csv"),
        ("other.csv", b"a,b\n1,2\n", "file_unknown", "other.csv:1"),
        ("broken.json", b'{"id": 1,\n "name": }', "json_broken", "broken.json:2"),
        ("lines.ndjson", b'{"id": "a", "name": "x"}\n{"id"\n', "json_broken", "lines.ndjson:2"),
        ("letters.csv", b"name,phone\nab,1\n\xff\xfe\xff\xff,2\n", "encoding_unknown",
         "letters.csv:3"),
        ("bad.xlsx", b"PK\x03\x04 no book", "workbook_unreadable", "bad.xlsx"),
    ],
)  # fmt: skip
def test_bad_input_is_told_in_one_line_with_its_place(
    name: str, content: bytes, code: str, where: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReadError) as refused:
        read_package(tmp_path / name)
    assert (refused.value.code, str(refused.value.where)) == (code, where)
    for language in ("ko", "en"):
        assert "\n" not in refused.value.text(language)
        assert refused.value.text(language).startswith(where)


def test_what_is_missing_is_told() -> None:
    with pytest.raises(ReadError) as refused:
        read_package(Path("nowhere.csv"))
    assert refused.value.code == "file_missing"


def test_every_reason_and_every_repair_has_its_words() -> None:
    for name in ("import_reasons", "import_repairs"):
        assert all(row["ko"] and row["en"] for row in data_rows(name))
    assert repair_text("phone_range", "ko") != "phone_range"
    assert reason_text("needed_missing", "en") != "needed_missing"


# The real ones.


@needs_shared
def test_every_line_of_the_list_of_473_agencies_is_in_or_explained() -> None:
    package = read_package(SHARED / "directory" / "stop_or_kr_raw.csv", source="stop_or_kr")
    cut_dangling(package, lambda table, ids: set())
    assert package.records == 473
    assert package.rejects == []
    lines = {row.where.row for row in package.rows["organization"].values()}
    assert lines == set(range(2, 475))
    assert package.counts() == {
        "organization": 473, "service": 473, "service_at_location": 474, "location": 474,
        "phone": 503, "service_area": 473, "address": 474, "attribute": 473, "taxonomy": 1,
        "taxonomy_term": 5,
    }  # fmt: skip
    assert package.repairs_by_code() == {
        "phone_range": 14, "several_numbers": 13, "phone_marks": 7, "phone_label": 5,
        "phone_short_form": 3, "area_code_added": 3, "area_code_extra": 1,
        "area_code_elsewhere": 1, "phone_rest": 1, "bar_joined": 74, "several_sites": 1,
        "region_name": 148, "address_unsplit": 1, "need_from_kind": 5,
    }  # fmt: skip


@needs_shared
def test_the_official_tables_hold_four_dangling_keys() -> None:
    package = read_package(SHARED / "hsds" / "examples" / "csv", source="examples")
    cut_dangling(package, lambda table, ids: set())
    assert len(package.counts()) == 24
    cut = {(r.table, r.field) for r in package.repairs if r.code == "dangling_key"}
    assert cut == {
        ("location", "organization_id"), ("contact", "organization_id"),
        ("contact", "service_at_location_id"), ("taxonomy_term", "taxonomy_id"),
    }  # fmt: skip
    kept = {(r.table, r.field) for r in package.repairs if r.code == "dangling_kept"}
    assert kept == {
        ("organization", "parent_organization_id"), ("taxonomy_term", "parent_id"),
        ("attribute", "link_id"), ("metadata", "resource_id"),
    }  # fmt: skip
    assert package.rejects == []


@needs_shared
@pytest.mark.parametrize(
    "name", ["service_full", "organization_full", "service_at_location_full", "location",
             "service_list", "organization_list", "service_at_location_list", "taxonomy_term",
             "taxonomy", "taxonomy_list", "taxonomy_term_list"],
)  # fmt: skip
def test_every_value_of_the_official_objects_is_in_a_row(name: str) -> None:
    path = SHARED / "hsds" / "examples" / f"{name}.json"
    package = read_package(path, source="examples")
    held = {json.dumps(value) for row in package.every() for value in row.values.values()}
    held |= {json.dumps(row.id) for row in package.every()}
    document = json.loads(path.read_text())
    given = set(_leaves(document.get("contents", document)))
    assert given - held == set()
    assert {r.code for r in package.repairs} <= {"dangling_kept"}


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [json.dumps(value)]


@needs_shared
@pytest.mark.parametrize(
    ("name", "expected", "rejected"),
    [
        ("florida", {"organization": 20, "service": 135, "location": 378, "phone": 90,
                     "taxonomy_term": 80}, 0),
        ("ohana-sample", {"organization": 8, "service": 23, "location": 22, "phone": 54,
                          "address": 42, "schedule": 15, "taxonomy_term": 290}, 0),
        ("openreferral-sample-1.1", {"organization": 10, "service": 13, "location": 10,
                                     "phone": 5, "address": 2, "schedule": 4}, 0),
        ("jeju_hsds_services.json", {"organization": 13, "service": 15, "location": 16,
                                     "phone": 16, "address": 16}, 0),
        ("police_stations_2023.csv", {"organization": 278, "service": 278, "location": 278}, 0),
    ],
)  # fmt: skip
def test_the_directories_of_others_are_read(
    name: str, expected: dict[str, int], rejected: int
) -> None:
    package = read_package(SHARED / "directory" / name)
    assert expected.items() <= package.counts().items()
    assert len(package.rejects) == rejected


@needs_shared
def test_the_fields_are_those_of_the_standard() -> None:
    for name, fields in tables().items():
        path = SHARED / "hsds" / "schema" / f"{name}.json"
        properties = set(json.loads(path.read_text())["properties"])
        assert properties <= set(fields)
