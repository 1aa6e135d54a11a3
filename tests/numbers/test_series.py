"""Series that something interrupts: known effects found, none found where none is, chance kept."""

from __future__ import annotations

import numpy as np
import pytest

from jikimi.insights.rates import Floats
from jikimi.insights.series import Spread, compared_series, interrupted_series

MONTHS, START = 60, 36


def expected(
    level: float, *, effect: float = 1.0, trend: float = 0.03, wave: float = 0.2
) -> Floats:
    """Monthly means with a trend a year, a season, and an effect from the start on."""
    month = np.arange(MONTHS)
    mean = level * np.exp(trend * month / 12 + wave * np.sin(2 * np.pi * month / 12))
    return np.asarray(np.where(month >= START, effect, 1.0) * mean)


def test_a_series_without_chance_gives_back_what_was_built_in() -> None:
    counts = expected(5_000, effect=0.8, trend=0.06)
    found = interrupted_series(counts, starts_at=START)
    assert found.step.value == pytest.approx(0.8, rel=1e-6)
    assert found.trend == pytest.approx(np.exp(0.06), rel=1e-6)
    assert found.unchanged[START:] == pytest.approx(counts[START:] / 0.8, rel=1e-6)
    assert found.fitted == pytest.approx(counts, rel=1e-6)
    assert found.expected_after == pytest.approx(counts[START:].sum() / 0.8, rel=1e-6)
    assert (found.periods_before, found.periods_after) == (36, 24)


def test_a_plain_step_is_the_exact_ratio_of_two_means() -> None:
    """Without trend to speak of, the maximum likelihood step of a balanced series is known."""
    counts = np.r_[np.tile([90, 110], 12), np.tile([45, 55], 12)]
    found = interrupted_series(counts, starts_at=24, harmonics=0, spread="poisson")
    assert found.step.value == pytest.approx(0.5, rel=0.03)
    assert found.events_after == 1200
    assert found.expected_after * found.step.value == pytest.approx(1200)


def test_people_who_double_are_no_effect() -> None:
    people = np.where(np.arange(MONTHS) >= START, 2_000, 1_000)
    found = interrupted_series(expected(100) * people / 1_000, people=people, starts_at=START)
    assert found.step.value == pytest.approx(1.0, rel=1e-6)


def test_a_slope_is_told_from_a_step() -> None:
    years = np.maximum(np.arange(MONTHS) - START, 0) / 12
    counts = expected(5_000, effect=0.9) * 0.85**years
    found = interrupted_series(counts, starts_at=START, has_slope=True)
    assert found.slope is not None
    assert found.step.value == pytest.approx(0.9, rel=1e-6)
    assert found.slope.value == pytest.approx(0.85, rel=1e-6)


def test_months_on_the_way_are_left_out() -> None:
    counts = expected(1_000, effect=0.7)
    counts[START : START + 3] = 4_000
    found = interrupted_series(counts, starts_at=START, lag=3)
    assert found.step.value == pytest.approx(0.7, rel=1e-6)
    assert found.periods_after == MONTHS - START - 3


def test_a_new_code_list_is_not_taken_for_the_effect() -> None:
    counts = expected(1_000, effect=0.9) * np.where(np.arange(MONTHS) >= 40, 1.5, 1.0)
    blind = interrupted_series(counts, starts_at=START)
    found = interrupted_series(counts, starts_at=START, breaks=[40])
    assert found.step.value == pytest.approx(0.9, rel=1e-6)
    assert abs(blind.step.value - 0.9) > 0.05


def test_what_happened_everywhere_is_no_effect_here() -> None:
    here, there = expected(1_000, effect=0.8 * 0.9), expected(3_000, effect=0.8)
    alone = interrupted_series(here, starts_at=START)
    beside = compared_series(here, there, starts_at=START)
    assert alone.step.value == pytest.approx(0.72, rel=1e-6)
    assert beside.step.value == pytest.approx(0.9, rel=1e-6)
    assert beside.expected_after == pytest.approx(here[START:].sum() / 0.9, rel=1e-6)


def test_counts_that_vary_more_than_chance_get_wider_intervals() -> None:
    random = np.random.default_rng(11)
    counts = random.poisson(expected(60) * random.gamma(10, 1 / 10, MONTHS))
    found = {
        spread: interrupted_series(counts, starts_at=START, spread=spread)
        for spread in ("poisson", "quasi_poisson", "negative_binomial")
    }
    width = {name: np.log(one.step.high / one.step.low) for name, one in found.items()}
    assert found["poisson"].dispersion > 3
    assert width["poisson"] < 0.7 * min(width["quasi_poisson"], width["negative_binomial"])
    assert found["negative_binomial"].dispersion == pytest.approx(1, abs=1e-3)


def test_a_series_that_hangs_together_is_told_of() -> None:
    random = np.random.default_rng(5)
    drift = np.zeros(MONTHS)
    for month in range(1, MONTHS):
        drift[month] = 0.8 * drift[month - 1] + random.normal(0, 0.15)
    found = interrupted_series(random.poisson(expected(200) * np.exp(drift)), starts_at=START)
    assert found.has_echo
    assert not interrupted_series(random.poisson(expected(200)), starts_at=START).has_echo


def test_newey_and_west_change_the_interval_and_not_the_estimate() -> None:
    counts = np.random.default_rng(3).poisson(expected(80))
    plain = interrupted_series(counts, starts_at=START)
    robust = interrupted_series(counts, starts_at=START, memory=3)
    assert robust.step.value == pytest.approx(plain.step.value)
    assert robust.step.low != pytest.approx(plain.step.low, rel=1e-6)


def test_a_short_series_says_so() -> None:
    counts = np.random.default_rng(1).poisson(50, 24)
    assert interrupted_series(counts, starts_at=14, harmonics=1).is_short


@pytest.mark.parametrize(
    ("counts", "start", "options", "words"),
    [
        ([5] * 30, 0, {}, "within the series"),
        ([5] * 30, 30, {}, "within the series"),
        ([5] * 30, 20, {"lag": 10}, "within the series"),
        ([5] * 30, 20, {"breaks": [20]}, "cannot be told"),
        ([5] * 20 + [0] * 10, 20, {}, "no ratio"),
        ([5] * 6, 3, {}, "too short"),
        ([5] * 30, 20, {"people": [1] * 29}, "as many"),
        ([-1] * 30, 20, {}, "negative"),
    ],
)
def test_what_cannot_be_estimated_is_refused(
    counts: list[int], start: int, options: dict[str, object], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        interrupted_series(counts, starts_at=start, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("spread", ["quasi_poisson", "negative_binomial"])
def test_small_series_of_zeros_and_ones_do_not_break_it(spread: Spread) -> None:
    counts = np.random.default_rng(2).poisson(0.8, MONTHS)
    found = interrupted_series(counts, starts_at=START, spread=spread)
    assert found.step.low < 1 < found.step.high


def test_95_per_cent_intervals_cover_as_often_as_they_say() -> None:
    """Means 20 to 200 a month, effects 0.6 to 1.4, variance one to three times the mean."""
    random = np.random.default_rng(17)
    covered, draws = 0, 600
    for _ in range(draws):
        effect, level = random.uniform(0.6, 1.4), random.uniform(20, 200)
        more = random.uniform(0.05, 2)
        mean = expected(level, effect=effect)
        counts = random.poisson(random.gamma(mean / more, more))
        found = interrupted_series(counts, starts_at=START)
        covered += found.step.low <= effect <= found.step.high
    assert 0.94 <= covered / draws <= 0.965, covered / draws


def test_a_built_in_fall_is_found_beside_a_comparison_and_nothing_where_nothing_is() -> None:
    random = np.random.default_rng(23)
    found = {effect: 0 for effect in (1.0, 0.8)}
    for effect in found:
        for _ in range(100):
            here = random.poisson(expected(100, effect=effect * 0.9))
            there = random.poisson(expected(100, effect=0.9))
            result = compared_series(here, there, starts_at=START)
            found[effect] += result.step.high < 1 or result.step.low > 1
    assert found[1.0] / 100 <= 0.08
    assert found[0.8] / 100 >= 0.8
