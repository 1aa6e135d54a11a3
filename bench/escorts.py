"""Five thousand people on their way home, each sending where they are every five seconds.

Phones speak to the real web server over HTTP; half-way the server is killed and started again. What
was acknowledged must be in the database, what was asked of the board is timed, and so is a call for
help from the answer to its visibility. Run in a process of its own: python -m bench.escorts
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from bench import place

WALKS, SECONDS, EVERY_S, CALLS = 5_000, 40.0, 5.0, 30
_HOST, _PORT, _WORKERS, _THREADS = "127.0.0.1", 8197, 2, 16
_CONNECTIONS = 40


def key_text(key: bytes) -> str:
    """A secret as a phone writes it."""
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


@dataclass
class Walker:
    """One phone. acknowledged: how many of its fixes were answered with 200."""

    phone: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    journey: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    seq: int = 0
    acknowledged: set[int] = field(default_factory=set)


@dataclass
class Spoken:
    """Answers so far: seconds each took, and how many failed."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0


class Line:
    """One connection kept open, one question after the other."""

    def __init__(self) -> None:
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, word: str, said: dict[str, Any], **keys: bytes) -> tuple[int, Any]:
        """Say a word; status and answer. Raises OSError without a connection."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(_HOST, _PORT)
        body = json.dumps(said).encode()
        head = [
            f"POST /walk/say/{word}/ HTTP/1.1",
            f"Host: {_HOST}",
            "Content-Type: application/json",
        ]
        head += [f"X-{name}-Key: {key_text(key)}" for name, key in keys.items()]
        head += [f"Content-Length: {len(body)}", "", ""]
        try:
            self.writer.write("\r\n".join(head).encode() + body)
            return await self._answer()
        except (OSError, asyncio.IncompleteReadError, ValueError):
            self.close()
            raise OSError from None

    async def _answer(self) -> tuple[int, Any]:
        assert self.reader
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = await self.reader.readexactly(length)
        if "connection: close" in head:
            self.close()
        return int(head.split(" ")[1]), json.loads(body)

    def close(self) -> None:
        """Let it go."""
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


async def begun(walkers: list[Walker]) -> None:
    """Everybody sets out."""
    waiting = iter(walkers)

    async def some() -> None:
        line = Line()
        for one in waiting:
            await line.ask("consent", {"purposes": ["walk"], "days": 30}, Phone=one.phone)
            await line.ask("codes", {"cancel_code": "2580"}, Phone=one.phone)
            said = {"journey": str(uuid4()), "kind": "walk", "here": [126.92, 37.48]}
            status, answer = await line.ask("begin", said, Phone=one.phone, Journey=one.journey)
            assert (status, answer) == (200, {"said": "begun"}), answer
        line.close()

    await asyncio.gather(*(some() for _ in range(8)))


async def walked(walkers: list[Walker], spoken: Spoken, *, until: float) -> None:
    """Each sends every five seconds; who was not answered sends it again."""
    queue: asyncio.Queue[Walker] = asyncio.Queue()

    async def sends(line: Line) -> None:
        while True:
            await _sent(line, await queue.get(), spoken)

    senders = [asyncio.create_task(sends(Line())) for _ in range(_CONNECTIONS)]
    gap, turn, begin = EVERY_S / len(walkers), 0, time.monotonic()
    while time.monotonic() < until:
        due = int((time.monotonic() - begin) / gap)
        for number in range(turn, min(due, turn + len(walkers) - queue.qsize())):
            queue.put_nowait(walkers[number % len(walkers)])
        turn = max(turn, due)
        await asyncio.sleep(0.01)
    for sender in senders:
        sender.cancel()


async def _sent(line: Line, one: Walker, spoken: Spoken) -> None:
    began = time.perf_counter()
    longitude = 126.92 + 0.00005 * (one.seq % 50)
    fix = {"seq": one.seq, "sent_at": _now(), "longitude": longitude, "latitude": 37.48}
    try:
        status, _answer = await line.ask("send", {"fixes": [fix]}, Journey=one.journey)
    except OSError:
        status = 0
    if status != 200:
        spoken.failed += 1
        return
    one.acknowledged.add(one.seq)
    one.seq += 1
    spoken.seconds.append(time.perf_counter() - began)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


async def called(actor: Any, seconds: list[float], *, until: float) -> None:
    """Now and then somebody calls; how long until the board shows it."""
    line = Line()
    while time.monotonic() < until and len(seconds) < CALLS:
        caller = Walker()
        said = {"journey": str(uuid4()), "kind": "sos", "here": [126.92, 37.48]}
        with contextlib.suppress(OSError):
            await line.ask("begin", said, Phone=caller.phone, Journey=caller.journey)
            began = time.perf_counter()
            await asyncio.to_thread(_on_the_board, actor)
            # A page asks every 0.6 s; on the average half of it passes before it asks.
            seconds.append(time.perf_counter() - began)
        await asyncio.sleep(1.0)


def _on_the_board(actor: Any) -> None:
    """The page's question and answer, and the end of the alarm again."""
    from django.db import transaction

    from jikimi.access.ticket import name_actor
    from jikimi.escorts import alarms
    from jikimi.escorts.board import board

    with transaction.atomic():
        name_actor(actor)
        found = board(actor).lines
        assert found
        for one in found:
            alarms.take_alarm(actor=actor, alarm=one.alarm)
            alarms.end_alarm(actor=actor, alarm=one.alarm, ending="met")


def server() -> subprocess.Popen[bytes]:
    """The web server as it runs in an agency."""
    command = [sys.executable, "-m", "gunicorn", "jikimi.doors.web:application", "--preload"]
    command += [f"--bind={_HOST}:{_PORT}", "--worker-class=gthread", f"--workers={_WORKERS}"]
    command += [f"--threads={_THREADS}", "--keep-alive=15", "--no-control-socket"]
    command += ["--log-level=error"]
    return subprocess.Popen(command, process_group=0)


async def _answering() -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection(_HOST, _PORT)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("the server does not answer")


def memory_mb(group: int) -> float:
    """Private memory of the serving processes."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getpgid(int(process.name)) == group:
                rows = (process / "smaps_rollup").read_text("ascii").splitlines()
                total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total / 1024


async def measured(actor: Any, *, walks: int = WALKS, seconds: float = SECONDS) -> dict[str, Any]:
    """Walk, call, kill the server half-way, and count."""
    running = server()
    try:
        await _answering()
        walkers = [Walker() for _ in range(walks)]
        await begun(walkers)
        spoken, calls = Spoken(), list[float]()
        until = time.monotonic() + seconds
        first = memory_mb(running.pid)
        walking = asyncio.create_task(walked(walkers, spoken, until=until))
        calling = asyncio.create_task(called(actor, calls, until=until))
        await asyncio.sleep(seconds / 2)
        last = memory_mb(running.pid)
        before = len(spoken.seconds)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        running = server()
        await asyncio.gather(walking, calling)
        after = memory_mb(running.pid)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    ordered = sorted(spoken.seconds)
    return {
        "walks": walks,
        "acknowledged": sum(len(one.acknowledged) for one in walkers),
        "a_second": before / (seconds / 2),
        "p50_ms": 1000 * median(ordered),
        "p95_ms": 1000 * ordered[int(0.95 * len(ordered))],
        "lost": _lost(walkers),
        "board_p95_s": sorted(calls)[int(0.95 * len(calls))] + 0.6 if calls else None,
        "calls": len(calls),
        "memory_mb": [round(one) for one in (first, last, after)],
    }


def _lost(walkers: list[Walker]) -> int:
    """How many acknowledged fixes are not in the database."""
    import hashlib

    import psycopg

    with psycopg.connect(**place.admin(place.Size("escorts", 0))) as connection:
        rows = connection.execute(
            "SELECT j.token, f.seq FROM escorts_fix f JOIN escorts_journey j ON j.id = f.journey_id"
        ).fetchall()
    kept = {(bytes(token), seq) for token, seq in rows}
    return sum(
        (hashlib.sha256(one.journey).digest(), seq) not in kept
        for one in walkers
        for seq in one.acknowledged
    )


def main() -> None:
    """Make the database, walk, write the figures down."""
    place.settle(place.Size("escorts", 0))
    from jikimi.settings import embedded, upkeep

    embedded.start()
    embedded.fresh_database("bench_escorts")
    upkeep.bring_tables_up_to_date()
    upkeep.collect_static()
    import django

    django.setup()
    from django.db import transaction
    from tests.cast import on_stage
    from tests.walking import control_room

    with transaction.atomic():
        actor = control_room(on_stage()).operator
    place.keep("escorts", figures=asyncio.run(measured(actor)))
    print(place.kept("escorts"))


if __name__ == "__main__":
    main()
