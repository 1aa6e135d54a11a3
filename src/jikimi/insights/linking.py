"""Tables that count the same things, printed one after the other: what together they give away.

What is hidden in one of them must stay hidden to somebody who keeps all of them.  Pure.
Method: docs/methods/suppression.md.  Checked: tests/numbers/test_linking.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from jikimi.insights.linking_cells import Bools, Counted, TooFine, cells_of, left_over
from jikimi.insights.rates import Floats
from jikimi.insights.suppression import UNDER, Figures, NotHidden, hide_small

__all__ = ["Counted", "Cover", "Earlier", "NotHidden", "TooFine", "cover"]
MOST_SMALL = 250
_NOW_WEIGHS = 1000.0
_SAME = 0.5


@dataclass(frozen=True, slots=True)
class Earlier:
    """A count of a table that was made public, as it was then. is_shown: it was printed."""

    counted: Counted
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """What of a new table is hidden, each (counts,).

    small: few stand behind it; also: the small ones, also of earlier tables, followed from it.
    """

    small: Bools
    also: Bools

    @property
    def hidden(self) -> Bools:
        """What is not printed."""
        return self.small | self.also


@dataclass(frozen=True, slots=True)
class _Lines:
    """Every count that matters, each set of cells once: (lines, cells) and what is known of each.

    is_now: to be printed; is_fixed: printed before; was_few: hidden before, and few today.
    """

    sums: Bools
    values: Floats
    is_now: Bools
    is_fixed: Bools
    was_few: Bools


def cover(now: Sequence[Counted], before: Sequence[Earlier], *, under: int = UNDER) -> Cover:
    """What to hide of a new table, given all that is public about the same things.

    What is left over when printed counts are taken from one that holds them is held to the same
    rule as what is printed.  What earlier tables gave away already is given up.  A count printed
    anew with another value was corrected: what was printed before is no fact about it any more.
    Raises NotHidden where what is public gives a small count away whatever is hidden now, TooFine
    where there is too much to solve for.
    """
    if not now:
        return Cover(np.zeros(0, bool), np.zeros(0, bool))
    sums, row_of = cells_of([*now, *(one.counted for one in before)])
    lines = _gathered(sums, row_of, now, before, under)
    small = _is_small(lines.values, under) & lines.is_now
    hidden = _hidden(lines, small, under)[row_of[: len(now)]]
    own = small[row_of[: len(now)]]
    return Cover(hidden & own, hidden & ~own)


def _gathered(
    sums: Bools,
    row_of: NDArray[np.int64],
    now: Sequence[Counted],
    before: Sequence[Earlier],
    under: int,
) -> _Lines:
    """One line for each set of cells."""
    rows = len(sums)
    values = np.zeros(rows)
    is_now, is_fixed, was_hidden = (np.zeros(rows, bool) for _each in range(3))
    for row, old in zip(row_of[len(now) :], before, strict=True):
        is_fixed[row] |= old.is_shown
        was_hidden[row] |= not old.is_shown
        if old.is_shown or not is_fixed[row]:
            values[row] = old.counted.count
    for row, one in zip(row_of, now, strict=False):
        is_fixed[row] &= abs(values[row] - one.count) < _SAME
        values[row], is_now[row] = one.count, True
    was_few = was_hidden & ~is_fixed & ~is_now & (values < under - _SAME)
    return _Lines(sums, values, is_now, is_fixed, was_few)


def _fitting(sums: sparse.csr_array, values: Floats, weights: Floats) -> Floats:
    """Cells that sum to these counts; where they contradict each other, as nearly as can be."""
    rows, cells = sums.shape
    apart = sparse.identity(rows, format="csr")
    found = linprog(
        np.r_[np.zeros(cells), weights, weights],
        A_eq=sparse.hstack([sums, apart, -apart]).tocsr(),
        b_eq=values,
        bounds=(0, None),
        method="highs",
    )
    return np.asarray(found.x[:cells], np.float64)


def _hidden(lines: _Lines, small: Bools, under: int) -> Bools:
    """Which lines stay hidden: of the new table, and those hidden before."""
    kept = _concerned(lines)
    weights = np.where(lines.is_now, _NOW_WEIGHS, 1.0)[kept]
    known = sparse.csr_array(lines.sums[kept].astype(float))
    cells = _fitting(known, lines.values[kept], weights)
    sums = np.vstack([lines.sums[kept], *_few_left(lines, kept, under)])
    extra = np.zeros(len(sums) - int(kept.sum()), bool)
    targets = np.r_[(small | lines.was_few)[kept], ~extra]
    if targets.sum() > MOST_SMALL:
        raise TooFine
    matrix = sparse.csr_array(sums.astype(float))
    found = hide_small(
        Figures([], matrix, cells, np.asarray(matrix @ cells, np.float64)),
        under=under,
        public=np.r_[lines.is_fixed[kept], extra],
        small=targets,
        given_up=np.r_[(~small | lines.is_fixed)[kept], ~extra],
    )
    hidden = np.zeros(len(lines.values), bool)
    hidden[kept] = np.isnan(found.published)[: int(kept.sum())]
    return hidden


def _concerned(lines: _Lines) -> Bools:
    """The lines that hang together with the new table: others follow from it in no way."""
    printed = sparse.csr_array(lines.sums[lines.is_now | lines.is_fixed].astype(np.int32))
    _many, part_of = connected_components(printed.T @ printed, directed=False)
    now = np.unique(part_of[lines.sums[lines.is_now].any(axis=0)])
    cells = np.isin(part_of, now)
    known = lines.is_now | lines.is_fixed | lines.was_few
    return np.asarray(known & (lines.sums & cells).any(axis=1))


def _few_left(lines: _Lines, kept: Bools, under: int) -> list[Bools]:
    """Cells that nobody printed, anybody can work out, and few fall into."""
    printed = (lines.is_now | lines.is_fixed) & kept
    rests, counts = left_over(lines.sums[printed], lines.values[printed])
    few = _is_small(np.array(counts), under)
    known = {line.tobytes() for line in lines.sums}
    return [
        rest
        for rest, is_few in zip(rests, few, strict=True)
        if is_few and rest.tobytes() not in known
    ]


def _is_small(values: Floats, under: int) -> Bools:
    return np.asarray((values > _SAME) & (values < under - _SAME))
