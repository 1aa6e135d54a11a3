"""Working days: weekends, public holidays, substitutes and days declared for one year."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jikimi.access.working_days import (
    end_of_working_day_after,
    is_working_day,
    working_day_after,
)

KOREA = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 21), "Saturday"),
        (date(2026, 11, 22), "Sunday"),
        (date(2026, 9, 24), "the day before Chuseok"),
        (date(2026, 10, 5), "substitute for National Foundation Day on a Saturday"),
        (date(2026, 6, 3), "local elections"),
        (date(2026, 7, 17), "Constitution Day, a public holiday again since 2026"),
        (date(2025, 1, 27), "declared for that year alone"),
    ],
)
def test_public_bodies_do_not_work_on(day: date, why: str) -> None:
    assert not is_working_day(day), why


def test_a_holiday_that_the_law_of_the_day_did_not_know_was_worked_on() -> None:
    assert is_working_day(date(2025, 7, 17))


def test_a_long_holiday_is_skipped_whole() -> None:
    assert working_day_after(date(2026, 9, 23)) == date(2026, 9, 28)
    assert working_day_after(date(2026, 9, 23), days=3) == date(2026, 9, 30)
    assert working_day_after(date(2026, 12, 31)) == date(2027, 1, 4)


def test_the_day_is_counted_as_it_is_in_korea() -> None:
    late_on_friday_elsewhere = datetime(2026, 11, 20, 16, 0, tzinfo=ZoneInfo("UTC"))
    due = end_of_working_day_after(late_on_friday_elsewhere)
    assert due == datetime(2026, 11, 23, 18, 0, tzinfo=KOREA)
