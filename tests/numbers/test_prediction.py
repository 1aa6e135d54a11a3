"""Forecasts judged by what came: worked by hand, properties, and three cities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench.hotspots import CITIES, SHARES, compared
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.hotspots import Past, accuracy, cells_in_order, grid_over
from jikimi.places.hotspots.prediction import DEFAULT, METHODS, best_method, decayed_counts

CRIME = Path(__file__).parents[3] / "shared/data/crime"
needs_data = pytest.mark.skipif(not CRIME.is_dir(), reason="the folder of shared data is not here")


def test_accuracy_worked_by_hand() -> None:
    # Ten cells, the best two chosen: they hold 6 of 20; the fullest two hold 12.
    scores = [[9, 8, 1, 1, 1, 0, 0, 0, 0, 0]]
    came = [[4, 2, 7, 5, 1, 1, 0, 0, 0, 0]]
    found = accuracy(scores, came, area_share=0.2)
    assert (found.cells, found.hits) == (2, 6)
    assert found.hit_rate == pytest.approx(0.3)
    assert found.pai == pytest.approx(1.5)
    assert found.pei == pytest.approx(0.5)


def test_equal_scores_at_the_edge_count_as_one_drawn_from_them() -> None:
    found = accuracy([[5, 1, 1, 1]], [[2, 3, 0, 0]], area_share=0.5)
    assert found.hits == pytest.approx(3)
    assert accuracy([[0, 0, 0, 0]], [[4, 0, 0, 0]], area_share=0.25).pai == pytest.approx(1)


def test_only_cells_of_the_area_are_chosen_and_counted() -> None:
    within = np.array([[True, True, False, False]])
    found = accuracy([[1, 2, 9, 9]], [[3, 1, 50, 50]], area_share=0.5, within=within)
    assert (found.cells, found.hits, found.pai) == (1, 1, pytest.approx(0.5))


def test_what_nobody_can_know_is_no_number() -> None:
    assert np.isnan(accuracy([[1, 2]], [[0, 0]], area_share=0.5).pei)
    assert np.isnan(accuracy([[np.nan, np.nan]], [[1, 0]], area_share=0.5).pai)
    with pytest.raises(ValueError, match="share"):
        accuracy([[1, 2]], [[0, 0]], area_share=0)


maps = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=40)


@settings(deadline=None, max_examples=80)
@given(maps, st.floats(0.01, 1))
def test_bounds_of_accuracy(cells: list[tuple[int, int]], share: float) -> None:
    scores, came = np.array(cells, dtype=float).T[:, None, :]
    found = accuracy(scores, came, area_share=share)
    if came.sum():
        assert 0 <= found.hit_rate <= 1 + 1e-12
        assert 0 <= found.pei <= 1 + 1e-12
        assert found.pai <= 1 / found.area_share + 1e-9
        assert accuracy(came, came, area_share=share).pei == pytest.approx(1)


def small_past() -> Past:
    places = np.array([[10.0, 10.0], [10.0, 12.0], [110.0, 10.0], [310.0, 210.0]])
    return Past(grid_over(places, cell_m=100), places, np.array([730.0, 1460.0, 365.0, 1.0]), 90)


def test_an_event_is_worth_half_after_a_half_life() -> None:
    counts = decayed_counts(small_past())
    assert counts[0, 0] == pytest.approx(0.75)
    assert counts[0, 1] == pytest.approx(0.5**0.5)
    assert counts.sum() == pytest.approx(0.75 + 0.5**0.5 + 0.5 ** (1 / 730))


def test_cells_stand_in_an_order() -> None:
    order = cells_in_order(small_past(), method="all time")
    assert order[0, 0] == 1
    assert order[0, 1] == order[2, 3] == 2
    assert order[1, 1] == 4
    within = np.ones(order.shape, np.bool_)
    within[0, 0] = False
    order = cells_in_order(small_past(), method="all time", within=within)
    assert np.isnan(order[0, 0])
    assert order[0, 1] == order[2, 3] == 1


def test_what_the_simple_ways_count() -> None:
    past = small_past()
    assert METHODS["all time"](past).sum() == 4
    assert METHODS["last year"](past).sum() == 2
    assert METHODS["same season last year"](past).sum() == 1
    young = Past(past.grid, past.points[3:], past.ages_days[3:], 90)
    assert np.isnan(METHODS["same season last year"](young)).all()


@pytest.mark.parametrize("method", METHODS)
def test_every_way_has_a_score_for_every_cell(method: str) -> None:
    past = small_past()
    assert METHODS[method](past).shape == past.grid.shape


def test_the_rule_takes_the_highest_mean_and_the_simpler_of_equals() -> None:
    assert best_method({"decayed": [0.5, 0.7], "density": [0.8, 0.3]}) == "decayed"
    assert best_method({"hot cells": [0.5], "all time": [0.5]}) == "all time"
    assert best_method({"last year": [0.1], "same season last year": [np.nan]}) == "last year"


@needs_data
def test_the_default_is_what_the_rule_chooses_over_three_cities() -> None:
    for area in ("settled", "hull"):
        found = [row for row in compared(CRIME) if row.area == area]
        pei = {name: [row.found.pei for row in found if row.method == name] for name in METHODS}
        assert all(len(values) == len(CITIES) * len(SHARES) for values in pei.values())
        assert best_method(pei) == DEFAULT


@needs_data
def test_decayed_counts_of_chicago_are_as_accurate_as_was_measured_elsewhere() -> None:
    chicago = [row for row in compared(CRIME) if (row.city, row.area) == ("Chicago", "hull")]
    found = [row.found.pai for row in chicago if row.method == "decayed"]
    assert found == pytest.approx([13.3, 12.1, 7.1], rel=0.08)
