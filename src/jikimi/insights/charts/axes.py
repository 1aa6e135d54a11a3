"""Axes: round numbers at ticks, values to places, and how numbers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log, log10

from jikimi.insights.charts.drawing import element, line, text
from jikimi.insights.charts.look import FAINT, LINE, QUIET, Size, text_width

_STEPS = (1, 2, 2.5, 5, 10)
_UNDER = (0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.9)
_TIMES = (*_UNDER, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places. is_log: equal ratios are equally far apart. is_whole: of ranks."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False
    is_whole: bool = False

    def place(self, value: float) -> float:
        """Where a value stands; what lies outside stands at the edge."""
        value = min(max(value, self.low), self.high)
        if self.is_log:
            share = log(value / self.low) / log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, wanted: int = 5) -> list[float]:
        """Round numbers within the scale."""
        if self.is_log:
            return [one for one in _TIMES if self.low <= one <= self.high]
        wanted = min(wanted, int(self.high - self.low)) if self.is_whole else wanted
        found = [one for one in nice_ticks(self.low, self.high, wanted) if one > self.low]
        kept = [one for one in found if one <= self.high + 1e-9]
        return [self.low, *(one for one in kept if not self.is_whole or one == int(one))]


def nice_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers from at most low to at least high, about as many as wanted."""
    if not isfinite(low) or not isfinite(high) or high <= low:
        high = low + 1 if isfinite(low) else 1.0
        low = low if isfinite(low) else 0.0
    raw = (high - low) / max(wanted, 1)
    power = 10.0 ** floor(log10(raw))
    step = next(one * power for one in _STEPS if one * power >= raw * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def scale_from_nought(values: Sequence[float], start: float, end: float) -> Scale:
    """A scale from 0 to a round number above all values."""
    known = [value for value in values if isfinite(value)]
    return Scale(0.0, nice_ticks(0, max(known, default=1.0) or 1.0)[-1], start, end)


def scale_of_ratios(values: Sequence[float], start: float, end: float) -> Scale:
    """A scale of equal ratios around 1 that holds all values, at most a hundredfold."""
    known = [value for value in values if isfinite(value) and value > 0]
    low, high = min([0.9, *known]), max([1.1, *known])
    below = next((one for one in reversed(_TIMES) if one <= low), _TIMES[0])
    above = next((one for one in _TIMES if one >= high), _TIMES[-1])
    return Scale(below, above, start, end, is_log=True)


def shown(value: float) -> str:
    """A number as printed: thousands with commas, no more decimals than it needs."""
    if not isfinite(value):
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    plain = f"{value:,.{digits}f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def axis_below(scale: Scale, top: float, bottom: float, *, label: str, size: Size) -> str:
    """The axis under a chart: faint lines up to its top, numbers, and what they are."""
    half = size.letter * 1.1
    parts = [line(scale.start, bottom, scale.end, bottom, stroke=LINE)]
    for tick in _apart(scale, size):
        x = scale.place(tick)
        parts.append(line(x, top, x, bottom, stroke=FAINT))
        middle = min(x, size.width - text_width(shown(tick), size.letter) / 2)
        parts.append(text(shown(tick), middle, bottom + half + 3, text_anchor="middle", fill=QUIET))
    x = (scale.start + scale.end) / 2
    parts.append(text(label, x, bottom + 2 * half + 7, text_anchor="middle", fill=QUIET))
    return element("g", *parts, class_="axis", aria_hidden="true")


def axis_left(scale: Scale, left: float, right: float, *, label: str, size: Size) -> str:
    """The axis at the left: faint lines across, numbers, and what they are above it."""
    parts = []
    for tick in scale.ticks():
        y = scale.place(tick)
        parts.append(line(left, y, right, y, stroke=LINE if tick == 0 else FAINT))
        words = shown(tick)
        parts.append(text(words, left - 6, y + size.letter * 0.35, text_anchor="end", fill=QUIET))
    parts.append(text(label, 0, scale.end - size.letter, fill=QUIET))
    return element("g", *parts, class_="axis", aria_hidden="true")


def axis_room(scale: Scale, size: Size) -> float:
    """How much room the numbers of a left axis need."""
    return max(text_width(shown(tick), size.letter) for tick in scale.ticks()) + 8


def thinned(labels: Sequence[str], room: float, size: Size) -> list[int]:
    """Which labels, evenly chosen, fit side by side into this much room."""
    if not labels:
        return []
    widest = max(text_width(label, size.letter) for label in labels) + 10
    every = max(1, ceil(len(labels) * widest / max(room, 1)))
    return list(range(0, len(labels), every))


def _apart(scale: Scale, size: Size) -> list[float]:
    """Ticks whose numbers do not touch."""
    kept: list[float] = []
    free = float("-inf")
    for tick in scale.ticks():
        half = text_width(shown(tick), size.letter) / 2
        if scale.place(tick) - half > free:
            kept.append(tick)
            free = scale.place(tick) + half + 6
    return kept
