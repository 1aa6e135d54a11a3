"""A table is opened whatever its dress; a file that is none says so in one error."""

import resource
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from jikimi.cases.intake import Table, TableError, open_table, recognise
from tests.samples.intake import HEADERS, cells, cleaned_file, write_csv

ROW = cells(victim_name="나보기", summary="큰 소리, 다툼")


def _opened(path: Path) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    with open_table(path) as table:
        return table.headers, list(table)


def _read(path: Path, sheet: str | None) -> None:
    with open_table(path, sheet) as table:
        recognise(table.headers)
        list(table)


def _refusal(path: Path, sheet: str | None = None) -> TableError:
    with pytest.raises(TableError) as refused:
        _read(path, sheet)
    assert refused.value.text("ko") != refused.value.text("en")
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_the_encoding_is_told_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "reports.csv", [HEADERS, ROW], encoding=encoding)
    assert _opened(path) == (tuple(HEADERS), [(2, ROW)])


def test_korean_far_below_a_megabyte_of_plain_text_is_still_read(tmp_path: Path) -> None:
    headers = ["report number", "received", "kind", "station", "summary"]
    row = ["1", "2026-03-02 09:05", "other", "x", "a" * 90]
    path = write_csv(
        tmp_path / "reports.csv", [headers, *[row] * 10_000, ["나"] * 5], encoding="cp949"
    )
    assert _opened(path)[1][-1] == (10_002, ["나"] * 5)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(f"{delimiter.join(HEADERS)}\n{delimiter.join(ROW)}\n", encoding="utf-8")
    assert _opened(path) == (tuple(HEADERS), [(2, ROW)])


def test_titles_above_empty_lines_between_and_breaks_inside_cells_keep_lines_right(
    tmp_path: Path,
) -> None:
    two_lines = cells(summary="첫째 줄\n둘째 줄")
    rows = [["112 신고 내역"], ["출력일: 2026. 11. 22."], HEADERS, two_lines, [], ROW]
    path = write_csv(tmp_path / "reports.csv", rows)
    assert _opened(path) == (tuple(HEADERS), [(4, two_lines), (7, ROW)])


def test_a_header_merged_over_two_rows_is_read_as_one(tmp_path: Path) -> None:
    upper = [*HEADERS[:9], "피해자", "", "", "", "가해자", "", "", "", *HEADERS[17:]]
    people = ["성명", "성별", "생년월일", "연락처"]
    lower = [""] * 9 + people * 2 + [""] * 4
    path = write_csv(tmp_path / "reports.csv", [upper, lower, ROW])
    headers, rows = _opened(path)
    assert (headers, rows) == (tuple(HEADERS), [(3, ROW)])


def test_a_broken_off_import_goes_on_after_the_rows_it_has(tmp_path: Path) -> None:
    rows = [cells(external_number=str(number)) for number in range(10)]
    path = write_csv(tmp_path / "reports.csv", [HEADERS, *rows])
    with open_table(path) as table:
        assert table.skip(7) == 7
        assert [line for line, _ in table] == [9, 10, 11]
    with open_table(path) as table:
        assert table.skip(99) == 10


def test_batches_hold_every_row_once(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "reports.csv", [HEADERS, *[ROW] * 10])
    with open_table(path) as table:
        assert [len(batch) for batch in table.batches(4)] == [4, 4, 2]


def test_a_long_file_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "reports.csv", [HEADERS, *[ROW] * 60_000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_table(path) as table:
        assert sum(len(batch) for batch in table.batches(500)) == 60_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000  # KiB


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "안내"  # type: ignore[union-attr]
    sheet = book.create_sheet("신고")
    sheet.append(["112 신고 내역"])
    sheet.append([*HEADERS[:9], "피해자", None, None, None, *HEADERS[13:]])
    sheet.append([None] * 9 + ["성명", "성별", "생년월일", "연락처"] + [None] * 8)
    for column in (*range(1, 10), *range(14, 22)):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet.merge_cells("J2:M2")
    row: list[object] = list(cells(kind="스토킹"))
    row[1], row[3], row[7] = datetime(2026, 3, 2, 9, 5, 30), 2, "5,011,010,500"
    row[11], row[12] = date(1984, 2, 29), 1000001234
    sheet.append(row)
    sheet.append([None] * 21)
    row[1] = 46083.378472222219  # a serial number, its cell not formatted as a date
    row[0] = 20260302000002
    sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_reads_like_the_same_table_in_text(tmp_path: Path) -> None:
    good, refused = cleaned_file(_workbook(tmp_path / "reports.xlsx"))
    assert not refused
    assert [(row.line, row.external_number, row.received_at) for row in good] == [
        (4, "20260302-000001", "2026-03-02 09:05:30+09"),
        (6, "20260302000002", "2026-03-02 09:05:00+09"),
    ]
    first = good[0]
    assert (first.legal_dong_code, first.response_code) == ("5011010500", "2")
    assert (first.victim_born_on, first.victim_phone) == ("1984-02-29", "01000001234")


def test_a_sheet_is_chosen_by_its_header_or_by_name(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "reports.xlsx")
    with open_table(path) as table:
        assert (table.sheet, table.headers) == ("신고", tuple(HEADERS))
    assert _refusal(path, sheet="없는 시트").code == "sheet_missing"
    assert "안내, 신고" in _refusal(path, sheet="없는 시트").text("ko")


def test_an_open_quotation_mark_names_the_line_where_its_row_starts(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "reports.csv", [HEADERS, ROW])
    path.write_text(path.read_text("utf-8") + '1,"cut off\nhere', encoding="utf-8")
    error = _refusal(path)
    assert (error.code, error.facts["line"]) == ("quote_broken", 3)


def test_bytes_of_another_encoding_further_down_name_their_line(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "reports.csv", [HEADERS, *[ROW] * 20_000])
    path.write_bytes(path.read_bytes() + ",".join(ROW).encode("cp949"))
    error = _refusal(path)
    assert (error.code, error.facts["line"]) == ("encoding_broken", 20_002)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\r\n", "file_empty"),
        ((",".join(HEADERS) + "\n").encode(), "rows_missing"),
        (b"a,b,c\n1,2,3\n", "columns_missing"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file_binary"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_html"),
        (b"PK\x03\x04 cut off", "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "workbook_unreadable"),
        (",".join(HEADERS).encode("euc-jp", "replace") + b"\n\xff\xff,1\n", "encoding_unknown"),
    ],
)
def test_a_file_that_is_no_table_of_reports_says_why(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "reports.csv"
    path.write_bytes(content)
    assert _refusal(path).code == code


def test_a_missing_file_and_a_folder_are_told_the_same_way(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none.csv").code == "file_missing"
    assert _refusal(tmp_path).code == "file_missing"


def test_a_workbook_without_rows_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    assert _refusal(tmp_path / "empty.xlsx").code == "rows_missing"


def test_a_closed_table_lets_its_file_go(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "reports.csv", [HEADERS, ROW, ROW])
    table: Table
    with open_table(path) as table:
        next(iter(table))
    assert list(table) == []
