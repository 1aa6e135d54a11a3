"""The finest cells that tables over the same things cut out of each other. Pure.

A cell is a piece of every axis and a stretch of days; pieces that no table tells apart are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
_REST = "\0rest"
MOST_CELLS = 40_000


class TooFine(ValueError):
    """More cells or small counts than can be solved for while somebody waits."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many fall into some codes of each axis and some days.

    at: axis → codes taken together, for a total all there are; an axis left out is taken whole,
    and may hold more than the codes any table names, which leaves a reader in more doubt.
    first: the first day; until: the day after the last.
    """

    at: Mapping[str, frozenset[str]]
    first: date
    until: date
    count: float


def cells_of(counts: Sequence[Counted]) -> tuple[Bools, NDArray[np.int64]]:
    """Which cells each count holds: (rows, cells), and for each count its row.

    Counts of the same cells share a row.  Raises TooFine.
    """
    axes = [_codes(counts, axis) for axis in sorted({axis for one in counts for axis in one.at})]
    parts = [*axes, _days(counts)]
    if np.prod([part.shape[1] for part in parts], dtype=float) > MOST_CELLS:
        raise TooFine
    rows: dict[bytes, int] = {}
    kept: list[Bools] = []
    row_of = np.empty(len(counts), np.int64)
    for number in range(len(counts)):
        held = reduce(_crossed, (part[number] for part in parts))
        row_of[number] = rows.setdefault(np.packbits(held).tobytes(), len(rows))
        if len(rows) > len(kept):
            kept.append(held)
    return _told_apart(np.array(kept)), row_of


def left_over(sums: Bools, values: NDArray[np.float64]) -> tuple[list[Bools], list[float]]:
    """What is left of each printed count when printed parts of it are taken away, and how many.

    From each count the largest parts that do not overlap are taken, and each part alone from the
    smallest count that holds it: what nobody printed, and anybody can subtract.
    """
    sizes = sums.sum(axis=1)
    shared = sums.astype(np.float32) @ sums.T.astype(np.float32)
    inside = (shared >= sizes[:, None] - 0.5) & (sizes[:, None] < sizes[None, :])
    order = np.argsort(-sizes, kind="stable")
    found: dict[bytes, tuple[Bools, float]] = {}
    for whole in range(len(sums)):
        parts = [part for part in order if inside[part, whole]]
        for rest, value in _rests(sums, values, whole, parts):
            found.setdefault(np.packbits(rest).tobytes(), (rest, value))
    return [rest for rest, _value in found.values()], [value for _rest, value in found.values()]


def _rests(
    sums: Bools, values: NDArray[np.float64], whole: int, parts: list[np.intp]
) -> Iterable[tuple[Bools, float]]:
    rest, value = sums[whole].copy(), float(values[whole])
    for part in parts:
        if not np.any(sums[part] & ~rest):
            rest, value = rest & ~sums[part], value - float(values[part])
    if parts and rest.any():
        yield rest, value
    for part in parts[:1]:
        yield sums[whole] & ~sums[part], float(values[whole] - values[part])


def _codes(counts: Sequence[Counted], axis: str) -> Bools:
    """For each count which pieces of an axis it takes."""
    named = sorted({code for one in counts for code in one.at.get(axis, ())})
    taken = [one.at.get(axis) for one in counts]
    grid = [[t is None or code in t for code in (*named, _REST)] for t in taken]
    return _told_apart(np.array(grid, bool))


def _days(counts: Sequence[Counted]) -> Bools:
    """For each count which stretches of days it takes."""
    turns = sorted({day for one in counts for day in (one.first, one.until)})
    firsts = turns[:-1] or turns
    grid = [[one.first <= day < one.until for day in firsts] for one in counts]
    return _told_apart(np.array(grid, bool))


def _crossed(one: Bools, other: Bools) -> Bools:
    return np.asarray(np.logical_and.outer(one, other).ravel())


def _told_apart(grid: Bools) -> Bools:
    """The grid with each kind of column once, and none that nobody takes."""
    packed = np.ascontiguousarray(np.packbits(grid, axis=0).T)
    kinds = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _kinds, first = np.unique(kinds, return_index=True)
    single = grid[:, np.sort(first)]
    return np.asarray(single[:, single.any(axis=0)])
