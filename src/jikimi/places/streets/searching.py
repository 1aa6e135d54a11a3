"""Searching: the shortest way along streets, and the one that keeps near to what helps. Pure.

A stretch costs its length × (1 + Σ weight × share of it that is far from lights, cameras …), so
that no way found is longer than (1 + Σ weight) times the shortest.
Checked: tests/numbers/test_streets.py
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from jikimi.places.streets.lines import Floats, cut_at, length_m

_LEAST_M = 0.05


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch as it is searched. near: share of it, 0 to 1, near to each thing, by its word."""

    line: Floats
    metres: float
    near: Mapping[str, float]
    name: str = ""
    kind: str = "street"


@dataclass(frozen=True, slots=True)
class Found:
    """A way. pieces: in the order and the direction they are walked; line: all of them in one."""

    pieces: tuple[Piece, ...]
    line: Floats
    metres: float

    def share(self, word: str) -> float:
        """How much of the way is near to a thing, 0 to 1."""
        return sum(p.metres * p.near.get(word, 0.0) for p in self.pieces) / max(self.metres, 1e-9)


def find_ways(
    pieces: Sequence[Piece],
    start: Floats,
    end: Floats,
    weights: Sequence[Mapping[str, float]],
    *,
    snap_m: float,
) -> list[Found] | None:
    """The cheapest way between two places for each set of weights; {} asks for the shortest.

    Both places are drawn to streets that hang together, at most snap_m away; None without such.
    """
    entry = _entries(pieces, start, end, snap_m)
    if entry is None:
        return None
    net, first, last = _entered(list(pieces), *entry)
    ends = _Ends(net)
    return [
        _walked(net, ends, ends.at(first), ends.at(last), costs(net, weight)) for weight in weights
    ]


def costs(pieces: Sequence[Piece], weights: Mapping[str, float]) -> Floats:
    """What walking each stretch costs, in metres of a street that has everything near."""
    metres = np.array([max(piece.metres, _LEAST_M) for piece in pieces])
    far = np.ones(len(pieces))
    for word, weight in weights.items():
        far += weight * (1 - np.array([piece.near.get(word, 0.0) for piece in pieces]))
    return np.asarray(metres * far, np.float64)


class _Ends:
    """Which stretches end in the same place."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        places = np.array([end for piece in pieces for end in (piece.line[0], piece.line[-1])])
        self.keys, of = np.unique(_keys(places), return_inverse=True)
        self.one, self.other = of[0::2], of[1::2]

    def at(self, place: Floats) -> int:
        """The number of a place in which stretches end."""
        return int(np.searchsorted(self.keys, _keys(place[None, :])[0]))


def _keys(places: Floats) -> npt.NDArray[np.int64]:
    whole = np.rint(places * 10).astype(np.int64)
    return np.asarray(whole[:, 0] * (1 << 32) + whole[:, 1], np.int64)


def _entries(
    pieces: Sequence[Piece], start: Floats, end: Floats, snap_m: float
) -> tuple[tuple[int, float], tuple[int, float]] | None:
    """Where each of the two places enters the streets: (stretch, metres along it)."""
    if not pieces:
        return None
    ends = _Ends(pieces)
    of = _parts(ends)[ends.one]
    away = [_away(pieces, place) for place in (start, end)]
    nearest = [_least_by(of, metres) for metres, _along in away]
    together = {part: (nearest[0][part], nearest[1][part]) for part in nearest[0]}
    reach = {
        part: both
        for part, both in together.items()
        if max(away[0][0][both[0]], away[1][0][both[1]]) <= snap_m
    }
    if not reach:
        return None
    one, other = min(reach.values(), key=lambda both: away[0][0][both[0]] + away[1][0][both[1]])
    return (one, float(away[0][1][one])), (other, float(away[1][1][other]))


def _parts(ends: _Ends) -> npt.NDArray[np.int32]:
    """Which part of the streets that hang together each end belongs to."""
    size = len(ends.keys)
    links = coo_matrix((np.ones(len(ends.one)), (ends.one, ends.other)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], np.int32)


def _away(pieces: Sequence[Piece], place: Floats) -> tuple[Floats, Floats]:
    """For each stretch how far it is from a place, and how far along it the nearest point lies."""
    counts = np.array([len(piece.line) - 1 for piece in pieces])
    one = np.vstack([piece.line[:-1] for piece in pieces])
    along = np.vstack([np.diff(piece.line, axis=0) for piece in pieces])
    lengths = np.hypot(*along.T)
    whole = np.maximum(lengths**2, 1e-9)
    share = np.clip(((place - one) * along).sum(axis=1) / whole, 0, 1)
    away = np.hypot(*(place - one - share[:, None] * along).T)
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    least = np.minimum.reduceat(away, firsts)
    before = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    best = _first_least(away, least, counts)
    return least, before[best] - before[firsts] + share[best] * lengths[best]


def _first_least(
    away: Floats, least: Floats, counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.intp]:
    of = np.repeat(np.arange(len(counts)), counts)
    at = np.flatnonzero(away == least[of])
    _pieces, first = np.unique(of[at], return_index=True)
    return at[first]


def _least_by(of: npt.NDArray[np.int32], metres: Floats) -> dict[int, int]:
    """For each part the stretch of it that is nearest."""
    order = np.argsort(metres, kind="stable")
    parts, first = np.unique(of[order], return_index=True)
    return dict(zip(parts.tolist(), order[first].tolist(), strict=True))


def _entered(
    pieces: list[Piece], start: tuple[int, float], end: tuple[int, float]
) -> tuple[list[Piece], Floats, Floats]:
    """The streets cut where the way begins and ends, and these two places."""
    by_stretch: dict[int, list[float]] = {}
    for number, along in (start, end):
        by_stretch.setdefault(number, []).append(along)
    places = {}
    for number, marks in by_stretch.items():
        parts = _cut(pieces[number], sorted(set(marks)))
        for mark in marks:
            places[number, mark] = _place_at(parts, mark)
        pieces[number] = parts[0]
        pieces += parts[1:]
    return pieces, places[start], places[end]


def _cut(piece: Piece, marks: Sequence[float]) -> list[Piece]:
    parts, done = [], 0.0
    for mark in marks:
        before, after = cut_at(piece.line, mark - done)
        joint = np.round(before[-1], 1)
        before[-1] = after[0] = joint
        if len(before) > 1 and length_m(before) > 0 and len(after) > 1 and length_m(after) > 0:
            parts.append(replace(piece, line=before, metres=length_m(before)))
            piece = replace(piece, line=after, metres=length_m(after))
            done = mark
    return [*parts, piece]


def _place_at(parts: Sequence[Piece], mark: float) -> Floats:
    """The end of a part that lies nearest to so many metres along all of them."""
    along = [0.0]
    ends: list[Floats] = [parts[0].line[0]]
    for part in parts:
        along.append(along[-1] + part.metres)
        ends.append(part.line[-1])
    return ends[int(np.argmin([abs(one - mark) for one in along]))]


def _walked(pieces: Sequence[Piece], ends: _Ends, first: int, last: int, cost: Floats) -> Found:
    if first == last:
        place = np.array([[ends.keys[first] >> 32, ends.keys[first] & 0xFFFFFFFF]]) / 10.0
        return Found((), np.vstack([place, place]), 0.0)
    cheapest = _cheapest(ends, cost)
    graph = _graph(ends, cost, cheapest)
    _total, before = dijkstra(graph, indices=first, return_predecessors=True)
    chosen = {}
    for number in cheapest.tolist():
        chosen[ends.one[number], ends.other[number]] = number
    walked: list[Piece] = []
    at = last
    while at != first:
        came = int(before[at])
        number = chosen.get((came, at))
        walked.append(pieces[number] if number is not None else _turned(pieces[chosen[at, came]]))
        at = came
    walked.reverse()
    line = np.vstack([walked[0].line[:1], *(piece.line[1:] for piece in walked)])
    return Found(tuple(walked), line, sum(piece.metres for piece in walked))


def _turned(piece: Piece) -> Piece:
    return replace(piece, line=piece.line[::-1])


def _cheapest(ends: _Ends, cost: Floats) -> npt.NDArray[np.intp]:
    """Of stretches between the same two places the cheapest, and no loops."""
    low, high = np.minimum(ends.one, ends.other), np.maximum(ends.one, ends.other)
    order = np.lexsort((cost, high, low))
    low, high = low[order], high[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return np.asarray(order[is_first & (low != high)], np.intp)


def _graph(ends: _Ends, cost: Floats, which: npt.NDArray[np.intp]) -> csr_matrix:
    one, other, price = ends.one[which], ends.other[which], cost[which]
    size = len(ends.keys)
    both = (
        np.concatenate([price, price]),
        (np.concatenate([one, other]), np.concatenate([other, one])),
    )
    return coo_matrix(both, shape=(size, size)).tocsr()
