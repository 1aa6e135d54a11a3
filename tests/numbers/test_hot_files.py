"""`jikimi hotspots` on files of the shapes that offices publish, and on broken ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jikimi.doors.cli.hotspots import command

CRIME = Path(__file__).parents[3] / "shared/data/crime"
needs_data = pytest.mark.skipif(not CRIME.is_dir(), reason="the folder of shared data is not here")
METRES = "x,y,date\n" + "".join(
    f"{x},{y},2026-0{month}-11\n"
    for x, y, month in [(10, 10, 1), (20, 30, 2), (40, 10, 9), (310, 20, 1), (620, 910, 3)]
)
KOREAN = (
    "번호,경도,위도,발생일시\n1,126.9780,37.5665,2026.11.02 23:10\n2,126.9785,37.5660,2026/11/3\n"
)


def told(path: Path, *words: str) -> Result:
    return CliRunner().invoke(command, [str(path), *words])


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "points.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_cells_of_a_file_in_metres(tmp_path: Path) -> None:
    result = told(written(tmp_path, METRES), "--cell-m", "100", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert (answer["events"], answer["left_out"], answer["last_day"]) == (5, 0, "2026-09-11")
    first = answer["cells"][0]
    assert (first["x"], first["y"], first["count"], first["rank"]) == (50.0, 50.0, 3, 1)
    assert {"z", "p", "q", "significant"} <= set(first)
    assert sum(cell["count"] for cell in answer["cells"]) == 5
    assert answer["cells_in_area"] == len(answer["cells"])


def test_korean_heads_in_cp949_and_packed(tmp_path: Path) -> None:
    path = tmp_path / "points.csv.gz"
    path.write_bytes(gzip.compress(KOREAN.encode("cp949")))
    answer = json.loads(told(path, "--json").stdout)
    assert (answer["events"], answer["last_day"]) == (2, "2026-11-03")
    assert answer["cells"][0]["lon"] == pytest.approx(126.978, abs=0.003)
    assert answer["cells"][0]["lat"] == pytest.approx(37.566, abs=0.003)


def test_a_file_without_dates_ranks_by_counts(tmp_path: Path) -> None:
    answer = json.loads(
        told(written(tmp_path, "lat,lon\n37.5,127.0\n37.5,127.0\n"), "--json").stdout
    )
    assert answer["last_day"] is None
    assert answer["cells"][0]["count"] == 2
    assert answer["cells"][0]["z"] is None


def test_a_table_for_people(tmp_path: Path) -> None:
    result = told(written(tmp_path, METRES), "--cell-m", "100", "--top", "2")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("5 events; ")
    assert len(lines) == 5


def test_hexagons(tmp_path: Path) -> None:
    answer = json.loads(told(written(tmp_path, METRES), "--hexagons", "--json").stdout)
    assert answer["kind"] == "hexagon"
    assert sum(cell["count"] for cell in answer["cells"]) == 5


def test_rows_without_a_place_are_left_out_and_told(tmp_path: Path) -> None:
    path = written(tmp_path, "lon,lat,date\nNA,37.5,2026-01-01\n127,37.5,\n127.0,37.5,2026-01-01\n")
    assert json.loads(told(path, "--json").stdout)["left_out"] == 2
    assert "2 without a place or a day left out" in told(path).stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x,y\n1,2\n3,north\n", "points.csv, row 3, column 2: “north” is not a number."),
        ("lon,lat\n127,95.5\n", "points.csv, row 2, column 2: “95.5” is not a place."),
        ("x,y\n1,inf\n", "points.csv, row 2, column 2: “inf” is not a place."),
        ("x,y,date\n1,2,soon\n", "row 2, column 3: “soon” is not a date"),
        ("x,y,date\n1,2,2026-13-01\n", "row 2, column 3: “2026-13-01” is not a date"),
        ("a,b\n1,2\n", "row 1: the head names no columns lon and lat, or x and y."),
        ("x,y\n", "there are no rows"),
        ("", "names no columns"),
        ("x,y\n0,0\n90000000,90000000\n", "too small for an area this large"),
    ],
)
def test_a_bad_file_gets_one_clear_line(tmp_path: Path, text: str, says: str) -> None:
    result = told(written(tmp_path, text))
    assert result.exit_code == 1
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not result.stdout


@pytest.mark.parametrize("raw", [b"\x89PNG\x00\xff\xfe", b"\x1f\x8bbroken"])
def test_no_table_at_all(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "points.csv"
    path.write_bytes(raw)
    assert told(path).exit_code == 1
    assert len(told(path).stderr.splitlines()) == 1
    assert told(tmp_path / "none.csv").exit_code == 1


@pytest.mark.parametrize("words", [("--cell-m", "0"), ("--false-share", "1"), ("--top", "0")])
def test_a_wrong_call_is_told_apart(tmp_path: Path, words: tuple[str, str]) -> None:
    assert told(written(tmp_path, METRES), *words).exit_code == 2


@needs_data
def test_three_cities_with_their_dirt() -> None:
    found = {}
    for name in ("chicago_aggravated_assaults", "cincinnati_burglary", "nottingham_burglary"):
        answer = json.loads(told(CRIME / f"{name}.csv.gz", "--json").stdout)
        found[name] = answer["events"], answer["left_out"]
        assert answer["cells"][0]["significant"] == "hot"
    assert list(found.values()) == [(148_636, 0), (8_297, 426), (1_795, 0)]
