"""Cells whose neighbourhood holds more, or less, than chance would put there. Pure.

Source: Getis & Ord 1992, Geogr Anal 24:189; Ord & Getis 1995, Geogr Anal 27:286 (Gi*).
Checked: tests/numbers/test_hot_cells.py
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jikimi.places.hotspots.conditional import TooLarge, conditional_p, drawn_p
from jikimi.places.hotspots.grids import Flags, Floats, Kind, Numbers

_Number = TypeVar("_Number", np.int64, np.float64)
_SIX = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, 1))


@dataclass(frozen=True, slots=True)
class HotCells:
    """How unusual the neighbourhood of each cell is; arrays (rows, columns), NaN outside.

    z: Gi*, the cell itself counted with its neighbours; NaN where all cells count the same.
    p_hot, p_cold: the exact chance of neighbours that hold as much, or as little, given the cell's
    own count.  q: the share of false alarms if every cell up to this one is called hot or cold.
    is_exact: False where counts were so large that the chances were drawn instead.
    """

    z: Floats
    p_hot: Floats
    p_cold: Floats
    q: Floats
    is_exact: bool = True

    @property
    def p(self) -> Floats:
        """Two-sided: twice the smaller chance, at most 1."""
        return _two_sided(self.p_hot, self.p_cold)

    def hot(self, *, false_share: float = 0.05) -> Flags:
        """Cells to call hot when so large a share of false alarms is borne."""
        return (self.q <= false_share) & (self.p_hot < self.p_cold)

    def cold(self, *, false_share: float = 0.05) -> Flags:
        """Cells to call cold, in the same way."""
        return (self.q <= false_share) & (self.p_cold < self.p_hot)


def hot_cells(
    counts: ArrayLike, *, within: ArrayLike | None = None, kind: Kind = "square"
) -> HotCells:
    """Find hot and cold cells: z to look at, exact chances to decide by.

    counts: (rows, columns), whole numbers >= 0.  within: cells that belong to the area, all unless
    told.  A square has eight neighbours, a hexagon six, fewer at the border of the area.
    Raises ValueError for other counts and when no cell is within.
    """
    whole, inside = _whole(counts), _inside(counts, within)
    own = np.where(inside, whole, 0)
    sums, around = _around(own, kind), _around(inside.astype(np.int64), kind)
    values, near, chosen = own[inside], sums[inside], around[inside]
    full, empty, is_exact = _chances(values, chosen, near)
    q = false_discovery(_two_sided(full, empty))
    z = _z(values, near + values, chosen + 1)
    laid = [_laid(part, inside) for part in (z, full, empty, q)]
    return HotCells(laid[0], laid[1], laid[2], laid[3], is_exact)


def gi_star(counts: ArrayLike, *, within: ArrayLike | None = None, kind: Kind = "square") -> Floats:
    """Gi* alone, for weights that are no whole numbers as well: (rows, columns), NaN outside."""
    inside = _inside(counts, within)
    own = np.where(inside, np.asarray(counts, np.float64), 0.0)
    sums = own + _around(own, kind)
    size = 1 + _around(inside.astype(np.int64), kind)
    return _laid(_z(own[inside], sums[inside], size[inside]), inside)


def around(values: ArrayLike, *, kind: Kind = "square") -> Floats:
    """What the neighbours of each cell hold together, the cell itself not counted."""
    return _around(np.asarray(values, np.float64), kind)


def false_discovery(p: ArrayLike) -> Floats:
    """The share of false alarms among all that are at least as unlikely; any shape.

    Source: Benjamini & Hochberg 1995, JRSS B 57:289; proven for chances that go together, as
    those of neighbours do (Benjamini & Yekutieli 2001, Ann Stat 29:1165), and tried on noise.
    """
    chances = np.asarray(p, np.float64).ravel()
    order = np.argsort(chances)
    shares = chances[order] * (len(order) / np.arange(1, len(order) + 1))
    found = np.empty(len(order))
    found[order] = np.minimum(np.minimum.accumulate(shares[::-1])[::-1], 1.0)
    return found.reshape(np.shape(p))


def _chances(own: Numbers, chosen: Numbers, sums: Numbers) -> tuple[Floats, Floats, bool]:
    """Exact where a table can be filled, drawn where it would be too large."""
    try:
        return *conditional_p(own, chosen, sums), True
    except TooLarge:
        return *drawn_p(own, chosen, sums), False


def _two_sided(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.minimum(1.0, 2 * np.minimum(one, other)), dtype=np.float64)


def _z(own: NDArray[np.generic], sums: NDArray[np.generic], size: Numbers) -> Floats:
    """sums, size: of the neighbourhood with the cell itself."""
    values = own.astype(np.float64)
    cells, mean = len(values), values.mean()
    if values.min() == values.max():
        return np.full(cells, np.nan)
    spread = np.sqrt(np.square(values - mean).mean() * size * (cells - size) / (cells - 1))
    return np.asarray((sums - mean * size) / np.where(spread > 0, spread, np.nan), np.float64)


def _around(values: NDArray[_Number], kind: Kind) -> NDArray[_Number]:
    """What the neighbours hold together; beyond the border there is nothing."""
    if kind == "square":
        return _three(_three(values, 0), 1) - values
    wide = np.pad(values, 1)
    rows, columns = values.shape
    found = np.zeros_like(values)
    for up, right in _SIX:
        found += wide[1 + up : 1 + up + rows, 1 + right : 1 + right + columns]
    return found


def _three(values: NDArray[_Number], axis: int) -> NDArray[_Number]:
    """Each value with the one before and the one after it along an axis."""
    found = values.copy()
    along, before = np.moveaxis(found, axis, 0), np.moveaxis(values, axis, 0)
    along[1:] += before[:-1]
    along[:-1] += before[1:]
    return found


def _whole(counts: ArrayLike) -> Numbers:
    given = np.asarray(counts)
    found = given.astype(np.int64)
    if given.ndim != 2 or np.any(found != given) or np.any(found < 0):
        raise ValueError("counts are (rows, columns) of whole numbers from 0 on")
    return found


def _inside(counts: ArrayLike, within: ArrayLike | None) -> Flags:
    shape = np.shape(counts)
    found = np.ones(shape, np.bool_) if within is None else np.asarray(within, np.bool_)
    if found.shape != shape or not found.any():
        raise ValueError("within says of each cell whether it belongs to the area; some must")
    return found


def _laid(values: Floats, inside: Flags) -> Floats:
    if inside.all():
        return values.reshape(inside.shape)
    found = np.full(inside.shape, np.nan)
    found[inside] = values
    return found
