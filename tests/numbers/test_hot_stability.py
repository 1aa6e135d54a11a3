"""Hot spots from period to period: what chance alone does is told apart from a move."""

from __future__ import annotations

import numpy as np
import pytest

from jikimi.places.hotspots import stability


def uneven_town(seed: int = 1) -> tuple[np.random.Generator, np.ndarray]:
    random = np.random.default_rng(seed)
    return random, random.gamma(0.3, 4.0, 400)


def test_equal_clear_counts_are_kept_wholly() -> None:
    counts = np.zeros((2, 100), int)
    counts[:, :5] = 50
    found = stability(counts)
    assert found.kept.tolist() == [1.0]
    assert found.by_chance == pytest.approx(0.05)
    assert found.concentration.tolist() == [1.0, 1.0]
    assert found.probability[:5].min() == 1
    assert found.probability.sum() == pytest.approx(5)


def test_where_nothing_changes_the_interval_holds_in_most_towns() -> None:
    held = 0
    for seed in range(60):
        random, means = uneven_town(seed)
        found = stability(random.poisson(means, (2, 400)), draws=199, seed=seed)
        held += int(found.low[0] <= found.kept[0] <= found.high[0])
    assert held >= 60 * 0.95 - 3 * np.sqrt(60 * 0.05 * 0.95)


def test_a_move_is_seen() -> None:
    random, means = uneven_town()
    counts = np.vstack([random.poisson(means), random.poisson(random.permutation(means))])
    found = stability(counts)
    assert found.kept[0] < found.low[0]


def test_a_quieter_period_is_no_move() -> None:
    random, means = uneven_town(3)
    found = stability(np.vstack([random.poisson(means * 4), random.poisson(means)]))
    assert found.low[0] <= found.kept[0] <= found.high[0]


def test_the_probability_of_a_hot_cell_is_that_of_gamma_draws() -> None:
    # Two cells, 3 and 1 events: Beta(3.5, 1.5) above one half, 0.8395 by its distribution.
    found = stability([[3, 1], [3, 1]], area_share=0.5, draws=5_000)
    assert found.probability[0] == pytest.approx(0.8395, abs=0.02)


def test_the_same_seed_gives_the_same_answer() -> None:
    counts = np.random.default_rng(4).poisson(1.0, (3, 80))
    assert (stability(counts).probability == stability(counts).probability).all()
    assert (stability(counts).kept == stability(counts).kept).all()


@pytest.mark.parametrize(
    ("counts", "share"), [([[1, 2]], 0.05), ([[1, -1], [1, 1]], 0.05), ([[1, 1], [1, 1]], 0)]
)
def test_what_cannot_be_compared_is_refused(counts: list[list[int]], share: float) -> None:
    with pytest.raises(ValueError):
        stability(counts, area_share=share)
