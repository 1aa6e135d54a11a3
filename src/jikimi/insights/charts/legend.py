"""What lines and marks of a chart are, written above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jikimi.insights.charts.drawing import element, line, text
from jikimi.insights.charts.look import Size, text_width
from jikimi.insights.charts.marks import mark

_SAMPLE, _GAP = 28.0, 14.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A line (dash), a point (shape) or a field (fill) and what it is called."""

    words: str
    colour: str
    dash: str = ""
    shape: str = ""
    fill: str = ""
    thick: float = 1.8


def legend(samples: Sequence[Sample], size: Size) -> tuple[str, float]:
    """The samples from left to right, in as many lines as needed; and how high that is."""
    parts, x, y = [], 0.0, size.letter
    for sample in samples:
        wide = _SAMPLE + 6 + text_width(sample.words, size.letter) + _GAP
        if x and x + wide - _GAP > size.width:
            x, y = 0.0, y + size.letter * 1.5
        parts += [_drawn(sample, x, y - size.letter * 0.35), text(sample.words, x + _SAMPLE + 6, y)]
        x += wide
    return element("g", *parts, class_="legend"), y


def _drawn(sample: Sample, x: float, y: float) -> str:
    if sample.fill:
        return element("rect", x=x, y=y - 5, width=_SAMPLE, height=10, fill=sample.fill)
    if sample.shape:
        return mark(sample.shape, x + _SAMPLE / 2, y, colour=sample.colour)
    return line(
        x,
        y,
        x + _SAMPLE,
        y,
        stroke=sample.colour,
        stroke_width=sample.thick,
        stroke_dasharray=sample.dash or None,
    )
