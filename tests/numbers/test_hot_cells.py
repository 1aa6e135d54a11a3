"""Gi*, its exact chances, and false alarms: against formulas spelt out, every choice, and noise."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.hotspots import gi_star, hot_cells
from jikimi.places.hotspots.conditional import drawn_p
from jikimi.places.hotspots.hot_cells import around, false_discovery
from tests.numbers.brute import neighbours, z_by_hand

# Made with esda 2.7.1 (G_Local, star=True, queen contiguity) from the counts below.
COUNTS = np.array(
    [[0, 1, 3, 0, 2], [5, 9, 7, 1, 0], [2, 8, 12, 0, 1], [0, 3, 1, 0, 0]], dtype=np.int64
)
ESDA_Z = np.array(
    [
        [0.626871551507, 1.162753993060, 0.615575643385, -0.478781055966, -1.253743103014],
        [1.162753993060, 2.803631784858, 2.047596247368, 0.157507403644, -1.709932342736],
        [1.436343167898, 2.803631784858, 2.047596247368, -0.346516288016, -1.983521517573],
        [0.313435775754, 1.299548580479, 1.025959405641, -0.341986468547, -1.567178878768],
    ]
)


def test_z_is_that_of_the_fields_library() -> None:
    assert gi_star(COUNTS) == pytest.approx(ESDA_Z, abs=1e-9)
    assert hot_cells(COUNTS).z == pytest.approx(ESDA_Z, abs=1e-9)


@pytest.mark.parametrize("kind", ["square", "hexagon"])
@pytest.mark.parametrize("seed", range(4))
def test_z_is_the_formula_spelt_out(kind: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = random.negative_binomial(0.5, 0.1, (7, 9))
    within = random.random((7, 9)) < 0.8
    found = hot_cells(counts, within=within, kind=kind)
    expected = z_by_hand(counts, within, kind)
    np.testing.assert_allclose(found.z, expected, atol=1e-9)
    np.testing.assert_allclose(gi_star(counts, within=within, kind=kind), expected, atol=1e-9)


def test_chances_worked_by_hand() -> None:
    # 2: one neighbour of 3 among 3, 0, 1, 0.  3: neighbours of 2 among the six pairs of 2, 0, 1, 0.
    found = hot_cells([[2, 3, 0, 1, 0]])
    assert found.p_hot[0, :2] == pytest.approx([0.25, 0.5])
    assert found.p_cold[0, :2] == pytest.approx([1, 5 / 6])


def chances_of_every_choice(counts: np.ndarray, within: np.ndarray, kind: str) -> np.ndarray:
    """(hot, cold) of each cell within, by trying every choice of other cells as neighbours."""
    near = neighbours(within, kind)
    found = []
    for cell, others in near.items():
        rest = [int(counts[c]) for c in near if c != cell]
        seen = sum(int(counts[c]) for c in others)
        sums = np.array([sum(s) for s in itertools.combinations(rest, len(others))])
        found.append((np.mean(sums >= seen), np.mean(sums <= seen)))
    return np.array(found)


@pytest.mark.parametrize("kind", ["square", "hexagon"])
@pytest.mark.parametrize("seed", range(6))
def test_the_chances_are_those_of_every_choice(kind: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = random.poisson([0.3, 2.0, 30.0][seed % 3], (4, 4)) + seed
    within = np.ones((4, 4), np.bool_)
    within[0, 1] = seed % 2 == 0
    found = hot_cells(counts, within=within, kind=kind)
    expected = chances_of_every_choice(counts, within, kind)
    np.testing.assert_allclose(found.p_hot[within], expected[:, 0], rtol=1e-12)
    np.testing.assert_allclose(found.p_cold[within], expected[:, 1], rtol=1e-12)
    assert np.isnan(found.p_hot[~within]).all()


def test_the_chances_are_those_of_many_random_deals() -> None:
    random = np.random.default_rng(5)
    counts = random.negative_binomial(0.4, 0.05, (30, 30))
    found = hot_cells(counts)
    for row, column in ((4, 4), (15, 20), (0, 7), (29, 29)):
        cell = row * 30 + column
        rest = np.delete(counts.ravel(), cell)
        near = [c for c in neighbours(np.ones((30, 30), np.bool_), "square")[row, column]]
        seen = sum(int(counts[c]) for c in near)
        sums = np.array([random.choice(rest, len(near), replace=False).sum() for _ in range(4000)])
        assert found.p_hot[row, column] == pytest.approx(np.mean(sums >= seen), abs=0.035)
        assert found.p_cold[row, column] == pytest.approx(np.mean(sums <= seen), abs=0.035)


@pytest.mark.parametrize("side", [5, 25])
def test_drawn_chances_are_near_the_exact_ones(side: int) -> None:
    counts = np.random.default_rng(7).negative_binomial(0.4, 0.05, (side, side))
    exact = hot_cells(counts)
    near = around(counts).astype(np.int64).ravel()
    chosen = around(np.ones_like(counts)).astype(np.int64).ravel()
    full, empty = drawn_p(counts.ravel(), chosen, near, draws=20_000)
    np.testing.assert_allclose(full, exact.p_hot.ravel(), atol=0.02)
    np.testing.assert_allclose(empty, exact.p_cold.ravel(), atol=0.02)
    assert full.min() >= 1 / 20_001


def test_counts_too_large_for_a_table_are_drawn_and_it_is_said() -> None:
    counts = np.random.default_rng(8).integers(0, 2_000_000, (16, 16))
    found = hot_cells(counts)
    assert not found.is_exact
    assert hot_cells(counts % 7).is_exact
    assert np.mean(found.p_hot <= 0.05) <= 0.05 + 3 * np.sqrt(9 * 0.05 / counts.size)


@pytest.mark.parametrize("mean", [0.02, 0.1, 1.0, 20.0])
@pytest.mark.parametrize("kind", ["square", "hexagon"])
def test_noise_is_not_called_hot_or_cold(mean: float, kind: str) -> None:
    noise = np.random.default_rng(3).poisson(mean, (300, 300))
    found = hot_cells(noise, kind=kind)
    for level in (0.001, 0.01, 0.05):
        # neighbouring cells share what they see, so the share wavers more than that of free draws
        spread = 3 * np.sqrt(9 * level / noise.size)
        assert np.mean(found.p_hot <= level) <= level + spread
        assert np.mean(found.p_cold <= level) <= level + spread
        assert np.mean(found.p <= level) <= level + spread
    assert found.hot().sum() + found.cold().sum() <= 1


def test_noise_raises_an_alarm_anywhere_in_at_most_one_map_of_twenty() -> None:
    random = np.random.default_rng(11)
    alarms = 0
    for _ in range(200):
        found = hot_cells(random.poisson(0.5, (20, 20)))
        alarms += bool(found.hot().any() or found.cold().any())
    assert alarms <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_a_cluster_is_found_and_nothing_else() -> None:
    counts = np.random.default_rng(2).poisson(1.0, (60, 60))
    counts[20:24, 30:34] += 6
    hot = hot_cells(counts).hot()
    assert hot[21:23, 31:33].all()
    assert hot[20:24, 30:34].sum() >= 12
    hot[18:26, 28:36] = False
    assert hot.sum() <= 2


def test_equal_counts_say_nothing() -> None:
    found = hot_cells(np.full((5, 5), 3))
    assert np.isnan(found.z).all()
    assert (found.p == 1).all()
    assert not found.hot().any()


def test_a_single_cell_and_islands() -> None:
    alone = hot_cells([[4]])
    assert np.isnan(alone.z).all()
    assert alone.p_hot.item() == alone.p_cold.item() == 1.0
    within = np.array([[1, 0, 1], [0, 0, 0], [1, 0, 0]], np.bool_)
    assert (hot_cells([[1, 0, 9], [0, 0, 0], [0, 0, 0]], within=within).p_hot[within] == 1).all()


@pytest.mark.parametrize("counts", [[[0.5]], [[-1]], [1, 2]])
def test_only_whole_numbers_from_0_on(counts: list[object]) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        hot_cells(counts)  # type: ignore[arg-type]


def test_an_area_without_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="some must"):
        hot_cells([[1, 2]], within=[[False, False]])


def test_the_share_of_false_alarms_by_hand() -> None:
    # Benjamini & Hochberg 1995, table 1: the four smallest of fifteen stay at 0.05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
         0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    found = false_discovery(p)
    assert (found <= 0.05).sum() == 4
    assert found[0] == pytest.approx(0.0015)
    assert found[-1] == 1


small = st.lists(st.lists(st.integers(0, 40), min_size=5, max_size=5), min_size=4, max_size=6)


@settings(deadline=None, max_examples=60)
@given(small)
def test_both_chances_hold_the_sum_itself(rows: list[list[int]]) -> None:
    found = hot_cells(rows)
    assert (found.p_hot + found.p_cold >= 1 - 1e-12).all()
    assert ((found.p_hot > 0) & (found.p_hot <= 1) & (found.p_cold > 0) & (found.p_cold <= 1)).all()
    assert (found.q >= found.p - 1e-12).all()


@settings(deadline=None, max_examples=40)
@given(small, st.integers(1, 1000))
def test_more_of_the_same_everywhere_changes_nothing(rows: list[list[int]], more: int) -> None:
    counts = np.array(rows)
    before, after = hot_cells(counts), hot_cells(counts + more)
    np.testing.assert_allclose(after.p_hot, before.p_hot, rtol=1e-12)
    np.testing.assert_allclose(after.z, before.z, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(small)
def test_turning_the_map_turns_the_answer(rows: list[list[int]]) -> None:
    counts = np.array(rows)
    np.testing.assert_allclose(hot_cells(counts.T).p_hot, hot_cells(counts).p_hot.T, rtol=1e-12)
    np.testing.assert_allclose(hot_cells(counts[::-1]).p_cold[::-1], hot_cells(counts).p_cold)
