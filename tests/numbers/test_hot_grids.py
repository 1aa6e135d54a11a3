"""Cells: every place in the nearest one, counts kept, maps flat and true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.hotspots import cells_of, centres, counted, grid_over, settled
from jikimi.places.hotspots.grids import degrees_of, ground_under, hull_of, metres_of

places = st.lists(
    st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)), min_size=1, max_size=50
)


@settings(deadline=None, max_examples=80)
@given(places, st.sampled_from(["square", "hexagon"]), st.sampled_from([150.0, 1000.0]))
def test_every_place_is_in_the_cell_whose_middle_is_nearest(
    town: list[tuple[float, float]], kind: str, cell_m: float
) -> None:
    points = np.array(town)
    grid = grid_over(points, cell_m=cell_m, kind=kind)
    cell, inside = cells_of(grid, points)
    assert inside.all()
    middle = centres(grid).reshape(-1, 2)
    far = np.linalg.norm(points[:, None] - middle[None], axis=2)
    if kind == "square":
        far = np.abs(points[:, None] - middle[None]).max(axis=2)
    chosen = far[np.arange(len(points)), cell]
    assert (chosen <= far.min(axis=1) + 1e-6).all()
    assert counted(grid, points).sum() == len(points)


@pytest.mark.parametrize("kind", ["square", "hexagon"])
def test_cells_have_the_area_they_say(kind: str) -> None:
    random = np.random.default_rng(1)
    points = random.random((200_000, 2)) * 10_000
    grid = grid_over(points, cell_m=500, kind=kind)
    counts = counted(grid, points)
    full = np.sort(counts.ravel())[-150:]
    assert full.mean() / 2000 == pytest.approx(grid.cell_km2, rel=0.06)


def test_a_place_keeps_its_cell_when_more_places_come() -> None:
    few = grid_over([[130.0, 70.0], [260.0, 90.0]], cell_m=100)
    more = grid_over([[130.0, 70.0], [260.0, 90.0], [-640.0, 910.0]], cell_m=100)
    at_few, at_more = (
        np.unravel_index(cells_of(grid, [[130.0, 70.0]])[0][0], grid.shape) for grid in (few, more)
    )
    assert np.array_equal(np.array(at_few) + few.first, np.array(at_more) + more.first)
    assert few.first == (0, 1)


def test_weights_are_added_and_places_outside_are_not_counted() -> None:
    grid = grid_over([[50.0, 50.0], [150.0, 50.0]], cell_m=100)
    found = counted(grid, [[50.0, 50.0], [60.0, 50.0], [950.0, 50.0]], weights=[1.5, 2.0, 9.0])
    assert found.tolist() == [[3.5, 0.0]]
    assert counted(grid, [[50.0, 50.0]]).dtype.kind == "i"


@pytest.mark.parametrize(
    ("points", "cell_m", "says"),
    [
        ([[0, 0]], 0, "larger than 0"),
        ([], 10, "at least one"),
        ([[0, np.nan]], 10, "coordinates"),
        ([[0, 0], [1e7, 1e7]], 10, "too small"),
    ],
)
def test_what_cannot_be_laid_is_refused(points: object, cell_m: float, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        grid_over(points, cell_m=cell_m)  # type: ignore[arg-type]


def test_gaps_belong_to_the_area_and_the_sea_does_not() -> None:
    counts = np.zeros((20, 20), int)
    counts[2:8, 2:8] = 1
    counts[4, 4] = counts[5, 5] = 0
    area = settled(counts)
    assert area[4, 4]
    assert area[5, 5]
    assert area[2:8, 2:8].all()
    assert area.sum() == 36


def test_the_hull_holds_the_middles_of_cells_between_places() -> None:
    points = np.array([[50.0, 50.0], [950.0, 50.0], [50.0, 950.0]])
    grid = grid_over(points, cell_m=100)
    hull = hull_of(grid, points)
    assert hull.sum() == 55
    assert hull[0].all()
    assert not hull[9, 9]


@settings(deadline=None, max_examples=60)
@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(-0.3, 0.3), st.floats(-0.25, 0.25))
def test_the_flat_map_keeps_distances(lat: float, lon: float, east: float, north: float) -> None:
    ground = ground_under([lon], [lat])
    there = metres_of(ground, [lon, lon + east * 0.5], [lat, lat + north])
    back = degrees_of(ground, there)
    assert back[1] == pytest.approx([lon + east * 0.5, lat + north], abs=1e-9)


def test_a_degree_in_seoul_is_as_long_as_it_is() -> None:
    # WGS 84 at 37.5° north: a degree of latitude 110,996 m, of longitude 88,418 m.
    ground = ground_under([126.9, 127.1], [37.4, 37.6])
    points = metres_of(ground, [127.0, 127.0, 127.5], [37.0, 38.0, 37.5])
    assert points[1, 1] - points[0, 1] == pytest.approx(110_990, abs=20)
    assert points[2, 0] == pytest.approx(88_418 / 2, abs=20)
    with pytest.raises(ValueError, match="degrees"):
        ground_under([200.0], [37.0])
