"""Ground: borders of districts and dong, as coarse as a map can show them. Pure.

Neighbours are simplified together, so that no gap opens between them, and a border that two share
is drawn once.  Checked: tests/numbers/test_maps.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box as box_of
from shapely.geometry import shape

from jikimi.places.maps.view import View, across_m, degrees_at, up_m

# A dong smaller than so many units in the drawing is not told from its neighbours.
_LEAST_DONG = 26.0
_LEAST_NAMED = 52.0
_SPECK = 6.0
_COARSER = 1.5
_METRES_OF_4_DIGITS = 12.0
_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Level:
    """The ground at one coarseness, in metres on the map's plane."""

    land: Any
    districts: Any
    dong: Any


@dataclass(frozen=True, slots=True)
class Lines:
    """What of the ground lies in a view: geometries on the plane, and names with their place.

    names: (name, longitude, latitude, whether it is a district).
    digits: of degrees that the view can show.
    """

    land: Any
    districts: Any
    dong: Any
    names: tuple[tuple[str, float, float, bool], ...]
    digits: int = 5


class Land:
    """Dong of a region with the districts they lie in, asked for what a view shows of them.

    areas: (name of dong, name of district, GeoJSON geometry in degrees).
    """

    def __init__(self, areas: Sequence[tuple[str, str, Any]]) -> None:
        self.names = [name for name, _district, _geometry in areas]
        self.of = [district for _name, district, _geometry in areas]
        shapes = [shape(geometry) for _name, _district, geometry in areas]
        self.degrees = shapely.total_bounds(shapes) if shapes else None
        self.shapes = shapely.transform(np.array(shapes, dtype=object), _on_plane)
        self.level = lru_cache(maxsize=16)(self._level)
        self.seen = lru_cache(maxsize=64)(self._seen)

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """The box around everything, in degrees; None without areas."""
        if self.degrees is None:
            return None
        west, south, east, north = (float(one) for one in self.degrees)
        return (west, south, east, north)

    def lines(self, view: View) -> Lines:
        """What a view shows, cut at its edge; views that many ask for are kept."""
        return self.seen(view)

    def _seen(self, view: View) -> Lines:
        if not len(self.shapes):
            return Lines(None, None, None, ())
        level = self.level(_power(view.unit_m))
        frame = _frame(view)
        dong = _cut(level.dong, frame) if self._shows(view, _LEAST_DONG) else None
        return Lines(
            _cut(level.land, frame),
            _cut(level.districts, frame),
            dong,
            self._named(view, frame),
            digits=5 if view.unit_m < _METRES_OF_4_DIGITS else 4,
        )

    def _shows(self, view: View, least: float) -> bool:
        typical = math.sqrt(float(np.median(shapely.area(self.shapes))))
        return typical / view.unit_m > least

    def _level(self, unit_m: float) -> Level:
        whole = shapely.coverage_simplify(self.shapes, _COARSER * unit_m)
        by_district: dict[str, list[Any]] = {}
        for district, one in zip(self.of, whole, strict=True):
            by_district.setdefault(district, []).append(one)
        districts = [shapely.union_all(shapes, grid_size=0.01) for shapes in by_district.values()]
        land = _without_specks(shapely.union_all(districts, grid_size=0.01), unit_m)
        inland = land.buffer(-unit_m / 2)
        return Level(land, _borders(districts, inland), _borders(whole, inland))

    def _named(self, view: View, frame: Any) -> tuple[tuple[str, float, float, bool], ...]:
        """Names of what is large enough, where it is widest; of dong or of districts."""
        of_dong = self._shows(view, _LEAST_NAMED)
        groups: dict[str, list[int]] = {}
        for number, name in enumerate(self.names if of_dong else self.of):
            groups.setdefault(f"{self.of[number]} {name}" if of_dong else name, []).append(number)
        found = []
        for key, numbers in groups.items():
            seen = shapely.intersection(_largest(self.shapes[numbers]), frame)
            if seen.is_empty or math.sqrt(seen.area) / view.unit_m < _LEAST_NAMED:
                continue
            middle = shapely.point_on_surface(seen)
            lon, lat = degrees_at(middle.x, middle.y)
            name = self.names[numbers[0]] if of_dong else key
            found.append((name, float(lon), float(lat), not of_dong))
        return tuple(found)


def in_degrees(geometry: Any, *, digits: int) -> Any:
    """A geometry of the plane as GeoJSON coordinates; five digits are a metre."""
    turned = shapely.transform(geometry, lambda xy: np.stack(degrees_at(*xy.T), axis=-1))
    return shapely.geometry.mapping(shapely.set_precision(turned, 10**-digits, mode="pointwise"))


def _on_plane(degrees: Any) -> Any:
    return np.stack([across_m(degrees[:, 0]), up_m(degrees[:, 1])], axis=-1)


def _power(unit_m: float) -> float:
    """The coarseness to draw at: a power of two not above the size of a unit."""
    return 2.0 ** math.floor(math.log2(max(unit_m, 0.5)))


def _frame(view: View) -> Any:
    wide, high = view.wide * view.unit_m * _MARGIN, view.tall * view.unit_m * _MARGIN
    return box_of(
        float(across_m(view.west)) - wide,
        float(up_m(view.south)) - high,
        float(across_m(view.east)) + wide,
        float(up_m(view.north)) + high,
    )


def _cut(geometry: Any, frame: Any) -> Any:
    return shapely.clip_by_rect(geometry, *frame.bounds)


def _borders(shapes: Any, inland: Any) -> Any:
    """Each border once, without the shore: that is drawn with the land."""
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=0.01)
    return shapely.line_merge(shapely.intersection(lines, inland))


def _without_specks(land: Any, unit_m: float) -> Any:
    parts = shapely.get_parts(land)
    large = parts[shapely.area(parts) > _SPECK * unit_m**2]
    return shapely.multipolygons(large) if len(large) else land


def _largest(shapes: Any) -> Any:
    """The largest piece of several areas together: islands bear no name."""
    parts = shapely.get_parts(shapely.union_all(shapes, grid_size=0.01))
    return parts[int(np.argmax(shapely.area(parts)))]
