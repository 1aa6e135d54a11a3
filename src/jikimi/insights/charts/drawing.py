"""Elements of a picture: everything written into it is escaped, nothing in it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from jikimi.insights.charts.look import FONT, INK, NARROW, PAPER, WIDE, Size

Attribute = str | float | int | None


@dataclass(frozen=True, slots=True)
class Words:
    """What a picture is called and what it shows. key: its name in the page, letters and dashes.

    finding: what a reader should take from it, read aloud to whoever cannot see it.
    """

    key: str
    title: str
    finding: str


def element(name: str, *content: str, **attributes: Attribute) -> str:
    """An element with content already drawn; attributes are escaped, absent ones left out.

    A dash is written as an underscore, one at the end is dropped (`class_`).
    """
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-") if key != "viewBox" else key}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{shown}>{''.join(content)}</{name}>" if content else f"<{name}{shown}/>"


def text(words: str, x: float, y: float, **attributes: Attribute) -> str:
    """Escaped words at a place."""
    return element("text", escape(words), x=x, y=y, **attributes)


def text_over(words: str, x: float, y: float, **attributes: Attribute) -> str:
    """Words that stay readable over lines."""
    halo: dict[str, Attribute] = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}
    return text(words, x, y, stroke_linejoin="round", **halo, **attributes)


def lines_of_text(lines: list[str], x: float, y: float, height: float, **more: Attribute) -> str:
    """Several lines, together centred on y."""
    top = y - (len(lines) - 1) * height / 2
    return "".join(text(line, x, top + i * height, **more) for i, line in enumerate(lines))


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Attribute) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def path_through(points: list[tuple[float, float]]) -> str:
    """The d of a path through points."""
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def picture(parts: list[str], height: float, *, words: Words, size: Size) -> str:
    """The whole picture, with its title and finding for those who cannot see it."""
    name = f"{words.key}-{size.name}"
    return element(
        "svg",
        element("title", escape(words.title), id=f"{name}-title"),
        element("desc", escape(words.finding), id=f"{name}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size.width:g} {height:g}",
        class_=f"chart__{size.name}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        focusable="false",
        font_family=FONT,
        font_size=size.letter,
        fill=INK,
    )


def chart_of_both_sizes(draw: Callable[[Size], str]) -> str:
    """A picture for wide screens and paper and one for a phone; style shows one of them."""
    return element("div", draw(WIDE), draw(NARROW), class_="chart")


def _value(value: str | float | int) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")
