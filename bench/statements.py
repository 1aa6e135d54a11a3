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

_TICKET = "jikimi.ticket"
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


def texts(statements: list[Statement]) -> list[str]:
    """The statements with their values put in, as the server received them."""
    from django.db import connection

    connection.ensure_connection()
    cursor = psycopg.ClientCursor(connection.connection)
    return [cursor.mogrify(one.sql, one.values) if one.values else one.sql for one in statements]


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


def replayed(size: Size, sql: list[str], *, rounds: int) -> Replayed:
    """Run the statements as the staff role and as the administrator, in turns.

    Each run is one transaction that is undone. The ratio is the median of the pairs' ratios.
    """
    from jikimi.settings import embedded

    with _opened(embedded.dsn("staff")) as walled, _opened(place.admin(size)) as bare:
        pairs = [_pair(walled, bare, sql, turn) for turn in range(rounds + 3)][3:]
    return Replayed(
        walled=median(one.elapsed for one, _ in pairs),
        bare=median(other.elapsed for _, other in pairs),
        ratio=median(one.processor / other.processor for one, other in pairs),
        elapsed=median(one.elapsed / other.elapsed for one, other in pairs),
        by_statement=_by_statement(pairs, sql),
    )


@dataclass
class _Run:
    seconds: list[float]
    processor: float

    @property
    def elapsed(self) -> float:
        return sum(self.seconds)


def _opened(dsn: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    connection = psycopg.connect(**dsn, autocommit=True)
    for setting in _AS_AT_THE_DOORS:
        connection.execute(setting)
    return connection


def _pair(walled: Any, bare: Any, sql: list[str], turn: int) -> tuple[_Run, _Run]:
    if turn % 2:
        other = _run(bare, sql)
        return _run(walled, sql), other
    return _run(walled, sql), _run(bare, sql)


def _run(connection: psycopg.Connection[Any], sql: list[str]) -> _Run:
    """Seconds of each statement, through libpq alone: no row is made a Python object."""
    server = connection.pgconn
    before = processor(server.backend_pid)
    server.exec_(b"BEGIN")
    seconds = []
    for text in sql:
        encoded = text.encode()
        began = time.perf_counter()
        result = server.exec_(encoded)
        seconds.append(time.perf_counter() - began)
        if result.status not in (psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK):
            raise RuntimeError(f"{result.error_message.decode()}: {text[:300]}")
    spent = processor(server.backend_pid) - before
    server.exec_(b"ROLLBACK")
    return _Run(seconds, spent)


def _by_statement(pairs: list[tuple[_Run, _Run]], sql: list[str]) -> list[tuple[float, float, str]]:
    rows = []
    for i, text in enumerate(sql):
        one = median(pair[0].seconds[i] for pair in pairs)
        other = median(pair[1].seconds[i] for pair in pairs)
        rows.append((one, other, "ticket" if _TICKET in text else text))
    return rows
