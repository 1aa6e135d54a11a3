"""Comparisons against published examples and known truth: none found where none was built in."""

from __future__ import annotations

import numpy as np
import pytest

from jikimi.insights.comparisons import (
    expected_after_a_peak,
    matched_comparison,
    mean_reversion,
    staggered_effect,
    two_counts_p,
)
from jikimi.insights.rates import Floats
from jikimi.insights.severity import harm_ratio, weighted_harm
from jikimi.places.effects import difference_in_differences, weighted_displacement_difference


@pytest.mark.parametrize(("one", "two", "p"), [(0, 3, 0.0884), (6, 2, 0.1749)])
def test_two_counts_of_the_published_test(one: int, two: int, p: float) -> None:
    assert two_counts_p(one, two) == pytest.approx(p, abs=5e-5)
    assert two_counts_p(two, one) == pytest.approx(p, abs=5e-5)


def test_two_counts_of_nothing_do_not_differ() -> None:
    assert two_counts_p(0, 0) == 1.0


def test_the_published_weighted_displacement_difference() -> None:
    found = weighted_displacement_difference(
        control=(308, 318),
        treated=(207, 110),
        control_around=(150, 140),
        treated_around=(178, 157),
    )
    assert found.value == -118
    assert found.z == pytest.approx(-2.98, abs=5e-3)
    assert (found.low, found.high) == pytest.approx((-195.6, -40.4), abs=0.05)


def test_a_difference_in_differences_by_hand() -> None:
    found = difference_in_differences(100, 80, 200, 240)
    error = np.sqrt(1 / 100 + 1 / 80 + 1 / 200 + 1 / 240)
    assert found.value == pytest.approx(0.8 / 1.2)
    assert found.low == pytest.approx(0.8 / 1.2 * np.exp(-1.959964 * error))
    assert difference_in_differences(100, 80, 200, 240, growth=0.5).value == pytest.approx(
        1.6 / 1.2
    )
    assert np.isfinite(difference_in_differences(0, 8, 20, 24).high)


def test_areas_that_begin_at_different_times_by_hand() -> None:
    """Two begin in period 1 (effects 3, 5), one in period 2 (effect 2); two never, rising by 1."""
    outcomes = [[0, 4, 7], [2, 6, 9], [5, 6, 9], [1, 2, 3], [3, 4, 5]]
    found = staggered_effect(outcomes, [1, 1, 2, -1, -1])
    assert found.value == pytest.approx((2 * 3 + 2 * 5 + 2) / 5)


def test_areas_that_always_had_it_are_left_out() -> None:
    outcomes = np.random.default_rng(1).normal(size=(30, 5))
    begun = np.r_[[0] * 5, [2] * 10, [-1] * 15]
    assert staggered_effect(outcomes, begun) == staggered_effect(outcomes[5:], begun[5:])
    with pytest.raises(ValueError, match="never began"):
        staggered_effect(outcomes[:15], begun[:15])


def test_staggered_intervals_cover_as_often_as_they_say() -> None:
    """150 areas, 6 periods, an effect that grows with time since the beginning."""
    random = np.random.default_rng(12)
    covered, draws = 0, 600
    for _ in range(draws):
        outcomes, begun = _areas(random, 150)
        found = staggered_effect(outcomes, begun)
        covered += found.low <= _mean_effect(np.array([0.3, 0.4, 0.3])) <= found.high
    assert 0.935 <= covered / draws <= 0.965, covered / draws


def test_selected_at_a_peak_all_fall_and_none_was_helped() -> None:
    shown = mean_reversion(persons=20_000)
    assert shown.alone < 0.8
    assert shown.compared.low < 1 < shown.compared.high
    expected = np.mean([expected_after_a_peak(count, 1.5, 1.0) for count in (3, 4, 5)])
    assert expected_after_a_peak(3, 1.5, 1.0) == pytest.approx(2.4)
    assert shown.before > shown.after > expected - 1


def test_where_help_was_built_in_the_comparison_finds_it() -> None:
    shown = mean_reversion(persons=20_000, effect=0.7)
    assert shown.compared.low < 0.7 < shown.compared.high < 1


def test_without_help_one_comparison_in_twenty_finds_some_and_with_help_most_do() -> None:
    """About 110 persons selected and as many not."""
    shown = [mean_reversion(persons=1_000, seed=seed) for seed in range(300)]
    wrong = np.mean([one.compared.high < 1 or one.compared.low > 1 for one in shown])
    assert 0.025 <= wrong <= 0.08, wrong
    assert all(one.alone < 1 for one in shown)
    helped = [mean_reversion(persons=1_000, effect=0.6, seed=seed) for seed in range(60)]
    assert np.mean([one.compared.high < 1 for one in helped]) >= 0.8


def test_pairs_are_like_each_other_and_who_has_nobody_like_them_is_counted() -> None:
    random = np.random.default_rng(6)
    selected = random.random(300) < 0.3
    traits = random.normal(size=(300, 2)) + selected[:, np.newaxis] * [1.0, 0.0]
    found = matched_comparison(selected, random.poisson(3, 300), traits)
    assert np.abs(found.imbalance[:, 1]).max() < 0.1 < found.imbalance[0, 0]
    assert found.unmatched == selected.sum() - len(found.pairs) > 0
    assert selected[found.pairs[:, 0]].all()
    assert not selected[found.pairs[:, 1]].any()
    assert len(set(found.pairs.ravel())) == found.pairs.size


def test_watched_half_as_long_is_not_helped() -> None:
    events, selected = np.tile([2, 4], 50), np.tile([True, False], 50)
    days, alike = np.where(selected, 100, 200), np.zeros(100)
    found = matched_comparison(selected, events, alike, watched=days)
    assert found.effect.value == pytest.approx(1.0)
    assert matched_comparison(selected, events, alike).effect.value == pytest.approx(0.5)


def test_nobody_to_compare_with_is_refused() -> None:
    with pytest.raises(ValueError, match="no comparison"):
        matched_comparison([True, True, False], [1, 2, 3], [0, 0, 50])


@pytest.mark.parametrize("levels", [(10, 10), (20, 60), (150, 40), (400, 400)])
def test_differences_in_differences_cover_as_often_as_they_say(levels: tuple[int, int]) -> None:
    random = np.random.default_rng(40)
    means = np.array([levels[0], levels[0] * 0.8, levels[1], levels[1]])
    draws = random.poisson(means, (4_000, 4)).tolist()
    found = [difference_in_differences(*row) for row in draws]
    covered = np.mean([one.low <= 0.8 <= one.high for one in found])
    assert 0.94 <= covered <= 0.965, covered


def test_displacement_intervals_cover_as_often_as_they_say() -> None:
    random = np.random.default_rng(41)
    for level in (10, 50, 300):
        drawn = random.poisson([level, level * 0.7, level, level], (3_000, 4))
        found = [
            weighted_displacement_difference(treated=(a, b), control=(c, d))
            for a, b, c, d in drawn.tolist()
        ]
        covered = np.mean([one.low <= -0.3 * level <= one.high for one in found])
        assert 0.94 <= covered <= 0.965, (level, covered)


def test_harm_beside_counts_by_hand() -> None:
    found = weighted_harm({"shove": 30, "knife": 2}, {"shove": 1, "knife": 100})
    assert (found.value, found.count) == (230, 32)
    assert found.heaviest == ("knife", pytest.approx(200 / 230))
    assert found.low < 230 < found.high


def test_equal_weights_are_plain_counts() -> None:
    found = weighted_harm({"one": 60, "two": 40}, {"one": 1, "two": 1})
    assert (found.low, found.high) == pytest.approx((81.3621, 121.6279), abs=5e-5)
    ratio = harm_ratio({"one": 80}, {"one": 100}, {"one": 7})
    assert ratio.value == pytest.approx(0.8)
    assert np.log(ratio.high / ratio.value) == pytest.approx(1.959964 * np.sqrt(1 / 80 + 1 / 100))


def test_what_is_not_weighed_does_not_count_as_nothing() -> None:
    with pytest.raises(ValueError, match="no weight for knife"):
        weighted_harm({"knife": 1}, {"shove": 1})
    assert np.isnan(weighted_harm({"shove": 0}, {"shove": 1}).high)


def test_harm_intervals_cover_nearly_as_often_as_they_say() -> None:
    """Weights 1, 5 and 20, means 100, 40 and 12."""
    random = np.random.default_rng(42)
    weights, means = {"a": 1, "b": 5, "c": 20}, [100, 40, 12]
    truth = 100 + 200 + 240
    drawn = random.poisson(means, (3_000, 3)).tolist()
    found = [weighted_harm(dict(zip("abc", row, strict=True)), weights) for row in drawn]
    assert 0.94 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.965


def _areas(random: np.random.Generator, size: int) -> tuple[Floats, Floats]:
    begun = random.choice([-1, 2, 3, 4], size, p=[0.4, 0.18, 0.24, 0.18])
    noise = random.normal(0, 0.3, (size, 6)) + random.normal(0, 1, (size, 1))
    since = np.arange(6)[np.newaxis] - begun[:, np.newaxis] + 1
    helped = (begun[:, np.newaxis] > 0) & (since > 0)
    return np.arange(6) * 0.1 + noise + np.where(helped, 0.2 * since, 0.0), begun


def _mean_effect(shares: Floats) -> float:
    """Over the groups' periods after they began, as _areas builds it in."""
    sums = np.array([0.2 * sum(range(1, 7 - start)) for start in (2, 3, 4)])
    return float(shares @ sums / (shares @ [4, 3, 2]))


def test_the_order_of_rows_is_no_effect() -> None:
    """Many are equally near; taken in the order of what happened, the best would be compared."""
    random = np.random.default_rng(8)
    danger = random.gamma(1, 1.5, 3_000)
    before = random.poisson(danger)
    known = before >= 3
    chosen = (random.random(3_000) < 0.4)[known]
    after = random.poisson(danger[known])
    by_outcome = np.lexsort((after, before[known], chosen))
    found = matched_comparison(chosen[by_outcome], after[by_outcome], before[known][by_outcome])
    assert found.effect.low < 1 < found.effect.high
