"""Ranks and funnels: what they must say, worked by hand or by closed form, then by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from jikimi.insights.funnels import (
    ACTION,
    WARNING,
    dispersion,
    funnel_of_rates,
    funnel_of_shares,
    limits_along,
    share_limits_along,
)
from jikimi.insights.ranks import ranks_of_rates


def test_two_areas_are_ranked_as_surely_as_two_gammas_differ() -> None:
    """P(rate A > rate B) for gamma rates is a beta probability: a closed form to compare with."""
    found = ranks_of_rates([30, 20], [1000, 1000], draws=200_000)
    exact = stats.beta.sf(0.5, 30.5, 20.5)
    assert found.probability[0, 0] == pytest.approx(exact, abs=0.005)
    assert found.probability.sum(axis=1) == pytest.approx([1, 1])
    assert found.probability.sum(axis=0) == pytest.approx([1, 1])


def test_equal_areas_may_stand_anywhere() -> None:
    found = ranks_of_rates([25] * 10, [100_000] * 10)
    assert set(found.rank) == {1}
    assert found.low.max() <= 2
    assert found.high.min() >= 9


def test_far_apart_areas_keep_their_ranks() -> None:
    found = ranks_of_rates([10_000, 1_000, 100], [1e6, 1e6, 1e6])
    assert list(found.rank) == list(found.low) == list(found.high) == [1, 2, 3]


def test_the_same_seed_gives_the_same_ranks() -> None:
    counts, people = [5, 9, 4, 0], [900, 1200, 700, 100]
    one, two = ranks_of_rates(counts, people), ranks_of_rates(counts, people)
    assert (one.probability == two.probability).all()


def test_the_interval_holds_the_true_rank_as_often_as_it_says() -> None:
    random = np.random.default_rng(11)
    people = np.full(12, 50_000.0)
    truth = np.linspace(20, 60, 12) / 100_000
    true_rank = np.arange(12, 0, -1)
    held = []
    for _ in range(150):
        found = ranks_of_rates(random.poisson(truth * people), people, draws=2_000)
        held.append((found.low <= true_rank) & (true_rank <= found.high))
    assert np.mean(held) >= 0.93


def test_limits_of_a_funnel_are_those_of_the_count_expected() -> None:
    found = funnel_of_rates([10, 50, 10, 50], [1000, 5000, 1000, 5000], per=1000)
    assert found.mean == pytest.approx(10)
    low, high = found.limits[WARNING]
    assert (low[0], high[0]) == pytest.approx((4, 17))
    low, high = found.limits[ACTION]
    assert (low[1], high[1]) == pytest.approx((30 / 5, 73 / 5))
    assert found.dispersion == 1


def test_an_area_far_out_is_beyond_both_limits() -> None:
    people = np.full(20, 10_000.0)
    counts = np.full(20, 100.0)
    counts[0], counts[1], counts[2] = 150, 123, 60
    found = funnel_of_rates(counts, people, is_widened=False)
    assert list(found.place[:4]) == [2, 1, -2, 0]


def test_areas_that_vary_by_chance_alone_are_not_widened_and_seldom_out() -> None:
    random = np.random.default_rng(3)
    people = random.uniform(20_000, 400_000, 2_000)
    counts = random.poisson(people * 30 / 100_000)
    found = funnel_of_rates(counts, people)
    assert found.dispersion < 1.1
    assert np.mean(np.abs(found.place) == 2) < 0.005
    assert np.mean(found.place != 0) < 0.06


def test_areas_that_vary_more_are_widened() -> None:
    random = np.random.default_rng(3)
    people = np.full(500, 100_000.0)
    counts = random.poisson(people * random.gamma(10, 3 / 100_000, 500))
    assert dispersion(counts.astype(float), people * counts.sum() / people.sum()) > 2
    assert np.mean(funnel_of_rates(counts, people).place != 0) < np.mean(
        funnel_of_rates(counts, people, is_widened=False).place != 0
    )


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        ranks_of_rates([1, 2], [1])
    with pytest.raises(ValueError, match="more than 0"):
        funnel_of_rates([1, 2], [1, 0])


def test_shares_of_pure_chance_leave_the_funnel_as_often_as_it_says() -> None:
    random = np.random.default_rng(12)
    of = random.integers(50, 2_000, 3_000)
    found = funnel_of_shares(random.binomial(of, 0.3), of, is_widened=False)
    assert 0.03 < np.mean(np.abs(found.place) >= 1) < 0.06
    assert np.mean(np.abs(found.place) == 2) < 0.004
    assert found.mean == pytest.approx(30, abs=0.5)
    assert found.dispersion == 1
    apart = funnel_of_shares(random.binomial(of, random.beta(6, 14, 3_000)), of)
    assert apart.dispersion > 2
    assert np.mean(np.abs(apart.place) == 2) < 0.05
    low, high = share_limits_along(50, [100])[0.95]
    assert (low[0], high[0]) == pytest.approx((40, 60)), "exact: 40 to 60 of 100"
    for counts, whole in (([3, 4], [5, 3]), ([1], [0])):
        with pytest.raises(ValueError, match="of"):
            funnel_of_shares(counts, whole)


def test_limits_drawn_as_curves_are_those_of_the_areas() -> None:
    people = np.array([10_000, 50_000, 200_000])
    found = funnel_of_rates([30, 120, 410], people)
    along = limits_along(found.mean, people, phi=found.dispersion)
    for confidence, (low, high) in found.limits.items():
        assert along[confidence][0] == pytest.approx(low)
        assert along[confidence][1] == pytest.approx(high)
