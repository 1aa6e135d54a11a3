"""Trends: what was built in is found, nothing where nothing was; hidden months stay out."""

from __future__ import annotations

import numpy as np
import pytest

from jikimi.insights.trends import trend_of_series


def months(count: int, *, yearly: float = 1.0, season: float = 0.0, seed: int = 1) -> np.ndarray:
    time = np.arange(count)
    mean = 200 * yearly ** (time / 12) * np.exp(season * np.sin(2 * np.pi * time / 12))
    return np.random.default_rng(seed).poisson(mean).astype(float)


def test_a_yearly_fall_under_a_season_is_found_in_its_size() -> None:
    found = trend_of_series(months(60, yearly=0.92, season=0.3))
    assert found.change.low < 0.92 < found.change.high < 1
    assert found.dispersion == pytest.approx(1, abs=0.5)
    assert not found.is_short
    assert np.all((found.low < found.fitted) & (found.fitted < found.high))


def test_intervals_of_series_without_a_trend_hold_one_as_often_as_they_say() -> None:
    found = [trend_of_series(months(48, season=0.2, seed=seed + 7_000)) for seed in range(300)]
    covered = np.mean([one.change.low < 1 < one.change.high for one in found])
    assert 0.92 <= covered <= 0.98
    rise = float(np.mean([one.detectable[1] for one in found]))
    seen = [
        trend_of_series(months(48, yearly=rise, season=0.2, seed=seed)).change.low > 1
        for seed in range(300)
    ]
    assert 0.72 <= np.mean(seen) <= 0.88, "the mildest rise is found in four of five series"


def test_counts_that_lie_on_their_curve_still_have_the_interval_of_chance() -> None:
    found = trend_of_series(np.full(36, 7.0))
    assert found.change.value == pytest.approx(1)
    assert found.change.low < 0.9
    assert found.change.high > 1.1
    assert found.dispersion == 1


def test_a_new_code_list_is_no_trend() -> None:
    counts = months(48)
    counts[36:] *= 1.5
    assert trend_of_series(counts).change.low > 1
    found = trend_of_series(counts, breaks=[36])
    assert found.change.low < 1 < found.change.high
    assert found.fitted[36] > found.fitted[35] * 1.3


def test_hidden_months_are_left_out_and_people_turn_counts_into_rates() -> None:
    counts = months(36)
    counts[[3, 20]] = np.nan
    found = trend_of_series(counts, people=np.full(36, 100_000))
    assert found.periods == 34
    assert found.fitted.size == 36
    assert found.fitted.mean() == pytest.approx(200, rel=0.05)


def test_a_short_series_says_so_and_an_empty_one_is_refused() -> None:
    assert trend_of_series(months(14)).is_short
    for counts in ([0.0] * 30, [1.0, 2.0], [np.nan] * 30):
        with pytest.raises(ValueError, match="too short or empty"):
            trend_of_series(counts)
