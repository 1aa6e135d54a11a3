"""How soon harm is reported again: curves by group, with intervals and who is still watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from jikimi.insights.charts.axes import Scale, axis_left, axis_room, nice_ticks
from jikimi.insights.charts.drawing import Words, element, line, path_through, picture, text
from jikimi.insights.charts.legend import Sample, legend
from jikimi.insights.charts.look import LINE, PALE_BLUE, QUIET, SERIES, Size, text_width, wrapped
from jikimi.insights.charts.marks import mark

_BANDS = 1
_SHAPES = ("circle", "square", "triangle", "diamond", "cross")


@dataclass(frozen=True, slots=True)
class Curve:
    """One group. days: rising, 0 first.  share, low, high: 0 to 1, from that day on.

    watched: how many could still be reported again at each of the days under the chart; None where
    hidden.
    """

    label: str
    days: Sequence[float]
    share: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    watched: Sequence[int | None]


def curve_chart(
    curves: Sequence[Curve],
    *,
    words: Words,
    size: Size,
    across: str,
    up: str,
    watched: str,
    days: Sequence[int] = (0, 30, 90, 180, 365),
) -> str:
    """Steps that rise with each repeat; the interval as a band for one, as whiskers for several.

    days: where whiskers stand and who is still watched is written under the chart.  across, up:
    what the axes are.  watched: what the numbers under the chart are.
    """
    said, room = legend(_samples(curves), size)
    top, height = room + size.letter * 2.6, size.width * (0.42 if size.name == "wide" else 0.75)
    highest = [value for curve in curves for value in _until(curve, days[-1]) if isfinite(value)]
    last = nice_ticks(0, min(1.0, max([0.05, *highest])) * 100, 5)[-1]
    upward = Scale(0.0, min(100.0, last), top + height, top)
    left = max(axis_room(upward, size), _names(curves, size))
    along = Scale(0.0, float(days[-1]), left, size.width - size.letter * 1.4)
    parts = [
        said,
        axis_left(upward, left, along.end, label=up, size=size),
        _days(days, along, top, top + height, across, size),
        *(
            _curve(curve, place, len(curves), along, upward, days)
            for place, curve in enumerate(curves)
        ),
        _watched(curves, days, watched, along, top + height + size.letter * 4.4, size),
    ]
    bottom = top + height + size.letter * (5.2 + 1.5 * len(curves))
    return picture(parts, bottom, words=words, size=size)


def _until(curve: Curve, day: float) -> list[float]:
    """What the picture must hold: the upper limits up to its last day."""
    return [high for one, high in zip(curve.days, curve.high, strict=True) if one <= day]


def _samples(curves: Sequence[Curve]) -> list[Sample]:
    if len(curves) < 2:
        return []
    return [
        Sample(curve.label, *SERIES[place % len(SERIES)], thick=2.4)
        for place, curve in enumerate(curves)
    ]


def _names(curves: Sequence[Curve], size: Size) -> float:
    widest = max((text_width(curve.label, size.letter) for curve in curves), default=0)
    most = max((number or 0 for curve in curves for number in curve.watched[:1]), default=0)
    return min(widest, size.width * 0.26) + 12 + text_width(f"{most:,}", size.letter) / 2


def _days(
    days: Sequence[int], along: Scale, top: float, bottom: float, across: str, size: Size
) -> str:
    parts = [line(along.start, bottom, along.end, bottom, stroke=LINE)]
    for day in days:
        x = along.place(day)
        parts.append(line(x, top, x, bottom, stroke=LINE, stroke_dasharray="1 3"))
        if size.name == "wide" or day != 30:
            parts.append(
                text(str(day), x, bottom + size.letter * 1.4, text_anchor="middle", fill=QUIET)
            )
    middle = (along.start + along.end) / 2
    parts.append(text(across, middle, bottom + size.letter * 2.8, text_anchor="middle", fill=QUIET))
    return element("g", *parts, class_="axis", aria_hidden="true")


def _curve(
    curve: Curve, place: int, many: int, along: Scale, upward: Scale, days: Sequence[int]
) -> str:
    colour, dash = SERIES[place % len(SERIES)]
    steps = _steps(curve.days, curve.share, along, upward)
    parts = []
    if many <= _BANDS:
        above = _steps(curve.days, curve.high, along, upward)
        below = _steps(curve.days, curve.low, along, upward)
        d = path_through([*above, *reversed(below)]) + " Z"
        parts.append(element("path", d=d, fill=PALE_BLUE, fill_opacity=0.55, class_="band"))
    parts.append(
        element(
            "path",
            d=path_through(steps),
            fill="none",
            stroke=colour,
            stroke_width=2.4,
            stroke_dasharray=dash or None,
            class_="curve",
        )
    )
    if many > _BANDS:
        parts += _whiskers(curve, place, many, along, upward, days)
    return element("g", *parts, class_="group")


def _steps(
    days: Sequence[float], values: Sequence[float], along: Scale, upward: Scale
) -> list[tuple[float, float]]:
    """Flat until the next day, then up; not beyond the last day anybody was watched."""
    found: list[tuple[float, float]] = []
    for day, value in zip(days, values, strict=True):
        if day > along.high:
            found.append((along.end, found[-1][1]))
            break
        y = upward.place(value * 100)
        if found:
            found.append((along.place(day), found[-1][1]))
        found.append((along.place(day), y))
    return found


def _whiskers(
    curve: Curve, place: int, many: int, along: Scale, upward: Scale, days: Sequence[int]
) -> list[str]:
    """Intervals at the days, beside each other so that none hides another."""
    colour, _dash = SERIES[place % len(SERIES)]
    aside = (place - (many - 1) / 2) * 7
    parts = []
    for day in days[1:]:
        at = _place_of(curve.days, day)
        if at is None:
            continue
        x = along.place(day) + aside - (many - 1) * 3.5
        low, high = upward.place(curve.low[at] * 100), upward.place(curve.high[at] * 100)
        parts.append(line(x, low, x, high, stroke=colour, stroke_width=1.4, class_="interval"))
        y = upward.place(curve.share[at] * 100)
        parts.append(mark(_SHAPES[place % 5], x, y, colour=colour, radius=3.4, class_="value"))
    return parts


def _place_of(days: Sequence[float], day: float) -> int | None:
    """Which step holds on that day; None after the last day anybody was watched."""
    if day > days[-1]:
        return None
    return max(place for place, one in enumerate(days) if one <= day)


def _watched(
    curves: Sequence[Curve],
    days: Sequence[int],
    words: str,
    along: Scale,
    top: float,
    size: Size,
) -> str:
    parts = [text(words, 0, top, fill=QUIET)]
    for order, curve in enumerate(curves):
        y = top + size.letter * 1.5 * (order + 1)
        name = wrapped(curve.label, size.width * 0.26, size.letter, lines=1)[0]
        parts.append(text(name, 0, y))
        for day, number in zip(days, curve.watched, strict=True):
            if size.name == "wide" or day != 30:
                shown = "–" if number is None else f"{number:,}"
                parts.append(
                    text(shown, along.place(day), y, text_anchor="middle", class_="watched")
                )
    return element("g", *parts, class_="watched_table", aria_hidden="true")
