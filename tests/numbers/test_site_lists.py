"""Lists of sites as public bodies publish them: every row is in, or refused with its reason."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from jikimi.places.lists import SiteListError, read_sites

GEO = Path(__file__).resolve().parents[3] / "shared" / "data" / "geo"
_KINDS = Path(__file__).resolve().parents[2] / "src/jikimi/places/data/site_kinds.csv"
TELLS = {
    row["code"]: row["told_by"]
    for row in csv.DictReader(_KINDS.read_text(encoding="utf-8").splitlines())
}
BELLS = """안전비상벨관리번호,설치위치,소재지도로명주소,소재지지번주소,위도,경도,경찰연계유무,\
안전비상벨설치연도,최종점검일자,최종점검결과구분,관리기관명,관리기관전화번호,데이터기준일자
B-1,늘봄공원 화장실,가온시 늘봄로 1,,37.5001,127.0001,Y,2019,2026-03-02,Y,가온시청,119,2026-10-31
B-1,늘봄공원 정자,가온시 늘봄로 3,,37.5004,127.0001,N,,,N,가온시청,119,2026-11-01
B-3,해든역,가온시 해든로 2,,127.0002,37.5002,Y,2020-05,2026.4.1.,,가온시청,,
B-4,누리길,가온시 누리길 9,,32.5,123.7,Y,,,,가온시청,,
B-5,다온길,가온시 다온길 7,,북위,127.0,Y,,,,가온시청,,
B-6,,,,,,Y,,,,가온시청,,
B-7,한울길,가온시 한울길 4,,,,Y,,2026-13-01,,가온시청,,
B-8,미르길,가온시 미르길 5,,,,Y,,,,가온시청,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_list_is_read_in_every_encoding_and_its_kind_is_told_by_its_headers(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(BELLS.encode(encoding))
    read = read_sites(path, tells=TELLS)
    assert (read.kind, len(read.rows), read.as_of) == ("bell", 4, date(2026, 11, 1))
    first = read.rows[0]
    assert (first.name, first.keeper_name, first.number) == ("늘봄공원 화장실", "가온시청", "B-1")
    assert (first.latitude, first.longitude) == (37.5001, 127.0001)
    assert (first.installed_on, first.tested_on) == (date(2019, 1, 1), date(2026, 3, 2))
    assert (first.test_result, first.facts) == ("works", {"police_link": True})


def test_what_is_wrong_is_told_with_line_column_and_reason_and_swapped_degrees_are_turned(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(BELLS, encoding="utf-8")
    read = read_sites(path, tells=TELLS)
    assert [(one.line, one.column, one.reason) for one in read.refused] == [
        (5, "위도", "outside_korea"),
        (6, "위도", "not_degrees"),
        (7, "", "no_place"),
        (8, "최종점검일자", "not_a_day"),
    ]
    by_number = {row.name: row for row in read.rows}
    assert by_number["해든역"].latitude == 37.5002
    assert by_number["해든역"].tested_on == date(2026, 4, 1)
    assert by_number["미르길"].latitude is None


def test_a_number_used_twice_names_no_site_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(BELLS, encoding="utf-8")
    twice = [row for row in read_sites(path, tells=TELLS).rows if row.is_number_repeated]
    assert len(twice) == 2
    assert len({row.key for row in twice}) == 2


def test_two_cameras_on_one_pole_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    row = "가온시청,2,37.5,127.0,가온시 1-1,가온시 늘봄로 1"
    path.write_text(
        f"No,관리기관명,카메라대수,위도,경도,지번주소,도로명주소\n1,{row}\n2,{row}\n",
        encoding="utf-8",
    )
    read = read_sites(path, tells=TELLS)
    assert (read.kind, [r.how_many for r in read.rows]) == ("camera", [2, 2])
    assert len({r.key for r in read.rows}) == 2


def test_a_file_that_is_no_list_of_sites_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("가,나\n1,2\n", encoding="utf-8")
    with pytest.raises(SiteListError) as unknown:
        read_sites(path, tells=TELLS)
    with pytest.raises(SiteListError) as placeless:
        read_sites(path, tells=TELLS, kind="bell")
    assert (unknown.value.code, placeless.value.code) == ("kind_unknown", "no_place_column")


@pytest.mark.skipif(not GEO.exists(), reason="the shared data folder is not beside the project")
@pytest.mark.parametrize(
    ("name", "kind", "good", "refused"),
    [
        ("seoul_safety_bells.csv", "bell", 13_087, [(8617, "위도", "outside_korea")]),
        ("seoul_cctv.csv", "camera", 26_270, []),
        ("gwanak_safety_bells.csv", "bell", 988, []),
        ("gwanak_women_safe_houses_20220928.csv", "safe_house", 51, []),
        ("gwanak_police.csv", "police_box", 9, []),
    ],
)
def test_real_lists_come_in_as_they_are(
    name: str, kind: str, good: int, refused: list[tuple[int, str, str]]
) -> None:
    read = read_sites(GEO / name, tells=TELLS)
    assert (read.kind, len(read.rows)) == (kind, good)
    assert [(one.line, one.column, one.reason) for one in read.refused] == refused
    assert len({row.key for row in read.rows}) == good
