"""Events on streets: each belongs to the nearest segment of given lines. Pure.

For whoever holds exact places. Crime points are kept in squares, and a square touches many
streets: they are never laid on segments.
Checked: tests/numbers/test_hot_segments.py
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import ArrayLike

from jikimi.places.hotspots.grids import Floats, Ground, Numbers, metres_of

LONGEST_M = 200.0
REACH_M = 50.0


@dataclass(frozen=True, slots=True)
class Segments:
    """Parts of streets. ends: (n, 2, 2) metres.  street: (n,) place of its line in the file."""

    ends: Floats
    street: Numbers

    @property
    def length_m(self) -> Floats:
        """How long each is."""
        return np.asarray(np.hypot(*(self.ends[:, 1] - self.ends[:, 0]).T), np.float64)


class SegmentsError(Exception):
    """A file that holds no lines: what is wrong, with the file."""


def segments_of(path: Path, ground: Ground | None, *, longest_m: float = LONGEST_M) -> Segments:
    """Read the lines of a GeoJSON and part them where they bend, none longer than longest_m.

    ground: the flat map of the events; without it the file gives metres.  Raises SegmentsError.
    """
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        shapes = [shapely.geometry.shape(one["geometry"]) for one in features]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SegmentsError(f"{path.name}: this is no GeoJSON with lines.") from None
    lines = [
        (number, line)
        for number, shape in enumerate(shapes)
        for line in (shape.geoms if hasattr(shape, "geoms") else [shape])
        if line.geom_type == "LineString"
    ]
    if not lines:
        raise SegmentsError(f"{path.name}: it holds no lines.")
    found = [_parts(np.array(line.coords)[:, :2], ground, longest_m) for _number, line in lines]
    street = [
        np.full(len(part), number) for (number, _line), part in zip(lines, found, strict=True)
    ]
    return Segments(np.vstack(found), np.concatenate(street).astype(np.int64))


def nearest_segments(
    segments: Segments, points: ArrayLike, *, reach_m: float = REACH_M
) -> tuple[Numbers, Floats]:
    """The nearest segment of each point, and how far it lies; -1 beyond reach_m.

    points: (n, 2) metres.  A point as near to two belongs to the first of them.
    """
    lines = shapely.linestrings(segments.ends)
    tree = shapely.STRtree(lines)
    places = shapely.points(np.asarray(points, np.float64))
    found = np.full(len(places), -1, np.int64)
    far = np.full(len(places), np.inf)
    (which, at), off = tree.query_nearest(
        places, max_distance=reach_m, return_distance=True, all_matches=True
    )
    order = np.lexsort((-at, which))
    found[which[order]], far[which[order]] = at[order], off[order]
    return found, far


def per_kilometre(segments: Segments, nearest: Numbers) -> tuple[Numbers, Floats]:
    """Events on each segment, and their number on a kilometre of it."""
    count = np.bincount(nearest[nearest >= 0], minlength=len(segments.ends))
    return count, np.asarray(count / np.maximum(segments.length_m, 1.0) * 1000, np.float64)


def _parts(coords: Floats, ground: Ground | None, longest_m: float) -> Floats:
    """A line as pieces from bend to bend, long ones parted evenly: (pieces, 2, 2)."""
    points = metres_of(ground, *coords.T) if ground else coords
    pieces = []
    for start, end in pairwise(points):
        many = max(1, int(np.ceil(np.hypot(*(end - start)) / longest_m)))
        steps = start + np.linspace(0, 1, many + 1)[:, None] * (end - start)
        pieces.append(np.stack([steps[:-1], steps[1:]], axis=1))
    return np.concatenate(pieces)
