"""Refused rows come back as a file that is corrected in a spreadsheet and read again."""

import csv
from pathlib import Path

import pytest

from jikimi.cases.intake import Cleaner, RejectsFile, open_table, recognise
from tests.samples.intake import (
    HEADERS,
    LISTS,
    SAMPLES,
    cells,
    cleaned_file,
    cleaner,
    write_csv,
)


def _rejects(source: Path, path: Path) -> list[list[str]]:
    _, refused = cleaned_file(source)
    with open_table(source) as table, RejectsFile(path, recognise(table.headers)) as rejects:
        rejects.write(refused)
    return _rows(path)


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_file_has_the_columns_as_they_were_then_line_column_and_reason(tmp_path: Path) -> None:
    rows = _rejects(SAMPLES / "reports_112.csv", tmp_path / "rejects.csv")
    assert (tmp_path / "rejects.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows[0] == [*HEADERS, "파일 행", "오류 항목", "반려 사유"]
    assert [row[-3:] for row in rows[1:]] == [
        ["10", "접수일시", "접수일시: 있을 수 없는 날짜 또는 시각입니다."],
        ["11", "사건종별", "사건종별: 사건종별 목록에 없는 종별입니다."],
        ["12", "관할경찰서", "관할경찰서: 등록된 경찰서가 아닙니다."],
        ["13", "접수번호", "접수번호: 반드시 있어야 하는 값이 비어 있습니다."],
    ]


def test_a_corrected_file_goes_in_as_it_is(tmp_path: Path) -> None:
    rows = _rejects(SAMPLES / "reports_112.csv", tmp_path / "rejects.csv")
    rows[1][1], rows[2][2], rows[3][4], rows[4][0] = "2026-03-02 10:00", "기타", "서귀포서", "N-1"
    good, refused = cleaned_file(write_csv(tmp_path / "corrected.csv", rows))
    assert (len(good), refused) == (4, [])


def test_a_file_refused_again_has_its_extra_columns_once(tmp_path: Path) -> None:
    first = _rejects(SAMPLES / "reports_112.csv", tmp_path / "first.csv")
    again = _rejects(tmp_path / "first.csv", tmp_path / "second.csv")
    assert again[0] == first[0]
    assert [row[:-3] for row in again] == [row[:-3] for row in first]


def test_what_a_spreadsheet_would_spoil_is_written_safely_and_read_back_the_same(
    tmp_path: Path,
) -> None:
    spoilt = cells(
        received_at="202603020905",
        victim_born_on="091215",
        victim_phone="01000001234",
        suspect_born_on="19751216",
        suspect_phone="+82 10-0000-4321",
        summary="=HYPERLINK(1)",
    )
    rows = _rejects(
        write_csv(tmp_path / "in.csv", [HEADERS, [*spoilt[:2], "없는종별", *spoilt[3:]]]),
        tmp_path / "rejects.csv",
    )
    rows[1][2] = spoilt[2]
    for field in (rows[1][1], rows[1][11], rows[1][12]):
        assert not field.isdigit()
    assert rows[1][-4] == "'=HYPERLINK(1)"
    before = cleaner().clean(spoilt)
    after, _ = cleaned_file(write_csv(tmp_path / "corrected.csv", rows))
    assert after[0][1:] == before[1:]


@pytest.mark.parametrize(
    "field", ["summary", "victim_name", "victim_born_on", "station", "external_number"]
)
def test_an_identity_number_never_reaches_the_file(tmp_path: Path, field: str) -> None:
    row = cells(**{"kind": "없는종별", field: "8402292000017"})
    rows = _rejects(write_csv(tmp_path / "in.csv", [HEADERS, row]), tmp_path / "rejects.csv")
    assert "2000017" not in (tmp_path / "rejects.csv").read_text("utf-8")
    rows[1][0], rows[1][2], rows[1][4] = "1", "가정폭력", "제주서부서"
    good, _ = cleaned_file(write_csv(tmp_path / "corrected.csv", rows))
    assert len(good) == 1


def test_a_resumed_import_goes_on_in_the_same_file(tmp_path: Path) -> None:
    columns = recognise(HEADERS)
    result = Cleaner(columns, LISTS).clean_batch([(2, cells(kind="없는종별"))])
    kept = 0
    for _ in range(2):
        with RejectsFile(tmp_path / "rejects.csv", columns, keep=kept) as rejects:
            rejects.write(result.rejected)
            kept = rejects.size
            rejects.write(result.rejected)
    rows = _rows(tmp_path / "rejects.csv")
    assert [row[-3] for row in rows] == ["파일 행", "2", "2", "2"]


def test_without_a_refused_row_there_is_no_file_and_with_one_only_we_may_read_it(
    tmp_path: Path,
) -> None:
    columns = recognise(HEADERS)
    result = Cleaner(columns, LISTS).clean_batch([(2, cells(kind="없는종별"))])
    with RejectsFile(tmp_path / "rejects.csv", columns) as rejects:
        rejects.write([])
        assert not (tmp_path / "rejects.csv").exists()
        rejects.write(result.rejected)
    assert (tmp_path / "rejects.csv").stat().st_mode & 0o777 == 0o600


def test_a_row_that_is_too_short_is_written_with_its_reason(tmp_path: Path) -> None:
    rows = _rejects(
        write_csv(tmp_path / "in.csv", [HEADERS, ["1", "2"], cells()]), tmp_path / "rejects.csv"
    )
    assert rows[1][:3] == ["1", "2", ""]
    assert rows[1][-3:] == ["2", "", "칸 수가 제목 행과 다릅니다."]
