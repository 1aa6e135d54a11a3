"""The funnel: areas by size and rate, between the limits chance alone leaves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from jikimi.insights.charts.axes import (
    Scale,
    axis_below,
    axis_left,
    axis_room,
    nice_ticks,
    scale_from_nought,
)
from jikimi.insights.charts.drawing import Words, element, line, path_through, picture, text_over
from jikimi.insights.charts.legend import Sample, legend
from jikimi.insights.charts.look import BLUE, INK, OCHRE, QUIET, RED, Size, text_width, wrapped
from jikimi.insights.charts.marks import mark

# Within, beyond the warning limit, beyond the action limit: shape and colour.
_INSIDE, _WARNING, _ACTION = ("circle", BLUE), ("square", OCHRE), ("triangle", RED)
_DASHES = ("5 4", "")


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """An area. place: -2 … 2 as insights.funnels.Funnel.place.  is_marked: the area asked about."""

    label: str
    people: float
    rate: float
    place: int
    is_marked: bool = False


def funnel_chart(
    points: Sequence[FunnelPoint],
    *,
    mean: float,
    people: Sequence[float],
    limits: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    words: Words,
    size: Size,
    across: str,
    up: str,
    mean_words: str,
) -> str:
    """Areas between their limits; those outside and the one asked about carry their names.

    people: where the limits were worked out, rising.  limits: what each is called → low and high at
    people, the inner one first.  across, up: what the axes are.
    """
    highest = [point.rate for point in points] + [mean]
    highest += [value for _low, high in limits.values() for value in high[len(high) // 8 :]]
    top, height = size.letter * 2.4, size.width * (0.5 if size.name == "wide" else 0.85)
    said, room = legend(_samples(limits, mean_words), size)
    top += room
    upward = scale_from_nought(highest, top + height, top)
    left = axis_room(upward, size)
    last = nice_ticks(0, max(people), 5)[-1]
    along = Scale(0.0, last, left, size.width - 8)
    parts = [
        said,
        axis_left(upward, left, along.end, label=up, size=size),
        axis_below(along, top, top + height, label=across, size=size),
        *_limits(people, limits, along, upward),
        line(left, upward.place(mean), along.end, upward.place(mean), stroke=INK, class_="mean"),
        *_points(points, along, upward, size),
    ]
    return picture(parts, top + height + size.letter * 3.2, words=words, size=size)


def _limits(
    people: Sequence[float],
    limits: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    along: Scale,
    upward: Scale,
) -> list[str]:
    """A line above and one below the mean for each limit; it begins where it enters the picture."""
    parts = []
    for dash, pair in zip(_DASHES, limits.values(), strict=False):
        for values in pair:
            found = [
                (along.place(x), upward.place(y))
                for x, y in zip(people, values, strict=True)
                if isfinite(y) and y <= upward.high
            ]
            if found:
                parts.append(
                    element(
                        "path",
                        d=path_through(found),
                        fill="none",
                        stroke=QUIET,
                        stroke_width=1.5,
                        stroke_dasharray=dash or None,
                        class_="limit",
                    )
                )
    return parts


def _points(points: Sequence[FunnelPoint], along: Scale, upward: Scale, size: Size) -> list[str]:
    parts: list[str] = []
    names: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for point in sorted(points, key=lambda one: (one.is_marked, abs(one.place))):
        x, y = along.place(point.people), upward.place(point.rate)
        shape, colour = (_INSIDE, _WARNING, _ACTION)[abs(point.place)]
        if shape == "triangle" and point.place < 0:
            shape = "triangle_down"
        drawn = mark(shape, x, y, colour=colour, class_="area")
        if point.is_marked:
            drawn += element("circle", cx=x, cy=y, r=9, fill="none", stroke=INK, stroke_width=1.6)
        parts.append(drawn)
        if point.place or point.is_marked:
            names.append(_name(point, x, y, along, size, taken))
    return [*parts, *names]


def _name(
    point: FunnelPoint,
    x: float,
    y: float,
    along: Scale,
    size: Size,
    taken: list[tuple[float, float, float]],
) -> str:
    """The area's name beside its point, where no other name stands; none where all is full."""
    label = wrapped(point.label, size.width / 2, size.letter, lines=1)[0]
    wide = text_width(label, size.letter)
    is_right = x + 11 + wide < along.end
    start = x + 11 if is_right else x - 11 - wide
    down = y + size.letter * 0.35
    for shift in (0.0, -1.1, 1.1, -2.2, 2.2):
        here = down + shift * size.letter
        if all(
            abs(here - other) >= size.letter or start > end or start + wide < first
            for first, end, other in taken
        ):
            taken.append((start, start + wide, here))
            return text_over(
                label,
                start,
                here,
                font_weight=700 if point.is_marked else None,
                class_="name",
            )
    return ""


def _samples(
    limits: Mapping[str, tuple[Sequence[float], Sequence[float]]], mean_words: str
) -> list[Sample]:
    lines = [
        Sample(name, QUIET, dash=dash, thick=1.5)
        for name, dash in zip(limits, _DASHES, strict=False)
    ]
    return [Sample(mean_words, INK, thick=1.0), *lines]
