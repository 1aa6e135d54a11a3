"""Hatchings that print, and points told apart by their shape."""

from __future__ import annotations

from jikimi.insights.charts.drawing import Attribute, element
from jikimi.insights.charts.look import PAPER, QUIET


def hatching(key: str, colour: str = QUIET) -> str:
    """A fill of slanted lines that prints; used as fill=url(#key)."""
    line = element("path", d="M-1 1 l2 -2 M0 6 l6 -6 M5 7 l2 -2", stroke=colour, stroke_width=1.2)
    pattern: dict[str, Attribute] = {"id": key, "width": 6, "height": 6}
    return element("defs", element("pattern", line, patternUnits="userSpaceOnUse", **pattern))


def mark(shape: str, x: float, y: float, *, colour: str, radius: float = 4.5, **more: str) -> str:
    """A point as circle, ring, triangle, diamond, square or cross."""
    if shape in ("circle", "ring"):
        inner = PAPER if shape == "ring" else colour
        return element(
            "circle", cx=x, cy=y, r=radius, fill=inner, stroke=colour, stroke_width=1.8, **more
        )
    if shape == "cross":
        arm = radius * 0.8
        path = f"M{x - arm:.1f} {y - arm:.1f} l{2 * arm:.1f} {2 * arm:.1f} m0 {-2 * arm:.1f}"
        path += f" l{-2 * arm:.1f} {2 * arm:.1f}"
        return element("path", d=path, stroke=colour, stroke_width=1.8, fill="none", **more)
    corners = _CORNERS[shape]
    points = " ".join(f"{x + dx * radius:.1f},{y + dy * radius:.1f}" for dx, dy in corners)
    return element(
        "polygon",
        points=points,
        fill=colour,
        stroke=PAPER,
        stroke_width=1,
        data_x=x,
        data_y=y,
        **more,
    )


_CORNERS = {
    "triangle": ((0, -1.3), (1.2, 0.9), (-1.2, 0.9)),
    "triangle_down": ((0, 1.3), (1.2, -0.9), (-1.2, -0.9)),
    "diamond": ((0, -1.5), (1.3, 0), (0, 1.5), (-1.3, 0)),
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
}
