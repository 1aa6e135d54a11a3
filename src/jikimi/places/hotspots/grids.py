"""Cells of one size over an area, squares or hexagons, and what falls into them. Pure.

Checked: tests/numbers/test_hot_grids.py
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Kind = Literal["square", "hexagon"]

MOST_CELLS = 25_000_000
_ROW_M = np.sqrt(3) / 2
_EQUATOR_M, _ECCENTRICITY = 6_378_137.0, 0.006_694_379_990_14


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one size. cell_m: a square's side, or a hexagon's width from side to side.

    first: (row, column) of the first cell, counted from the origin of the coordinates, so that a
    place keeps its cell when more places are added.  shape: (rows, columns).  Hexagons stand on a
    tip; a row further up is set off by half a cell, and its column is counted along that slant.
    """

    kind: Kind
    cell_m: float
    first: tuple[int, int]
    shape: tuple[int, int]

    @property
    def cell_km2(self) -> float:
        """The area of one cell in square kilometres."""
        return self.cell_m**2 * (_ROW_M if self.kind == "hexagon" else 1.0) / 1e6


@dataclass(frozen=True, slots=True)
class Ground:
    """A flat map around one place: true areas, distances within 0.3 % up to 30 km away."""

    lon: float
    lat: float


def grid_over(points: ArrayLike, *, cell_m: float, kind: Kind = "square") -> Grid:
    """Lay cells over points.

    points: (n, 2) metres, n > 0.  Raises ValueError for no points, for a size of 0 or less and for
    more than 25 million cells.
    """
    if not cell_m > 0:
        raise ValueError("cells must be larger than 0 m")
    numbers = _numbers(_points(points), cell_m, kind)
    low, high = numbers.min(axis=0), numbers.max(axis=0)
    rows, columns = (int(n) for n in high - low + 1)
    if rows * columns > MOST_CELLS:
        raise ValueError(f"cells of {cell_m:g} m are too small for an area this large")
    return Grid(kind, cell_m, (int(low[0]), int(low[1])), (rows, columns))


def cells_of(grid: Grid, points: ArrayLike) -> tuple[Numbers, Flags]:
    """Which cell each point falls into, as a flat number, and whether it falls into any.

    points: (n, 2) metres.  A point on a border belongs to the cell above or to the right.
    """
    numbers = _numbers(_points(points), grid.cell_m, grid.kind) - np.array(grid.first)
    inside = np.all((numbers >= 0) & (numbers < np.array(grid.shape)), axis=1)
    return numbers[:, 0] * grid.shape[1] + numbers[:, 1], inside


def counted(
    grid: Grid, points: ArrayLike, *, weights: ArrayLike | None = None
) -> NDArray[np.generic]:
    """How many points, or how much weight, each cell holds: (rows, columns).

    Whole numbers without weights.  Points outside the grid are not counted.
    """
    cell, inside = cells_of(grid, points)
    size = grid.shape[0] * grid.shape[1]
    given = None if weights is None else np.asarray(weights, np.float64)[inside]
    return np.bincount(cell[inside], weights=given, minlength=size).reshape(grid.shape)


def centres(grid: Grid) -> Floats:
    """The middle of each cell in metres: (rows, columns, 2)."""
    rows = grid.first[0] + np.arange(grid.shape[0], dtype=np.float64)[:, None]
    columns = grid.first[1] + np.arange(grid.shape[1], dtype=np.float64)[None, :]
    if grid.kind == "hexagon":
        east, north = columns + rows / 2, rows * _ROW_M + 0 * columns
    else:
        east, north = columns + 0.5 + 0 * rows, rows + 0.5 + 0 * columns
    return np.stack([east, north], axis=-1) * grid.cell_m


def corners(grid: Grid) -> Floats:
    """The outline of each cell in metres, closed: (rows, columns, corners + 1, 2)."""
    if grid.kind == "hexagon":
        turns = np.radians(30 + 60 * np.arange(7))
        off = np.stack([np.cos(turns), np.sin(turns)], axis=-1) / np.sqrt(3)
    else:
        off = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) / 2
    return np.asarray(centres(grid)[:, :, None, :] + off * grid.cell_m, np.float64)


def settled(counts: ArrayLike, *, steps: int = 2) -> Flags:
    """Cells that belong to the area where something is ever counted; water and fields do not.

    Those with a count, gaps between them up to twice so many steps wide, and holes.
    counts: (rows, columns).
    """
    some = np.pad(np.asarray(counts) > 0, steps)
    near = np.ones((3, 3), dtype=np.bool_)
    closed = ndimage.binary_closing(some, structure=near, iterations=steps)
    filled: Flags = ndimage.binary_fill_holes(closed)
    return filled[steps:-steps, steps:-steps] if steps else filled


def hull_of(grid: Grid, points: ArrayLike) -> Flags:
    """Cells whose middle lies in the smallest convex area around points: (rows, columns)."""
    sides = ConvexHull(_points(points)).equations
    off = centres(grid) @ sides[:, :2].T + sides[:, 2]
    return np.asarray(np.all(off <= 1e-9, axis=-1), dtype=np.bool_)


def ground_under(lon: ArrayLike, lat: ArrayLike) -> Ground:
    """The flat map for some places: around their middle, rounded so that it seldom moves."""
    east, north = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    if not east.size or np.any(np.abs(east) > 180) or np.any(np.abs(north) > 90):
        raise ValueError("these are no degrees")
    middle = (float((part.min() + part.max()) / 2) for part in (east, north))
    return Ground(*(round(degrees, 1) for degrees in middle))


def metres_of(ground: Ground, lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Degrees as metres east and north of the middle of the map, (n, 2).

    Source: sinusoidal (equal-area) map with the radii of the WGS 84 ellipsoid at its middle.
    """
    along, across = _radii(ground.lat)
    north = np.radians(np.asarray(lat, np.float64))
    east = across * np.cos(north) * np.radians(np.asarray(lon, np.float64) - ground.lon)
    return np.stack([east, along * (north - np.radians(ground.lat))], axis=-1)


def degrees_of(ground: Ground, points: ArrayLike) -> Floats:
    """Longitude and latitude of points of the map: (..., 2), back from metres_of."""
    along, across = _radii(ground.lat)
    east, north = np.moveaxis(np.asarray(points, np.float64), -1, 0)
    lat = north / along + np.radians(ground.lat)
    lon = np.degrees(east / (across * np.cos(lat))) + ground.lon
    return np.stack([lon, np.degrees(lat)], axis=-1)


def _radii(lat: float) -> tuple[float, float]:
    """Of curvature along the meridian and across it."""
    flat = 1 - _ECCENTRICITY * np.sin(np.radians(lat)) ** 2
    return _EQUATOR_M * (1 - _ECCENTRICITY) / flat**1.5, _EQUATOR_M / np.sqrt(flat)


def _points(points: ArrayLike) -> Floats:
    found = np.asarray(points, np.float64)
    if found.ndim != 2 or found.shape[1] != 2 or not len(found):
        raise ValueError("points are (n, 2), at least one")
    if not np.all(np.isfinite(found)):
        raise ValueError("a point has no coordinates")
    return found


def _numbers(points: Floats, cell_m: float, kind: Kind) -> Numbers:
    """Row and column of each point, counted from the origin: (n, 2)."""
    if kind == "hexagon":
        return _hexagons(points / cell_m)
    return np.floor(points[:, ::-1] / cell_m).astype(np.int64)


def _hexagons(points: Floats) -> Numbers:
    """Rounded to the nearest middle: of three slanted axes the one rounded most gives way."""
    row = points[:, 1] / _ROW_M
    column = points[:, 0] - row / 2
    axes = np.stack([row, column, -row - column])
    near = np.round(axes)
    off = np.abs(near - axes)
    worst = off.argmax(axis=0)
    near[0] = np.where(worst == 0, -near[1] - near[2], near[0])
    near[1] = np.where(worst == 1, -near[0] - near[2], near[1])
    return near[:2].T.astype(np.int64)
