"""Rates from files of the shapes that offices publish, invented small ones and the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from jikimi.doors.cli.rates import command
from jikimi.insights.files import people_of, rates_of_files
from jikimi.insights.grids import GridError

SEOUL = Path(__file__).parents[3] / "shared/data/statistics"
needs_seoul = pytest.mark.skipif(not SEOUL.is_dir(), reason="the folder of shared data is not here")
PEOPLE = "구별,인구수\n동구,100000\n서구,200000\n"
MERGED = (
    '﻿"구(1)","구(2)",2023,2023,2023,2023\n'
    '"구(1)","구(2)",합계,합계,합계,합계\n'
    '"구(1)","구(2)",소계,소계,절도,절도\n'
    '"구(1)","구(2)",발생,검거,발생,검거\n'
    '합계,소계,"1,300",700,300,90\n합계,동구,"1,000",500,200,80\n합계,서구,300,200,100,10\n'
)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def written(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_merged_heads_thousands_and_totals(tmp_path: Path, people: Path) -> None:
    found = rates_of_files([written(tmp_path, MERGED)], people).rows
    told = {(row.area, row.kind): (row.period, row.count, row.rate_per_100k) for row in found}
    assert told == {
        ("동구", "계"): ("2023", 1000, 1000.0),
        ("서구", "계"): ("2023", 300, 150.0),
        ("동구", "절도"): ("2023", 200, 200.0),
        ("서구", "절도"): ("2023", 100, 50.0),
    }
    assert [row.rank for row in found if row.kind == "절도"] == [1, 2]


def test_the_other_number_is_read_when_asked_for(tmp_path: Path, people: Path) -> None:
    found = rates_of_files([written(tmp_path, MERGED)], people, what="검거").rows
    assert {(row.area, row.kind): row.count for row in found}["서구", "절도"] == 10


def test_cp949_with_heads_of_two_words(tmp_path: Path, people: Path) -> None:
    text = '구,살인 발생,살인 검거\n동구,"1,234",1\n서구,-,0\n'
    found = rates_of_files([written(tmp_path, text, encoding="cp949")], people).rows
    assert [(row.kind, row.count) for row in found] == [("살인", 1234), ("살인", 0)]
    assert found[1].low == 0 < found[1].high


def test_regions_as_columns(tmp_path: Path, people: Path) -> None:
    text = "대분류,중분류,시 동구,시 서구,시 남구\n강력,살인,1,2,3\n강력,강도,4,5,6\n"
    found = rates_of_files([written(tmp_path, text)], people)
    assert found.without_population == ["시 남구"]
    assert {(row.area, row.kind): row.count for row in found.rows}["서구", "강도"] == 5


def test_a_workbook_with_merged_cells(tmp_path: Path, people: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["구", "2022년", None], ["구", "절도", "폭력"], ["동구", 5, 7], ["서구", 9, 1]]:
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    path = tmp_path / "table.xlsx"
    book.save(path)
    found = rates_of_files([path], people).rows
    assert {(row.period, row.kind) for row in found} == {("2022", "절도"), ("2022", "폭력")}


def test_stations_of_one_district_are_added_up(tmp_path: Path) -> None:
    people = written(tmp_path, "구,인구\n강남구,500000\n중구,100000\n", name="people.csv")
    text = "관서명,절도 발생\n강남서,10\n수서서,20\n중부서,5\n남대문서,6\n"
    found = rates_of_files([written(tmp_path, text)], people).rows
    assert {row.area: row.count for row in found} == {"강남구": 30, "중구": 11}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("<html><table></table></html>", "web page"),
        ("구,절도\n동구,12x\n서구,3\n", "row 2, column 2"),
        ("구,절도\n남구,12\n북구,3\n", "none of its areas"),
        ("그냥 글\n", "no table"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(
    tmp_path: Path, people: Path, text: str, says: str
) -> None:
    with pytest.raises(GridError, match=says):
        rates_of_files([written(tmp_path, text)], people)


def test_an_area_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GridError, match="no people"):
        people_of(written(tmp_path, "구,인구\n동구,0\n서구,1\n"))


def test_the_command_answers_in_json(tmp_path: Path, people: Path) -> None:
    table = str(written(tmp_path, MERGED))
    answer = CliRunner().invoke(command, [table, "--population", str(people), "--json"])
    rows = json.loads(answer.stdout)
    wanted = {"area", "kind", "count", "population", "rate_per_100k", "low", "high", "rank"}
    assert wanted <= set(rows[0])
    assert all(row["low"] <= row["rate_per_100k"] <= row["high"] for row in rows)
    wrong = CliRunner().invoke(command, ["none.csv", "--population", str(people)])
    assert (wrong.exit_code, wrong.stderr) == (1, "none.csv: there is no such file.\n")


@needs_seoul
def test_seoul_2015_and_2019_to_2023_from_the_raw_files() -> None:
    tables = [SEOUL / "seoul_station_crime_2015.csv", *SEOUL.glob("seoul_gu_5crimes_*.csv")]
    found = rates_of_files(tables, SEOUL / "seoul_population_by_gu.csv")
    assert found.without_population == []
    periods = {row.period for row in found.rows}
    assert periods == {"2015", "2019", "2020", "2021", "2022", "2023"}
    told = {(row.period, row.area, row.kind): row for row in found.rows}
    gangnam = told["2023", "강남구", "살인"]
    assert (gangnam.count, gangnam.population) == (14, 537_800)
    assert gangnam.rate_per_100k == pytest.approx(14 / 537_800 * 1e5, abs=1e-4)
    assert told["2019", "송파구", "계"].count == 5698
    for period, total in {"2019": 103_668, "2023": 86_213}.items():
        rows = [row for row in found.rows if (row.period, row.kind) == (period, "계")]
        assert len(rows) == 25
        assert sum(row.count for row in rows) <= total
