"""One Jikimi at a time on a data folder, one public door beside it, and how others find them."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from jikimi.settings import folders
from jikimi.settings.refusals import CannotStart

_STOP_SECONDS = 90.0
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - read, to tell an address one can open; not bound


@dataclass(frozen=True)
class Running:
    """What runs: the process that holds everything together, and where it answers.

    is_public: it serves the public door alone, perhaps beside the one that serves the house.
    """

    process_id: int
    host: str
    port: int
    is_public: bool = False

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://{'127.0.0.1' if self.host in _EVERYWHERE else self.host}:{self.port}"


@contextmanager
def the_only_one(running: Running) -> Iterator[None]:
    """Hold the data folder as long as the body runs; a killed process lets go by itself.

    Raises CannotStart naming what runs, and how to stop it.
    """
    is_public = running.is_public
    with _lock_file(is_public).open("a", encoding="utf-8") as handle:
        if not _held_soon(handle):
            raise CannotStart(_refusal(is_public))
        folders.write_private(_note_file(is_public), text=json.dumps(asdict(running)) + "\n")
        try:
            yield
        finally:
            _note_file(is_public).unlink(missing_ok=True)


def what_runs(*, is_public: bool = False) -> Running | None:
    """What runs on this data folder now: the house, or the public door alone."""
    with _lock_file(is_public).open("a", encoding="utf-8") as handle:
        return None if _held(handle) else _noted(is_public)


def ended_unclean(*, is_public: bool = False) -> bool:
    """Whether the last one was killed: its children may need a moment to follow it."""
    return _note_file(is_public).exists()


def stop(running: Running) -> bool:
    """Ask what runs to stop and wait for it; False when it does not."""
    os.kill(running.process_id, signal.SIGTERM)
    patience_ends = time.monotonic() + _STOP_SECONDS
    while what_runs(is_public=running.is_public):
        if time.monotonic() > patience_ends:
            return False
        time.sleep(0.05)
    return True


def _refusal(is_public: bool) -> str:
    running = _noted(is_public)
    if running is None:
        return f"Jikimi is being started on {folders.data_folder()} by another command."
    return (
        f"Jikimi runs already on {folders.data_folder()}: process {running.process_id}, "
        f"{running.url}. Stop it with `jikimi down`."
    )


def _held_soon(handle: IO[str]) -> bool:
    """Somebody who only looks holds the lock for a moment too."""
    for _ in range(10):
        if _held(handle):
            return True
        time.sleep(0.03)
    return False


def _held(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _noted(is_public: bool) -> Running | None:
    try:
        return Running(**json.loads(_note_file(is_public).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _lock_file(is_public: bool) -> Path:
    return folders.data_folder() / ("public.lock" if is_public else "up.lock")


def _note_file(is_public: bool) -> Path:
    return folders.data_folder() / ("public.json" if is_public else "up.json")
