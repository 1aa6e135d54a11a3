"""Which counts of a year may be told to everybody: several tables over the same things. Pure.

A table after another is freed of small numbers; what one shows no other hides, and what one hides
all others keep hidden, so that they cannot be played against each other.
Checked: tests/numbers/test_told_tables.py
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from jikimi.insights.suppression import UNDER, Figures, NotHidden, hide_small

Label = tuple[str | int, ...]
Cells = Mapping[Label, float]


@dataclass
class Settled:
    """Figures by name: their count, None where it is hidden. Filled by one table after another."""

    counts: dict[Label, int | None] = field(default_factory=dict)

    def add(self, cells: Cells, figures_of: Callable[[Label], Iterable[Label]]) -> None:
        """Settle the figures of one more table. figures_of: which figures a cell is part of."""
        if not cells:
            return
        names, figures = named_figures(cells, figures_of)
        known = [self.counts.get(name, -1) for name in names]
        withheld = np.array([count is None for count in known], bool)
        public = np.array([count is not None and count >= 0 for count in known], bool)
        few = (figures.values > 0) & (figures.values < UNDER)
        shown = _shown(figures, public & ~few, few | withheld)
        for name, count in zip(names, shown, strict=True):
            self.counts[name] = None if np.isnan(count) else round(float(count))


def named_figures(
    cells: Cells, figures_of: Callable[[Label], Iterable[Label]]
) -> tuple[list[Label], Figures]:
    """Figures as sums of labelled cells, and their names. Each figure stands once."""
    rows: list[int] = []
    columns: list[int] = []
    places: dict[Label, int] = {}
    for number, label in enumerate(cells):
        for name in figures_of(label):
            rows.append(places.setdefault(name, len(places)))
            columns.append(number)
    values = np.fromiter(cells.values(), np.float64, len(cells))
    shape = (len(places), len(cells))
    sums = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    figures = Figures([(n,) for n in range(len(places))], sums, values, np.asarray(sums @ values))
    return list(places), figures


def _shown(figures: Figures, public: np.ndarray, small: np.ndarray) -> np.ndarray:
    """Counts with NaN where hidden; where no fine answer exists, only what was public already."""
    if not small.any():
        return figures.values
    try:
        return hide_small(figures, public=public, small=small).published
    except NotHidden:
        return np.where(public, figures.values, np.nan)
