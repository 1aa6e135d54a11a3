"""A week on a door and the schedules that say the same."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jikimi.directory.weekly import (
    ALWAYS,
    NEVER,
    Span,
    Told,
    Week,
    is_around_the_clock,
    rewriting,
    schedules_of,
    time_of,
    week_of,
)

_OFFICE: Week = ((Span("09:00", "12:00"), Span("13:00", "18:00")),) * 5 + ((), ())
_times = st.sampled_from(["00:00", "06:30", "09:00", "12:00", "13:00", "18:00", "22:00", "24:00"])
_spans = st.builds(Span, _times, _times)
_weeks = st.tuples(*[st.lists(_spans, max_size=2, unique=True).map(lambda x: tuple(sorted(x)))] * 7)


def _rows(week: Week) -> list[dict[str, Any]]:
    numbers = count(1)
    return [{"id": next(numbers), **row} for row in schedules_of(week)]


def test_days_with_the_same_hours_become_one_schedule() -> None:
    assert schedules_of(_OFFICE) == [
        {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "12:00"},
        {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "13:00", "closes_at": "18:00"},
    ]


@given(_weeks)
def test_a_week_written_as_schedules_reads_as_the_same_week(week: Week) -> None:
    assert week_of(_rows(week)).week == week
    assert not week_of(_rows(week)).others


@given(_weeks, _weeks)
def test_the_rewriting_of_one_week_gives_the_other(before: Week, after: Week) -> None:
    told = week_of(_rows(before))
    change = rewriting(told, after)
    kept = [row for row in told.fitting if row["id"] not in change.remove]
    rows = [{**row, "byday": change.set_days.get(row["id"], row["byday"])} for row in kept]
    added = [{"id": f"new {n}", **row} for n, row in enumerate(change.add)]
    assert week_of([*rows, *added]).week == after


def test_an_unchanged_week_changes_no_row() -> None:
    assert rewriting(week_of(_rows(_OFFICE)), _OFFICE).is_empty
    assert rewriting(Told(NEVER), NEVER).is_empty


def test_one_day_more_changes_the_days_of_one_row() -> None:
    week = (*_OFFICE[:5], (Span("09:00", "12:00"),), ())
    change = rewriting(week_of(_rows(_OFFICE)), week)
    assert change.set_days == {1: "MO,TU,WE,TH,FR,SA"}
    assert not change.add
    assert not change.remove


def test_what_the_table_cannot_say_is_left_alone() -> None:
    monthly = {
        "id": 9,
        "freq": "MONTHLY",
        "byday": "1MO",
        "opens_at": "10:00",
        "closes_at": "12:00",
    }
    summer = {**schedules_of(_OFFICE)[0], "id": 8, "valid_from": "2026-07-01"}
    abroad = {**schedules_of(_OFFICE)[0], "id": 7, "opens_at": "09:00Z"}
    told = week_of([monthly, summer, abroad, *_rows(_OFFICE)])
    assert [row["id"] for row in told.others] == [9, 8, 7]
    assert told.week == _OFFICE
    assert not rewriting(told, NEVER).add
    assert set(rewriting(told, NEVER).remove) == {1, 2}


def test_a_third_span_on_a_day_is_shown_beside_the_table() -> None:
    rows = _rows(_OFFICE)
    rows.append({**rows[0], "id": 3, "byday": "MO", "opens_at": "20:00", "closes_at": "22:00"})
    assert [row["id"] for row in week_of(rows).others] == [3]


def test_times_are_read_with_and_without_the_zone_of_korea() -> None:
    assert time_of("09:00+09:00") == time_of("09:00:00") == time_of(" 09:00 ") == "09:00"
    assert time_of("9시") == time_of("25:00") == time_of("24:30") == ""


def test_around_the_clock_is_seen() -> None:
    assert is_around_the_clock(ALWAYS)
    assert not is_around_the_clock(_OFFICE)
