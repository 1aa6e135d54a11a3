"""Tables published one after the other, against an attacker who keeps all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from jikimi.insights.linking import MOST_SMALL, Counted, Earlier, NotHidden, cover

AREAS, KINDS, MONTHS = "abcd", "xyz", 6
Truth = NDArray[np.int64]


@dataclass(frozen=True)
class Line:
    """A line of a printed table: which areas, kinds, months."""

    areas: str
    kinds: str
    months: tuple[int, int]

    def counted(self, truth: Truth) -> Counted:
        at = {"area": frozenset(self.areas), "kind": frozenset(self.kinds)}
        first, until = (date(2026, 1 + month, 1) for month in self.months)
        return Counted(at, first, until, float(truth[self.mask()].sum()))

    def mask(self) -> NDArray[np.bool_]:
        """Written apart from the code under test: the cells one by one."""
        cells = product(AREAS, KINDS, range(MONTHS))
        inside = [
            area in self.areas and kind in self.kinds and self.months[0] <= month < self.months[1]
            for area, kind, month in cells
        ]
        return np.array(inside).reshape(len(AREAS), len(KINDS), MONTHS)


def table(areas: Iterable[str], kinds: Iterable[str], months: list[tuple[int, int]]) -> list[Line]:
    return [Line(a, k, m) for a, k, m in product(areas, kinds, months)]


def published(truth: Truth, tables: list[list[Line]]) -> list[tuple[Line, bool, float]]:
    """Publish one table after the other: each line, whether it is shown, and its true count.

    A table that cannot be hidden is refused and stays out.
    """
    public: list[tuple[Line, bool, float]] = []
    for lines in tables:
        before = [Earlier(line.counted(truth), shown) for line, shown, _count in public]
        now = [line.counted(truth) for line in lines]
        try:
            hidden = cover(now, before).hidden
        except NotHidden:
            continue
        public += [
            (line, not is_hidden, one.count)
            for line, is_hidden, one in zip(lines, hidden, now, strict=True)
        ]
    return public


def narrowest(public: list[tuple[Line, bool, float]]) -> float:
    """The attacker's best range of any small count that was hidden and nowhere printed."""
    shown = [(line, count) for line, is_shown, count in public if is_shown]
    rows = np.array([line.mask().ravel() for line, _count in shown], float)
    values = [count for _line, count in shown]
    cells, which = np.unique(rows, axis=1, return_inverse=True) if shown else (None, None)
    least = np.inf
    for line, is_shown, count in public:
        if is_shown or not 0 < count < 5:
            continue
        if cells is None:
            return np.inf
        least = min(least, _range(cells, np.ravel(which), values, line.mask().ravel()))
    return least


def _range(
    cells: NDArray[np.float64],
    which: NDArray[np.intp],
    values: list[float],
    mask: NDArray[np.bool_],
) -> float:
    """Pieces that the aim cuts through are told apart first."""
    kinds = np.unique(np.column_stack([which, mask]), axis=0)
    system, aim = cells[:, kinds[:, 0].astype(int)], kinds[:, 1].astype(float)
    ends = []
    for way in (1, -1):
        solved = linprog(way * aim, A_eq=system, b_eq=values, bounds=(0, None))
        assert solved.status in (0, 3), solved.message
        ends.append(way * solved.fun if solved.status == 0 else np.inf)
    return float(ends[1] - ends[0])


def truth_of(seed: int, mean: float) -> Truth:
    random = np.random.default_rng(seed)
    shape = (len(AREAS), len(KINDS), MONTHS)
    return random.negative_binomial(0.7, 0.7 / (0.7 + mean), shape).astype(np.int64)


QUARTERS = [(0, 3), (3, 6)]
HALF = [(0, 6)]
SEQUENCE = [
    table([*AREAS, AREAS], [*KINDS, KINDS], [*QUARTERS, *HALF]),  # quarters with all totals
    table([*AREAS, AREAS], [KINDS], [(n, n + 1) for n in range(6)]),  # then by month
    table(["ab", "cd"], [*KINDS, KINDS], [(0, 4), (0, 6)]),  # then regions over other days
    table(["a", "bcd"], ["xy", "z"], [(0, 5), (0, 6)]),  # then other groups
]


@pytest.mark.parametrize(("seed", "mean"), [(1, 4), (2, 8), (3, 12)])
def test_nobody_who_keeps_all_tables_narrows_a_hidden_count(seed: int, mean: float) -> None:
    truth = truth_of(seed, mean)
    began = perf_counter()
    public = published(truth, SEQUENCE)
    assert perf_counter() - began < 60
    assert any(0 < count < 5 for _line, is_shown, count in public if not is_shown)
    assert not any(0 < count < 5 for _line, is_shown, count in public if is_shown)
    assert narrowest(public) >= 5 - 1e-6


def test_the_same_tables_hidden_one_by_one_give_counts_away() -> None:
    """The attacker works: what is hidden without regard to earlier tables is recovered."""
    truth = truth_of(1, 4)
    careless = [line for lines in SEQUENCE for line in published(truth, [lines])]
    assert narrowest(careless) < 5 - 1e-6


areas = st.sampled_from(["".join(part) for n in (1, 2, 4) for part in combinations(AREAS, n)])
kinds = st.sampled_from(["".join(part) for n in (1, 2, 3) for part in combinations(KINDS, n)])
spans = st.sampled_from(list(combinations(range(MONTHS + 1), 2)))
some_tables = st.lists(
    st.builds(
        table,
        st.lists(areas, min_size=1, max_size=3, unique=True),
        st.lists(kinds, min_size=1, max_size=3, unique=True),
        st.lists(spans, min_size=1, max_size=2, unique=True),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), mean=st.sampled_from([2, 6, 20]), tables=some_tables)
def test_whatever_is_published_in_whatever_order_a_hidden_count_stays_hidden(
    seed: int, mean: float, tables: list[list[Line]]
) -> None:
    assert narrowest(published(truth_of(seed, mean), tables)) >= 5 - 1e-6


def test_what_is_left_over_between_two_tables_is_not_given_away() -> None:
    """January to June was printed; January to July would tell that two came in July."""
    half = Counted({}, date(2026, 1, 1), date(2026, 7, 1), 40)
    longer = Counted({}, date(2026, 1, 1), date(2026, 8, 1), 42)
    assert not cover([half], []).hidden.any()
    assert cover([longer], [Earlier(half, is_shown=True)]).also.all()
    much = Counted({}, date(2026, 1, 1), date(2026, 8, 1), 47)
    assert not cover([much], [Earlier(half, is_shown=True)]).hidden.any()


def test_a_share_hides_the_few_of_whom_the_opposite_is_true() -> None:
    """38 of 40 were sent on: who was not is two people."""
    year = (date(2026, 1, 1), date(2027, 1, 1))
    both = [Counted({}, *year, 40), Counted({"sent": frozenset("y")}, *year, 38)]
    assert cover(both, []).also.sum() == 1


def test_the_same_table_again_is_hidden_alike() -> None:
    truth = truth_of(1, 4)
    lines = SEQUENCE[0]
    first = cover([line.counted(truth) for line in lines], []).hidden
    before = [
        Earlier(line.counted(truth), not hidden) for line, hidden in zip(lines, first, strict=True)
    ]
    again = cover([line.counted(truth) for line in lines], before).hidden
    assert (again == first).all()


def test_a_corrected_count_that_became_small_is_hidden_and_the_rest_goes_on() -> None:
    day = (date(2026, 1, 1), date(2026, 2, 1))
    was = Earlier(Counted({"area": frozenset("a")}, *day, 4), is_shown=True)
    now = [Counted({"area": frozenset("a")}, *day, 4), Counted({"area": frozenset("b")}, *day, 30)]
    assert list(cover(now, [was]).hidden) == [True, False]


def test_a_corrected_table_is_hidden_anew_though_it_was_all_printed_once() -> None:
    """Printed 7, 20, 30 and 57; 3, 20, 34 and 57 is right."""
    day = (date(2026, 1, 1), date(2026, 2, 1))
    parts = [{"area": frozenset(codes)} for codes in ("a", "b", "c", "abc")]
    was = [
        Earlier(Counted(at, *day, count), is_shown=True)
        for at, count in zip(parts, (7, 20, 30, 57), strict=True)
    ]
    now = [Counted(at, *day, count) for at, count in zip(parts, (3, 20, 34, 57), strict=True)]
    found = cover(now, was)
    assert list(found.small) == [True, False, False, False]
    assert list(found.also) == [False, False, True, False]


def test_tables_that_have_nothing_in_common_are_not_solved_together() -> None:
    """Years of earlier publications do not make a new one slower, or too much to solve for."""
    truth = truth_of(1, 4)
    lines = SEQUENCE[0]
    hidden = cover([line.counted(truth) for line in lines], []).hidden
    before = [
        Earlier(
            replace(one, first=one.first.replace(year=year), until=one.until.replace(year=year)),
            not is_hidden,
        )
        for year in range(2000, 2026)
        for one, is_hidden in zip((line.counted(truth) for line in lines), hidden, strict=True)
    ]
    assert sum(not one.is_shown for one in before) > MOST_SMALL
    assert (cover([line.counted(truth) for line in lines], before).hidden == hidden).all()
