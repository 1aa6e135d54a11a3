"""Gathering: many places in few squares of a view, each with what lies in it. Pure.

Checked: tests/numbers/test_maps.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jikimi.places.maps.view import Floats, View, across_m, degrees_at, up_m


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the plane. ring: its corners, (5, 2) degrees; middle: of what lies in it."""

    ring: Floats
    longitude: float
    latitude: float
    count: int
    weight: float


def gathered(
    places: Sequence[tuple[float, float, float]], view: View, *, side: float
) -> list[Square]:
    """Put (longitude, latitude, weight) that lie in a view into squares `side` units wide.

    Squares stand still while the map is moved, so that nothing flickers.
    """
    table = np.asarray(places, np.float64).reshape(-1, 3)
    west, south, east, north = view.box
    inside = (table[:, 0] >= west) & (table[:, 0] <= east)
    inside &= (table[:, 1] >= south) & (table[:, 1] <= north)
    table = table[inside]
    if not len(table):
        return []
    metres = side * view.unit_m
    plane = np.stack([across_m(table[:, 0]), up_m(table[:, 1])], axis=-1)
    cells, at = np.unique(np.floor(plane / metres), axis=0, return_inverse=True)
    count = np.bincount(at.ravel())
    sums = [np.bincount(at.ravel(), weights=column) for column in (*table[:, :2].T, table[:, 2])]
    rings = _rings(cells * metres, metres)
    return [
        Square(rings[n], float(sums[0][n] / count[n]), float(sums[1][n] / count[n]),
               int(count[n]), float(sums[2][n]))
        for n in range(len(cells))
    ]  # fmt: skip


def circle(longitude: float, latitude: float, *, radius_m: float, corners: int = 36) -> Floats:
    """The outline of everything within so many metres, closed: (corners + 1, 2) degrees."""
    turn = np.linspace(0, 2 * np.pi, corners + 1)
    reach = radius_m / np.cos(np.radians(latitude))
    across = float(across_m(longitude)) + reach * np.cos(turn)
    up = float(up_m(latitude)) + reach * np.sin(turn)
    return np.stack(degrees_at(across, up), axis=-1)


def _rings(low: Floats, side: float) -> Floats:
    corners: npt.NDArray[np.float64] = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * side
    plane = low[:, None, :] + corners[None, :, :]
    return np.stack(degrees_at(plane[..., 0], plane[..., 1]), axis=-1)
