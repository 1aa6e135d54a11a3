"""Streets are read as their publishers write them; what cannot be walked at night is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer

from jikimi.places.streets.kinds import kind_of
from jikimi.places.streets.lines import length_m
from jikimi.places.streets.reading import StreetFileError, read_streets

LINE = [[126.92, 37.48], [126.921, 37.48]]
WALK = (
    "노드링크 유형,노드 WKT,노드 ID,링크 WKT,링크 ID,링크 유형 코드,링크 길이,"
    '고가도로,지하철네트워크,교량,터널,육교,횡단보도,"공원,녹지",건물내\n'
    "NODE,POINT(126.92 37.48),1,,,,,,,,,,,,\n"
    'LINK,,,"LINESTRING(126.92 37.48,126.921 37.48)",77,1000,88,0,0,0,0,0,1,0,0\n'
    'LINK,,,"LINESTRING(126.92 37.48,126.92 37.481)",78,1000,111,0,1,0,0,0,0,0,0\n'
    'LINK,,,"LINESTRING(하나 둘)",79,1000,111,0,0,0,0,0,0,0,0\n'
)


def geojson(path: Path, *features: tuple[dict[str, Any], Any], crs: str = "") -> Path:
    told: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": facts, "geometry": geometry}
            for facts, geometry in features
        ],
    }
    if crs:
        told["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def a_line(*places: list[float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(places) or LINE}


def test_seouls_ways_on_foot_come_in_as_they_are_published(tmp_path: Path) -> None:
    path = tmp_path / "walk.csv"
    path.write_bytes(WALK.encode("cp949"))
    read = read_streets(path)
    assert [(one.number, one.kind) for one in read.streets] == [("77", "crossing")]
    assert length_m(read.streets[0].line) == pytest.approx(88, abs=1)
    assert [(one.number, one.reason) for one in read.refused] == [
        ("78", "indoors"),
        ("79", "no_line"),
    ]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"RN": "늘봄로", "ROA_CLS_SE": "3"}, "street"),
        ({"RN": "고속도로", "ROA_CLS_SE": "1"}, "closed"),
        ({"LINK_ID": "1", "ROAD_RANK": "107", "ROAD_TYPE": "000"}, "street"),
        ({"LINK_ID": "1", "ROAD_RANK": "104", "ROAD_TYPE": "003"}, "bridge"),
        ({"LINK_ID": "1", "ROAD_RANK": "102", "ROAD_TYPE": "000"}, "closed"),
        ({"LNKG_ID": 5, "BLDG": "1"}, "indoors"),
        ({"LNKG_ID": 5, "OVRP": 1}, "bridge"),
        ({"LNKG_ID": 5, "PARK": "1"}, "park"),
        ({"highway": "steps"}, "steps"),
        ({"highway": "footway", "footway": "crossing"}, "crossing"),
        ({"highway": "trunk"}, "closed"),
        ({"highway": "trunk", "foot": "yes"}, "street"),
        ({"highway": "residential", "access": "private"}, "closed"),
        ({"highway": "path", "tunnel": "yes"}, "underpass"),
        ({}, "street"),
    ],
)
def test_what_kind_of_way_it_is_is_told_by_the_publishers_columns(
    facts: dict[str, Any], kind: str
) -> None:
    assert kind_of(facts) == kind


def test_metres_of_a_named_system_become_the_same_place_as_degrees(tmp_path: Path) -> None:
    turn = Transformer.from_crs("EPSG:4326", "EPSG:5186", always_xy=True)
    metres = [list(turn.transform(*place)) for place in LINE]
    named = geojson(
        tmp_path / "a.geojson", ({"RN": "-"}, a_line(*metres)), crs="urn:ogc:def:crs:EPSG::5186"
    )
    degrees = "urn:ogc:def:crs:OGC:1.3:CRS84"
    plain = geojson(tmp_path / "b.geojson", ({"RN": "늘봄로"}, a_line()), crs=degrees)
    one, other = (read_streets(path).streets[0] for path in (named, plain))
    assert np.abs(one.line - other.line).max() < 0.05
    assert (one.name, other.name) == ("", "늘봄로")
    parts = {"type": "MultiLineString", "coordinates": [LINE, LINE[::-1]]}
    several = geojson(tmp_path / "c.geojson", ({}, parts), ({}, None), ({}, a_line([1, 2], [3, 4])))
    read = read_streets(several)
    assert len(read.streets) == 2
    assert [one.reason for one in read.refused] == ["no_line", "outside_korea"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "file_unreadable"),
        ('{"features": []}', "file_empty"),
        ("지번", "file_unreadable"),
    ],
)
def test_a_file_that_is_no_list_of_streets_is_refused_as_a_whole(
    tmp_path: Path, text: str, code: str
) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StreetFileError) as refused:
        read_streets(path)
    assert refused.value.code == code


def test_metres_without_their_system_and_tables_without_lines_are_refused(tmp_path: Path) -> None:
    metres = geojson(tmp_path / "m.geojson", ({}, a_line([953000, 1944000], [953100, 1944000])))
    with pytest.raises(StreetFileError, match="system"):
        read_streets(metres)
    strange = geojson(tmp_path / "s.geojson", ({}, a_line()), crs="EPSG:2154")
    with pytest.raises(StreetFileError, match="system"):
        read_streets(strange)
    table = tmp_path / "t.csv"
    table.write_text("이름,값\n가,1\n", encoding="utf-8")
    with pytest.raises(StreetFileError, match="no_lines"):
        read_streets(table)
