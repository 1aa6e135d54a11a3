"""Layers of maps that are worked out: hot cells, how often, what a proposal reaches and leaves.

Pure but for the types of what it draws.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jikimi.places.crime_cells import CrimeCell
from jikimi.places.maps import Classes, Mark, Shape, View, classed
from jikimi.places.maps.gathering import circle, gathered
from jikimi.places.proposal_layers import Layers

SURE, LIKELY = 0.01, 0.05
MOST_CELLS = 4_000
OPEN_CLASSES = 3
_SQUARE, _APART = 16.0, 40.0


def cells_in(cells: Sequence[CrimeCell], view: View) -> list[CrimeCell]:
    """Cells whose middle a view shows, by rank; at most 4,000."""
    west, south, east, north = view.box
    inside = [c for c in cells if west <= c.middle[0] <= east and south <= c.middle[1] <= north]
    return inside[:MOST_CELLS]


def box_of_cells(cells: Sequence[CrimeCell]) -> tuple[float, float, float, float] | None:
    """The box around cells; None without any."""
    if not cells:
        return None
    places = np.array([cell.middle for cell in cells])
    west, south = places.min(axis=0)
    east, north = places.max(axis=0)
    return (float(west), float(south), float(east), float(north))


def tone_of_chance(cell: CrimeCell) -> str:
    """hot2, hot1, cold1, cold2 where chance would hardly put so much or so little; none else."""
    if cell.side not in ("hot", "cold") or cell.q > LIKELY:
        return "none"
    return f"{cell.side}{2 if cell.q <= SURE else 1}"


def chance_shapes(cells: Sequence[CrimeCell], says: Sequence[str]) -> list[Shape]:
    """Cells by whether chance explains them; what chance explains is hatched, not coloured."""
    return [
        Shape(np.array(cell.ring), tone_of_chance(cell), words)
        for cell, words in zip(cells, says, strict=True)
    ]


def often_shapes(cells: Sequence[CrimeCell], says: Sequence[str]) -> tuple[list[Shape], Classes]:
    """Cells by how often something happened on a square kilometre, with the breaks of classes."""
    classes = classed([cell.per_km2 for cell in cells])
    shapes = [
        Shape(np.array(cell.ring), str(number), words)
        for cell, number, words in zip(cells, classes.of.tolist(), says, strict=True)
    ]
    return shapes, classes


def open_shapes(layers: Layers, view: View) -> tuple[list[Shape], Classes]:
    """Demand out of reach of all that would stand, in squares of the view; and reaches."""
    squares = gathered(layers.open_after, view, side=_SQUARE)
    classes = classed([square.weight for square in squares], most=OPEN_CLASSES)
    reach = [
        Shape(circle(one.longitude, one.latitude, radius_m=layers.radius_m), "reach")
        for one in layers.chosen
    ]
    shapes = [
        Shape(square.ring, f"open{number}", f"{square.weight:,.0f}")
        for square, number in zip(squares, classes.of.tolist(), strict=True)
        if number
    ]
    return [*shapes, *reach], classes


def proposal_marks(layers: Layers, view: View, *, kind: str) -> list[Mark]:
    """What stands already, hollow; and what is proposed, numbered as in the table."""
    standing = [
        Mark("", kind, "overdue", "", square.longitude, square.latitude, count=square.count)
        for square in gathered([(*one, 1.0) for one in layers.existing], view, side=_APART)
    ]
    west, south, east, north = view.box
    chosen = [
        Mark("", kind, "works", "", one.longitude, one.latitude, number=one.number)
        for one in layers.chosen
        if west <= one.longitude <= east and south <= one.latitude <= north
    ]
    return [*standing, *chosen]
