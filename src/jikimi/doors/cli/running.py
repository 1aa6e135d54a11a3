"""One Jikimi at a time on a data folder, and how another command finds it."""

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
    """What runs: the process that holds everything together, and where it answers."""

    process_id: int
    host: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://{'127.0.0.1' if self.host in _EVERYWHERE else self.host}:{self.port}"


@contextmanager
def the_only_one(running: Running) -> Iterator[None]:
    """Hold the data folder as long as the body runs; a killed process lets go by itself.

    Raises CannotStart naming what runs, and how to stop it.
    """
    with _lock_file().open("a", encoding="utf-8") as handle:
        if not _held_soon(handle):
            raise CannotStart(_refusal())
        folders.write_private(_note_file(), text=json.dumps(asdict(running)) + "\n")
        try:
            yield
        finally:
            _note_file().unlink(missing_ok=True)


def what_runs() -> Running | None:
    """What runs on this data folder now."""
    with _lock_file().open("a", encoding="utf-8") as handle:
        return None if _held(handle) else _noted()


def ended_unclean() -> bool:
    """Whether the last one was killed: its children may need a moment to follow it."""
    return _note_file().exists()


def stop(running: Running) -> bool:
    """Ask what runs to stop and wait for it; False when it does not."""
    os.kill(running.process_id, signal.SIGTERM)
    patience_ends = time.monotonic() + _STOP_SECONDS
    while what_runs():
        if time.monotonic() > patience_ends:
            return False
        time.sleep(0.05)
    return True


def _refusal() -> str:
    running = _noted()
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


def _noted() -> Running | None:
    try:
        return Running(**json.loads(_note_file().read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _lock_file() -> Path:
    return folders.data_folder() / "up.lock"


def _note_file() -> Path:
    return folders.data_folder() / "up.json"
