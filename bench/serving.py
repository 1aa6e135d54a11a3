"""Serve pages on loopback as in production and read what processor time a page took.

Counted are all threads of the serving process and the PostgreSQL processes that work for it.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench import place
from bench.place import Size
from bench.statements import processor


@dataclass
class Server:
    """A web server of one worker. backends: what its database connections are called."""

    size: Size
    port: int
    process: subprocess.Popen[bytes]
    backends: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, *, times: int) -> list[float]:
        """Ask for a page again and again on one connection; the seconds of each answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        seconds = []
        for _ in range(times):
            began = time.perf_counter()
            connection.request("GET", path, headers=self.headers)
            answer = connection.getresponse()
            answer.read()
            seconds.append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        connection.close()
        return seconds

    def processor_seconds(self) -> float:
        """Processor time so far of the serving processes and of their database processes."""
        own = sum(processor(pid) for pid in _family(self.process.pid))
        return own + sum(processor(pid) for pid in self._backends())

    def _backends(self) -> list[int]:
        with psycopg.connect(**place.admin(self.size)) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
                " AND CASE %s WHEN 'bare' THEN application_name = 'bare'"
                " ELSE usename = 'jikimi_staff' END",
                [self.size.database, self.backends],
            ).fetchall()
        return [int(pid) for (pid,) in rows]


@contextmanager
def jikimi_served(size: Size, cookie: str) -> Iterator[Server]:
    """Our pages by gunicorn, as `jikimi up` starts it, one worker."""
    words = ["-m", "gunicorn", "jikimi.doors.web:application", "--worker-class=gthread",
             "--workers=1", "--threads=8", "--log-level=error", "--keep-alive=5"]  # fmt: skip
    with _served(size, words, "--bind=127.0.0.1:{port}", backends="staff") as server:
        server.headers = {"Cookie": f"session={cookie}", "Accept-Language": "ko"}
        yield server


@contextmanager
def bare_served(size: Size) -> Iterator[Server]:
    """The bare page by uvicorn."""
    words = ["-m", "uvicorn", "bench.bare:page_server", "--log-level=error", "--no-access-log"]
    with _served(size, words, "--port={port}", backends="bare") as server:
        yield server


@contextmanager
def _served(size: Size, words: list[str], at: str, *, backends: str) -> Iterator[Server]:
    port = _free_port()
    environment = {**os.environ, "BENCH_SIZE": size.name, "JIKIMI_DB_NAME": size.database}
    command = [sys.executable, "-W", "ignore", *words, at.format(port=port)]
    process = subprocess.Popen(command, env=environment, cwd=place.ROOT)
    try:
        _wait(port, process)
        yield Server(size, port, process, backends)
    finally:
        process.terminate()
        process.wait(timeout=20)


def processor_triples(
    ours: Server, path: str, bare: Server, bare_paths: tuple[str, str], *, batches: int, times: int
) -> dict[str, float]:
    """Milliseconds of processor time a page, in turns, and medians of the ratios within a turn."""
    for server, at in ((ours, path), (bare, bare_paths[0]), (bare, bare_paths[1])):
        server.ask(at, times=times)
    turns = [
        (_cost(ours, path, times), *(_cost(bare, at, times) for at in bare_paths))
        for _ in range(batches)
    ]
    return {
        "cpu_ms": _ms(turn[0] for turn in turns),
        "bare_cpu_ms": _ms(turn[1] for turn in turns),
        "least_cpu_ms": _ms(turn[2] for turn in turns),
        "ratio": round(median(turn[0] / turn[1] for turn in turns), 3),
        "least_ratio": round(median(turn[0] / turn[2] for turn in turns), 3),
    }


def _ms(seconds: Iterable[float]) -> float:
    return round(median(seconds) * 1000, 2)


def _cost(server: Server, path: str, times: int) -> float:
    # In turns and often, since other work on the machine comes and goes.
    before = server.processor_seconds()
    server.ask(path, times=times)
    return (server.processor_seconds() - before) / times


def _family(pid: int) -> list[int]:
    """A process and all it has started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    patience_ends = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > patience_ends:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.1)


def session_of(client: Any) -> str:
    """The session cookie of a signed-in client."""
    return str(client.cookies["session"].value)
