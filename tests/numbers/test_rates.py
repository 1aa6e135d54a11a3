"""Intervals against published worked examples, then by their properties."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.insights.rates import (
    byar_interval,
    count_interval,
    directly_standardised,
    poisson_limits,
    proportion,
    rate,
    rate_ratio,
)

PHE = Path(__file__).parents[3] / "shared/data/statistics"
needs_phe = pytest.mark.skipif(not PHE.is_dir(), reason="the folder of shared data is not here")


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 3.6889),
        (1, 0.0253, 5.5716),
        (5, 1.6235, 11.6683),
        (9, 4.1154, 17.0848),
        (10, 4.7874, 18.3915),
        (24, 15.3727, 35.7116),
        (65, 50.1632, 82.8491),
        (100, 81.3621, 121.6279),
    ],
)
def test_counts_exact_below_ten_and_by_byar_from_ten(count: int, low: float, high: float) -> None:
    found = count_interval([count])
    assert found.low[0] == pytest.approx(low, abs=5e-5)
    assert found.high[0] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0, 0.2775), (6, 10, 0.3127, 0.8318), (79, 454, 0.1419, 0.2116)],
)
def test_wilson(count: int, of: int, low: float, high: float) -> None:
    found = proportion([count], [of])
    assert found.low[0] == pytest.approx(low, abs=5e-5)
    assert found.high[0] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("after", "before", "value", "low", "high", "p"),
    [(384, 323, 1.1889, 1.0226, 1.3828, 0.0240), (1325, 1386, 0.9560, 0.8860, 1.0315, 0.2492)],
)
def test_two_periods_of_the_programme(
    after: int, before: int, value: float, low: float, high: float, p: float
) -> None:
    found = rate_ratio(after, 1, before, 1)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=5e-5)
    assert found.p == pytest.approx(p, abs=5e-5)


def test_the_toy_of_the_domain() -> None:
    found = directly_standardised([[10, 30, 5]], [[1000, 2000, 500]], [30000, 50000, 20000])
    assert found.value[0] == pytest.approx(1250.0)
    assert (found.low[0], found.high[0]) == pytest.approx((906.7, 1678.8), abs=0.05)


@pytest.mark.parametrize(
    ("mean", "confidence", "low", "high"),
    [(10, 0.95, 4, 17), (10, 0.998, 2, 21), (50, 0.95, 37, 64), (50, 0.998, 30, 73)],
)
def test_control_counts(mean: int, confidence: float, low: int, high: int) -> None:
    assert poisson_limits(mean, confidence=confidence) == (low, high)


def test_fewer_than_ten_give_no_standardised_rate() -> None:
    found = directly_standardised([[4, 5]], [[100, 100]], [1, 1])
    assert np.isnan([found.value[0], found.low[0], found.high[0]]).all()


def test_persons_who_count_twice_widen_the_interval() -> None:
    counts, people = [[20, 40]], [[1000, 1000]]
    plain = directly_standardised(counts, people, [1, 1])
    sizes = [(1, [[10, 20]]), (2, [[5, 10]])]
    dependent = directly_standardised(counts, people, [1, 1], event_sizes=sizes)
    assert dependent.value == plain.value
    assert dependent.low < plain.low < plain.high < dependent.high


@needs_phe
@pytest.mark.parametrize(("confidence", "words"), [(0.95, "95%"), (0.998, "99.8%")])
def test_the_published_table_of_byar_and_wilson(confidence: float, words: str) -> None:
    sheet = openpyxl.load_workbook(PHE / "phe_byars_wilson.xlsx", data_only=True).worksheets[0]
    compared = 0
    for count, of, low, high, level, method in sheet.iter_rows(min_row=2, values_only=True):
        if level != words or not isinstance(low, float):
            continue
        found = (
            byar_interval([count], confidence=confidence)
            if method == "Byars"
            else proportion([count], [of], confidence=confidence)
        )
        assert (found.low[0], found.high[0]) == pytest.approx((low, high), rel=1e-9)
        compared += 1
    assert compared > 5


@needs_phe
def test_the_published_standardised_rates() -> None:
    book = openpyxl.load_workbook(PHE / "phe_dsr_isr.xlsx", data_only=True)
    weights = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500]
    weights += [5000, 4000, 2500, 1500, 1000]  # European standard population 2013
    by_area: dict[str, list[tuple[float, float]]] = {}
    for area, _age, count, people in book["testdata_multiarea"].iter_rows(
        min_row=2, values_only=True
    ):
        if area:
            by_area.setdefault(area, []).append((count, people))
    results = {
        row[0]: row[3:8]
        for row in book["testresults_DSR"].iter_rows(min_row=2, values_only=True)
        if row[8] == "dsr per 100000" and row[0] in by_area
    }
    assert results
    for area, (value, low, high, low998, high998) in results.items():
        counts, people = np.array(by_area[area]).T
        for confidence, limits in ((0.95, (low, high)), (0.998, (low998, high998))):
            found = directly_standardised([counts], [people], weights, confidence=confidence)
            assert found.value[0] == pytest.approx(value, rel=1e-9)
            assert (found.low[0], found.high[0]) == pytest.approx(limits, rel=1e-9)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        count_interval([-1])
    with pytest.raises(ValueError, match="more than 0"):
        rate([1], [0])
    with pytest.raises(ValueError, match="larger"):
        proportion([11], [10])
    with pytest.raises(ValueError, match="areas, ages"):
        directly_standardised([[1, 2]], [[1, 2, 3]], [1, 1])


@given(count=st.integers(0, 5000))
def test_an_interval_holds_its_count_and_grows_with_confidence(count: int) -> None:
    narrow, wide = count_interval([count]), count_interval([count], confidence=0.998)
    assert wide.low[0] <= narrow.low[0] <= count <= narrow.high[0] <= wide.high[0]


@given(a=st.integers(0, 300), b=st.integers(1, 300), people=st.integers(1, 10**7))
def test_a_ratio_turned_round_is_its_inverse(a: int, b: int, people: int) -> None:
    here, there = rate_ratio(a, people, b, 2 * people), rate_ratio(b, 2 * people, a, people)
    assert here.p == pytest.approx(there.p)
    if a:
        assert here.value == pytest.approx(1 / there.value)
        assert here.low == pytest.approx(1 / there.high)


def test_95_per_cent_intervals_cover_as_often_as_they_say() -> None:
    """Means 0.5 to 200: never less than 94 %, since exact limits cover more."""
    random = np.random.default_rng(7)
    for mean in (0.5, 2, 5, 9, 12, 20, 50, 100, 200):
        found = count_interval(random.poisson(mean, 40_000))
        covered = np.mean((found.low <= mean) & (mean <= found.high))
        assert covered >= 0.94, (mean, covered)
        if mean >= 20:
            assert covered <= 0.965, (mean, covered)
