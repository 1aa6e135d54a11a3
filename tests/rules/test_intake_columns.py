"""The columns of an export are recognised by their headers, or by the mapping an office saved."""

import unicodedata
from pathlib import Path

import pytest

from jikimi.cases.intake import FIELDS, TableError, open_table, recognise
from jikimi.cases.intake.columns import plain_header
from jikimi.cases.intake.results import COPY_COLUMNS
from tests.samples.intake import HEADERS, PLAIN, write_csv


def _refusal(headers: list[str], mapping: dict[str, str] | None = None) -> TableError:
    with pytest.raises(TableError) as refused:
        recognise(headers, mapping=mapping)
    return refused.value


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_default_headers_are_recognised_in_both_languages(language: str) -> None:
    headers = [getattr(field, language) for field in FIELDS.values()]
    assert list(recognise(headers).positions) == list(FIELDS)


def test_blanks_case_brackets_and_decomposed_letters_do_not_matter() -> None:
    headers = [
        "접 수 번 호",
        "RECEIVED AT",
        "(사건종별)",
        unicodedata.normalize("NFD", "관할경찰서"),
    ]
    assert list(recognise(headers).positions) == [
        "external_number",
        "received_at",
        "kind",
        "station",
    ]


def test_no_header_stands_for_two_fields() -> None:
    known = [header for field in FIELDS.values() for header in field.headers]
    assert len(known) == len(set(known))


def test_fields_come_in_the_order_in_which_they_are_copied() -> None:
    copied = [name for name in COPY_COLUMNS if name in FIELDS]
    assert copied == list(FIELDS)


def test_a_missing_column_names_what_is_needed_and_what_was_found() -> None:
    error = _refusal(["접수번호", "신고일시", "이름"])
    assert error.code == "columns_missing"
    assert error.text("ko") == (
        "필요한 열이 없습니다: 사건종별, 관할경찰서. 파일에 있는 열: 접수번호, 신고일시, 이름"
    )


def test_an_unknown_column_is_shown_and_left_unread() -> None:
    assert recognise([*HEADERS, "비고", ""]).unread == ("비고",)


def test_two_columns_for_one_field_are_refused_until_one_is_chosen() -> None:
    headers = [*HEADERS, "신고일시"]
    error = _refusal(headers)
    assert (error.code, error.facts["found"]) == ("column_twice", "접수일시, 신고일시")
    chosen = recognise(headers, mapping={"received_at": "신고일시"})
    assert chosen.positions["received_at"] == len(HEADERS)
    assert chosen.unread == ("접수일시",)


def test_a_saved_mapping_finds_headers_nobody_else_uses(tmp_path: Path) -> None:
    mapping = {"external_number": "가", "received_at": "나", "kind": "다", "station": "라"}
    path = write_csv(tmp_path / "odd.csv", [["제목"], list("가나다라"), list(PLAIN.values())])
    with open_table(path, mapping=mapping) as table:
        assert recognise(table.headers, mapping=mapping).positions == dict(
            zip(mapping, range(4), strict=True)
        )


def test_an_empty_header_in_a_mapping_leaves_the_field_out() -> None:
    columns = recognise(HEADERS, mapping={"victim_phone": ""})
    assert "victim_phone" not in columns.positions
    assert columns.unread == ("피해자 연락처",)


def test_a_mapping_that_does_not_fit_names_what_is_wrong() -> None:
    assert _refusal(HEADERS, {"station": "관서"}).code == "mapping_header_missing"
    assert _refusal(HEADERS, {"colour": "접수번호"}).code == "mapping_field_unknown"


def test_every_known_header_is_already_in_plain_form() -> None:
    for field in FIELDS.values():
        assert {plain_header(header) for header in field.headers} == field.headers
