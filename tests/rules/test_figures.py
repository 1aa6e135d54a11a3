"""Figures as pages ask for them: with interval, rank, definition, and small numbers hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Report, ReportParty
from jikimi.insights.figures import Wish
from jikimi.insights.figures_asked import (
    figures,
    national,
    overview,
    places,
    read_figures,
    repeated,
    series,
)
from jikimi.insights.indicators import definitions, definitions_version, indicators
from jikimi.insights.models import ContextFigure, FigureImport
from jikimi.insights.sources import refresh_figures
from tests.cast import Cast
from tests.samples.stations import add_stations

KOREA = ZoneInfo("Asia/Seoul")
YEAR = (date(2025, 1, 1), date(2026, 1, 1))
SEEN = {"50110": 60, "50130": 24}


@pytest.fixture
def town(cast: Cast) -> Cast:
    """84 reports of 2025 in two districts, 13 of stalking, 21 pairs twice; residents of both."""
    name_actor(THE_OPERATOR)
    add_stations()
    name_actor(cast.officer)
    for area, count in SEEN.items():
        _reports(cast, area, count)
    _report(cast, "last", datetime(2026, 11, 20, tzinfo=KOREA)).save()
    name_actor(THE_OPERATOR)
    made = FigureImport.objects.create(
        measure="residents", file_name="people.csv", source="test", as_of=YEAR[1]
    )
    for level, area, people in (
        ("district", "50110", 500_000),
        ("district", "50130", 180_000),
        ("region", "11", 9_400_000),
    ):
        _brought(made, "residents", level, area, people)
    _brought(made, "reports", "region", "11", 2_000)
    _brought(made, "smoking", "region", "50", 19.5)
    refresh_figures(actor=THE_CLOCK)
    name_actor(cast.analyst)
    return cast


def _reports(cast: Cast, area: str, count: int) -> None:
    made = Report.objects.bulk_create(
        _report(
            cast, f"{area}-{n}",
            datetime(2025, 1 + n % 12, 5, 21, tzinfo=KOREA) + timedelta(hours=n),
            kind="stalking" if n % 7 == 0 else "domestic_violence",
            legal_dong_code=f"{area}10100", result="입건" if n % 3 == 0 else "",
        ) for n in range(count)
    )  # fmt: skip
    ReportParty.objects.bulk_create(
        ReportParty(
            report=report, station=report.station, role=role, born_on=date(1990, 1, 1),
            name=f"{area}{role}{n // 2 if n % 4 < 2 else n}",
        ) for n, report in enumerate(made) for role in ("victim", "perpetrator")
    )  # fmt: skip


def _report(cast: Cast, number: str, at: datetime, **given: str) -> Report:
    return Report(
        number=number, received_at=at, station=cast.agencies["police"], digest=b"", **given
    )


def _brought(made: FigureImport, measure: str, level: str, area: str, value: float) -> None:
    ContextFigure.objects.create(
        measure=measure, level=level, area=area, name=area, year=2025, value=value, brought_by=made
    )


def test_a_rate_has_interval_rank_and_the_people_it_is_of(town: Cast) -> None:
    found = figures(town.analyst, Wish("report_rate", *YEAR, level="district"))
    assert [(row.area, row.numerator, row.rank) for row in found.rows] == [
        ("50130", 24, 1),
        ("50110", 60, 2),
    ]
    high = found.rows[0]
    assert high.value == pytest.approx(24 / 180_000 * 100_000)
    assert (high.low, high.high) == (pytest.approx(15.3727 / 1.8, abs=1e-3),
                                     pytest.approx(35.7116 / 1.8, abs=1e-3))  # fmt: skip
    assert (found.total.numerator, found.total.denominator) == (84, 680_000)
    assert [one.on for one in found.breaks] == [date(2025, 9, 1)]
    half = figures(town.analyst, Wish("report_rate", date(2025, 1, 1), date(2025, 7, 1)))
    assert half.total.denominator == pytest.approx(340_000)
    older = figures(town.analyst, Wish("report_rate", date(2026, 1, 1), date(2026, 7, 1)))
    assert (older.people_of, older.total.value) == (2025, 0.0)


def test_who_is_no_analyst_reads_the_same_figures_without_small_numbers(town: Cast) -> None:
    name_actor(town.head)
    rate = figures(town.head, Wish("report_rate", *YEAR, level="district"))
    assert {row.area: row.numerator for row in rate.rows} == SEEN
    stalking = figures(town.head, Wish("report_rate", *YEAR, kind="stalking", level="district"))
    assert [row.why for row in stalking.rows] == ["hidden", "hidden"]
    assert stalking.total.numerator == 13
    months = series(town.head, Wish("report_rate", *YEAR, kind="stalking"))
    assert {figure.why for figure in months} == {"hidden"}
    all_kinds = series(town.head, Wish("report_rate", *YEAR))
    assert [figure.numerator for figure in all_kinds] == [7] * 12
    part = Wish("report_rate", date(2025, 3, 1), date(2025, 5, 1), level="district")
    assert figures(town.head, part).total.why == "hidden"
    name_actor(town.analyst)
    shown = figures(town.analyst, Wish("report_rate", *YEAR, kind="stalking", level="district"))
    assert {row.area: row.numerator for row in shown.rows} == {"50110": 9, "50130": 4}


def test_shares_and_repeats_say_of_what_and_what_they_cannot_know(town: Cast) -> None:
    booked = figures(town.analyst, Wish("processing_rate", *YEAR)).total
    assert (booked.numerator, booked.denominator) == (28, 84)
    assert (booked.low or 100) < 100 / 3 < (booked.high or 0)
    again = figures(town.analyst, Wish("repeat_pair_365", *YEAR))
    assert again.total.until == date(2025, 11, 1)  # later ones were not followed for a year
    assert (again.total.numerator, again.total.denominator, again.unknown) == (21, 42, 0)
    curve = repeated(town.analyst, Wish("repeat_pair_365", *YEAR))
    assert curve.curve is not None
    assert curve.curve.share.value[-1] == pytest.approx(21 / 42)
    young = figures(town.analyst, Wish("repeat_pair_365", date(2026, 10, 1), date(2026, 11, 1)))
    assert young.total.why == "not_over"
    urgent = figures(town.analyst, Wish("emergency_measure_rate", *YEAR, level="district"))
    assert [row.why for row in urgent.rows if row.area == "50130"] == ["too_few"]


def test_the_overview_has_every_indicator_in_few_queries(
    town: Cast, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        lines = overview(town.analyst, until=date(2026, 1, 1))
    assert [line.indicator.code for line in lines] == [one.code for one in indicators()]
    rate = lines[0]
    assert (rate.now.numerator, rate.before.numerator) == (84, 0)
    assert (len(rate.months), rate.ratio, len(rate.breaks)) == (24, None, 1)
    smoking = next(line for line in lines if line.indicator.code == "smoking")
    assert smoking.now.value == 19.5


def test_the_overview_of_a_head_stands_by_year_where_months_are_too_small(town: Cast) -> None:
    name_actor(town.head)
    lines = {line.indicator.code: line for line in overview(town.head, until=date(2026, 1, 1))}
    booked = lines["processing_rate"].now
    assert (booked.since, booked.until) == (date(2025, 1, 1), date(2026, 1, 1))
    assert (booked.numerator, booked.denominator, booked.why) == (28, 84, "")
    assert lines["repeat_pair_30"].now.why in ("", "hidden")


def test_ranks_across_regions_are_there_when_others_figures_were_brought(town: Cast) -> None:
    rows = national(town.analyst, Wish("report_rate", *YEAR))
    assert [(row.area, row.rank) for row in rows] == [("11", 1), ("", 2)]
    assert national(town.analyst, Wish("processing_rate", *YEAR)) == []


def test_figures_are_read_by_the_act_table_and_a_wish_is_checked(town: Cast) -> None:
    assert read_figures(town.analyst)
    assert {place.code for place in places(town.analyst)} >= {"50110", "50130"}
    with pytest.raises(NotValid):
        figures(town.analyst, Wish("report_rate", YEAR[1], YEAR[0]))
    with pytest.raises(NotAllowed):
        figures(town.analyst, Wish("no_such", *YEAR))
    name_actor(town.auditor)
    with pytest.raises(NotAllowed):
        read_figures(town.auditor)


def test_every_indicator_is_defined_in_both_languages() -> None:
    for one in definitions([one.code for one in indicators()]):
        for word in ("numerator", "limits", "period", "unit"):
            assert one[f"{word}_ko"], (one["code"], word)
            assert one[f"{word}_en"], (one["code"], word)
        assert one["ko"] != one["en"]
    assert definitions_version(["report_rate"]) != definitions_version(["smoking"])
