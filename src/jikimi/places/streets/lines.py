"""Lines of streets: packed, measured, cut, straightened, put into squares. Pure.

A line is (n, 2) metres east and north in EPSG:5179.  Checked: tests/numbers/test_streets.py
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
CELL_M = 500
_COLUMNS = 4096


def packed(line: Floats) -> bytes:
    """A line as it is stored: whole decimetres, east and north in turn, 32 bits each."""
    return np.rint(line * 10).astype("<i4").tobytes()


def unpacked(stored: bytes) -> Floats:
    """The line that was stored."""
    return np.frombuffer(stored, "<i4").reshape(-1, 2) / 10.0


def steps_m(line: Floats) -> Floats:
    """Metres from each point to the next: (n - 1,)."""
    return np.asarray(np.hypot(*np.diff(line, axis=0).T), np.float64)


def length_m(line: Floats) -> float:
    """Metres from end to end."""
    return float(steps_m(line).sum())


def cell_at(east: float, north: float) -> int:
    """The number of the square of 500 m a place lies in."""
    return int(north // CELL_M) * _COLUMNS + int(east // CELL_M)


def cells_over(west: float, south: float, east: float, north: float) -> list[int]:
    """The squares that a box in metres touches."""
    columns = range(int(west // CELL_M), int(east // CELL_M) + 1)
    rows = range(int(south // CELL_M), int(north // CELL_M) + 1)
    return [row * _COLUMNS + column for row in rows for column in columns]


def middle_of(line: Floats) -> Floats:
    """The place half-way along a line: (2,)."""
    return at_m(line, length_m(line) / 2)


def at_m(line: Floats, metres: float) -> Floats:
    """The place so many metres along a line: (2,)."""
    along = np.concatenate([[0.0], np.cumsum(steps_m(line))])
    return np.array([np.interp(metres, along, line[:, 0]), np.interp(metres, along, line[:, 1])])


def cut_at(line: Floats, metres: float) -> tuple[Floats, Floats]:
    """The line up to a place so many metres along it, and from there."""
    along = np.concatenate([[0.0], np.cumsum(steps_m(line))])
    place = at_m(line, metres)
    before, after = line[along < metres], line[along > metres]
    return np.vstack([before, place]), np.vstack([place, after])


def straightened(line: Floats, *, within_m: float) -> Floats:
    """The line with fewer corners, none left out farther than so many metres from what stays.

    Source: Douglas & Peucker 1973, Cartographica 10:112.
    """
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = distances_m(line[first + 1 : last], line[first], line[last])
        farthest = int(np.argmax(away))
        if away[farthest] > within_m:
            middle = first + 1 + farthest
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return line[keep]


def distances_m(places: Floats, one: Floats, other: Floats) -> Floats:
    """How far places (n, 2) are from the straight piece between two others."""
    along = other - one
    whole = float(along @ along)
    share = np.zeros(len(places)) if whole == 0 else np.clip((places - one) @ along / whole, 0, 1)
    return np.asarray(np.hypot(*(places - one - share[:, None] * along).T), np.float64)


def with_at_most(line: Floats, *, corners: int, within_m: float) -> tuple[Floats, float]:
    """The line with at most so many corners, and within how many metres it was straightened."""
    found = straightened(line, within_m=within_m)
    while len(found) > corners:
        within_m *= 2
        found = straightened(line, within_m=within_m)
    return found, within_m
