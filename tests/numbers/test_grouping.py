"""Rows about persons: each stands among at least k."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.insights.grouping import ANY, alike, anything, half, province, quarter, year

LADDERS = [[quarter, half, year, anything], [province, anything], [anything]]
ORDER = [0, 1, 0, 2, 0, 1, 0]
months = st.sampled_from([f"2026-{month:02}" for month in range(1, 13)])
areas = st.sampled_from(["50110", "50130", "11110"])
rows_ = st.lists(
    st.tuples(
        st.sampled_from([f"p{n}" for n in range(12)]),
        st.tuples(months, areas, st.sampled_from(["dv", "stalking"])),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(rows=rows_, k=st.sampled_from([2, 5, 8]))
def test_every_combination_is_that_of_at_least_k_persons(
    rows: list[tuple[str, tuple[str, ...]]], k: int
) -> None:
    found = alike(rows, LADDERS, ORDER, k=k)
    persons = defaultdict(set)
    for place, told in zip(found.kept, found.told, strict=True):
        persons[told].add(rows[place][0])
    assert all(len(who) >= k for who in persons.values())
    assert len(found.kept) + found.dropped == len(rows)
    assert found.smallest >= k or not found.kept


def test_what_is_frequent_stays_precise_and_what_is_rare_becomes_coarse() -> None:
    rows = [(f"a{n}", ("2026-01", "50110", "dv")) for n in range(5)]
    rows += [(f"b{n}", (f"2026-0{4 + n % 3}", "50110", "dv")) for n in range(5)]
    found = alike(rows, LADDERS, ORDER)
    assert found.told[:5] == [("2026-01", "50110", "dv")] * 5
    assert found.told[5:] == [("2026-Q2", "50110", "dv")] * 5
    assert (found.coarsened, found.dropped, found.smallest) == (5, 0, 5)


def test_many_rows_of_one_person_are_one_person() -> None:
    rows = [("a", ("2026-01", "50110", "dv"))] * 20
    found = alike(rows, LADDERS, ORDER)
    assert (found.kept, found.dropped) == ([], 20)


def test_a_path_that_nobody_shares_is_counted() -> None:
    rows = [(f"a{n}", ("2026-01", "50110", "dv")) for n in range(6)]
    rows += [("a0", ("2026-02", "50110", "dv"))]
    rows += [(f"b{n}", ("2026-02", "50110", "dv")) for n in range(5)]
    assert alike(rows, LADDERS, ORDER).alone == 1
    assert anything("x") == ANY
