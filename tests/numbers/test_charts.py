"""Charts: what is drawn stands where its number says, is escaped, and reads without its colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import nan
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jikimi.insights.charts.look as look
from jikimi.insights.charts import (
    NARROW,
    WIDE,
    Curve,
    FlowStep,
    FunnelPoint,
    Mark,
    Row,
    Series,
    SeriesWords,
    Size,
    Words,
    chart_of_both_sizes,
    curve_chart,
    flow_chart,
    funnel_chart,
    interval_chart,
    rank_chart,
    trend_chart,
)
from jikimi.insights.charts.axes import Scale, nice_ticks, shown
from jikimi.insights.funnels import funnel_of_rates, limits_along
from jikimi.insights.repeats import repeat_curve

NAMES = ["제주시", "서귀포시", "<b>오름동</b>", "A long name of an area that has to be cut short"]
WORDS = Words("areas", "신고 비율 <script>", "제주시가 높음 & 나머지는 알 수 없음")
TOKENS = Path(look.__file__).parents[2] / "static" / "look" / "tokens.css"
NS = "{http://www.w3.org/2000/svg}"
Draw = Callable[[Size], str]


def rows(size: Size) -> str:
    given_rows = [
        Row(NAMES[0], 40, 30, 50, is_marked=True),
        Row(NAMES[1], 20, 15, 30),
        Row(NAMES[2], absent="5 미만"),
        Row(NAMES[3], 10, 5, 80),
    ]
    return interval_chart(
        given_rows, words=WORDS, size=size, axis="인구 10만 명당", is_bar=True, reference=25
    )


def funnel(size: Size) -> str:
    people = np.array([20_000.0, 100_000, 50_000, 400_000])
    found = funnel_of_rates([40, 240, 220, 980], people, is_widened=False)
    along = np.linspace(10_000, 400_000, 40)
    limits = {
        name: (low.tolist(), high.tolist())
        for name, (low, high) in zip(
            ("95 %", "99.8 %"), limits_along(found.mean, along).values(), strict=True
        )
    }
    points = [
        FunnelPoint(name, float(n), float(rate), int(place), is_marked=name == NAMES[0])
        for name, n, rate, place in zip(NAMES, people, found.rate, found.place, strict=True)
    ]
    return funnel_chart(
        points,
        mean=found.mean,
        people=along.tolist(),
        limits=limits,
        words=WORDS,
        size=size,
        across="주민",
        up="비율",
        mean_words="전체",
    )


def trend(size: Size) -> str:
    values = [10.0, nan, 30.0, 20.0, 10.0, 40.0]
    fitted = [12.0, 18, 25, 22, 20, 30]
    series = Series(
        [f"2025. {month}." for month in range(6, 12)],
        values,
        fitted,
        [value - 5 for value in fitted],
        [value + 5 for value in fitted],
        [nan, nan, nan, 25, 26, 27],
        [Mark(3, "코드 개편"), Mark(4, "사업 시작", is_break=False)],
        hidden=[1],
    )
    said = SeriesWords("한 달 건수", "센 값", "맞춘 선", "95 %", "없었다면", "가린 값")
    return trend_chart(series, said=said, words=WORDS, size=size)


def curve(label: str) -> Curve:
    days = [10, 20, 40, 100, 200, 300, 400, 400]
    found = repeat_curve(days, [1, 0, 1, 1, 0, 1, 0, 0])
    share = found.share
    watched = [int((np.array(days) >= day).sum()) for day in (0, 30, 90, 180, 365)]
    share_of_days = (share.value.tolist(), share.low.tolist(), share.high.tolist())
    return Curve(label, found.days.tolist(), *share_of_days, watched)


def curves(size: Size) -> str:
    return curve_chart(
        [curve("가정폭력"), curve("스토킹")],
        words=WORDS,
        size=size,
        across="지난 날",
        up="%",
        watched="지켜보는 쌍",
    )


def flow(size: Size) -> str:
    steps = [
        FlowStep("추천", 200, "200건"),
        FlowStep("선정", 150, "150건", "50건이 멈춤"),
        FlowStep("지원", None, "가림"),
        FlowStep("종결", 50, "50건"),
    ]
    return flow_chart(steps, words=WORDS, size=size)


def ranks(size: Size) -> str:
    given_rows = [Row(name, i + 1, max(1, i), i + 2) for i, name in enumerate(NAMES)]
    return rank_chart(given_rows, words=WORDS, size=size, axis="순위", areas=9)


DRAWN = [rows, funnel, trend, curves, flow, ranks]


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def found(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """All elements of a class, in drawing order."""
    return [one for one in svg.iter() if name in one.get("class", "").split()]


def number(one: ElementTree.Element, name: str) -> float:
    return float(one.get(name, "nan"))


def points(one: ElementTree.Element) -> list[tuple[float, float]]:
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", one.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("draw", DRAWN)
def test_a_chart_speaks_prints_and_runs_nothing(draw: Draw, size: Size) -> None:
    text = draw(size)
    svg = read(text)
    title, desc = svg.find(f"{NS}title"), svg.find(f"{NS}desc")
    assert svg.get("role") == "img"
    assert title is not None
    assert desc is not None
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text, desc.text) == (WORDS.title, WORDS.finding)
    assert "nan" not in re.sub(r">[^<]*<", "><", text)
    assert not re.search(r"style=|<script|\son\w+=|https?://(?!www\.w3\.org)", text)
    names = [one.get("id") for one in svg.iter() if one.get("id")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("draw", DRAWN)
def test_letters_stay_large_and_inside_the_picture(draw: Draw, size: Size) -> None:
    svg = read(draw(size))
    assert number(svg, "font-size") >= 11
    width, height = (float(one) for one in svg.get("viewBox", "").split()[2:])
    assert width <= 328 or size is WIDE, "a phone of 360 px shows it at its own size"
    for one in svg.iter(f"{NS}text"):
        wide = look.text_width(one.text or "", size.letter)
        share = {"middle": 0.5, "end": 1.0}.get(one.get("text-anchor", ""), 0.0)
        left = number(one, "x") - share * wide
        assert left >= -1, one.text
        assert left + wide <= width + 1, one.text
        assert size.letter * 0.7 <= number(one, "y") <= height, one.text


def test_bars_are_as_long_as_their_numbers_and_what_is_hidden_has_none() -> None:
    svg = read(rows(WIDE))
    bars, intervals = found(svg, "bar"), found(svg, "interval")
    assert len(bars) == len(intervals) == 3
    wide = [number(bar, "width") for bar in bars]
    assert wide[0] / wide[1] == pytest.approx(2, abs=0.01)
    assert wide[0] / wide[2] == pytest.approx(4, abs=0.02)
    start, unit = number(bars[0], "x"), wide[0] / 40
    assert number(intervals[0], "x1") == pytest.approx(start + 30 * unit, abs=0.05)
    assert number(intervals[0], "x2") == pytest.approx(start + 50 * unit, abs=0.05)
    [reference] = found(svg, "reference")
    assert number(reference, "x1") == pytest.approx(start + 25 * unit, abs=0.05)
    assert "5 미만" in [one.text for one in svg.iter(f"{NS}text")]
    assert bars[0].get("fill", "").startswith("url(#")
    assert bars[1].get("fill") == look.PALE_BLUE, (
        "the row asked about is hatched, not only coloured"
    )


def test_equal_ratios_are_equally_far_from_one() -> None:
    halved = [Row("a", 0.5, 0.4, 0.6), Row("b", 2, 1.6, 2.5)]
    svg = read(interval_chart(halved, words=WORDS, size=WIDE, axis="", is_ratio=True, reference=1))
    low, high = (number(one, "cx") for one in found(svg, "value"))
    [one] = found(svg, "reference")
    assert high - number(one, "x1") == pytest.approx(number(one, "x1") - low, abs=0.1)


def test_ranks_begin_with_one_and_end_with_the_last_area() -> None:
    svg = read(ranks(WIDE))
    axis = [one.text for one in found(svg, "axis")[0].iter(f"{NS}text")]
    assert axis[0] == "1"
    places = [number(one, "cx") for one in found(svg, "value")]
    steps = np.diff(places)
    assert steps == pytest.approx([steps[0]] * 3, abs=0.1)
    end = max(number(one, "x2") for one in found(svg, "axis")[0].iter(f"{NS}line"))
    assert end - places[0] == pytest.approx(8 * steps[0], abs=0.3)


def test_areas_outside_the_funnel_have_a_shape_and_a_name_of_their_own() -> None:
    svg = read(funnel(WIDE))
    tags = [one.tag.removeprefix(NS) for one in found(svg, "area")]
    assert tags.count("polygon") == 1
    assert {one.text for one in found(svg, "name")} == {NAMES[0], NAMES[2]}
    [mean] = found(svg, "mean")
    [outside] = [one for one in found(svg, "area") if one.tag == f"{NS}polygon"]
    assert number(outside, "data-y") < number(mean, "y1")
    lines = found(svg, "limit")
    assert len(lines) == 4
    inner, outer = points(lines[1])[-1], points(lines[3])[-1]
    assert outer[1] < inner[1] < number(mean, "y1"), "99.8 % lies beyond 95 % beyond the mean"


def test_no_line_crosses_a_change_of_the_code_list() -> None:
    svg = read(trend(WIDE))
    assert len(found(svg, "value")) == 5
    assert len(found(svg, "hidden")) == 1
    fitted = [points(one) for one in found(svg, "fitted")]
    assert [len(one) for one in fitted] == [3, 3]
    breaks = [number(one, "x1") for one in found(svg, "break")]
    assert fitted[0][-1][0] < breaks[0] < fitted[1][0][0]
    assert len(found(svg, "band")) == 2
    values = [number(one, "cy") for one in found(svg, "value")]
    assert values[0] == pytest.approx(values[3], abs=0.01), "10 and 10 stand equally high"
    per_ten = values[0] - values[2]
    assert values[1] == pytest.approx(values[0] - 2 * per_ten, abs=0.05)


def test_a_curve_rises_only_on_days_of_a_repeat() -> None:
    svg = read(curves(WIDE))
    steps = points(found(svg, "curve")[0])
    heights = [y for _x, y in steps]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 5, "four repeats, four steps"
    assert len({one.get("stroke-dasharray") for one in found(svg, "curve")}) == 2
    watched = [one.text for one in found(svg, "watched")]
    assert watched == ["8", "6", "5", "4", "2"] * 2
    days = {"10": 0, "400": 365}
    assert steps[-1][0] == max(x for x, _y in steps), days


def test_the_flow_says_who_stopped_and_skips_what_is_hidden() -> None:
    svg = read(flow(WIDE))
    came = [number(one, "width") for one in found(svg, "came")]
    assert came[1] / came[0] == pytest.approx(0.75, abs=0.001)
    assert came[2] / came[0] == pytest.approx(0.25, abs=0.001)
    lost = [number(one, "width") for one in found(svg, "lost")]
    assert lost == pytest.approx([came[0] - came[1], came[1] - came[2]], abs=0.02)


def test_colours_are_those_of_the_house_and_differ_in_lightness() -> None:
    used = set(re.findall(r'(?:fill|stroke)="(#\w+)"', "".join(draw(WIDE) for draw in DRAWN)))
    assert used <= set(re.findall(r"#\w+", TOKENS.read_text(encoding="utf-8")))
    assert len({dash for _colour, dash in look.SERIES}) == len(look.SERIES)


def test_both_sizes_stand_in_one_place_with_names_of_their_own() -> None:
    both = read(chart_of_both_sizes(trend).replace(' xmlns="http://www.w3.org/2000/svg"', ""))
    assert [one.get("class") for one in both] == ["chart__wide", "chart__narrow"]
    names = [one.get("id") for one in both.iter() if one.get("id")]
    assert len(names) == len(set(names)) > 0


@settings(max_examples=200, deadline=None)
@given(low=st.floats(0, 1e6), span=st.floats(1e-3, 1e7), wanted=st.integers(2, 8))
def test_ticks_are_round_and_hold_what_is_shown(low: float, span: float, wanted: int) -> None:
    ticks = nice_ticks(low, low + span, wanted)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span * (1 - 1e-6)
    assert 2 <= len(ticks) <= 2 * wanted + 3
    scale = Scale(0, low + span, 10, 110)
    assert 10 <= scale.place(low) <= scale.place(low + span) <= 110


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (1234.4, "1,234"), (12.34, "12.3"), (1.2, "1.2"), (nan, "–")]
)
def test_numbers_are_written_with_what_they_can_bear(value: float, words: str) -> None:
    assert shown(value) == words


def test_an_empty_chart_is_still_a_picture() -> None:
    empty = Series([], [])
    said = SeriesWords("", "")
    assert read(trend_chart(empty, said=said, words=WORDS, size=WIDE)) is not None
    assert read(interval_chart([], words=WORDS, size=NARROW, axis="")) is not None
    assert read(flow_chart([], words=WORDS, size=NARROW)) is not None
