"""Drawing: what a template needs to put a map on a page or on paper. Pure.

Checked: tests/numbers/test_maps.py
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from jikimi.places.maps.ground_lines import Lines
from jikimi.places.maps.view import Floats, View, across_m, up_m

# Paths are written in tenths of a unit, as whole numbers from point to point.
TENTHS = 10
_LONGEST_SCALE = 0.25
_APART = 15.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing, or several that stand too near to be told apart, in its place.

    key: what a page about it is called by, empty for several.  kind: which shape and colour; empty
    where several kinds lie together.  state: works, overdue, fault, or any other with its own look.
    number: what is written on it, as on the first of twenty proposed places.  kinds: of several.
    """

    key: str
    kind: str
    state: str
    name: str
    longitude: float
    latitude: float
    count: int = 1
    faults: int = 0
    overdue: int = 0
    number: int = 0
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A cell or another area. ring: (n, 2) degrees; tone: the class that colours or hatches it."""

    ring: Floats
    tone: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """A line to walk, or streets. line: (n, 2) degrees; tone: the class that says what it is."""

    line: Floats
    tone: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place in the drawing and, for several, how large they are drawn."""

    mark: Mark
    x: float
    y: float
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar so many units long stands for so many metres."""

    units: float
    metres: int

    @property
    def says(self) -> str:
        """Metres up to 1 km, kilometres from there on."""
        return f"{self.metres} m" if self.metres < 1000 else f"{self.metres // 1000} km"


@dataclass(frozen=True, slots=True)
class Picture:
    """A map ready to be drawn: paths in tenths of a unit, places in units.

    shapes: (tone, path), each tone one path.  names: (x, y, name, whether of a district).
    tracks: (tone, path) in the order they are laid upon each other.
    ring: the place the map is about.
    """

    view: View
    land: str
    districts: str
    dong: str
    shapes: tuple[tuple[str, str], ...]
    names: tuple[tuple[float, float, str, bool], ...]
    marks: tuple[Placed, ...]
    scale: Scale
    ring: tuple[float, float] | None = None
    tracks: tuple[tuple[str, str], ...] = ()


def drawn(
    view: View,
    lines: Lines,
    marks: Sequence[Mark] = (),
    shapes: Iterable[Shape] = (),
    *,
    ring: tuple[float, float] | None = None,
    tracks: Iterable[Track] = (),
) -> Picture:
    """Lay ground, areas, lines and marks into a view; marks in one spot stand beside each other.

    ring: longitude and latitude of the place the map is about.
    """
    around = view.placed([ring[0]], [ring[1]])[0] if ring else None
    names = view.placed([n[1] for n in lines.names], [n[2] for n in lines.names])
    return Picture(
        view=view,
        land=path_of(lines.land, view),
        districts=path_of(lines.districts, view),
        dong=path_of(lines.dong, view),
        shapes=tuple(_by_tone(view, shapes)),
        names=tuple(
            (_tenth(x), _tenth(y), name[0], name[3])
            for (x, y), name in zip(names, lines.names, strict=True)
        ),
        marks=tuple(_placed(view, marks)),
        scale=scale_of(view),
        ring=None if around is None else (_tenth(around[0]), _tenth(around[1])),
        tracks=tuple(_tracks(view, tracks)),
    )


def path_of(geometry: Any, view: View) -> str:
    """A geometry of the plane as an SVG path: areas closed, lines open."""
    if geometry is None or geometry.is_empty:
        return ""
    said = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            said += [_line(np.asarray(ring.coords), view, closed=True) for ring in rings]
        elif part.geom_type == "LineString":
            said.append(_line(np.asarray(part.coords), view, closed=False))
    return "".join(said)


def scale_of(view: View) -> Scale:
    """The longest round length that takes at most a quarter of the width."""
    most = view.wide * _LONGEST_SCALE * view.true_unit_m
    power = 10 ** math.floor(math.log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most)
    return Scale(_tenth(metres / view.true_unit_m), int(metres))


def _line(plane: Floats, view: View, *, closed: bool) -> str:
    x = (plane[:, 0] - float(across_m(view.west))) / view.unit_m
    y = (float(up_m(view.north)) - plane[:, 1]) / view.unit_m
    tenths = np.rint(np.stack([x, y], axis=-1) * TENTHS).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if not len(steps):
        return ""
    begins = f"M{tenths[0, 0]} {tenths[0, 1]}l"
    turns = " ".join(map(str, (steps[:-1] if closed else steps).ravel().tolist()))
    return f"{begins}{turns}{'z' if closed else ''}"


def _by_tone(view: View, shapes: Iterable[Shape]) -> Iterable[tuple[str, str]]:
    paths: dict[str, list[str]] = {}
    for one in shapes:
        plane = np.stack([across_m(one.ring[:, 0]), up_m(one.ring[:, 1])], axis=-1)
        paths.setdefault(one.tone, []).append(_line(plane, view, closed=True))
    return [(tone, "".join(parts)) for tone, parts in sorted(paths.items())]


def _tracks(view: View, tracks: Iterable[Track]) -> Iterable[tuple[str, str]]:
    """One path for each tone, the tone that came first at the bottom."""
    paths: dict[str, list[str]] = {}
    for one in tracks:
        plane = np.stack([across_m(one.line[:, 0]), up_m(one.line[:, 1])], axis=-1)
        paths.setdefault(one.tone, []).append(_line(plane, view, closed=False))
    return [(tone, "".join(parts)) for tone, parts in paths.items()]


def _placed(view: View, marks: Sequence[Mark]) -> Iterable[Placed]:
    """Every mark in its place; several in the same spot stand in a ring around it."""
    places = view.placed([m.longitude for m in marks], [m.latitude for m in marks])
    spots: dict[tuple[int, int], int] = {}
    for mark, (x, y) in zip(marks, places, strict=True):
        spot = (round(float(x) / 4), round(float(y) / 4))
        turn = spots.get(spot, 0)
        spots[spot] = turn + 1
        away = _APART * math.sqrt(turn) if turn else 0.0
        angle = turn * 2.4
        yield Placed(
            mark,
            _tenth(x + away * math.cos(angle)),
            _tenth(y + away * math.sin(angle)),
            radius_of(mark.count),
        )


def radius_of(count: int) -> float:
    """How large several are drawn: by the digits of their number, so that it fits."""
    return 0.0 if count < 2 else 11.0 + 3.0 * len(str(count))


def _tenth(value: Any) -> float:
    return round(float(value), 1)
