"""Ground: degrees to metres, and which dong a place lies in. Pure.

Metres are EPSG:5179 (Korea 2000 / Unified CS), in which all of Korea lies on one flat map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry import shape

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Boundary:
    """One dong. polygons: GeoJSON geometry (Polygon or MultiPolygon) in degrees."""

    code: str
    name: str
    district: str
    geometry: Any


class Boundaries:
    """Dong with their boundaries, asked which one a place lies in."""

    def __init__(self, boundaries: Iterable[Boundary]) -> None:
        self.of = list(boundaries)
        self.shapes = np.array([shape(one.geometry) for one in self.of], dtype=object)
        self.tree = shapely.STRtree(self.shapes) if self.of else None

    def places(self, longitudes: Sequence[float], latitudes: Sequence[float]) -> list[int]:
        """For each place the number of its boundary in `of`; -1 where it lies in none."""
        found = np.full(len(longitudes), -1, dtype=np.int64)
        if self.tree is not None and len(longitudes):
            points = shapely.points(np.asarray(longitudes), np.asarray(latitudes))
            which, where = self.tree.query(points, predicate="intersects")
            found[which[::-1]] = where[::-1]
        return [int(one) for one in found]


def metres(longitudes: Sequence[float], latitudes: Sequence[float]) -> tuple[Floats, Floats]:
    """Degrees WGS 84 as metres east and north in EPSG:5179."""
    east, north = _to_metres().transform(np.asarray(longitudes), np.asarray(latitudes))
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def degrees(east: Sequence[float], north: Sequence[float]) -> tuple[Floats, Floats]:
    """Metres EPSG:5179 as longitudes and latitudes WGS 84."""
    found = _to_metres().transform(np.asarray(east), np.asarray(north), direction="INVERSE")
    return np.asarray(found[0], dtype=np.float64), np.asarray(found[1], dtype=np.float64)


@cache
def _to_metres() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:5179", always_xy=True)
