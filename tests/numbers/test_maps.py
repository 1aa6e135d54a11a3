"""Views, ground, classes and drawing of maps, against figures worked out by hand."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping

from jikimi.places.maps import Land, Mark, View, classed, drawn, view_of, view_over
from jikimi.places.maps.geojson import collection, features_of

SIDE = 0.01


def _square(column: int, row: int) -> dict[str, object]:
    west, south = 127.0 + column * SIDE, 37.5 + row * SIDE
    return mapping(shapely.box(west, south, west + SIDE, south + SIDE))


LAND = Land(
    [
        ("가동", "동구", _square(0, 0)),
        ("나동", "동구", _square(1, 0)),
        ("다동", "서구", _square(0, 1)),
        ("라동", "서구", _square(1, 1)),
    ]
)


def _mark(longitude: float, latitude: float, **more: object) -> Mark:
    return Mark("k", "bell", "works", "벨", longitude, latitude, **more)  # type: ignore[arg-type]


def test_a_view_is_four_by_three_and_holds_the_box_it_was_asked_for() -> None:
    view = view_over((127.0, 37.5, 127.02, 37.52))
    corners = view.placed([127.0, 127.02], [37.5, 37.52])
    assert (view.wide, view.tall) == (720, 540)
    assert (corners > 0).all()
    assert (corners < (720, 540)).all()
    again = view_of(view.text)
    assert again is not None
    assert again.box == pytest.approx(view.box, abs=2e-5)


def test_a_unit_is_as_many_metres_as_the_sphere_says() -> None:
    view = View(127.0, 37.5, 127.1, 37.56)
    along_the_circle = math.radians(0.1) * 6_378_137 * math.cos(math.radians(37.53))
    assert view.true_unit_m * view.wide == pytest.approx(along_the_circle, rel=1e-9)


@pytest.mark.parametrize("text", ["", "1,2", "a,b,c,d", "nan,1,2,3", "127,37,126,38", "0,0,1,1"])
def test_a_box_that_is_none_or_not_in_korea_is_no_view(text: str) -> None:
    assert view_of(text) is None


def test_moving_and_nearing_keep_the_size_and_the_middle() -> None:
    view = view_over((127.0, 37.5, 127.02, 37.52))
    east = view.moved(1, 0)
    assert east.west == pytest.approx(view.east)
    near = view.around(127.005, 37.505, 3)
    assert near.placed([127.005], [37.505])[0] == pytest.approx((360, 270), abs=0.5)
    assert near.unit_m == pytest.approx(view.unit_m / 3, rel=1e-3)


def test_a_border_that_two_share_is_drawn_once_and_the_shore_with_the_land() -> None:
    view = view_over((127.0, 37.5, 127.02, 37.52), edge=0.05)
    lines = LAND.lines(view)
    long = np.radians(2 * SIDE) * 6_378_137
    high = float(np.diff(np.log(np.tan(np.pi / 4 + np.radians([37.5, 37.52]) / 2)))[0]) * 6_378_137
    assert lines.districts.length == pytest.approx(long, rel=0.01)
    assert lines.dong.length == pytest.approx(long + high, rel=0.01)
    assert lines.land.area == pytest.approx(long * high, rel=1e-6)
    assert {name for name, *_rest in lines.names} == {"가동", "나동", "다동", "라동"}
    assert Land([]).lines(view).land is None


def test_far_away_dong_are_not_drawn_and_near_by_only_what_is_in_view() -> None:
    far = LAND.lines(view_over((126.0, 37.0, 128.0, 38.0)))
    assert far.dong is None
    near = LAND.lines(view_over((127.001, 37.501, 127.002, 37.502)))
    assert near.land.area < LAND.shapes[0].area / 4
    assert [name for name, *_rest in near.names] == ["가동"]


def test_a_picture_has_paths_marks_beside_each_other_and_a_round_scale() -> None:
    view = view_over((127.0, 37.5, 127.02, 37.52), edge=0)
    marks = [_mark(127.01, 37.51), _mark(127.01, 37.51), _mark(127.005, 37.51, count=12)]
    picture = drawn(view, LAND.lines(view), marks, ring=(127.01, 37.51))
    assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", picture.land)
    first, second, many = picture.marks
    assert math.dist((first.x, first.y), (second.x, second.y)) > 10
    assert picture.ring == (first.x, first.y)
    assert many.radius > 0
    assert picture.scale.says == "500 m"
    assert picture.scale.units * view.true_unit_m == pytest.approx(500, rel=0.01)


def test_geojson_says_the_same_in_degrees() -> None:
    view = view_over((127.0, 37.5, 127.02, 37.52), edge=0)
    found = collection(features_of(LAND.lines(view), [_mark(127.01, 37.51)]), total=1)
    layers = [feature["properties"]["layer"] for feature in found["features"]]
    assert layers == ["land", "dong", "districts", *["name"] * 4, "mark"]
    assert found["features"][-1]["geometry"]["coordinates"] == [127.01, 37.51]
    west, south, east, north = shapely.geometry.shape(found["features"][0]["geometry"]).bounds
    assert (west, south, east, north) == pytest.approx((127.0, 37.5, 127.02, 37.52), abs=1e-4)


def test_classes_hold_about_as_many_each_and_never_part_equal_figures() -> None:
    found = classed([0, 1, 1, 1, 1, 2, 3, 4, 5, float("nan")])
    assert found.of[0] == found.of[-1] == 0
    assert len(set(found.of[1:5])) == 1
    assert list(found.of[5:9]) == sorted(found.of[5:9])
    assert found.breaks[0] == 1
    assert found.breaks[-1] == 5
    assert classed([0, 0]).breaks == ()
    assert classed([3, 3]).of.tolist() == [1, 1]
