"""Coarse on entry: a place becomes a square with many places in it, a time a part of a day. Pure.

All squares are of one family: their sides are a grain doubled again and again, they are counted
from one origin, and each lies wholly in one of the next size. So whatever of one incident ever
comes out, by whichever file, is a square of this family that holds the true place; what two of
them have in common is the smaller of the two, and no average of theirs says more.
Checked: tests/numbers/test_coarsening.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SIZES = (250, 500, 1_000, 2_000, 4_000, 8_000, 16_000)
SAME_PLACE_M = 25  # geocoders put one house a few metres here or there
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Rule:
    """How coarse one kind is. grain_m: the smallest square, one of SIZES.

    hours: the part of the day that is kept (1, 3, 6, 12; 24 keeps none); days: 1 keeps the day, 7
    the week from Monday.  least_places: so many different places must lie in a square.
    """

    grain_m: int
    hours: int
    days: int
    least_places: int

    def __post_init__(self) -> None:
        if self.grain_m not in SIZES or 24 % self.hours or self.days < 1 or self.least_places < 1:
            raise ValueError("a rule keeps a known size, a part of the day and whole days")


@dataclass(frozen=True, slots=True)
class Coarse:
    """Incidents as they may be kept; arrays (n,). x, y: the middle of a square of grain_m metres.

    grain_m: 0 where even the largest square holds too few places: that incident is not kept.
    day: ordinal, the first of `days`; hour: the first of `hours`, UNKNOWN without.
    """

    x: Floats
    y: Floats
    grain_m: Numbers
    day: Numbers
    days: Numbers
    hour: Numbers
    hours: Numbers


def coarsened(
    points: ArrayLike,
    days: ArrayLike,
    hours: ArrayLike,
    *,
    kinds: ArrayLike,
    rules: Sequence[Rule],
    grains: ArrayLike | None = None,
) -> Coarse:
    """Make incidents coarse, each by the rule of its kind.

    points: (n, 2) metres.  days: (n,) ordinal.  hours: (n,) 0 to 23, UNKNOWN without.  kinds: (n,)
    places in rules.  grains: (n,) how coarse the file says a place is already, 0 for exact.
    The smallest squares that hold enough places of the file are taken out first; of what is left
    the next size is made, and so on.  So an incident in a larger square lies among enough places
    of what is left in it: nobody finds a thin part by the full ones beside it.
    Source: Samarati 2001, IEEE TKDE 13:1010 (k-anonymity); Gruteser & Grunwald 2003, MobiSys
    (squares in squares).
    """
    where, kind = np.asarray(points, np.float64).reshape(-1, 2), np.asarray(kinds, np.int64)
    given = np.zeros(len(where)) if grains is None else np.asarray(grains, np.float64)
    places = _places(where)
    grain = np.zeros(len(where), np.int64)
    for one in np.unique(kind):
        chosen = kind == one
        grain[chosen] = _grains(where[chosen], given[chosen], places, rules[one])
    side = np.maximum(grain, 1)[:, None]
    middle = (np.floor(where / side) + 0.5) * side
    parts = np.array([(rule.hours, rule.days) for rule in rules], np.int64).reshape(-1, 2)[kind]
    span, week = parts[:, 0], parts[:, 1]
    when, hour = np.asarray(days, np.int64), np.asarray(hours, np.int64)
    known = (hour != UNKNOWN) & (span < 24)
    return Coarse(
        x=middle[:, 0],
        y=middle[:, 1],
        grain_m=grain,
        day=when - (when - 1) % week,
        days=week,
        hour=np.where(known, hour - hour % span, UNKNOWN),
        hours=np.where(known, span, 24),
    )


def spread_in_squares(x: ArrayLike, y: ArrayLike, grain_m: ArrayLike, *, seed: int) -> Floats:
    """A random place in the square of each incident: (n, 2), to lay other cells over them.

    It is drawn from the square alone and says nothing of the true place; the same seed, the same.
    """
    middle = np.column_stack([np.asarray(x, np.float64), np.asarray(y, np.float64)])
    off = np.random.default_rng(seed).random(middle.shape) - 0.5
    return np.asarray(middle + off * np.asarray(grain_m, np.float64)[:, None], np.float64)


def _places(points: Floats) -> Numbers:
    """Different places of the file, whatever happened there: (m, 2), in squares of SAME_PLACE_M."""
    return np.unique(np.floor(points / SAME_PLACE_M).astype(np.int64), axis=0)


def _grains(points: Floats, given: Floats, places: Numbers, rule: Rule) -> Numbers:
    """The side of the square each incident is kept in; 0 where even the largest is too thin."""
    sizes = [size for size in SIZES if size >= rule.grain_m]
    grain = np.zeros(len(points), np.int64)
    left = places * float(SAME_PLACE_M)
    for size in sizes:
        squares, count = np.unique(_squares(left, size), return_counts=True)
        full = squares[count >= rule.least_places]
        grain[(grain == 0) & np.isin(_squares(points, size), full)] = size
        left = left[~np.isin(_squares(left, size), full)]
        if not len(left):
            break
    at_least = np.array([*sizes, 0], np.int64)[np.searchsorted(sizes, given)]
    return np.where((grain > 0) & (at_least > 0), np.maximum(grain, at_least), 0)


def _squares(points: ArrayLike, size: int) -> Numbers:
    """The number of the square of this side that each place lies in."""
    number = np.floor(np.asarray(points, np.float64) / size).astype(np.int64)
    return np.asarray(number[:, 0] * (1 << 32) + number[:, 1], np.int64)
