"""Lots: a worked example, then what must hold of every draw."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.lots import Lot, draw, population_digest, seed_digest, seed_of, shared_out

# The worked example of docs/methods/inspections.md, made with sha256sum and a sheet of paper.
LOTS = [Lot("a", "11", 1), Lot("b", "11", 3), Lot("c", "11", 1), Lot("d", "26", 1), Lot("e", "26")]


def test_the_worked_example_can_be_made_with_sha256sum() -> None:
    assert seed_digest("dice") == hashlib.sha256(b"dice").hexdigest()
    seed = seed_of("dice", "6-2-5")
    assert seed == hashlib.sha256(b"dice:6-2-5").hexdigest()
    assert seed.startswith("9e448a3e8a35")
    lines = b"a,11,1\nb,11,3\nc,11,1\nd,26,1\ne,26,1\n"
    assert population_digest(LOTS[::-1]) == hashlib.sha256(lines).hexdigest()
    tickets = {
        lot.id: min(
            hashlib.sha256(f"{seed}:{lot.id}:{n}".encode()).hexdigest()
            for n in range(1, lot.weight + 1)
        )
        for lot in LOTS
    }
    by_hand = [*sorted("abc", key=lambda one: tickets[one])[:2], min("de", key=tickets.__getitem__)]
    assert draw(LOTS, 3, seed=seed) == by_hand == ["b", "c", "d"]


def test_strata_get_their_share_by_largest_remainder_and_no_more_than_they_have() -> None:
    assert shared_out({"11": (5, 3), "26": (2, 2)}, 3) == {"11": 2, "26": 1}
    assert shared_out({"a": (1, 1), "b": (1, 1), "c": (1, 1)}, 2) == {"a": 1, "b": 1, "c": 0}
    assert shared_out({"a": (90, 1), "b": (10, 10)}, 5) == {"a": 1, "b": 4}


_lots = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from("xyz"), st.integers(1, 5)),
    min_size=1,
    max_size=25,
    unique_by=lambda row: row[0],
)


@settings(max_examples=60, deadline=None)
@given(rows=_lots, share=st.floats(0.01, 1), seed=st.text(max_size=8))
def test_a_draw_is_the_same_in_any_order_and_each_is_drawn_once(
    rows: list[tuple[int, str, int]], share: float, seed: str
) -> None:
    lots = [Lot(str(number), stratum, weight) for number, stratum, weight in rows]
    how_many = max(1, int(len(lots) * share))
    drawn = draw(lots, how_many, seed=seed)
    assert drawn == draw(lots[::-1], how_many, seed=seed)
    assert len(set(drawn)) == how_many
    assert set(drawn) <= {lot.id for lot in lots}


def test_three_tickets_are_drawn_three_times_as_often() -> None:
    lots = [Lot("red", weight=3), Lot("one"), Lot("two"), Lot("three")]
    firsts = Counter(draw(lots, 1, seed=str(n))[0] for n in range(3000))
    assert abs(firsts["red"] / 3000 - 0.5) < 0.03


def test_what_cannot_be_drawn_is_refused() -> None:
    for lots, how_many in (
        (LOTS, 6),
        (LOTS, 0),
        ([*LOTS, Lot("a")], 2),
        ([Lot("a", weight=0)], 1),
    ):
        with pytest.raises(ValueError):
            draw(lots, how_many, seed="x")
