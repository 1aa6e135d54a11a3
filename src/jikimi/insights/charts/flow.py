"""How far those named came: a bar for each step, hatched where some stopped before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jikimi.insights.charts.drawing import Words, element, line, picture, text
from jikimi.insights.charts.look import BLUE, INK, LINE, PALE_BLUE, QUIET, Size
from jikimi.insights.charts.marks import hatching


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step. came: how many reached it, None where hidden.  lost: in words, who stopped before it.

    note: how many came, in words, with the share.
    """

    label: str
    came: int | None
    note: str
    lost: str = ""


def flow_chart(steps: Sequence[FlowStep], *, words: Words, size: Size) -> str:
    """Steps from top to bottom, each as long as those who came; who stopped before is hatched."""
    key = f"{words.key}-{size.name}-hatch"
    row = size.letter * 4.4
    widest = max((step.came or 0 for step in steps), default=0) or 1
    parts = [hatching(key)]
    before: int | None = None
    for place, step in enumerate(steps):
        y = place * row + size.letter * 1.2
        parts.append(_step(step, before, y, (size.width - 2) / widest, f"url(#{key})", size))
        before = step.came if step.came is not None else before
    return picture(parts, len(steps) * row, words=words, size=size)


def _step(step: FlowStep, before: int | None, y: float, unit: float, hatch: str, size: Size) -> str:
    high = size.letter * 1.3
    top = y + size.letter * 0.5
    parts = [
        text(step.label, 0, y, font_weight=700),
        text(step.note, size.width, y, text_anchor="end"),
    ]
    if step.came is None:
        parts.append(
            line(1, top + high / 2, size.width, top + high / 2, stroke=LINE, stroke_dasharray="2 4")
        )
        return element("g", *parts, class_="step")
    came = step.came * unit
    if before is not None and before > step.came:
        gone = (before - step.came) * unit
        box = {"x": 1 + came, "y": top, "width": gone, "height": high}
        parts.append(element("rect", fill=hatch, stroke=LINE, class_="lost", **box))
    parts.append(
        element(
            "rect", x=1, y=top, width=came, height=high, fill=PALE_BLUE, stroke=BLUE, class_="came"
        )
    )
    if step.lost:
        down = top + high + size.letter * 1.05
        parts.append(text(step.lost, size.width, down, text_anchor="end", fill=QUIET))
    parts.append(line(1, top, 1, top + high, stroke=INK, stroke_width=1.5))
    return element("g", *parts, class_="step")
