"""Quantiles with intervals from order statistics, against tables in print and by brute force."""

from __future__ import annotations

from math import comb, inf, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.insights.quantiles import quantile, quantile_of_spans


@pytest.mark.parametrize(
    ("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (15, 4, 12), (20, 6, 15), (25, 8, 18)]
)
def test_ranks_of_a_median_are_those_in_print(n: int, low: int, high: int) -> None:
    """As read from the table of the binomial (Conover 1999, A3): two-sided 95 % around a median."""
    found = quantile(range(1, n + 1), 0.5)
    assert (found.low, found.high) == (low, high)


def test_the_example_of_the_method_comes_out_as_written() -> None:
    """docs/methods/walking-home-figures.md"""
    seconds = [8, 9, 11, 12, 15, 18, 22, 40, 95, 300]
    half, most = quantile(seconds, 0.5), quantile(seconds, 0.9)
    assert (half.value, half.low, half.high) == (15, 9, 95)
    assert (most.value, most.low, most.high) == (95, 22, inf)


def test_where_few_stand_behind_it_nothing_is_told_and_an_open_side_says_so() -> None:
    assert isnan(quantile([1, 2, 3, 4], 0.5).value)
    assert isnan(quantile(range(9), 0.9).value)
    five, ten = quantile([9, 1, 5, 3, 7], 0.5), quantile(range(1, 11), 0.9)
    assert (five.value, five.low, five.high) == (5, -inf, inf)
    assert (ten.value, ten.low, ten.high) == (9, 7, inf)
    with pytest.raises(ValueError, match="share"):
        quantile([1], 1.0)


@given(st.integers(5, 60), st.sampled_from([0.5, 0.9]))
def test_the_interval_holds_the_quantile_often_enough_and_is_no_wider_than_it_must(
    n: int, share: float
) -> None:
    found = quantile(range(1, n + 1), share)
    if isnan(found.value):
        return
    low = 0 if found.low == -inf else int(found.low)
    high = n + 1 if found.high == inf else int(found.high)

    def at_most(k: int) -> float:
        return sum(comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k + 1))

    assert at_most(low - 1) <= 0.025 + 1e-9
    assert 1 - at_most(high - 1) <= 0.025 + 1e-9
    assert at_most(low) > 0.025 - 1e-9
    assert high == 1 or 1 - at_most(high - 2) > 0.025 - 1e-9


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 5), min_size=1), st.integers(0, 30))
def test_counts_by_second_tell_the_same_as_the_seconds_one_by_one(
    spans: dict[int, int], never: int
) -> None:
    seconds = [float(span) for span, n in spans.items() for _one in range(n)]
    one_by_one = quantile([*seconds, *[inf] * never], 0.5)
    found = quantile_of_spans(spans, len(seconds) + never, 0.5)
    assert str(found) == str(one_by_one)
    if not isnan(found.value) and len(seconds) > never:
        assert found.value == np.sort(seconds)[-(-(len(seconds) + never) // 2) - 1]
