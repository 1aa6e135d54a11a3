"""Serve the pages: everything below brought up, step by step, then watched until asked to stop."""

import errno
import http.client
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click

import jikimi
from jikimi.doors.cli import processes
from jikimi.doors.cli.answers import Teller
from jikimi.doors.cli.processes import Child
from jikimi.doors.cli.ready import open_database, step
from jikimi.doors.cli.running import Running, ended_unclean, the_only_one, what_runs
from jikimi.settings import embedded, upkeep
from jikimi.settings.embedded import Step
from jikimi.settings.refusals import CannotStart

_ANSWER_SECONDS = 60.0
_DATABASE_LOOK_SECONDS = 1.0

Steps = Callable[[], Iterator[Step]]


def no_more_steps() -> Iterator[Step]:
    """For serving without a demo town."""
    yield from ()


def serve(
    place: Running,
    *,
    workers: int,
    tell: Teller,
    load: Steps = no_more_steps,
    when_ready: Callable[[float], None],
) -> None:
    """Bring everything up, say when it answers, and look after it until asked to stop.

    load: what else must be in the database.  when_ready: called once with the seconds it took.
    Raises CannotStart; whatever was started is stopped again.
    """
    began = time.perf_counter()
    processes.stop_when_asked()
    unclean = ended_unclean(is_public=place.is_public)
    with the_only_one(place):
        _need_port(place, patience=10.0 if unclean else 0.0)
        children = _children(place, workers=workers)
        try:
            for done in _bring_up(place, children=children, load=load):
                tell(done)
            when_ready(time.perf_counter() - began)
            processes.watch(children, each_round=_keep_database())
        except KeyboardInterrupt:
            pass
        finally:
            processes.finish_undisturbed()
            processes.stop(children)
            if not what_runs(is_public=not place.is_public):
                embedded.stop()


def _bring_up(place: Running, *, children: list[Child], load: Steps) -> Iterator[Step]:
    yield from open_database()
    yield from step("messages", work=upkeep.compile_messages)
    yield from step("static files", work=upkeep.collect_static)
    yield from load()
    began = time.perf_counter()
    for child in children:
        child.start()
    _wait_for_answer(place, web=children[0])
    yield Step("web server answers", time.perf_counter() - began)


def _children(place: Running, *, workers: int) -> list[Child]:
    web = _web_server(place, workers=workers)
    return [web] if place.is_public else [web, *_clock()]


def _web_server(place: Running, *, workers: int) -> Child:
    shared_memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes a private file in it
    heartbeat = [f"--worker-tmp-dir={shared_memory}"] if shared_memory.is_dir() else []
    application = "web_public" if place.is_public else "web"
    command = [
        *(sys.executable, "-m", "gunicorn", f"jikimi.doors.{application}:application"),
        f"--bind={place.host}:{place.port}",
        *("--worker-class=gthread", f"--workers={workers}", "--threads=8"),
        *("--preload", "--timeout=60", "--graceful-timeout=10", "--keep-alive=5"),
        *("--no-control-socket", "--log-level=warning"),
        *heartbeat,
    ]
    return Child("web server", command)


def _clock() -> list[Child]:
    """The process that does jobs and keeps time limits."""
    if not (Path(jikimi.__file__).parent / "doors" / "clock" / "__main__.py").exists():
        return []
    return [Child("clock", [sys.executable, "-m", "jikimi.doors.clock"])]


def _wait_for_answer(place: Running, *, web: Child) -> None:
    patience_ends = time.monotonic() + _ANSWER_SECONDS
    while not _answers(place):
        if web.process is None or web.process.poll() is not None:
            raise CannotStart("The web server ended before it answered; its reason stands above.")
        if time.monotonic() > patience_ends:
            raise CannotStart(f"The web server does not answer on {place.url}/healthz.")
        time.sleep(0.1)


def _answers(place: Running) -> bool:
    host = place.url.removeprefix("http://").rsplit(":", 1)[0]
    with closing(http.client.HTTPConnection(host, place.port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False


def _need_port(place: Running, *, patience: float) -> None:
    patience_ends = time.monotonic() + patience
    while not _is_free(place):
        if time.monotonic() > patience_ends:
            raise CannotStart(
                f"Port {place.port} is used by another program. "
                f"Choose another: JIKIMI_PORT={place.port + 1}"
            )
        time.sleep(0.1)


def _is_free(place: Running) -> bool:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((place.host, place.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CannotStart(f"Cannot use {place.host}:{place.port}: {error.strerror}.") from error
    return True


def _keep_database() -> Callable[[], None]:
    """Look once a second whether the embedded database lives; bring it back when it was killed."""
    looked = time.monotonic()

    def look() -> None:
        nonlocal looked
        if embedded.is_elsewhere() or time.monotonic() - looked < _DATABASE_LOOK_SECONDS:
            return
        looked = time.monotonic()
        if embedded.process_id() is None:
            click.echo("The database ended; starting it again.", err=True)
            embedded.start()

    return look
