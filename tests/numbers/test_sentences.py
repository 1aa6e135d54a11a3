"""What is said under a chart agrees with its numbers, in both languages."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from jikimi.insights.funnels import funnel_of_rates
from jikimi.insights.ranks import ranks_of_rates
from jikimi.insights.repeats import repeat_curve
from jikimi.insights.sentences import (
    Setting,
    area_in_funnel,
    areas_in_funnel,
    beside_region,
    flow_told,
    groups_told,
    has_small_areas,
    rank_of_area,
    ranks_of_areas,
    repeats_told,
    trend_told,
    with_hidden,
    with_pitfalls,
)
from jikimi.insights.trends import trend_of_series
from jikimi.insights.verdicts import Verdict, sentences, verdict_of_counts

TODAY = date(2026, 11, 22)


def korean(verdict: Verdict) -> str:
    return " ".join(sentences(verdict, "ko", on=TODAY))


def english(verdict: Verdict) -> str:
    return " ".join(sentences(verdict, "en", on=TODAY))


def test_an_area_is_compared_with_the_rest_of_its_region_not_with_itself() -> None:
    found = beside_region(300, 100_000, 1_300, 600_000)
    assert found.code == "region_above"
    assert found.numbers["ratio"] == pytest.approx(300 / 100_000 / (1_000 / 500_000))
    assert "1.50배, 95% 신뢰구간 1.31~1.71배" in korean(found)
    assert beside_region(100, 100_000, 1_100, 600_000).code == "region_below"
    unsure = beside_region(210, 100_000, 1_210, 600_000)
    assert unsure.code == "cannot_tell_region"
    assert "1.05 times, 95 % interval 0.90 to 1.22" in english(unsure)
    assert beside_region(9, 100_000, 1_210, 600_000).code == "too_few_region"
    assert beside_region(50, 100_000, 50, 100_000).code == "too_few_region"


@pytest.mark.parametrize(
    ("rank", "code"),
    [
        ((3, 3, 3, 9), "rank_sure"),
        ((3, 2, 4, 9), "rank_about"),
        ((3, 1, 9, 9), "cannot_tell_rank"),
        ((3, 1, 5, 9), "cannot_tell_rank"),
    ],
)
def test_a_rank_that_may_be_any_says_nothing(rank: tuple[int, int, int, int], code: str) -> None:
    place, low, high, areas = rank
    found = rank_of_area(place, low, high, areas=areas)
    assert found.code == code
    assert found.is_sure == (code != "cannot_tell_rank")
    assert "3위" in korean(found)
    if code != "rank_sure":
        assert f"{low}위에서 {high}위까지" in korean(found)
        assert f"any rank from {low} to {high} is possible" in english(found)


def test_a_table_of_ranks_says_how_many_are_sure() -> None:
    people = np.full(4, 100_000)
    apart = ranks_of_areas(ranks_of_rates([100, 1_000, 2_000, 5_000], people))
    assert (apart.code, apart.numbers["sure"]) == ("ranks_overlap", 4)
    alike = ranks_of_areas(ranks_of_rates([100, 101, 99, 100], people))
    assert alike.code == "cannot_tell_ranks"
    assert "잘하고 못함을 말할 수 없음" in korean(alike)


def test_areas_outside_the_funnel_are_named_and_chance_is_counted() -> None:
    names = [f"지역{i}" for i in range(20)]
    counts = np.full(20, 100)
    counts[[4, 7]] = [200, 130]
    funnel = funnel_of_rates(counts, np.full(20, 50_000), is_widened=False)
    found = areas_in_funnel(names, funnel, events=int(counts.sum()))
    assert found.code == "funnel_outside"
    assert (found.numbers["names"], found.numbers["near"]) == ("지역4", 1)
    assert "우연으로 보기 어려움: 지역4." in korean(found)
    assert "of 20 areas about 1 leave" in english(found)
    alike = funnel_of_rates(np.full(20, 100), np.full(20, 50_000))
    assert areas_in_funnel(names, alike, events=2_000).code == "cannot_tell_funnel"
    assert areas_in_funnel(names[:2], alike, events=2_000).code == "too_few_funnel"
    wide = funnel_of_rates(np.arange(50, 250, 10), np.full(20, 50_000))
    assert "funnel_widened" in areas_in_funnel(names, wide, events=900).limits
    places = {2: "funnel_high", -2: "funnel_low", 1: "funnel_rather", 0: "cannot_tell_area"}
    assert {place: area_in_funnel(place).code for place in places} == places


def test_a_trend_that_cannot_be_told_says_what_could_have_been_found() -> None:
    random = np.random.default_rng(5)
    time = np.arange(48) / 12
    fell = trend_told(trend_of_series(random.poisson(300 * 0.8**time)))
    rose = trend_told(trend_of_series(random.poisson(300 * 1.2**time)))
    still = trend_told(trend_of_series(random.poisson(np.full(48, 30))))
    assert [one.code for one in (fell, rose, still)] == [
        "trend_fell",
        "trend_rose",
        "cannot_tell_trend",
    ]
    assert "detectable_trend" in still.limits
    assert "찾아내기 어려움(검정력 80%)" in korean(still)
    assert "It can be said that it falls from year to year (−" in english(fell)
    assert "trend_short" in trend_told(trend_of_series(random.poisson(np.full(14, 300)))).limits
    assert trend_told(None).code == "too_few_trend"


def test_repeats_within_a_year_carry_who_left_and_who_was_watched_more() -> None:
    days = np.r_[np.full(30, 100), np.full(60, 400), np.full(10, 200)]
    ends = np.r_[np.ones(30, int), np.zeros(60, int), np.full(10, 2)]
    found = repeats_told(repeat_curve(days, ends))
    assert found.code == "repeat_share"
    assert found.numbers["share"] == pytest.approx(30)
    assert "repeat_left" in found.limits
    assert "365일 안에 다시 신고된 비율은 30%임" in korean(found)
    assert "100쌍 가운데 30쌍" in korean(found)
    assert "10 pairs could no longer be watched" in english(found)
    assert "지원이 나빴다는 뜻은 아님" in korean(found)
    short = repeat_curve(np.full(40, 90), np.r_[np.ones(10, int), np.zeros(30, int)])
    assert repeats_told(short).code == "too_few_repeat", "nobody was watched for a year"
    assert repeats_told(short, within=90).code == "repeat_share"
    assert repeats_told(repeat_curve(days[25:34], ends[25:34])).code == "too_few_repeat"
    assert (groups_told(0.0001).code, groups_told(0.2).code) == (
        "repeat_differs",
        "cannot_tell_groups",
    )
    assert "p = <0.001" in english(groups_told(0.0001))


def test_a_flow_says_where_most_stopped_and_leaves_out_what_is_hidden() -> None:
    labels = ["추천", "선정", "지원", "종결"]
    found = flow_told(labels, [278, 240, 150, 120])
    assert found.code == "flow_lost"
    assert (found.numbers["step"], found.numbers["lost"]) == ("지원", 90)
    assert "278건 가운데 120건(43.2%, 95% 신뢰구간 37.5%~49%)" in korean(found)
    assert "지원; 90 of the 240 cases" in english(found)
    assert "flow_open" in found.limits
    hidden = flow_told(labels, [278, None, 150, None])
    assert (hidden.facts, hidden.numbers["lost"]) == ((), 128)
    assert flow_told(labels, [4, 3, 2, 1]).code == "too_few_flow"
    assert flow_told(labels, [None] * 4).code == "too_few_flow"
    assert flow_told(labels, [20, 20, 20, 20]).code == "flow_all"


def test_pitfalls_are_said_only_where_they_apply() -> None:
    long = Setting(date(2024, 1, 1), date(2026, 11, 1), TODAY, is_per_resident=True)
    rose, fell = verdict_of_counts(323, 384), verdict_of_counts(384, 323)
    said = with_pitfalls(rose, long).limits
    assert {"code_break", "reports_rise", "clustered", "residents", "closing_lag"} <= set(said)
    assert not {"season", "small_areas", "pandemic"} & set(said)
    assert "reports_rise" not in with_pitfalls(fell, long).limits
    early = Setting(date(2020, 1, 1), date(2020, 12, 31), TODAY, is_reports=False)
    assert with_pitfalls(rose, early).limits == ("no_comparison", "pandemic")
    apart = Setting(
        date(2026, 1, 1), date(2026, 6, 30), TODAY, is_same_season=False, has_small_areas=True
    )
    assert {"season", "small_areas"} <= set(with_pitfalls(fell, apart).limits)
    assert has_small_areas([100, 19])
    assert not has_small_areas([100, 20])
    assert with_hidden(fell, 0) == fell
    assert "3개는 가림" in korean(with_hidden(fell, 3))
