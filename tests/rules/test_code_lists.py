"""The code lists a lawyer signs: complete in both languages, dated, sourced, and in agreement."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import jikimi

ROOM = Path(jikimi.__file__).parent
LISTS = sorted(path for path in ROOM.glob("*/data/*.csv") if path.parts[-3] != "demo")
HEAD = ["code", "ko", "en", "valid_from", "valid_to", "source"]
DURATION = re.compile(r"P(\d+[YMD]|T\d+H)")
HANGUL = re.compile("[가-힣]")

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def cases(name: str) -> list[Row]:
    return rows_of(ROOM / "cases" / "data" / f"{name}.csv")


def access(name: str) -> list[Row]:
    return rows_of(ROOM / "access" / "data" / f"{name}.csv")


def codes_of(rows: list[Row]) -> set[str]:
    return {row["code"] for row in rows}


def span(row: Row) -> tuple[date, date]:
    last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
    return date.fromisoformat(row["valid_from"]), last


def every_list() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", LISTS, ids=lambda p: f"{p.parts[-3]}/{p.name}")


@every_list()
def test_a_list_is_plain_utf8_with_unix_line_ends(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")


@every_list()
def test_a_list_starts_with_code_words_dates_and_source(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        table = list(csv.reader(handle))
    assert table[0][:6] == HEAD
    assert {len(line) for line in table} == {len(table[0])}
    assert all(cell == cell.strip() and "\n" not in cell for line in table for cell in line)


@every_list()
def test_every_word_stands_in_both_languages(path: Path) -> None:
    for row in rows_of(path):
        assert all((row["code"], row["source"])), row
        for column in [c for c in row if c == "ko" or c.endswith("_ko")]:
            english = "en" if column == "ko" else f"{column[:-3]}_en"
            assert bool(row[column]) == bool(row[english]), (row["code"], column)
            is_sign = row[column] == row[english] == "%"
            assert not row[column] or is_sign or HANGUL.search(row[column]), (row["code"], column)
            assert not HANGUL.search(row[english]), (row["code"], english)


@every_list()
def test_a_code_means_one_thing_on_any_day(path: Path) -> None:
    rows = rows_of(path)
    for code in codes_of(rows):
        spans = sorted(span(row) for row in rows if row["code"] == code)
        assert all(first <= last for first, last in spans), code
        assert all(a[1] < b[0] for a, b in pairwise(spans)), code


@every_list()
def test_a_renamed_code_has_no_day_without_a_name(path: Path) -> None:
    rows = rows_of(path)
    for code in codes_of(rows):
        spans = sorted(span(row) for row in rows if row["code"] == code)
        assert all((b[0] - a[1]).days == 1 for a, b in pairwise(spans)), code


@every_list()
def test_rows_of_a_code_stand_in_the_order_of_time(path: Path) -> None:
    rows = rows_of(path)
    for code in codes_of(rows):
        days = [row["valid_from"] for row in rows if row["code"] == code]
        assert days == sorted(days), code


@every_list()
def test_a_mark_of_certainty_is_one_of_the_three(path: Path) -> None:
    marks = {row.get("certainty", "B") for row in rows_of(path)}
    assert marks <= {"S", "S2", "B"}


@pytest.mark.parametrize("name", ["kinds", "response_codes", "relations", "reporter_kinds"])
def test_an_alias_leads_to_one_code(name: str) -> None:
    meaning: dict[str, str] = {}
    for row in cases(name):
        for alias in row["aliases"].split("|"):
            assert meaning.setdefault("".join(alias.split()), row["code"]) == row["code"], alias


@pytest.mark.parametrize("name", ["kinds", "response_codes", "relations", "reporter_kinds"])
def test_a_code_answers_to_its_own_name(name: str) -> None:
    for row in cases(name):
        assert row["ko"] in row["aliases"].split("|"), row["code"]


def test_every_kind_name_of_the_export_is_known() -> None:
    written = {"가정폭력", "교제폭력", "데이트폭력", "스토킹", "아동학대", "노인학대"}
    written |= {"장애인학대", "학교폭력", "기타"}
    assert written <= {alias for row in cases("kinds") for alias in row["aliases"].split("|")}


def test_stalking_became_a_serious_crime_on_the_first_of_september_2025() -> None:
    groups = {r["valid_from"]: r["group_ko"] for r in cases("kinds") if r["code"] == "stalking"}
    assert groups == {"2000-01-01": "기타범죄", "2025-09-01": "중요범죄"}


def test_the_prosecution_bears_the_name_of_its_time() -> None:
    rows = [row for row in access("agency_kinds") if row["code"] == "prosecution"]
    assert [(r["ko"], r["valid_to"]) for r in rows] == [("검찰", "2026-10-01"), ("공소청", "")]


def test_a_party_role_belongs_to_a_field_group() -> None:
    assert {r["field_group"] for r in cases("party_roles")} <= codes_of(cases("field_groups"))


def test_a_cause_names_who_it_is_about_and_who_helps() -> None:
    kinds = codes_of(access("agency_kinds"))
    for row in cases("causes"):
        assert set(row["applies_to"].split()) <= {"victim", "perpetrator", "family"}
        assert row["applies_to"], row["code"]
        assert set(row["helping_kinds"].split()) <= kinds, row["code"]


def test_a_sign_suggests_only_known_causes() -> None:
    causes = codes_of(cases("causes"))
    assert all(set(row["suggested_causes"].split()) <= causes for row in cases("worry_signs"))


def test_every_kind_of_agency_has_an_answer_for_every_field_group() -> None:
    kinds, groups = codes_of(access("agency_kinds")), codes_of(cases("field_groups"))
    answered = {(r["agency_kind"], r["field_group"]) for r in cases("field_allowance")}
    assert answered == {(kind, group) for kind in kinds for group in groups}


def test_an_allowance_says_yes_from_a_stage_or_no() -> None:
    kinds = codes_of(cases("kinds"))
    for row in cases("field_allowance"):
        assert row["code"] == f"{row['agency_kind']}.{row['field_group']}"
        assert row["allowed"] in {"yes", "no"}
        assert bool(row["from_stage"]) == (row["allowed"] == "yes"), row["code"]
        assert set(row["case_kinds"].split()) <= kinds


@pytest.mark.parametrize("kind", ["perpetrator_counselling", "addiction"])
@pytest.mark.parametrize("group", ["victim", "contact", "children", "plan_victim", "causes"])
def test_who_works_with_perpetrators_never_learns_about_the_victim(kind: str, group: str) -> None:
    answers = {row["code"]: row["allowed"] for row in cases("field_allowance")}
    assert answers[f"{kind}.{group}"] == "no"


def test_a_school_learns_of_pupils_and_of_nothing_else() -> None:
    rows = [r for r in cases("field_allowance") if r["agency_kind"] == "education"]
    allowed = {r["field_group"]: r["case_kinds"] for r in rows if r["allowed"] == "yes"}
    assert allowed == {"children": "", "victim": "child_abuse school_violence"}


def test_the_reporter_is_withheld_from_everybody_but_the_police() -> None:
    allowed = {row["code"]: row["allowed_kinds"] for row in cases("withheld")}
    assert allowed["reporter"] == "police"
    assert allowed["identity_number"] == ""


def test_a_legal_basis_is_a_law_with_an_article() -> None:
    kinds = codes_of(access("agency_kinds")) | {"*"}
    for row in cases("legal_bases"):
        assert all(row[c] for c in ("law_ko", "article", "allows_ko", "purpose_ko")), row["code"]
        assert set(row["from_kinds"].split()) | set(row["to_kinds"].split()) <= kinds
        flags = ("needs_consent", "needs_narrative", "needs_reference", "needs_review")
        assert {row[flag] for flag in flags} <= {"yes", "no"}


def test_only_an_urgent_share_ends_by_the_hour_and_it_is_reviewed() -> None:
    urgent = [row for row in cases("legal_bases") if row["max_hours"]]
    assert [row["code"] for row in urgent] == ["urgent_life"]
    assert int(urgent[0]["max_hours"]) <= 72
    assert urgent[0]["needs_narrative"] == urgent[0]["needs_review"] == "yes"


LENGTHS = {
    "dv_interim_1": ("P2M", "2", "P2M", "P6M"),
    "dv_interim_4": ("P1M", "1", "P1M", "P2M"),
    "dv_interim_6": ("P1M", "1", "P1M", "P2M"),
    "dv_protective_1": ("P6M", "", "", ""),
    "dv_victim_order_1": ("P1Y", "", "P2M", "P3Y"),
    "st_urgent_1": ("P1M", "0", "", "P1M"),
    "st_interim_2": ("P3M", "2", "P3M", "P9M"),
    "st_interim_3_2": ("P3M", "2", "P3M", "P9M"),
    "st_interim_4": ("P1M", "0", "", "P1M"),
    "st_victim_order_1": ("P3M", "2", "P3M", "P9M"),
    "ch_response_2": ("PT72H", "1", "PT48H", "PT120H"),
    "ch_interim_1": ("P2M", "2", "P2M", "P6M"),
    "ch_interim_5": ("P2M", "1", "P2M", "P4M"),
    "ch_protective_1": ("P1Y", "", "", ""),
    "ch_order_1": ("P1Y", "", "P6M", "until_majority"),
}


@pytest.mark.parametrize(("code", "lengths"), LENGTHS.items())
def test_a_measure_lasts_as_long_as_its_act_says(code: str, lengths: tuple[str, ...]) -> None:
    row = next(row for row in cases("measures") if row["code"] == code)
    columns = ("max_length", "extensions", "extension_step", "max_total")
    assert tuple(row[column] for column in columns) == lengths


def test_every_measure_of_the_acts_is_on_the_list() -> None:
    sizes = {"dv_response": 6, "dv_urgent": 3, "dv_interim": 6, "dv_protective": 8}
    sizes |= {"dv_victim_order": 6, "st_response": 4, "st_urgent": 2, "st_interim": 5}
    sizes |= {"st_victim_order": 3, "ch_response": 5, "ch_urgent": 3, "ch_interim": 7}
    sizes |= {"ch_protective": 8, "ch_order": 11}
    listed = codes_of(cases("measures"))
    found = {name: sum(code.startswith(f"{name}_") for code in listed) for name in sizes}
    assert found == sizes


def test_lengths_of_measures_are_iso_durations() -> None:
    for row in cases("measures"):
        for column in ("max_length", "extension_step", "max_total"):
            value = row[column]
            assert value in {"", "until_majority"} or DURATION.fullmatch(value), row["code"]


def test_an_emergency_measure_is_filed_within_its_hours() -> None:
    rows = [row for row in cases("clocks") if row["forces"] == "cancel"]
    filed = {pattern: row["within"] for row in rows for pattern in row["measures"].split()}
    urgent = {pattern for pattern in filed if "_urgent_" in pattern}
    assert urgent == {"dv_urgent_*", "st_urgent_*", "ch_urgent_*"}
    assert {filed[pattern] for pattern in urgent} == {"PT48H"}
    assert {v for k, v in filed.items() if "_response_" in k} == {"PT72H"}


def test_the_two_ways_of_not_doing_are_never_one_code() -> None:
    assert codes_of(cases("action_outcomes")) == {"done", "not_possible", "not_done"}


def test_levels_of_risk_stand_in_order_and_not_assessed_is_not_low() -> None:
    rows = cases("risk_levels")
    assert [row["rank"] for row in rows] == [str(n) for n in range(len(rows))]
    assert rows[0]["code"] == "not_assessed"
    assert rows[-1]["code"] == "imminent"


def test_a_role_says_in_one_sentence_what_it_may() -> None:
    from jikimi.access.member import ROLE_KINDS

    rows = access("roles")
    assert [row["code"] for row in rows] == list(ROLE_KINDS)
    assert all(row["may_ko"].endswith(".") and row["may_en"].endswith(".") for row in rows)
