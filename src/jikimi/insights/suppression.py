"""Which figures of tables stay hidden, so that nobody can be recognised. Pure.

Figures are sums of cells; whoever reads several tables can add and subtract them. A figure is safe
when the published ones leave its value open by enough, which is checked by solving for it.
Checked: tests/numbers/test_suppression.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linprog

from jikimi.insights.rates import Floats, not_negative

UNDER = 5
_ROUNDING = 1e-6
_TIE = 1e-4
Place = tuple[int | None, ...]


class NotHidden(ValueError):
    """What was published before gives a figure away, whatever is hidden now."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What tables over the same cells print: every cell, every total, each once.

    places: for each figure where it stands, None on an axis it is summed over.
    sums: (figures, cells), 1 where a figure contains a cell.  cells: (cells,).  values: (figures,).
    """

    places: list[Place]
    sums: sparse.csr_array
    cells: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden: small, because 1 to 4 stand behind it; also, so that the small stay hidden.

    Both (figures,) of true and false.  published: values with NaN for what is hidden.
    """

    small: NDArray[np.bool_]
    also: NDArray[np.bool_]
    published: Floats


def figures_of(counts: ArrayLike, tables: Sequence[Sequence[int]] | None = None) -> Figures:
    """The figures of one or several tables with all their totals.

    counts: cells over all axes, such as (agencies, kinds, quarters).  tables: for each table the
    axes it shows, () for the grand total alone; without, one table of all axes.  A total that
    several tables print is one figure.  Raises ValueError for a negative count.
    """
    cells = not_negative(counts, "counts")
    shown = [tuple(range(cells.ndim))] if tables is None else [tuple(t) for t in tables]
    kept = sorted({part for table in shown for part in _subsets(table)}, key=lambda k: (-len(k), k))
    blocks, places = [], []
    numbers = np.arange(cells.size).reshape(cells.shape)
    for axes in kept:
        blocks.append(_block(numbers, axes))
        places += list(_places(cells.shape, axes))
    sums = sparse.csr_array(sparse.vstack(blocks))
    return Figures(places, sums, cells.ravel(), np.asarray(sums @ cells.ravel(), np.float64))


def hide_small(
    figures: Figures,
    *,
    under: int = UNDER,
    public: ArrayLike | None = None,
    small: ArrayLike | None = None,
    given_up: ArrayLike | None = None,
) -> Hidden:
    """Hide figures of 1 to under - 1, and as little else as keeps them hidden.

    A small figure is safe when the published ones allow it to be larger than it is by at least
    under; where what was published before forbids that, within a range of under.  Zero is shown:
    nobody stands behind it.  public: (figures,), true for what was published before and cannot be
    hidden any more.  small: (figures,), the figures to keep hidden where their values do not tell;
    given_up: those of them that are left where they are public already.
    The search takes for each small figure the cheapest set that protects it (cost: the logarithm of
    what is lost), then shows again what is not needed.
    Raises NotHidden where what is public gives a small figure away.
    Source: Fischetti & Salazar 2000, JASA 95:916 (attacker's problem); Kelly, Golden & Assad 1992.
    """
    fixed = np.zeros(len(figures.values), bool) if public is None else np.asarray(public, bool)
    few = (figures.values > 0) & (figures.values < under) if small is None else small
    small = np.asarray(few, bool).copy()
    lost = np.zeros(len(small), bool) if given_up is None else np.asarray(given_up, bool)
    if np.any(small & fixed & ~lost):
        raise NotHidden("a small figure is public already")
    hidden, moves = small.copy(), {}
    for place in np.flatnonzero(small):
        try:
            moves[int(place)] = _opened(figures, int(place), hidden, fixed, under)
        except NotHidden:
            if not lost[place]:
                raise
            continue
        hidden |= moves[int(place)]
    hidden = _shown_again(figures, hidden, small, moves, under)
    return Hidden(small, hidden & ~small, np.where(hidden, np.nan, figures.values))


def possible_values(
    figures: Figures, published: ArrayLike, which: Iterable[int] | None = None
) -> Floats:
    """What somebody who solves all tables learns of each hidden figure: (hidden, 2), low and high.

    published: (figures,), NaN where hidden.  which: figures to solve for, all hidden ones unless
    told; in their order.  The reader knows only that no cell is below 0; where a figure has no
    upper bound high is infinite.
    """
    known = np.asarray(published, np.float64)
    targets = np.flatnonzero(np.isnan(known)) if which is None else list(which)
    seen = ~np.isnan(known)
    rows = []
    for place in targets:
        aim = figures.sums[[int(place)]].toarray().ravel()
        rows.append([_extreme(aim, figures, seen, known, way) for way in (1, -1)])
    return np.asarray(rows, np.float64).reshape(-1, 2)


def given_away(figures: Figures, hidden: Hidden, *, under: int = UNDER) -> list[Place]:
    """Places of small figures that the published ones confine to a range narrower than under."""
    small = np.flatnonzero(hidden.small)
    found = possible_values(figures, hidden.published, small)
    narrow = found[:, 1] - found[:, 0] < under - _ROUNDING
    return [figures.places[place] for place in small[narrow]]


def _subsets(axes: Sequence[int]) -> list[tuple[int, ...]]:
    return [part for size in range(len(axes) + 1) for part in combinations(sorted(axes), size)]


def _block(numbers: NDArray[np.int64], axes: tuple[int, ...]) -> sparse.csr_array:
    """Rows of figures that keep these axes and sum over the others."""
    others = [axis for axis in range(numbers.ndim) if axis not in axes]
    order = np.transpose(numbers, [*axes, *others])
    rows = int(np.prod([numbers.shape[axis] for axis in axes], dtype=int))
    columns = order.reshape(rows, -1)
    row = np.repeat(np.arange(rows), columns.shape[1])
    ones = np.ones(numbers.size)
    return sparse.csr_array((ones, (row, columns.ravel())), shape=(rows, numbers.size))


def _places(shape: tuple[int, ...], axes: tuple[int, ...]) -> Iterator[Place]:
    spans = [range(size) if axis in axes else [None] for axis, size in enumerate(shape)]
    return iter(product(*spans))


def _opened(
    figures: Figures, place: int, hidden: NDArray[np.bool_], fixed: NDArray[np.bool_], under: int
) -> NDArray[np.bool_]:
    """The figures to hide so that this one lies within a range of under.

    It could be larger by so much; or, where what is public forbids that, partly smaller.
    """
    try:
        return _moved(figures, place, hidden, fixed, under)
    except NotHidden:
        for less in range(1, min(under - 1, round(float(figures.values[place]))) + 1):
            try:
                smaller = _moved(figures, place, hidden, fixed, -less)
                return smaller | _moved(figures, place, hidden, fixed, under - less)
            except NotHidden:
                continue
        raise


def _moved(
    figures: Figures, place: int, hidden: NDArray[np.bool_], fixed: NDArray[np.bool_], by: int
) -> NDArray[np.bool_]:
    """The figures that would change if this one were larger by so much; all must be hidden.

    Other cells are sought that fit everything fixed and change as little else as possible.
    Variables: how far each cell goes up, how far down (at most to 0), and for each figure still
    shown how much it changes up or down, which is what costs.
    """
    cells, shown = figures.cells.size, np.flatnonzero(~hidden)
    free = np.flatnonzero(~fixed[shown])
    slack = sparse.csr_array(
        (np.ones(free.size), (free, np.arange(free.size))), shape=(shown.size, free.size)
    )
    change = sparse.hstack([figures.sums, -figures.sums]).tocsr()
    aim = sparse.hstack([change[[place]], sparse.csr_array((1, 2 * free.size))])
    worth = np.log1p(figures.values[shown[free]]) + 1
    most = np.r_[np.full(cells, np.inf), figures.cells, np.full(2 * free.size, np.inf)]
    found = linprog(
        np.r_[np.full(2 * cells, _TIE), worth, worth],
        A_eq=sparse.vstack([sparse.hstack([change[shown], -slack, slack]), aim]).tocsr(),
        b_eq=np.r_[np.zeros(shown.size), by],
        bounds=np.column_stack([np.zeros(most.size), most]),
        method="highs",
    )
    if not found.success:
        raise NotHidden("what is public gives a small figure away")
    moved = figures.sums @ (found.x[:cells] - found.x[cells : 2 * cells])
    return np.asarray(np.abs(moved) > _ROUNDING) & ~fixed


def _shown_again(
    figures: Figures,
    hidden: NDArray[np.bool_],
    small: NDArray[np.bool_],
    moves: dict[int, NDArray[np.bool_]],
    under: int,
) -> NDArray[np.bool_]:
    """Hidden less what is not needed, the largest first.

    Only the small figures whose protection used a figure need to be solved again without it.
    """
    also = np.flatnonzero(hidden & ~small)
    for place in also[np.argsort(-figures.values[also], kind="stable")]:
        fewer = hidden.copy()
        fewer[place] = False
        touched = [key for key, moved in moves.items() if moved[place]]
        try:
            again = {key: _opened(figures, key, fewer, ~fewer, under) for key in touched}
        except NotHidden:
            continue
        hidden = fewer
        moves |= again
    return hidden


def _extreme(
    aim: Floats, figures: Figures, seen: NDArray[np.bool_], known: Floats, way: int
) -> float:
    """The least (1) or greatest (-1) value of a figure that fits all published ones."""
    found = linprog(
        way * aim,
        A_eq=figures.sums[np.flatnonzero(seen)] if seen.any() else None,
        b_eq=known[seen] if seen.any() else None,
        bounds=(0, None),
        method="highs",
    )
    return float(way * found.fun) if found.success else -way * np.inf
