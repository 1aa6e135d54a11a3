"""View: the part of the earth a map shows, and where in the drawing a place lies. Pure.

Drawn in Web Mercator, as browsers' map libraries draw, so that the picture of the server and the
one that can be moved lie upon each other.  Checked: tests/numbers/test_maps.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WIDE, LEAST_WIDE, MOST_WIDE = 720, 280, 1600
ASPECT = 3 / 4
_RADIUS_M = 6_378_137.0
_KOREA = (124.0, 32.5, 132.5, 39.5)
_LEAST_M = 120.0
_EDGE = 0.05


@dataclass(frozen=True, slots=True)
class View:
    """A box in degrees (WGS 84), drawn `wide` units across; always four wide and three high."""

    west: float
    south: float
    east: float
    north: float
    wide: int = WIDE

    @property
    def tall(self) -> int:
        """Units from top to bottom."""
        return round(self.wide * ASPECT)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return (self.west, self.south, self.east, self.north)

    @property
    def text(self) -> str:
        """The box as an address carries it."""
        return ",".join(f"{degrees:.5f}" for degrees in self.box)

    @property
    def unit_m(self) -> float:
        """Metres that one unit of the drawing stands for, on the map's own plane."""
        return float(across_m(self.east) - across_m(self.west)) / self.wide

    @property
    def true_unit_m(self) -> float:
        """Metres on the ground that one unit stands for, in the middle of the map."""
        return self.unit_m * math.cos(math.radians((self.south + self.north) / 2))

    def placed(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> Floats:
        """Where places lie in the drawing, from its upper left corner: (n, 2)."""
        left, top = across_m(self.west), up_m(self.north)
        x = (across_m(np.asarray(longitudes, np.float64)) - left) / self.unit_m
        y = (top - up_m(np.asarray(latitudes, np.float64))) / self.unit_m
        return np.stack([x, y], axis=-1)

    def moved(self, right: float, up: float) -> View:
        """The same size, moved by so many widths and heights."""
        east, north = (self.east - self.west) * right, (self.north - self.south) * up
        return replace(
            self,
            west=self.west + east,
            east=self.east + east,
            south=self.south + north,
            north=self.north + north,
        )

    def zoomed(self, times: float) -> View:
        """Around the same middle, so many times as near."""
        middle = ((self.west + self.east) / 2, (self.south + self.north) / 2)
        half = ((self.east - self.west) / times / 2, (self.north - self.south) / times / 2)
        box = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
        return view_over(box, wide=self.wide, edge=0)

    def around(self, longitude: float, latitude: float, times: float) -> View:
        """A nearer view with a place in its middle."""
        near = self.zoomed(times)
        right = (longitude - (near.west + near.east) / 2) / (near.east - near.west)
        up = (latitude - (near.south + near.north) / 2) / (near.north - near.south)
        return near.moved(right, up)


def across_m(longitude: npt.ArrayLike) -> Floats:
    """Metres east on the plane of Web Mercator."""
    return np.asarray(np.radians(longitude) * _RADIUS_M, np.float64)


def up_m(latitude: npt.ArrayLike) -> Floats:
    """Metres north on the plane of Web Mercator."""
    return np.asarray(np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)) * _RADIUS_M, np.float64)


def degrees_at(across: npt.ArrayLike, up: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude of places on the plane."""
    longitude = np.degrees(np.asarray(across, np.float64) / _RADIUS_M)
    latitude = np.degrees(2 * np.arctan(np.exp(np.asarray(up, np.float64) / _RADIUS_M)) - np.pi / 2)
    return longitude, latitude


def view_over(
    box: tuple[float, float, float, float], *, wide: int = WIDE, edge: float = _EDGE
) -> View:
    """The view that shows a whole box with a little edge around it.

    Never nearer than 120 m across, and never wider than Korea.
    """
    west, south, east, north = _within_korea(box)
    left, right = float(across_m(west)), float(across_m(east))
    low, high = float(up_m(south)), float(up_m(north))
    width = max(right - left, (high - low) / ASPECT, _LEAST_M) * (1 + 2 * edge)
    middle = ((left + right) / 2, (low + high) / 2)
    half = (width / 2, width * ASPECT / 2)
    lon, lat = degrees_at(
        [middle[0] - half[0], middle[0] + half[0]], [middle[1] - half[1], middle[1] + half[1]]
    )
    return View(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1]), wide=wide)


def view_of(text: str, *, wide: str = "") -> View | None:
    """The view an address asks for: `west,south,east,north` in degrees; None where it is none."""
    parts = text.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    numbers = (west, south, east, north)
    if not all(map(math.isfinite, numbers)) or west >= east or south >= north:
        return None
    if east < _KOREA[0] or west > _KOREA[2] or north < _KOREA[1] or south > _KOREA[3]:
        return None
    return view_over(numbers, wide=units(wide), edge=0)


def units(text: str) -> int:
    """How wide to draw: what was asked for within reason, 720 else."""
    asked = int(text) if text.isdecimal() and len(text) < 6 else WIDE
    return min(max(asked, LEAST_WIDE), MOST_WIDE)


def _within_korea(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    return (
        max(west, _KOREA[0]),
        max(south, _KOREA[1]),
        min(east, _KOREA[2]),
        min(north, _KOREA[3]),
    )
