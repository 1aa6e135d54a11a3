"""Periods of Korean law, against the worked examples of the statutes and by their properties."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.access.working_days import is_public_holiday
from jikimi.cases.clocks import Period, Span, day_due, ends_of
from jikimi.cases.clocks.periods import KOREA, first_day, last_day

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)).map(
    lambda at: at.replace(tzinfo=KOREA)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KOREA)


def ends(start: str, period: str, rule: str = "next_day") -> Span:
    return ends_of(
        at(start), Period.of(period), start_rule=rule, is_holiday=is_public_holiday, moves=True
    )


def midnight_after(day: str) -> datetime:
    return at(f"{day}T00:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "period", "conservative", "calendar_end"),
    [
        ("2026-12-31T10:00", "P2M", "2027-02-28", "2027-03-02"),
        ("2027-12-31T10:00", "P2M", "2028-02-29", "2028-02-29"),
        ("2026-11-15T10:00", "P2M", "2027-01-15", "2027-01-15"),
        ("2026-12-30T10:00", "P2M", "2027-02-28", "2027-03-02"),
        ("2026-11-16T00:00", "P2M", "2027-01-15", "2027-01-15"),
        ("2026-11-22T23:59", "P1Y", "2027-11-22", "2027-11-22"),
        ("2026-11-20T09:00", "P7D", "2026-11-27", "2026-11-27"),
        ("2026-11-21T09:00", "P7D", "2026-11-28", "2026-11-30"),
    ],
)
def test_days_and_months_end_as_the_civil_act_says(
    start: str, period: str, conservative: str, calendar_end: str
) -> None:
    span = ends(start, period)
    assert span.conservative == midnight_after(conservative)
    assert span.calendar == midnight_after(calendar_end)


@pytest.mark.parametrize(
    ("hours", "due"), [(72, "2026-11-22T22:30"), (48, "2026-11-21T22:30"), (24, "2026-11-20T22:30")]
)
def test_hours_run_from_the_instant_and_skip_no_weekend(hours: int, due: str) -> None:
    span = ends("2026-11-19T22:30", f"PT{hours}H", "instant")
    assert span == Span(at(due), at(due))


def test_custody_counts_its_first_day_as_a_full_day() -> None:
    assert ends("2026-11-22T23:50", "P1M", "first_day_counts").conservative == midnight_after(
        "2026-12-21"
    )


def test_an_instant_elsewhere_is_the_same_instant_in_korea() -> None:
    start = datetime.fromisoformat("2026-11-21T20:00+00:00")  # 05:00 on the 22nd in Korea
    assert first_day(start, start_rule="next_day") == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["", "P", "2M", "P2MT48H", "PT", "P-1M"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a period|hours run"):
        Period.of(text)


def test_hours_are_not_counted_by_days_nor_a_naive_start_taken() -> None:
    with pytest.raises(ValueError, match="does not count"):
        ends("2026-11-19T22:30", "PT48H", "next_day")
    with pytest.raises(ValueError, match="time zone"):
        ends_of(
            datetime(2026, 1, 1),
            Period.of("P2M"),
            start_rule="next_day",
            is_holiday=is_public_holiday,
            moves=True,
        )


@given(first=DAYS, months=st.integers(1, 36))
def test_the_last_day_comes_before_the_corresponding_day_or_ends_its_month(
    first: date, months: int
) -> None:
    last = last_day(first, Period(months=months))
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(year, month0 + 1)[1]
    if first.day <= length:
        assert last + timedelta(days=1) == date(year, month0 + 1, first.day)
    else:
        assert last == date(year, month0 + 1, length)


@given(first=DAYS, months=st.integers(1, 24))
def test_a_longer_period_never_ends_earlier(first: date, months: int) -> None:
    assert last_day(first, Period(months=months)) < last_day(first, Period(months=months + 1))
    assert last_day(first, Period(months=months)) <= last_day(
        first + timedelta(days=1), Period(months=months)
    )


@given(start=TIMES, months=st.integers(1, 12))
def test_the_calendar_end_is_a_working_day_and_never_before_the_conservative(
    start: datetime, months: int
) -> None:
    span = ends_of(
        start,
        Period(months=months),
        start_rule="next_day",
        is_holiday=is_public_holiday,
        moves=True,
    )
    last = span.calendar.date() - timedelta(days=1)
    assert span.calendar >= span.conservative
    assert last.weekday() < 5
    assert not is_public_holiday(last)
    between = (span.calendar - span.conservative).days
    days = [
        span.conservative.date() - timedelta(days=1) + timedelta(days=n) for n in range(between)
    ]
    assert all(day.weekday() >= 5 or is_public_holiday(day) for day in days)


@given(start=TIMES, hours=st.integers(1, 200))
def test_hours_are_exact(start: datetime, hours: int) -> None:
    span = ends_of(
        start,
        Period(hours=hours),
        start_rule="instant",
        is_holiday=is_public_holiday,
        moves=True,
    )
    assert span.conservative - start == timedelta(hours=hours)
    assert not span.is_moved


def test_midnight_belongs_to_the_day_that_it_ends() -> None:
    whole = datetime(2026, 11, 23, 0, 0, tzinfo=KOREA)
    assert day_due(whole) == date(2026, 11, 22)
    assert day_due(whole + timedelta(minutes=1)) == date(2026, 11, 23)
    assert day_due(datetime(2026, 11, 22, 15, 0, tzinfo=UTC)) == date(2026, 11, 22)
