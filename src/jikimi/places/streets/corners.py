"""Corners: where streets meet. Lines of a file are cut there, so that a way can turn. Pure.

Streets meet where they share a point, where one ends within a metre of another, and where two cross
on the ground.  Over and under each other (bridges, underpasses) they do not.
Checked: tests/numbers/test_streets.py
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from jikimi.places.streets.lines import Floats, at_m, length_m, steps_m

NEAR_M = 1.0
LONGEST_M = 400.0
_SAME_M = 0.5


def stretches_of(lines: Sequence[Floats], apart: Sequence[bool]) -> list[tuple[int, Floats]]:
    """The lines cut at their corners: (which line, its piece) in order, none longer than 400 m.

    apart: of lines that pass over or under others.  Pieces that meet end in the very same place.
    """
    whole = [np.round(line, 1) for line in lines]
    _draw_ends_together(whole)
    inserts = _met(whole, apart)
    pieces = []
    for number, line in enumerate(whole):
        pieces.append(_with(line, inserts.get(number, [])))
    shared = _shared(pieces)
    return [
        (number, short)
        for number, (line, is_corner) in enumerate(zip(pieces, shared, strict=True))
        for part in _parts(line, is_corner)
        for short in _no_longer(part)
    ]


def _draw_ends_together(lines: list[Floats]) -> None:
    """Ends within a metre of each other become one place: that of the first of them."""
    if not lines:
        return
    ends = np.array([end for line in lines for end in (line[0], line[-1])])
    pairs = cKDTree(ends).query_pairs(NEAR_M, output_type="ndarray")
    size = len(ends)
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    _count, of = connected_components(links, directed=False)
    _places, first = np.unique(of, return_index=True)
    ends = ends[first[of]]
    for number, line in enumerate(lines):
        line[0], line[-1] = ends[2 * number], ends[2 * number + 1]


def _met(lines: Sequence[Floats], apart: Sequence[bool]) -> dict[int, list[Floats]]:
    """For each line the places inside it where another meets it."""
    shapes = shapely.linestrings(
        np.vstack(lines), indices=np.repeat(np.arange(len(lines)), [len(one) for one in lines])
    ) if lines else np.array([])  # fmt: skip
    tree = shapely.STRtree(shapes)
    found: dict[int, list[Floats]] = defaultdict(list)
    for one, other, place in (*_ends_on(lines, shapes, tree), *_crossings(lines, shapes, tree)):
        if not apart[other] and (one < 0 or not apart[one]):
            found[other].append(place)
            if one >= 0:
                found[one].append(place)
    return found


def _ends_on(
    lines: Sequence[Floats], shapes: npt.NDArray[np.object_], tree: shapely.STRtree
) -> Iterator[tuple[int, int, Floats]]:
    """(-1, line, place): an end of another line lies on this one, but at neither of its ends."""
    if not len(shapes):
        return
    ends = np.array([end for line in lines for end in (line[0], line[-1])])
    which, on = tree.query(shapely.points(ends), predicate="dwithin", distance=NEAR_M)
    for end, number in zip(which.tolist(), on.tolist(), strict=True):
        line, place = lines[number], ends[end]
        if end // 2 != number and not _is_end(line, place):
            yield -1, number, place


def _crossings(
    lines: Sequence[Floats], shapes: npt.NDArray[np.object_], tree: shapely.STRtree
) -> Iterator[tuple[int, int, Floats]]:
    """(one, other, place): two lines cross there, and at no end of either."""
    if not len(shapes):
        return
    ones, others = tree.query(shapes, predicate="crosses")
    before = ones < others
    ones, others = ones[before], others[before]
    meeting = shapely.intersection(shapes[ones], shapes[others])
    for one, other, met in zip(ones.tolist(), others.tolist(), meeting, strict=True):
        for point in shapely.get_parts(met):
            if point.geom_type != "Point":
                continue
            place = np.round(np.array([point.x, point.y]), 1)
            if not _is_end(lines[one], place) and not _is_end(lines[other], place):
                yield one, other, place


def _is_end(line: Floats, place: Floats) -> bool:
    return bool(np.hypot(*(line[[0, -1]] - place).T).min() <= NEAR_M)


def _with(line: Floats, places: Sequence[Floats]) -> Floats:
    """The line with these places among its points; a point that is nearly there moves there."""
    for place in places:
        away = np.hypot(*(line - place).T)
        nearest = int(np.argmin(away))
        if away[nearest] <= _SAME_M and 0 < nearest < len(line) - 1:
            line = line.copy()
            line[nearest] = place
        elif away[nearest] > 0:
            line = np.insert(line, _segment(line, place) + 1, place, axis=0)
    return line


def _segment(line: Floats, place: Floats) -> int:
    """Between which two points of a line a place lies."""
    one, along = line[:-1], np.diff(line, axis=0)
    whole = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((place - one) * along).sum(axis=1) / whole, 0, 1)
    return int(np.argmin(np.hypot(*(place - one - share[:, None] * along).T)))


def _shared(lines: Sequence[Floats]) -> list[npt.NDArray[np.bool_]]:
    """For each point of each line whether another line, or this one again, comes through it."""
    if not lines:
        return []
    points = np.rint(np.vstack(lines) * 10).astype(np.int64)
    keys = points[:, 0] * (1 << 32) + points[:, 1]
    _keys, of, count = np.unique(keys, return_inverse=True, return_counts=True)
    return np.split(count[of] > 1, np.cumsum([len(line) for line in lines])[:-1])


def _parts(line: Floats, is_corner: npt.NDArray[np.bool_]) -> Iterator[Floats]:
    cuts = [0, *(np.flatnonzero(is_corner[1:-1]) + 1).tolist(), len(line) - 1]
    for first, last in pairwise(cuts):
        part = line[first : last + 1]
        if length_m(part) > 0:
            yield part


def _no_longer(line: Floats) -> Iterator[Floats]:
    """In as many equal pieces as it takes for none to be longer than 400 m."""
    number = int(np.ceil(length_m(line) / LONGEST_M))
    if number < 2:
        yield line
        return
    along = np.concatenate([[0.0], np.cumsum(steps_m(line))])
    marks = np.linspace(0, along[-1], number + 1)
    places = [line[0], *(np.round(at_m(line, mark), 1) for mark in marks[1:-1]), line[-1]]
    for n in range(number):
        inside = line[(along > marks[n] + _SAME_M) & (along < marks[n + 1] - _SAME_M)]
        yield np.vstack([places[n], inside, places[n + 1]])
