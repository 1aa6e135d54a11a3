"""Several hands at one import: pieces are merged side by side and committed in their order.

One backend of PostgreSQL works on one core. Pieces that share no report number cannot disturb each
other, so two connections work at once; yet each piece is counted and committed after the one before
it, so that an import that is broken off has a clear end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Condition, Lock

from django.db import connection, connections

from jikimi.cases.importing_files import Piece

MOST_HANDS = 2
Turn = Callable[[], None]
Put = Callable[[Piece, Turn], None]


class BrokenOff(Exception):
    """An earlier piece could not be put; this one is given up."""


def put_all(pieces: Iterator[Piece], put: Put) -> None:
    """Call put(piece, turn) for every piece; it calls turn() before it counts and commits.

    Inside somebody's transaction there is one hand, the caller's own; else one a core, at most two.
    What the first failing piece raises is raised here; the pieces behind it are given up.
    """
    hands = 1 if connection.in_atomic_block else min(MOST_HANDS, os.cpu_count() or 1)
    if hands == 1:
        for piece in pieces:
            put(piece, _at_once)
        return
    line = _Line(pieces)
    with ThreadPoolExecutor(hands, thread_name_prefix="import") as crew:
        at_work = [crew.submit(_work, line, put) for _ in range(hands)]
        try:
            for hand in at_work:
                with suppress(BrokenOff):
                    hand.result()
        finally:
            line.break_off()


def _at_once() -> None:
    """Nobody is before."""


def _work(line: _Line, put: Put) -> None:
    try:
        while (taken := line.take()) is not None:
            number, piece, is_alone = taken
            if is_alone:
                line.wait(number)
            put(piece, partial(line.wait, number))
            line.over(number)
    except BaseException:
        line.break_off()
        raise
    finally:
        connections.close_all()


class _Line:
    """The pieces in their order: who takes which, whose turn it is to commit."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = enumerate(pieces)
        self._taking = Lock()
        self._moved = Condition()
        self._now = 0
        self._is_broken = False
        self._under_way: dict[int, frozenset[bytes]] = {}

    def take(self) -> tuple[int, Piece, bool] | None:
        """The next piece with its number; True when it shares a report with one under way."""
        with self._taking:
            number, piece = next(self._pieces, (0, None))
            if piece is None or self._is_broken:
                return None
            numbers = piece.cleaned.numbers
            shares = any(numbers & other for other in list(self._under_way.values()))
            self._under_way[number] = numbers
            return number, piece, shares

    def wait(self, number: int) -> None:
        """Until every piece before this one is committed; BrokenOff when one was not."""
        with self._moved:
            self._moved.wait_for(lambda: self._now == number or self._is_broken)
            if self._is_broken:
                raise BrokenOff

    def over(self, number: int) -> None:
        """This piece is committed."""
        with self._moved:
            self._under_way.pop(number)
            self._now = number + 1
            self._moved.notify_all()

    def break_off(self) -> None:
        """Nobody takes or commits anything any more."""
        with self._moved:
            self._is_broken = True
            self._moved.notify_all()
