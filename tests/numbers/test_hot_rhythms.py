"""Hours of the week: worked by hand, and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.hotspots import hours_by_weekday

WEEK = ("2026-11-16T00", "2026-11-22T23")  # Monday to Sunday


def test_hours_and_days_by_hand() -> None:
    found = hours_by_weekday(
        ["2026-11-16T09:30", "2026-11-16T09:59", "2026-11-22T23:10"], between=WEEK
    )
    assert found.count[0, 9] == 2
    assert found.count[6, 23] == 1
    assert found.count.sum() == 3
    assert (found.weeks == 1).all()
    # exact limits of 2 events: 0.2422 to 7.2247
    assert found.low[0, 9] == pytest.approx(0.2422, abs=1e-4)
    assert found.high[0, 9] == pytest.approx(7.2247, abs=1e-4)


def test_an_event_between_two_times_is_shared_out() -> None:
    found = hours_by_weekday(["2026-11-18T22:30"], ends=["2026-11-19T02:00"], between=WEEK)
    assert found.count[2, 22:].tolist() == pytest.approx([0.25, 0.25])
    assert found.count[3, :2].tolist() == pytest.approx([0.25, 0.25])
    assert found.count[3, 2] == pytest.approx(0)


def test_how_often_each_hour_came() -> None:
    found = hours_by_weekday(["2026-11-16T05"], between=("2026-11-16T05", "2026-11-23T06"))
    assert found.weeks[0, 5] == found.weeks[0, 6] == 2
    assert found.weeks[0, 4] == found.weeks[0, 7] == 1
    assert found.weeks.sum() == 7 * 24 + 2
    short = hours_by_weekday(["2026-11-16T05"])
    assert np.isnan(short.per_hour[1, 5])


def test_noise_is_not_unusual_and_a_friday_night_is() -> None:
    random = np.random.default_rng(1)
    hours = random.integers(0, 52 * 168, 4000)
    times = np.datetime64("2026-01-05T00", "h") + hours
    year = (np.datetime64("2026-01-05T00", "h"), np.datetime64("2026-01-05T00", "h") + 52 * 168 - 1)
    assert hours_by_weekday(times, between=year).q.min() > 0.05
    nights = np.datetime64("2026-01-09T23", "h") + 168 * random.integers(0, 52, 60)
    found = hours_by_weekday(np.append(times, nights), between=year)
    assert np.argwhere(found.q < 0.05).tolist() == [[4, 23]]


spans = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 600)), min_size=1, max_size=30)


@settings(deadline=None, max_examples=60)
@given(spans)
def test_every_event_counts_once_and_hour_by_hour(events: list[tuple[int, int]]) -> None:
    start = np.datetime64("2026-03-05T07", "h")
    starts = np.array([start + first for first, _ in events])
    ends = np.array([start + first + length for first, length in events])
    found = hours_by_weekday(starts, ends=ends)
    expected = np.zeros(168)
    for first, length in events:
        hours = max(length, 1)
        for hour in range(hours):
            # 5 March 2026 is a Thursday
            expected[(3 * 24 + 7 + first + hour) % 168] += 1 / hours
    np.testing.assert_allclose(found.count.ravel(), expected, atol=1e-9)
    assert found.count.sum() == pytest.approx(len(events))
    assert (found.low <= found.per_hour + 1e-12)[found.weeks > 0].all()


@pytest.mark.parametrize(
    ("starts", "ends", "between"),
    [
        ([], None, None),
        (["2026-11-18T10"], ["2026-11-18T08", "2026-11-18T11"], None),
        (["2026-11-18T10"], None, ("2026-11-18T11", "2026-11-19T00")),
        (["NaT"], None, None),
    ],
)
def test_what_has_no_time_is_refused(starts: list[str], ends: object, between: object) -> None:
    with pytest.raises(ValueError):
        hours_by_weekday(starts, ends=ends, between=between)  # type: ignore[arg-type]
