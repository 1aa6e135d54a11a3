"""A series over time: what was counted, the line fitted to it, its band, and what changed when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from jikimi.insights.charts.axes import Scale, axis_left, axis_room, scale_from_nought, thinned
from jikimi.insights.charts.drawing import (
    Attribute,
    Words,
    element,
    line,
    path_through,
    picture,
    text,
    text_over,
)
from jikimi.insights.charts.legend import Sample, legend
from jikimi.insights.charts.look import (
    BLUE,
    INK,
    LINE,
    OCHRE,
    PALE_BLUE,
    QUIET,
    Size,
    text_width,
)
from jikimi.insights.charts.marks import mark

Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened before the period at this place: a new code list, a start."""

    place: int
    words: str
    is_break: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Values by period. NaN where there is none; hidden: the places of those that are not shown.

    fitted, low, high: the line and its band; expected: what would have come without the measure.
    All empty or as long as values.
    """

    labels: Sequence[str]
    values: Sequence[float]
    fitted: Sequence[float] = ()
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    expected: Sequence[float] = ()
    marks: Sequence[Mark] = ()
    hidden: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class SeriesWords:
    """What the parts of a trend chart are called; up: what is counted."""

    up: str
    values: str
    fitted: str = ""
    band: str = ""
    expected: str = ""
    hidden: str = ""


def trend_chart(series: Series, *, said: SeriesWords, words: Words, size: Size) -> str:
    """A series from left to right with its band and its breaks.

    Lines are not drawn across a break: what was counted before and after is not alike.
    """
    samples, room = legend(_samples(series, said), size)
    top = room + size.letter * (2.6 + 1.4 * len(series.marks))
    height = size.width * (0.4 if size.name == "wide" else 0.7)
    numbers = [*series.values, *series.high, *series.fitted, *series.expected]
    upward = scale_from_nought(numbers, top + height, top)
    left = axis_room(upward, size)
    count = max(len(series.labels), 2)
    along = Scale(-0.5, count - 0.5, left, size.width - 8)
    parts = [
        samples,
        axis_left(upward, left, along.end, label=said.up, size=size),
        _periods(series.labels, along, top + height, size),
        *_band(series, along, upward),
        *_line(series, series.expected, along, upward, stroke=OCHRE, dash="7 4", name="expected"),
        *_line(series, series.fitted, along, upward, stroke=BLUE, dash="", name="fitted"),
        *_values(series, along, upward),
        *_marks(series, along, top, top + height, size),
    ]
    return picture(parts, top + height + size.letter * 2, words=words, size=size)


def _samples(series: Series, said: SeriesWords) -> list[Sample]:
    found = [Sample(said.values, INK, shape="ring")]
    if series.fitted:
        found.append(Sample(said.fitted, BLUE))
    if series.low:
        found.append(Sample(said.band, PALE_BLUE, fill=PALE_BLUE))
    if series.expected:
        found.append(Sample(said.expected, OCHRE, dash="7 4"))
    if series.hidden:
        found.append(Sample(said.hidden, QUIET, shape="cross"))
    return found


def _periods(labels: Sequence[str], along: Scale, bottom: float, size: Size) -> str:
    parts = []
    for place in thinned(labels, along.end - along.start, size):
        x = along.place(place)
        half = text_width(labels[place], size.letter) / 2
        middle = min(max(x, along.start + half - 20), along.end - half)
        parts.append(line(x, bottom, x, bottom + 4, stroke=LINE))
        down = bottom + size.letter * 1.4
        parts.append(text(labels[place], middle, down, text_anchor="middle", fill=QUIET))
    return element("g", *parts, class_="axis", aria_hidden="true")


def _pieces(series: Series) -> list[range]:
    """The periods between the breaks."""
    breaks = sorted({one.place for one in series.marks if one.is_break})
    edges = [0, *breaks, len(series.values)]
    return [range(first, last) for first, last in pairwise(edges) if last > first]


def _band(series: Series, along: Scale, upward: Scale) -> list[str]:
    if not series.low:
        return []
    parts = []
    for piece in _pieces(series):
        above = [(along.place(i), upward.place(series.high[i])) for i in piece]
        below = [(along.place(i), upward.place(series.low[i])) for i in reversed(piece)]
        d = path_through([*above, *below]) + " Z"
        parts.append(element("path", d=d, fill=PALE_BLUE, fill_opacity=0.55, class_="band"))
    return parts


def _line(
    series: Series,
    values: Sequence[float],
    along: Scale,
    upward: Scale,
    *,
    stroke: str,
    dash: str,
    name: str,
) -> list[str]:
    if not values:
        return []
    parts = []
    for piece in _pieces(series):
        found = [(along.place(i), upward.place(values[i])) for i in piece if isfinite(values[i])]
        if found:
            parts.append(
                element(
                    "path",
                    d=path_through(found),
                    fill="none",
                    stroke=stroke,
                    stroke_width=2.2,
                    stroke_dasharray=dash or None,
                    class_=name,
                )
            )
    return parts


def _values(series: Series, along: Scale, upward: Scale) -> list[str]:
    radius = 3.4 if len(series.values) <= 36 else 2.6
    parts = []
    for place, value in enumerate(series.values):
        x = along.place(place)
        if isfinite(value):
            y = upward.place(value)
            parts.append(mark("ring", x, y, colour=INK, radius=radius, class_="value"))
        elif place in series.hidden:
            y = upward.place(0)
            parts.append(mark("cross", x, y, colour=QUIET, radius=radius, class_="hidden"))
    return parts


def _marks(series: Series, along: Scale, top: float, bottom: float, size: Size) -> list[str]:
    """A line before the period, its words above the chart, one below the other."""
    parts, words = [], []
    for order, one in enumerate(series.marks):
        x = along.place(one.place - 0.5)
        y = top - size.letter * (0.6 + 1.4 * (len(series.marks) - 1 - order))
        is_late = x > (along.start + along.end) / 2
        dash = "2 3" if one.is_break else "9 3"
        style: dict[str, Attribute] = {"stroke": INK, "stroke_width": 1.4, "stroke_dasharray": dash}
        parts.append(line(x, y - size.letter * 0.8, x, bottom, class_="break", **style))
        place = x - 5 if is_late else x + 5
        anchor = "end" if is_late else "start"
        words.append(text_over(one.words, place, y, text_anchor=anchor))
    return [*parts, *words]
