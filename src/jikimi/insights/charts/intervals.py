"""Values beside each other with their intervals, as bars or points; ranks as a caterpillar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

from jikimi.insights.charts.axes import (
    Scale,
    axis_below,
    scale_from_nought,
    scale_of_ratios,
    shown,
)
from jikimi.insights.charts.drawing import (
    Attribute,
    Words,
    element,
    line,
    lines_of_text,
    picture,
    text,
)
from jikimi.insights.charts.look import (
    BLUE,
    FAINT,
    INK,
    OCHRE,
    PALE_BLUE,
    QUIET,
    Size,
    text_width,
    wrapped,
)
from jikimi.insights.charts.marks import hatching, mark

_ROW = 2.1


@dataclass(frozen=True, slots=True)
class Row:
    """One value with its interval. NaN where there is none; absent then says why, in words.

    note: the value as words at the right, where the number alone would not do.
    is_marked: the row the reader asked about; drawn in another shape and bold.
    """

    label: str
    value: float = nan
    low: float = nan
    high: float = nan
    note: str = ""
    absent: str = ""
    is_marked: bool = False


def interval_chart(
    rows: Sequence[Row],
    *,
    words: Words,
    size: Size,
    axis: str,
    is_bar: bool = False,
    is_ratio: bool = False,
    reference: float | None = None,
    reference_words: str = "",
    scale: tuple[float, float] | None = None,
) -> str:
    """Rows of values with intervals from top to bottom.

    axis: what the numbers are.  reference: a value to compare with, drawn as a dashed line.
    is_ratio: equal ratios are equally far apart.  scale: first and last of whole numbers, else as
    needed.
    """
    left, right = _gutter([row.label for row in rows], size), _notes(rows, size)
    top = size.letter * (1.9 if reference is not None else 0.6)
    bottom = top + max(len(rows), 1) * size.letter * _ROW
    numbers = [number for row in rows for number in (row.value, row.low, row.high)]
    numbers += [reference] if reference is not None else []
    make = scale_of_ratios if is_ratio else scale_from_nought
    across = make(numbers, left, size.width - right)
    if scale is not None:
        across = Scale(*scale, left, size.width - right, is_whole=True)
    key = f"{words.key}-{size.name}-hatch"
    parts = [hatching(key, BLUE), axis_below(across, top, bottom, label=axis, size=size)]
    if reference is not None:
        parts.append(_reference(reference, reference_words, across, top, bottom, size))
    for place, row in enumerate(rows):
        y = top + (place + 0.5) * size.letter * _ROW
        parts.append(_drawn(row, y, across, size, is_bar, f"url(#{key})"))
    return picture(parts, bottom + size.letter * 3.2, words=words, size=size)


def rank_chart(
    rows: Sequence[Row], *, words: Words, size: Size, axis: str, areas: int | None = None
) -> str:
    """Ranks with the ranks they may as well be (a caterpillar), 1 at the left.

    value, low, high of each row are ranks.  areas: how many were ranked, if not all are shown.
    """
    last = max(areas or len(rows), 2)
    return interval_chart(rows, words=words, size=size, axis=axis, scale=(1.0, float(last)))


def _gutter(labels: Sequence[str], size: Size) -> float:
    """Room for the names at the left: as much as they need, at most a third."""
    widest = max((text_width(label, size.letter) for label in labels), default=0.0)
    return min(widest + 2 * size.pad, size.width * 0.34)


def _notes(rows: Sequence[Row], size: Size) -> float:
    widest = max((text_width(_note(row), size.letter) for row in rows), default=0.0)
    return min(widest + size.pad, size.width * 0.3) + size.letter


def _note(row: Row) -> str:
    return row.note or (shown(row.value) if isfinite(row.value) else "")


def _reference(
    value: float, label: str, across: Scale, top: float, bottom: float, size: Size
) -> str:
    x = across.place(value)
    middle = across.start + (across.end - across.start) / 2
    return line(
        x, top - 2, x, bottom, stroke=INK, stroke_dasharray="5 4", class_="reference"
    ) + text(
        label, x, top - size.letter * 0.5, text_anchor="start" if x < middle else "end", fill=INK
    )


def _drawn(row: Row, y: float, across: Scale, size: Size, is_bar: bool, hatch: str) -> str:
    down = y + size.letter * 0.35
    bold = 700 if row.is_marked else None
    names = wrapped(row.label, across.start - size.pad, size.letter)
    parts = [
        lines_of_text(
            names, across.start - size.pad, down, size.letter, text_anchor="end", font_weight=bold
        )
    ]
    if isfinite(row.value):
        parts += _value(row, y, across, size, is_bar, hatch)
        x = size.width
        parts.append(text(_note(row), x, down, text_anchor="end", font_weight=bold))
    else:
        parts.append(line(across.start, y, across.end, y, stroke=FAINT, stroke_dasharray="2 4"))
        parts.append(text(row.absent or "–", across.start + 6, down, fill=QUIET))
    return element("g", *parts, class_="row")


def _value(row: Row, y: float, across: Scale, size: Size, is_bar: bool, hatch: str) -> list[str]:
    x, half = across.place(row.value), size.letter * 0.55
    parts = []
    if is_bar:
        bar = element(
            "rect",
            x=across.start,
            y=y - half,
            width=max(x - across.start, 0),
            height=2 * half,
            fill=hatch if row.is_marked else PALE_BLUE,
            stroke=BLUE,
            class_="bar",
        )
        parts.append(bar)
    parts.append(_interval(row, y, across, size))
    if not is_bar:
        shape, colour = ("diamond", OCHRE) if row.is_marked else ("circle", BLUE)
        parts.append(mark(shape, x, y, colour=colour, class_="value"))
    return parts


def _interval(row: Row, y: float, across: Scale, size: Size) -> str:
    """A whisker; without an end where it leaves the scale."""
    if not isfinite(row.low):
        return ""
    low, high = across.place(row.low), across.place(row.high)
    cap = size.letter * 0.28
    style: dict[str, Attribute] = {"stroke": INK, "stroke_width": 1.6}
    parts = [line(low, y, high, y, class_="interval", **style)]
    for value, x in ((row.low, low), (row.high, high)):
        if across.low <= value <= across.high:
            parts.append(line(x, y - cap, x, y + cap, **style))
    return "".join(parts)
