"""Open now, on Sunday at 23:00, over midnight, on a holiday: yes, no or not known."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jikimi.access.working_days import is_public_holiday
from jikimi.directory.search.hours import KOREA, Opening, Schedule, opening_at

WEEKDAYS = Schedule(
    freq="WEEKLY", byday="MO,TU,WE,TH,FR", opens_at="09:00", closes_at="18:00", notes="공휴일 휴무"
)
NIGHTS = Schedule(freq="WEEKLY", byday="FR,SA", opens_at="20:00", closes_at="04:00")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=KOREA)


def asked(words: str, *schedules: Schedule) -> Opening:
    return opening_at(schedules, at(words))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("2026-11-23T08:59", "no"),
        ("2026-11-23T09:00", "yes"),
        ("2026-11-23T17:59", "yes"),
        ("2026-11-23T18:00", "no"),
        ("2026-11-22T12:00", "no"),
        ("2026-12-25T12:00", "no"),
    ],
)
def test_office_hours_hold_from_the_first_minute_to_before_the_last(
    words: str, answer: str
) -> None:
    assert asked(words, WEEKDAYS).answer == answer


def test_it_says_until_when_and_when_it_opens_next() -> None:
    assert asked("2026-11-23T10:00", WEEKDAYS).until == at("2026-11-23T18:00")
    assert asked("2026-11-27T19:00", WEEKDAYS).opens == at("2026-11-30T09:00")


def test_a_night_goes_on_after_midnight() -> None:
    assert asked("2026-11-21T03:59", NIGHTS).until == at("2026-11-21T04:00")
    assert asked("2026-11-22T04:00", NIGHTS).answer == "no"
    assert asked("2026-11-23T01:00", NIGHTS).answer == "no"


def test_hours_that_follow_one_another_are_one() -> None:
    morning = Schedule(freq="WEEKLY", byday="MO", opens_at="06:00", closes_at="12:00")
    afternoon = Schedule(freq="WEEKLY", byday="MO", opens_at="12:00", closes_at="24:00")
    assert asked("2026-11-23T07:00", morning, afternoon).until == at("2026-11-24T00:00")


def test_always_open_has_no_end() -> None:
    always = Schedule(
        freq="WEEKLY", byday=",".join(DAYS), opens_at="00:00", closes_at="23:59", notes="연중무휴"
    )
    assert asked("2026-12-25T03:00", always) == Opening("yes", "always")
    assert opening_at([], at("2026-12-25T03:00"), is_24_hours=True).answer == "yes"


def test_a_holiday_of_which_nothing_is_said_is_not_known() -> None:
    silent = Schedule(freq="WEEKLY", byday="FR", opens_at="09:00", closes_at="18:00")
    assert asked("2026-12-25T12:00", silent) == Opening("unknown", "holiday")
    assert asked("2026-12-25T20:00", silent).answer == "no"


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(),
        Schedule(opens_at="09:00", closes_at="18:00"),
        Schedule(freq="WEEKLY", opens_at="09:00", closes_at="18:00"),
        Schedule(freq="WEEKLY", byday="MO", opens_at="아침", closes_at="저녁"),
        Schedule(freq="WEEKLY", byday="monday", opens_at="09:00", closes_at="18:00"),
        Schedule(freq="WEEKLY", byday="MO", interval=2, opens_at="09:00", closes_at="18:00"),
    ],
)
def test_what_is_left_out_is_not_known_and_never_closed(schedule: Schedule) -> None:
    assert asked("2026-11-23T10:00", schedule) == Opening("unknown", "unclear")
    assert asked("2026-11-23T10:00").why == "untold"


def test_the_first_monday_of_a_month_and_every_second_week_are_counted() -> None:
    first = Schedule(freq="MONTHLY", byday="1MO", opens_at="14:00", closes_at="16:00")
    second = Schedule(
        freq="WEEKLY", byday="TU", interval=2, dtstart="2026-11-03", opens_at="09:00",
        closes_at="10:00",
    )  # fmt: skip
    assert asked("2026-12-07T15:00", first).answer == "yes"
    assert asked("2026-12-14T15:00", first).answer == "no"
    assert asked("2026-11-17T09:30", second).answer == "yes"
    assert asked("2026-11-24T09:30", second).answer == "no"


def test_a_schedule_holds_between_its_dates() -> None:
    summer = Schedule(
        freq="WEEKLY", byday="MO", opens_at="09:00", closes_at="18:00", valid_from="2026-06-01",
        valid_to="2026-08-31",
    )  # fmt: skip
    assert asked("2026-06-01T10:00", summer).answer == "yes"
    assert asked("2026-09-07T10:00", summer).answer == "no"


def test_times_of_another_zone_are_understood() -> None:
    zulu = Schedule(freq="WEEKLY", byday="SU", opens_at="14:00Z", closes_at="16:00Z")
    assert asked("2026-11-22T23:30", zulu).until == at("2026-11-23T01:00")


_minutes = some.integers(0, 24 * 60 - 1)
_days = some.sets(some.sampled_from(DAYS), min_size=1)
_weeks = some.lists(some.tuples(_days, _minutes, _minutes), min_size=1, max_size=3)
_instants = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=KOREA)
)


def _told(days: set[str], opens: int, closes: int) -> Schedule:
    return Schedule(
        freq="WEEKLY", byday=",".join(sorted(days)), notes="공휴일 운영",
        opens_at=_clock(opens), closes_at=_clock(closes),
    )  # fmt: skip


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _is_open_by_hand(
    week: list[tuple[set[str], int, int]], moment: datetime, *, is_day_before: bool = False
) -> bool:
    minute = moment.hour * 60 + moment.minute
    today, yesterday = DAYS[moment.weekday()], DAYS[(moment.weekday() - 1) % 7]
    for days, opens, closes in week:
        end = 24 * 60 if closes == 23 * 60 + 59 else closes
        if end > opens and today in days and opens <= minute < end:
            return True
        if end <= opens and ((today in days and minute >= opens) or
                             (yesterday in days and minute < end)):  # fmt: skip
            return True
    return False


@given(week=_weeks, moment=_instants)
def test_every_week_agrees_with_counting_by_hand(
    week: list[tuple[set[str], int, int]], moment: datetime
) -> None:
    found = opening_at([_told(*span) for span in week], moment)
    assert (found.answer == "yes") == _is_open_by_hand(week, moment)
    assert found.answer != "unknown"


@given(week=_weeks, moment=_instants)
def test_until_is_the_first_minute_it_is_closed(
    week: list[tuple[set[str], int, int]], moment: datetime
) -> None:
    found = opening_at([_told(*span) for span in week], moment)
    if found.until:
        assert found.until > moment
        assert not _is_open_by_hand(week, found.until)
        assert _is_open_by_hand(week, found.until - timedelta(minutes=1))
    if found.opens:
        assert _is_open_by_hand(week, found.opens)


@given(week=_weeks, moment=_instants)
def test_a_holiday_of_which_nothing_is_said_is_never_called_closed_when_it_may_be_open(
    week: list[tuple[set[str], int, int]], moment: datetime
) -> None:
    silent = [Schedule(freq=s.freq, byday=s.byday, opens_at=s.opens_at, closes_at=s.closes_at)
              for s in (_told(*span) for span in week)]  # fmt: skip
    found = opening_at(silent, moment)
    may_be_open = _is_open_by_hand(week, moment)
    assert not (may_be_open and found.answer == "no")
    if found.answer == "unknown":
        near = (moment.date(), moment.date() - timedelta(days=1))
        assert any(is_public_holiday(day) for day in near)
