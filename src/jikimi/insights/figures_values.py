"""From counts to values with intervals, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from jikimi.insights.figures import HIDDEN, NO_PEOPLE, NOTHING, TOO_FEW, Figure
from jikimi.insights.indicators import RATE, SHARE, Indicator
from jikimi.insights.ranks import ranks_of_rates
from jikimi.insights.rates import proportion, rate

_DIGITS = 6


def valued(indicator: Indicator, figures: Sequence[Figure]) -> list[Figure]:
    """The same figures with value and interval, or why there is none. Source: rates.py."""
    judged = [figure if figure.why else replace(figure, why=_why(indicator, figure))
              for figure in figures]  # fmt: skip
    good = [n for n, figure in enumerate(judged) if not figure.why]
    if good:
        counts = np.array([judged[n].numerator for n in good], np.float64)
        among = np.array([judged[n].denominator for n in good], np.float64)
        is_share = indicator.form == SHARE
        found = proportion(counts, among) if is_share else rate(counts, among, per=1.0)
        for place, n in enumerate(good):
            value, low, high = (
                round(float(part[place]) * indicator.per, _DIGITS)
                for part in (found.value, found.low, found.high)
            )
            judged[n] = replace(judged[n], value=value, low=low, high=high)
    return [figure if figure.value is not None else _bare(figure) for figure in judged]


def ranked(figures: Iterable[Figure]) -> list[Figure]:
    """The same figures with ranks, 1 the highest; those without a value stand at the end."""
    rows = list(figures)
    good = [n for n, row in enumerate(rows) if row.value is not None and row.denominator]
    if len(good) > 1:
        counts = [float(rows[n].numerator or 0) for n in good]
        ranks = ranks_of_rates(counts, [float(rows[n].denominator or 1) for n in good])
        for place, n in enumerate(good):
            rows[n] = replace(
                rows[n],
                rank=int(ranks.rank[place]),
                rank_low=int(ranks.low[place]),
                rank_high=int(ranks.high[place]),
            )
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.name))


def _why(indicator: Indicator, figure: Figure) -> str:
    if figure.denominator is None and indicator.form == RATE and figure.numerator is not None:
        return NO_PEOPLE
    if figure.numerator is None or figure.denominator is None:
        return HIDDEN
    if figure.denominator <= 0:
        return NOTHING
    if figure.denominator < indicator.minimum:
        return TOO_FEW
    return ""


def _bare(figure: Figure) -> Figure:
    """What is hidden takes its counts along."""
    if figure.why == HIDDEN:
        return replace(figure, numerator=None, denominator=None)
    return figure
