"""Power against every outcome added up, against another program, and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from jikimi.insights.power import events_needed, power_of_two_counts, smallest_detectable
from jikimi.insights.rates import rate_ratio


@pytest.mark.parametrize(("expected", "ratio"), [(5, 2.5), (8, 0.3)])
def test_power_is_the_chance_of_all_outcomes_the_test_finds(expected: float, ratio: float) -> None:
    here, there = np.arange(40), np.arange(60)
    chance = np.outer(stats.poisson.pmf(here, expected), stats.poisson.pmf(there, expected * ratio))
    found = [
        [rate_ratio(n, 1, m, 1).p <= 0.05 and (n > m) == (ratio > 1) and n != m for n in range(60)]
        for m in range(40)
    ]
    assert power_of_two_counts(expected, ratio) == pytest.approx(chance[found].sum(), abs=1e-6)


@pytest.mark.parametrize(("expected", "ratio"), [(200, 1.3), (400, 0.8), (1_000, 0.9)])
def test_large_counts_agree_with_the_normal_approximation(expected: float, ratio: float) -> None:
    step = abs(np.sqrt(expected * ratio) - np.sqrt(expected)) * np.sqrt(2)
    normal = stats.norm.cdf(step - stats.norm.ppf(0.975))
    assert power_of_two_counts(expected, ratio) == pytest.approx(normal, abs=0.02)


def test_what_the_first_year_of_the_programme_could_have_found() -> None:
    fall, rise = smallest_detectable(1_386)
    assert (fall, rise) == pytest.approx((0.896, 1.110), abs=1e-3)
    assert fall < 1_325 / 1_386


def test_the_smallest_detectable_is_found_with_the_power_stated() -> None:
    fall, rise = smallest_detectable(60, power=0.9, exposure_ratio=2)
    for ratio in (fall, rise):
        found = power_of_two_counts(60, ratio, exposure_ratio=2)
        assert found == pytest.approx(0.9, abs=0.01)


def test_a_handful_of_events_shows_no_fall_at_all() -> None:
    fall, rise = smallest_detectable(3)
    assert fall == 0
    assert rise > 4


@pytest.mark.parametrize("ratio", [0.8, 1.2])
def test_events_needed_give_the_power_asked_for(ratio: float) -> None:
    needed = events_needed(ratio)
    assert power_of_two_counts(needed, ratio) == pytest.approx(0.8, abs=0.01)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="not there"):
        events_needed(1)
    with pytest.raises(ValueError, match="more than 0"):
        power_of_two_counts(0, 1.2)


def test_a_built_in_effect_is_found_as_often_as_stated() -> None:
    random = np.random.default_rng(19)
    here, there = random.poisson(120, 3_000), random.poisson(120 * 1.4, 3_000)
    found = np.mean([rate_ratio(n, 1, m, 1).low > 1 for m, n in zip(here, there, strict=True)])
    assert found == pytest.approx(power_of_two_counts(120, 1.4), abs=0.02)


@settings(max_examples=30, deadline=None)
@given(expected=st.floats(1, 2_000), ratio=st.floats(0.2, 3))
def test_power_lies_between_nought_and_one_and_grows_with_events(
    expected: float, ratio: float
) -> None:
    small, large = (power_of_two_counts(size, ratio) for size in (expected, expected * 4))
    assert 0 <= small <= 1
    assert large > small - 0.02
