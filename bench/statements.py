"""The SQL of a page: what it asked, how long it took, and the same asked again without the wall."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg

from bench import place
from bench.place import Size

# What the doors' role is set to (settings/roles.py), so that only the wall differs.
_AS_AT_THE_DOORS = ("SET max_parallel_workers_per_gather = 0", "SET jit = off")


@dataclass
class Statement:
    """One statement of a page as it was sent. seconds: until its rows had arrived."""

    sql: str
    values: Any
    seconds: float


def processor(pid: int) -> float:
    """Seconds of processor time of a process with all its threads, ended ones too (Linux)."""
    try:
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return 0.0


@contextmanager
def noted() -> Iterator[list[Statement]]:
    """Note every statement that Django sends inside the block."""
    from django.db import connection

    statements: list[Statement] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, values, many, context)
        finally:
            statements.append(Statement(sql, values, time.perf_counter() - began))

    with connection.execute_wrapper(note):
        yield statements


@dataclass
class Replayed:
    """A page's SQL once more, pair by pair: seconds behind the wall, bare, and their ratio.

    ratio: of the processor time of the two database processes, which other work on the machine
    does not lengthen; elapsed: of the time that passed.
    """

    walled: float
    bare: float
    ratio: float
    elapsed: float
    by_statement: list[tuple[float, float, str]]


def replayed(size: Size, statements: list[Statement], *, rounds: int) -> Replayed:
    """Run the statements as the staff role and as the administrator, in turns.

    They are sent as the doors send them: values apart, plans kept.  One process of the server
    answers both, so that the row policies are all that differs.  Each run is one transaction that
    is committed as a page's is: after an undone one psycopg would give up every plan it keeps.  The
    ratio is the median of the pairs' ratios.
    """
    with _opened(place.admin(size)) as connection:
        # PostgreSQL decides with the sixth run whether a plan is kept for good.
        pairs = [_pair(connection, statements, turn) for turn in range(rounds + 7)][7:]
    return Replayed(
        walled=median(one.elapsed for one, _ in pairs),
        bare=median(other.elapsed for _, other in pairs),
        ratio=median(one.processor / other.processor for one, other in pairs),
        elapsed=median(one.elapsed / other.elapsed for one, other in pairs),
        by_statement=_by_statement(pairs, statements),
    )


@dataclass
class _Run:
    seconds: list[float]
    processor: float

    @property
    def elapsed(self) -> float:
        return sum(self.seconds)


def _opened(dsn: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    from django.db import connection as djangos

    djangos.ensure_connection()
    connection = psycopg.connect(**dsn, autocommit=True, context=djangos.connection)
    connection.prepared_max = None
    for setting in _AS_AT_THE_DOORS:
        connection.execute(setting)
    return connection


def _pair(connection: Any, statements: list[Statement], turn: int) -> tuple[_Run, _Run]:
    if turn % 2:
        other = _run(connection, statements, behind_the_wall=False)
        return _run(connection, statements, behind_the_wall=True), other
    walled = _run(connection, statements, behind_the_wall=True)
    return walled, _run(connection, statements, behind_the_wall=False)


def _run(
    connection: psycopg.Connection[Any], statements: list[Statement], *, behind_the_wall: bool
) -> _Run:
    """Seconds of each statement until its rows are here, undecoded, and of the server's process."""
    pid = connection.info.backend_pid
    seconds = []
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jikimi_staff" if behind_the_wall else "RESET ROLE")
        # A plan is kept for one role; a text of its own gives each role its own.
        mark = " -- walled" if behind_the_wall else " -- bare"
        before = processor(pid)
        for one in statements:
            began = time.perf_counter()
            cursor.execute(one.sql + mark, one.values or None, prepare=True)
            seconds.append(time.perf_counter() - began)
        spent = processor(pid) - before
    return _Run(seconds, spent)


def _by_statement(
    pairs: list[tuple[_Run, _Run]], statements: list[Statement]
) -> list[tuple[float, float, str]]:
    rows = []
    for i, asked in enumerate(statements):
        one = median(pair[0].seconds[i] for pair in pairs)
        other = median(pair[1].seconds[i] for pair in pairs)
        rows.append((one, other, asked.sql))
    return rows
