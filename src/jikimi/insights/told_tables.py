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
MOST_SMALL = 40  # small figures of one table for which the finest answer is still sought
Cells = Mapping[Label, float]


@dataclass
class Settled:
    """Figures by name: their count, None where it is hidden. Filled by one table after another."""

    counts: dict[Label, int | None] = field(default_factory=dict)

    def add(self, cells: Cells, figures_of: Callable[[Label], Iterable[Label]]) -> None:
        """Settle the figures of one more table. figures_of: which figures a cell is part of.

        Where very many are small, only what other tables show already is shown: totals are to be
        settled first.
        """
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

    def add_series(self, series: Mapping[Label, Mapping[str, float]], totals: Label) -> None:
        """Settle series whose sums, month by month, are settled: each is shown whole or not at all.

        series: name without its month (second place) → month → count.  totals: their sum's name.
        The largest come first; one is shown if no month of it is small, and none of what is left.
        """
        months = sorted({month for by_month in series.values() for month in by_month})
        sums = [self.counts.get(_at(totals, month)) for month in months]
        left = np.array([np.nan if n is None else n for n in sums], np.float64)
        for name in sorted(series, key=lambda name: -sum(series[name].values())):
            values = np.array([series[name].get(month, 0) for month in months], np.float64)
            is_shown = _none_small(values) and _none_small(left - values)
            left = left - values if is_shown else left
            for month, value in zip(months, values, strict=True):
                self.counts[_at(name, month)] = round(float(value)) if is_shown else None


def _at(name: Label, month: str) -> Label:
    return (name[0], month, *name[2:])


def _none_small(values: np.ndarray) -> bool:
    return bool(np.all((values == 0) | (values >= UNDER)))


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
    if small.sum() > MOST_SMALL:
        return np.where(public, figures.values, np.nan)
    try:
        return hide_small(figures, public=public, small=small).published
    except NotHidden:
        return np.where(public, figures.values, np.nan)
