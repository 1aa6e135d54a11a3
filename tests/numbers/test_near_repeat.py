"""The Knox table: the published one, pairs counted one by one, and properties."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.hotspots import NearRepeats, near_repeats

CRIME = Path(__file__).parents[3] / "shared/data/crime"
needs_data = pytest.mark.skipif(not CRIME.is_dir(), reason="the folder of shared data is not here")

# Near Repeat Calculator 1.3, 19 deals, the file chicago_be_month1_NRsummary: pairs over the mean of
# the deals, and p.  Rows: same place, to 100, 200, 300 m, further; columns: to 7, 14, 21 days.
PUBLISHED = np.array(
    [
        [1.65, 0.43, 0.63, 0.58],
        [1.69, 0.60, 0.57, 0.56],
        [1.32, 0.94, 0.51, 0.88],
        [0.94, 1.03, 1.07, 1.01],
        [1.00, 1.00, 1.00, 1.00],
    ]
)
PUBLISHED_P = np.array(
    [
        [0.05, 1.00, 0.90, 0.90],
        [0.05, 1.00, 1.00, 0.95],
        [0.05, 0.75, 1.00, 0.80],
        [0.75, 0.45, 0.50, 0.50],
        [1.00, 0.20, 0.05, 0.35],
    ]
)
_DEALS = 19


def burglaries() -> tuple[np.ndarray, np.ndarray]:
    with (CRIME / "chicago_be_month1.csv").open() as file:
        rows = list(csv.reader(file))
    places = np.array([[float(x), float(y)] for x, y, _ in rows])
    return places, np.array([date.fromisoformat(day).toordinal() for *_, day in rows])


@pytest.fixture(scope="module")
def chicago() -> NearRepeats:
    return near_repeats(*burglaries())


@needs_data
def test_the_published_table_of_chicago(chicago: NearRepeats) -> None:
    # The published ratios have 19 random deals below the line, so they waver around the exact mean.
    spread = np.sqrt(chicago.expected / _DEALS)
    published_mean = chicago.observed / PUBLISHED
    rounding = 0.005 / PUBLISHED * published_mean
    assert (np.abs(published_mean - chicago.expected) <= 3 * spread + rounding)[:4].all()
    assert (np.abs(PUBLISHED - chicago.ratio) < 0.005)[4].all()


@needs_data
def test_the_published_means_add_up_to_our_pairs(chicago: NearRepeats) -> None:
    # In every deal a row keeps its pairs: observed / published ratio must add up to them again.
    # Right only with these bands (distance along streets, lower ends closed).
    again = (chicago.observed / PUBLISHED)[:4].sum(axis=1)
    rounding = (chicago.observed * 0.005 / PUBLISHED**2)[:4].sum(axis=1)
    assert (np.abs(again - chicago.observed[:4].sum(axis=1)) <= rounding).all()


@needs_data
def test_the_published_chances(chicago: NearRepeats) -> None:
    spread = np.sqrt(np.maximum(chicago.p * (1 - chicago.p), 0.01) / _DEALS)
    assert (np.abs(PUBLISHED_P - chicago.p) <= 0.05 + 3 * spread).all()
    assert (chicago.p[:3, 0] == 0.001).sum() >= 2


def one_by_one(
    places: np.ndarray, days: np.ndarray, distances: tuple[float, ...], bands: tuple[int, ...]
) -> np.ndarray:
    found = np.zeros((len(distances), len(bands)), dtype=np.int64)
    for a in range(len(places)):
        for b in range(a):
            far = float(np.abs(places[a] - places[b]).sum())
            apart = abs(int(days[a]) - int(days[b]))
            row = max(n for n, edge in enumerate(distances) if far >= edge)
            found[row, max(n for n, edge in enumerate(bands) if apart >= edge)] += 1
    return found


towns = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 40)), min_size=2, max_size=30
)


@settings(deadline=None, max_examples=60)
@given(towns)
def test_pairs_counted_one_by_one(town: list[tuple[int, int, int]]) -> None:
    rows = np.array(town)
    places, days = rows[:, :2] * 50.0, rows[:, 2]
    distances, bands = (0.0, 0.1, 100.0, 200.0), (0, 7, 14)
    found = near_repeats(places, days, distances_m=distances, day_bands=bands, deals=9)
    expected = one_by_one(places, days, distances, bands)
    assert (found.observed == expected).all()
    assert found.observed.sum() == len(rows) * (len(rows) - 1) // 2
    np.testing.assert_allclose(found.expected.sum(axis=0), expected.sum(axis=0))
    np.testing.assert_allclose(found.expected.sum(axis=1), expected.sum(axis=1))
    assert ((found.p >= 0.1) & (found.p <= 1)).all()


def test_the_mean_of_many_deals_is_the_expected_one() -> None:
    random = np.random.default_rng(4)
    places, days = random.uniform(0, 1500, (60, 2)), random.integers(0, 60, 60)
    found = near_repeats(places, days, deals=0)
    deals = [near_repeats(places, random.permutation(days), deals=0).observed for _ in range(400)]
    np.testing.assert_allclose(np.mean(deals, axis=0), found.expected, rtol=0.1, atol=0.6)


def test_an_edge_belongs_to_the_band_above_it() -> None:
    found = near_repeats([[0, 0], [60, 40], [5000, 0]], [10, 17, 10], deals=0)
    assert found.observed[2, 1] == 1
    straight = near_repeats(
        [[0, 0], [60, 40], [5000, 0]], [10, 17, 10], deals=0, measure="straight"
    )
    assert straight.observed[1, 1] == 1


def test_repeats_planted_in_noise_are_found_and_noise_is_not() -> None:
    random = np.random.default_rng(6)
    places, days = random.uniform(0, 10_000, (400, 2)), random.integers(0, 200, 400)
    noise = near_repeats(places, days, deals=199)
    assert noise.p[1:4].min() > 0.01
    near = places[:60] + random.uniform(-30, 30, (60, 2))
    soon = days[:60] + random.integers(0, 5, 60)
    planted = near_repeats(np.vstack([places, near]), np.append(days, soon), deals=199)
    assert planted.p[1, 0] == 1 / 200
    assert planted.ratio[1, 0] > 5


def test_the_same_seed_gives_the_same_answer() -> None:
    random = np.random.default_rng(8)
    places, days = random.uniform(0, 800, (50, 2)), random.integers(0, 50, 50)
    assert (near_repeats(places, days).p == near_repeats(places, days).p).all()


@pytest.mark.parametrize(
    ("points", "days", "bands"),
    [
        ([[0, 0]], [1], (0, 7)),
        ([[0, 0], [1, 1]], [1], (0, 7)),
        ([[0, 0], [1, 1]], [1.5, 2], (0, 7)),
        ([[0, 0], [1, 1]], [1, 2], (1, 7)),
        ([[0, 0], [1, 1]], [1, 2], (0, 7, 7)),
    ],
)
def test_what_cannot_be_counted_is_refused(
    points: list[list[int]], days: list[float], bands: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError):
        near_repeats(points, days, day_bands=bands)
