"""Tables of figures as files, read again by programs of others."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

from jsonstat_validator import validate_jsonstat
from openpyxl import load_workbook

from jikimi.insights.exports import FORMATS, Axis, FigureTable, Line, Metric, exported

TABLE = FigureTable(
    title="=2+2",
    axes=(
        Axis(
            "area", "시군구", (("50110", "제주시"), ("50130", '=HYPERLINK("http://x","서귀포시")'))
        ),
        Axis("period", "기간", (("2025", "2025"), ("2026", "2026"))),
    ),
    metrics=(Metric("count", "건수", "건"), Metric("rate", "율", "10만 명당", 1)),
    lines=(
        Line(("50110", "2025"), (120, 24.5)),
        Line(("50110", "2026"), (None, None), is_hidden=True),
        Line(("50130", "2026"), (-7, 3.25)),
    ),
    about=(("정의", "@SUM(A1)"), ("출처", "112")),
    source="112",
    on=date(2026, 11, 22),
)


def test_json_stat_keeps_to_its_standard_and_hidden_numbers_say_so() -> None:
    told = json.loads(exported(TABLE, "json"))
    assert validate_jsonstat(told)
    assert (told["version"], told["class"]) == ("2.0", "dataset")
    assert (told["id"], told["size"]) == (["area", "period", "metric"], [2, 2, 2])
    assert told["role"] == {"metric": ["metric"], "geo": ["area"], "time": ["period"]}
    # Row-major: 50110/2025, 50110/2026 (hidden), 50130/2025 (not in the table), 50130/2026.
    assert told["value"] == [120, 24.5, None, None, None, None, -7, 3.25]
    assert told["status"] == {"2": "c", "3": "c"}
    assert "c" in told["extension"]["status"]["label"]
    assert told["dimension"]["metric"]["category"]["unit"]["rate"]["decimals"] == 1


def test_no_cell_of_a_file_is_taken_for_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(exported(TABLE, "csv").decode("utf-8-sig"))))
    assert rows[3][1].startswith("'=")
    assert rows[3][4] == "-7"
    book = load_workbook(io.BytesIO(exported(TABLE, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert any(str(cell.value).startswith("=") for cell in cells)


def test_a_csv_file_says_what_is_hidden_and_its_description_names_each_column() -> None:
    rows = list(csv.DictReader(io.StringIO(exported(TABLE, "csv").decode("utf-8-sig"))))
    assert [(row["count"], row["status"]) for row in rows] == [("120", ""), ("", "c"), ("-7", "")]
    described = json.loads(exported(TABLE, "csv-metadata.json"))
    assert [one["name"] for one in described["tableSchema"]["columns"]] == list(rows[0])


def test_the_same_table_gives_the_same_bytes() -> None:
    for form in FORMATS:
        assert exported(TABLE, form) == exported(TABLE, form)
