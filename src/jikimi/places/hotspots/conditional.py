"""How likely a cell's neighbourhood is by chance, exactly, ties counted as they should be. Pure.

A cell keeps its own count; its m neighbours are any m of the other cells, each choice as likely as
every other. How many choices give which sum is counted, not drawn: one distinct count after the
other is added to a table of (cells chosen, sum), so that nothing is ever subtracted and small
probabilities keep their digits. Every other cell has to be left out once; halving the list of
counts again and again does that with few additions.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from jikimi.places.hotspots.grids import Floats, Numbers

MOST_WORK = 4e9
DRAWS = 99_999
_SEED = 19_950_401


class TooLarge(Exception):
    """The counts would need a table too large to fill; the chances can be drawn instead."""


def conditional_p(own: Numbers, chosen: Numbers, sums: Numbers) -> tuple[Floats, Floats]:
    """The chance of a neighbourhood as full, and of one as empty, as the one observed.

    own, chosen, sums: (cells,) the count of each cell, how many neighbours it has and what they
    count together; whole numbers >= 0.  Both chances hold the sum itself, so they add up to more
    than 1.  Relative error below 1e-12.  Raises TooLarge when counts are too large to be tabled.
    Source: the conditional permutation of Anselin 1995, Geogr Anal 27:93, with every permutation.
    """
    least = int(own.min())
    values, times = _distinct(own - least)
    ends = np.cumsum(times)
    most = int(chosen.max())
    over = sums - chosen * least
    room = int(over.max()) + 2
    if len(values) * np.log2(len(values) + 1) * most * room > MOST_WORK:
        raise TooLarge
    full, empty = np.ones(len(own)), np.ones(len(own))
    order = np.argsort(_short(own - least), kind="stable")
    start = np.zeros((most + 1, room))
    start[0, 0] = 1.0
    for n, ways in _leaving_out(start, values, times, 0, len(values)):
        cells = order[ends[n] - times[n] : ends[n]]
        upper, lower = _tails(ways)
        place = chosen[cells] * room + over[cells]
        full[cells], empty[cells] = upper.ravel()[place], lower.ravel()[place]
    return full, empty


def drawn_p(
    own: Numbers, chosen: Numbers, sums: Numbers, *, draws: int = DRAWS, seed: int = _SEED
) -> tuple[Floats, Floats]:
    """The same chances from random choices: never below 1 in draws + 1, and the same for a seed.

    One set of choices serves every cell; those that hold the cell itself do not count for it.
    """
    random = np.random.default_rng(seed)
    full, empty = np.ones(len(own)), np.ones(len(own))
    for size in np.unique(chosen[chosen > 0]):
        cells = np.flatnonzero(chosen == size)
        members = _choices(random, draws, int(size), len(own))
        found = own[members].sum(axis=1)
        ordered = np.sort(found)
        at_least = draws - np.searchsorted(ordered, sums, side="left")
        at_most = np.searchsorted(ordered, sums, side="right")
        holder, sum_of = members.ravel(), np.repeat(found, size)
        held = np.bincount(holder, minlength=len(own))
        as_full = np.bincount(holder, sum_of >= sums[holder], len(own))
        as_empty = np.bincount(holder, sum_of <= sums[holder], len(own))
        left = draws - held + 1
        full[cells] = ((at_least - as_full + 1) / left)[cells]
        empty[cells] = ((at_most - as_empty + 1) / left)[cells]
    return full, empty


def _choices(random: np.random.Generator, draws: int, size: int, cells: int) -> Numbers:
    """Different cells in each row: (draws, size)."""
    if cells <= 8 * size:
        return np.argsort(random.random((draws, cells)), axis=1)[:, :size].astype(np.int64)
    found = random.integers(0, cells, (draws, size))
    while True:
        ordered = np.sort(found, axis=1)
        again = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(again):
            return found
        found[again] = random.integers(0, cells, (len(again), size))


def _distinct(own: Numbers) -> tuple[Numbers, Numbers]:
    """The counts that occur, and how often."""
    if own.max() > 50 * len(own) + 1_000_000:
        values, times = np.unique(own, return_counts=True)
        return values, times
    often = np.bincount(own)
    values = np.flatnonzero(often)
    return values, often[values]


def _short(own: Numbers) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """In as few bytes as hold it: those sort in one pass."""
    return own.astype(np.min_scalar_type(int(own.max())))


def _leaving_out(
    ways: Floats, values: Numbers, times: Numbers, low: int, high: int
) -> Iterator[tuple[int, Floats]]:
    """For each distinct count the ways without one cell that has it; ways: of all outside."""
    if high - low == 1:
        yield low, _with(ways, int(values[low]), int(times[low]) - 1)
        return
    middle = (low + high) // 2
    for here, there in (((low, middle), (middle, high)), ((middle, high), (low, middle))):
        more = ways
        for n in range(*there):
            more = _with(more, int(values[n]), int(times[n]))
        yield from _leaving_out(more, values, times, *here)


def _with(ways: Floats, value: int, times: int) -> Floats:
    """The ways when so many cells of one count may be chosen as well.

    ways: (chosen, sum); the last sum stands for all that are larger than any observed.
    """
    height, room = ways.shape
    found = ways.copy()
    for taken in range(1, min(times, height - 1) + 1):
        ways_of_taking = special.binom(times, taken)
        before, shift = ways[: height - taken], min(taken * value, room - 1)
        found[taken:, shift:] += ways_of_taking * before[:, : room - shift]
        found[taken:, -1] += ways_of_taking * before[:, room - shift :].sum(axis=1)
    return found


def _tails(ways: Floats) -> tuple[Floats, Floats]:
    """The chance of each sum or more, and of each sum or less: (chosen, sum)."""
    upper = ways[:, ::-1].cumsum(axis=1)[:, ::-1]
    all_ways = np.where(upper[:, :1] > 0, upper[:, :1], 1.0)
    return np.minimum(upper / all_ways, 1.0), np.minimum(ways.cumsum(axis=1) / all_ways, 1.0)
