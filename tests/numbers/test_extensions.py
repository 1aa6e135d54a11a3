"""Extensions: counted twice, never longer than the law allows in all, refused when used up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jikimi.access.working_days import is_public_holiday
from jikimi.cases.clocks import MeasureRule, Reach, next_period
from jikimi.cases.clocks.periods import KOREA
from jikimi.cases.clocks.rules import reaches
from jikimi.cases.statutes import clocks_from, measure_rule

STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)).map(
    lambda at: at.replace(tzinfo=KOREA)
)
EXTENDED = ("dv_interim_1", "dv_interim_4", "dv_interim_5", "st_interim_3_2", "ch_interim_1")


def periods(rule: MeasureRule, start: datetime, *, cut: timedelta = timedelta(0)) -> list[Reach]:
    """Every period after the first, one after another. cut: how much earlier the court ends it."""
    first = clocks_from(rule.code, events={"measure": start})[0].due
    assert first is not None
    found, previous = [], first - cut
    while reach := next_period(
        rule,
        first=start,
        previous=previous,
        number=len(found) + 1,
        is_holiday=is_public_holiday,
    ):
        found.append(reach)
        previous = reach.conservative - cut
    return found


@given(start=STARTS, code=st.sampled_from(EXTENDED), days=st.integers(0, 20))
def test_extensions_follow_each_other_and_stop_where_the_law_stops(
    start: datetime, code: str, days: int
) -> None:
    rule = measure_rule(code, on=start.date())
    last = reaches(rule, start, is_holiday=is_public_holiday, born_on=None)[-1]
    found = periods(rule, start, cut=timedelta(days=days))
    assert [reach.number for reach in found] == list(range(1, (rule.extensions or 0) + 1))
    ends = [reach.conservative for reach in found]
    assert ends == sorted(set(ends))
    assert ends[-1] <= last.conservative
    assert all(reach.conservative <= reach.calendar for reach in found)
    if not days:
        assert last.conservative - ends[-1] <= timedelta(days=3)  # months of unequal length


def test_a_thirtieth_is_counted_from_the_start_of_the_measure() -> None:
    """Three times three months from 30 August: 29 May, not 31 May."""
    start = datetime(2026, 8, 29, 10, tzinfo=KOREA)
    found = periods(measure_rule("st_interim_3_2", on=start.date()), start)
    assert [f"{reach.conservative - timedelta(days=1):%Y-%m-%d}" for reach in found] == [
        "2027-02-28",
        "2027-05-29",
    ]


def test_an_order_of_a_year_is_extended_by_two_months_up_to_three_years() -> None:
    start = datetime(2026, 11, 15, 10, tzinfo=KOREA)
    found = periods(measure_rule("dv_victim_order_2", on=start.date()), start)
    assert (len(found), found[-1].conservative) == (12, datetime(2029, 11, 16, tzinfo=KOREA))


def test_what_the_law_bounds_nowhere_goes_on_by_one_step() -> None:
    """A smartwatch is looked at anew every six months."""
    rule = measure_rule("ps_smartwatch", on=date(2026, 11, 15))
    previous = datetime(2030, 5, 16, tzinfo=KOREA)
    reach = next_period(
        rule,
        first=datetime(2026, 11, 15, 10, tzinfo=KOREA),
        previous=previous,
        number=8,
        is_holiday=is_public_holiday,
    )
    assert reach is not None
    assert reach.conservative == datetime(2030, 11, 16, tzinfo=KOREA)
