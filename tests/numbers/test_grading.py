"""Grades, turns and repeats by their rules: boundaries first, then properties."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jikimi.cases.clocks.periods import Period
from jikimi.cases.grading import Happening, counted, is_booked, is_reached, rule_named
from jikimi.cases.repeat_rules import counts_as_repeat, repeat_definitions, repeat_rule
from jikimi.cases.turns import first_turn, turn, turns_come

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def days_back(*days: int, booked: bool = False) -> list[Happening]:
    return [Happening(TODAY - timedelta(days=n), "domestic_violence", booked) for n in days]


def grade(happenings: list[Happening]) -> str:
    for wanted in ("A", "B"):
        rule = rule_named("recurrence", wanted, on=TODAY)
        if is_reached(rule, counted(rule, happenings, on=TODAY)):
            return wanted
    return ""


@pytest.mark.parametrize(
    ("happenings", "expected"),
    [
        ([], ""),
        (days_back(1), ""),
        (days_back(1, 365), "B"),
        (days_back(1, 366), ""),
        (days_back(1, 100, 365), "A"),
        (days_back(1, 100, 366), "B"),
        (days_back(400, 1096, booked=True), "B"),
        (days_back(400, 1097, booked=True), ""),
        (days_back(400, 700, 1096, booked=True), "A"),
        ([Happening(TODAY, "dv_urgent_2")], "A"),
        ([Happening(TODAY, "dv_response_1")], ""),
        ([Happening(TODAY - timedelta(days=1), "stalking")] * 3, ""),
        (days_back(-1, -2, -3), ""),
    ],
)
def test_the_grade_of_the_dated_rule(happenings: list[Happening], expected: str) -> None:
    """Three dispatches in a year or bookings in three: A; two: B; the 365th day counts."""
    assert grade(happenings) == expected


@pytest.mark.parametrize(
    ("result", "actions", "booked"),
    [
        ("입건", "", True),
        ("송치", "", True),
        ("계속조사", "현행범 체포", True),
        ("불입건", "", False),
        ("입건 전 조사 종결", "", False),
        ("입건전조사", "긴급 체포", True),
        ("현장종결", "당사자 분리", False),
        ("가정보호사건 송치", "", True),
        ("", "", False),
    ],
)
def test_what_sounds_like_a_booking_is_none(result: str, actions: str, booked: bool) -> None:
    assert is_booked(result, actions) is booked


@pytest.mark.parametrize(
    ("decided_on", "every", "expected"),
    [
        ("2026-01-31", "P1M", ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2027-12-31", "P2M", ["2028-02-29", "2028-04-30", "2028-06-30", "2028-08-31"]),
        ("2026-11-15", "P1M", ["2026-12-15", "2027-01-15", "2027-02-15", "2027-03-15"]),
        ("2026-12-30", "P2M", ["2027-02-28", "2027-04-30", "2027-06-30", "2027-08-30"]),
    ],
)
def test_turns_end_as_the_civil_act_counts_months(
    decided_on: str, every: str, expected: list[str]
) -> None:
    start = date.fromisoformat(decided_on)
    assert [turn(start, Period.of(every), n).isoformat() for n in (1, 2, 3, 4)] == expected


@given(DAYS, st.sampled_from(["P1M", "P2M"]), st.integers(0, 900), st.integers(0, 900))
def test_no_turn_is_skipped_or_planned_twice_however_long_the_clock_stood(
    start: date, every: str, first_gap: int, second_gap: int
) -> None:
    period = Period.of(every)
    once = turns_come(
        start, period, after=start, until=start + timedelta(days=first_gap + second_gap)
    )
    stopped = start + timedelta(days=first_gap)
    before = turns_come(start, period, after=start, until=stopped)
    later = (
        turns_come(start, period, after=before[-1], until=max(once[-1], before[-1]))
        if once[-1] > before[-1]
        else []
    )
    assert before + later == once
    assert len(set(once)) == len(once) == len({(day.year, day.month) for day in once})
    assert first_turn(start, period, from_day=stopped) == before[-1]
    assert all(20 <= (b - a).days <= 64 for a, b in pairwise(once))


@pytest.mark.parametrize(
    ("code", "crime", "days", "expected"),
    [
        ("any_abuse", False, 365, True),
        ("any_abuse", False, 366, False),
        ("any_abuse", True, 0, True),
        ("strict", False, 10, False),
        ("strict", True, 365, True),
        ("strict", True, 366, False),
    ],
)
def test_both_definitions_of_a_repeat_end_with_the_twelfth_month(
    code: str, crime: bool, days: int, expected: bool
) -> None:
    rule = next(row for row in repeat_definitions(TODAY) if row.code == code)
    referred = date(2026, 3, 1)
    given = {"referred_on": referred, "happened_on": referred + timedelta(days=days)}
    assert counts_as_repeat(rule, **given, is_crime=crime, is_same_pair=True) is expected
    assert not counts_as_repeat(rule, **given, is_crime=crime, is_same_pair=False)
    assert repeat_rule(TODAY).code == "any_abuse"
