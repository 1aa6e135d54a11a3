"""Corridors: where no streets are known, the way leads from one place to turn to to the next. Pure.

It is no way to walk by itself: lines are straight, and streets go around.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import cKDTree

from jikimi.places.streets.lines import Floats, length_m
from jikimi.places.streets.nearness import near_shares
from jikimi.places.streets.searching import Found, Piece, find_ways
from jikimi.places.ways_ground import Helping

MOST_PLACES = 150
# A metre far from everything counts as two.
_BESIDE = {"any": 1.0}


def corridor(start: Floats, end: Floats, helping: Sequence[Helping], *, link_m: float) -> Found:
    """From start to end by places that help, no gap longer than link_m if that is possible.

    Else twice, four times as long; else straight on.  helping: the most useful first; 150 count.
    """
    near = [one for one in helping if one.works][:MOST_PLACES]
    straight = np.asarray(np.round(np.stack([start, end]), 1), np.float64)
    corners = np.unique(np.round(np.vstack([straight, *(one.at for one in near)]), 1), axis=0)
    for longest in (link_m, 2 * link_m, 4 * link_m):
        pairs = cKDTree(corners).query_pairs(longest, output_type="ndarray")
        pieces = _pieces([corners[pair] for pair in pairs], near)
        found = find_ways(pieces, straight[0], straight[1], [_BESIDE], snap_m=1.0)
        if found is not None:
            return found[0]
    alone = _pieces([straight], near)
    return Found(tuple(alone), straight, length_m(straight))


def _pieces(lines: Sequence[Floats], near: Sequence[Helping]) -> list[Piece]:
    reach = {one.word: one.near_m for one in near}
    things = {word: np.array([one.at for one in near if one.word == word]) for word in reach}
    shares = near_shares(lines, things, reach)
    return [
        Piece(line, length_m(line), {word: float(share[n]) / 100 for word, share in shares.items()})
        for n, line in enumerate(lines)
        if length_m(line) > 0
    ]
