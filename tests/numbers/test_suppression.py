"""Hidden figures against an attacker who reads all published tables and solves for the rest."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from jikimi.insights.rates import Floats
from jikimi.insights.suppression import (
    Figures,
    Hidden,
    NotHidden,
    Place,
    figures_of,
    given_away,
    hide_small,
    possible_values,
)

Printed = dict[Place, float]


def printed(figures: Figures, hidden: Hidden) -> Printed:
    """What a reader of all tables holds: figures by place, without the hidden ones."""
    pairs = zip(figures.places, hidden.published, strict=True)
    return {place: float(value) for place, value in pairs if not np.isnan(value)}


def attacked(shape: tuple[int, ...], seen: Printed, target: Place) -> tuple[float, float]:
    """Least and greatest value of a figure by all printed ones; shares no code with the hiding."""
    cells = list(product(*(range(size) for size in shape)))

    def sum_of(place: Place) -> list[float]:
        return [
            float(all(at is None or at == own for at, own in zip(place, cell, strict=True)))
            for cell in cells
        ]

    rows, values = [sum_of(place) for place in seen], list(seen.values())
    found = []
    for way in (1, -1):
        aim = way * np.array(sum_of(target))
        solved = linprog(aim, A_eq=rows or None, b_eq=values or None, bounds=(0, None))
        found.append(way * solved.fun if solved.success else np.inf)
    return found[0], found[1]


def tables(seed: int, shape: tuple[int, ...], mean: float) -> NDArray[np.int64]:
    """Counts as they are: many small, some large."""
    random = np.random.default_rng(seed)
    return random.negative_binomial(0.8, 0.8 / (0.8 + mean), shape)


def test_a_lone_small_cell_takes_three_others_with_it() -> None:
    """By hand: the cell, one in its row, one in its column, and the one where both meet."""
    counts = [[3, 20, 30], [40, 50, 60], [70, 80, 90]]
    figures = figures_of(counts)
    found = hide_small(figures)
    hidden = {figures.places[i] for i in np.flatnonzero(np.isnan(found.published))}
    assert found.small.sum() == 1
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert given_away(figures, found) == []


def test_without_others_the_totals_give_a_small_cell_back() -> None:
    figures = figures_of([[3, 20], [40, 50]])
    values = np.where(figures.values == 3, np.nan, figures.values)
    assert possible_values(figures, values) == pytest.approx(np.array([[3.0, 3.0]]))
    careless = Hidden(np.isnan(values), np.zeros(len(values), bool), values)
    assert given_away(figures, careless) == [(0, 0)]


def test_zero_is_shown_and_five_is_shown() -> None:
    figures = figures_of([[0, 5, 9], [7, 0, 6]])
    found = hide_small(figures)
    assert not np.isnan(found.published).any()


def test_a_small_total_is_hidden_too() -> None:
    figures = figures_of([1, 0, 2])
    found = hide_small(figures)
    assert np.isnan(found.published[figures.places.index((None,))])
    assert given_away(figures, found) == []


@pytest.mark.parametrize(
    ("shape", "mean"), [((4, 3), 5), ((8, 5), 9), ((12, 6), 30), ((4, 3, 3), 6), ((3, 3), 1)]
)
def test_no_attacker_narrows_a_small_figure(shape: tuple[int, ...], mean: float) -> None:
    for seed in range(2):
        counts = tables(seed, shape, mean)
        figures = figures_of(counts)
        found = hide_small(figures)
        seen = printed(figures, found)
        for place in (figures.places[i] for i in np.flatnonzero(found.small)):
            low, high = attacked(shape, seen, place)
            assert high - low >= 5 - 1e-6, (seed, place)


def test_tables_that_share_totals_protect_each_other() -> None:
    """Agencies by kinds and kinds by quarters, never all three: kinds' totals link them."""
    counts = tables(3, (6, 4, 4), 3)
    figures = figures_of(counts, [(0, 1), (1, 2)])
    assert (0, 0, 0) not in figures.places
    found = hide_small(figures)
    assert found.small.any()
    seen = printed(figures, found)
    for place in (figures.places[i] for i in np.flatnonzero(found.small)):
        low, high = attacked(counts.shape, seen, place)
        assert high - low >= 5 - 1e-6


def test_tables_hidden_apart_are_attacked_together() -> None:
    """What one table hides the other may print, so that tables are hidden together."""
    counts = tables(5, (2, 3, 2), 2)
    apart = [figures_of(counts, [axes]) for axes in ((0, 1), (1, 2))]
    small = [(one, hide_small(one)) for one in apart]
    seen = printed(*small[0]) | printed(*small[1])
    narrow = 0
    for figures, found in small:
        for place in (figures.places[i] for i in np.flatnonzero(found.small)):
            low, high = attacked(counts.shape, seen, place)
            narrow += high - low < 5
    assert narrow > 0


def test_what_was_published_before_stays_published() -> None:
    counts = [[3, 20, 30], [40, 50, 60], [70, 80, 90]]
    figures = figures_of(counts)
    public = np.array([place in {(0, 1), (1, 1)} for place in figures.places])
    found = hide_small(figures, public=public)
    assert not np.isnan(found.published[public]).any()
    assert given_away(figures, found) == []


def test_what_is_public_already_cannot_be_hidden_any_more() -> None:
    figures = figures_of([[3, 20], [40, 50]])
    with pytest.raises(NotHidden, match="public already"):
        hide_small(figures, public=figures.values == 3)
    with pytest.raises(NotHidden, match="gives a small figure away"):
        hide_small(figures, public=figures.values != 3)


def test_little_more_is_hidden_than_is_needed() -> None:
    """No figure hidden besides could be shown again, and most figures are shown."""
    figures = figures_of(tables(1, (8, 5), 30))
    found = hide_small(figures)
    assert found.small.sum() >= 3
    for place in np.flatnonzero(found.also):
        again = found.published.copy()
        again[place] = figures.values[place]
        also = found.also & (np.arange(len(again)) != place)
        assert given_away(figures, Hidden(found.small, also, again))
    assert found.also.sum() <= 2 * found.small.sum()


def test_an_exact_solver_finds_no_single_solution() -> None:
    """By fractions, without rounding: no small cell follows from the equations alone."""
    counts = tables(5, (5, 4), 8)
    figures = figures_of(counts)
    found = hide_small(figures)
    shown = ~np.isnan(found.published)
    rows = _reduced(figures.sums.toarray()[shown])
    for place in np.flatnonzero(found.small):
        target = figures.sums.toarray()[place]
        assert len(_reduced(np.vstack([rows, target]))) > len(rows)


@settings(max_examples=15, deadline=None)
@given(
    cells=st.lists(st.integers(0, 30), min_size=12, max_size=12),
    under=st.sampled_from([3, 5, 10]),
)
def test_any_table_is_protected(cells: list[int], under: int) -> None:
    figures = figures_of(np.array(cells).reshape(4, 3))
    found = hide_small(figures, under=under)
    assert given_away(figures, found, under=under) == []
    shown = ~np.isnan(found.published)
    assert (found.published[shown] == figures.values[shown]).all()
    assert not ((found.published > 0) & (found.published < under)).any()


def test_every_total_is_printed_once() -> None:
    figures = figures_of(np.ones((2, 3, 4)))
    assert len(figures.places) == len(set(figures.places)) == 3 * 4 * 5
    for place, value in zip(figures.places, figures.values, strict=True):
        summed = [size for at, size in zip(place, (2, 3, 4), strict=True) if at is None]
        assert value == np.prod(summed, dtype=int)


def _reduced(rows: Floats) -> list[list[Fraction]]:
    """Independent rows, by elimination in fractions."""
    left = [[Fraction(int(value)) for value in row] for row in np.asarray(rows).tolist()]
    kept: list[list[Fraction]] = []
    for column in range(len(left[0])):
        pivot = next((row for row in left if row[column] != 0), None)
        if pivot is None:
            continue
        left = [row for row in left if row is not pivot]
        left = [
            [a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)]
            for row in left
        ]
        kept.append(pivot)
    return kept
