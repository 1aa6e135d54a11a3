"""Streets are cut where they meet, and the way found is the cheapest of all there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jikimi.places.streets.corners import stretches_of
from jikimi.places.streets.lines import Floats, length_m, packed, straightened, unpacked
from jikimi.places.streets.lines import with_at_most as at_most
from jikimi.places.streets.nearness import near_shares
from jikimi.places.streets.searching import Found, Piece, costs, find_ways

WEIGHTS = {"light": 0.4, "camera": 0.3}


def line(*places: tuple[float, float]) -> Floats:
    return np.array(places, np.float64)


def piece(one: tuple[float, float], other: tuple[float, float], **near: float) -> Piece:
    along = line(one, other)
    return Piece(along, length_m(along), near)


def two(pieces: Sequence[Piece], start: tuple[float, float], end: tuple[float, float],
        weights: Mapping[str, float] = WEIGHTS) -> list[Found]:  # fmt: skip
    found = find_ways(pieces, line(start)[0], line(end)[0], [weights, {}], snap_m=50)
    assert found is not None
    return found


def test_the_worked_example_of_the_method_holds() -> None:
    """docs/methods/safe-way.md: straight on in the dark 200 m, around under lights 280 m."""
    dark = piece((0, 0), (200, 0))
    lit = [
        piece((0, 0), (0, 40), light=1, camera=0.5),
        piece((0, 40), (200, 40), light=1, camera=0.5),
        piece((200, 40), (200, 0), light=1, camera=1),
    ]
    pieces = [dark, *lit]
    assert costs(pieces, WEIGHTS).tolist() == pytest.approx([340.0, 46.0, 230.0, 40.0])
    best, short = two(pieces, (0, 0), (200, 0))
    assert (best.metres, short.metres) == (280.0, 200.0)
    assert best.share("light") == 1.0
    assert best.share("camera") == pytest.approx((20 + 100 + 40) / 280)
    assert [tuple(place) for place in best.line] == [(0, 0), (0, 40), (200, 40), (200, 0)]
    dear = two(pieces, (0, 0), (200, 0), {"light": 0.2})[0]
    assert dear.metres == 200.0  # 240 in the dark is less than 280 under lights


@st.composite
def towns(draw: st.DrawFn) -> list[Piece]:
    """Up to nine corners of a small town with some of the streets between neighbours."""
    wide = draw(st.integers(2, 3))
    corners = [(x * 100.0, y * 100.0) for x in range(wide) for y in range(3)]
    shares = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    pieces = []
    for one in corners:
        for other in ((one[0] + 100, one[1]), (one[0], one[1] + 100), (one[0] + 100, one[1] + 100)):
            if other in corners and draw(st.integers(0, 4)):
                pieces.append(piece(one, other, light=draw(shares), camera=draw(shares)))
    return pieces


def _all_ways(pieces: Sequence[Piece], cost: Floats, at: tuple[float, ...], goal: tuple[float, ...],
              seen: frozenset[tuple[float, ...]]) -> Iterator[float]:  # fmt: skip
    if at == goal:
        yield 0.0
        return
    for number, one in enumerate(pieces):
        ends = tuple(one.line[0]), tuple(one.line[-1])
        for here, there in (ends, ends[::-1]):
            if here == at and there not in seen:
                rest = _all_ways(pieces, cost, there, goal, seen | {there})
                yield from (cost[number] + more for more in rest)


@settings(max_examples=40, deadline=None)
@given(towns())
def test_no_way_of_all_there_are_is_cheaper_and_none_is_longer_than_the_bound(
    pieces: list[Piece],
) -> None:
    start, goal = (0.0, 0.0), (100.0, 200.0)
    ends = {tuple(end) for one in pieces for end in (one.line[0], one.line[-1])}
    if start not in ends or goal not in ends:
        return
    cost = costs(pieces, WEIGHTS)
    every = list(_all_ways(pieces, cost, start, goal, frozenset({start})))
    found = find_ways(pieces, line(start)[0], line(goal)[0], [WEIGHTS, {}], snap_m=0.5)
    assert (found is None) == (not every)
    if found:
        best, short = found
        assert costs(best.pieces, WEIGHTS).sum() == pytest.approx(min(every))
        assert best.metres == pytest.approx(length_m(best.line))
        assert short.metres <= best.metres + 1e-6 <= short.metres * 1.7 + 1e-3


def test_a_way_begins_and_ends_in_the_middle_of_streets_that_hang_together() -> None:
    pieces = [piece((0, 0), (100, 0)), piece((100, 0), (100, 100)), piece((30, 4), (40, 4))]
    best, _short = two(pieces, (30, 5), (97, 60))
    assert [tuple(place) for place in best.line] == [(30, 0), (100, 0), (100, 60)]
    assert best.metres == pytest.approx(130)
    back = two(pieces, (80, 3), (20, -3))[0]
    assert [tuple(place) for place in back.line] == [(80, 0), (20, 0)]
    assert two(pieces, (50, 1), (50, -1))[0].metres == 0
    assert find_ways(pieces, line((0, 300))[0], line((0, 0))[0], [{}], snap_m=50) is None
    assert find_ways([], line((0, 0))[0], line((1, 1))[0], [{}], snap_m=50) is None
    twice = [piece((0, 0), (50, 0)), piece((0, 0), (50, 0), light=1, camera=1)]
    assert two(twice, (0, 0), (50, 0))[0].share("light") == 1


def test_lines_are_cut_where_they_meet_and_not_where_one_passes_over_the_other() -> None:
    road = line((0, 0), (300, 0))
    across = [line((100, 50), (100, 0.6)), line((150, -50), (150, 50)), line((250, -40), (250, 40))]
    lines = [road, *across, line((0.5, 0.4), (0, 900))]
    found = stretches_of(lines, [False, False, False, True, False])
    ends = {tuple(end) for _number, one in found for end in (one[0], one[-1])}
    assert sorted(round(length_m(one), 1) for number, one in found if number == 0) == [50, 100, 150]
    assert sum(number == 2 for number, _one in found) == 2
    assert sum(number == 3 for number, _one in found) == 1
    assert (0.0, 0.0) in ends
    assert (0.5, 0.4) not in ends
    assert max(length_m(one) for _number, one in found) <= 400
    total = sum(length_m(one) for number, one in found if number == 4)
    assert total == pytest.approx(900, abs=1)
    corner = [line((0, 0), (10, 0), (20, 0)), line((10, 0), (10, 30))]
    assert len(stretches_of(corner, [False, False])) == 3
    assert stretches_of([], []) == []


def test_how_much_of_a_street_is_near_to_what_helps() -> None:
    street = line((0, 0), (100, 0))
    things = {"light": line((0, 0), (100, 10)), "bell": np.empty((0, 2))}
    shares = near_shares([street, line((0, 90), (0, 95))], things, {"light": 20, "bell": 40})
    assert shares["light"].tolist() == [35, 0]
    assert shares["bell"].tolist() == [0, 0]
    assert shares["any"].tolist() == [35, 0]


def test_a_line_is_straightened_within_its_bound_and_stored_to_the_decimetre() -> None:
    turns = np.array([(x, 3 * np.sin(x / 7)) for x in range(0, 400)], np.float64)
    short = straightened(turns, within_m=1.0)
    assert 2 < len(short) < len(turns)
    least, within = at_most(turns, corners=10, within_m=1.0)
    assert len(least) <= 10
    assert within > 1
    assert np.abs(unpacked(packed(turns)) - turns).max() <= 0.05
