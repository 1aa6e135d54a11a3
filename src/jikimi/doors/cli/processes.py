"""The processes that serve: started, watched, started again when they die, stopped together."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from jikimi.settings.refusals import CannotStart

_DEATHS_ALLOWED = 4
_DEATHS_COUNTED_SECONDS = 120.0
_STOP_SECONDS = 20.0
_WATCH_SECONDS = 0.25
_PR_SET_PDEATHSIG = 1
_C = ctypes.CDLL(None)


@dataclass
class Child:
    """One process that must live: its name for people, its command, when it died lately."""

    name: str
    command: Sequence[str]
    deaths: list[float] = field(default_factory=list)
    next_start: float = 0.0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches us first; it dies if we do."""
        self.process = subprocess.Popen(  # noqa: S603 - commands are fixed in serving.py
            self.command,
            process_group=0,
            preexec_fn=_follow(os.getpid()),
            stdin=subprocess.DEVNULL,
        )

    def look_after(self) -> None:
        """Start it again, each time a little later, when it died.

        Raises CannotStart when it dies again and again.
        """
        if self.process and self.process.poll() is not None:
            self._note_death(self.process.returncode)
        if self.process is None and time.monotonic() >= self.next_start:
            self.start()

    def _note_death(self, code: int) -> None:
        now = time.monotonic()
        self.process = None
        self.deaths = [at for at in self.deaths if now - at < _DEATHS_COUNTED_SECONDS] + [now]
        if len(self.deaths) > _DEATHS_ALLOWED:
            raise CannotStart(f"The {self.name} ended {len(self.deaths)} times (code {code}).")
        wait = 2.0 ** (len(self.deaths) - 1)
        self.next_start = now + wait
        click.echo(f"The {self.name} ended (code {code}); again in {wait:.0f} s.", err=True)


def watch(children: Sequence[Child], *, each_round: Callable[[], None]) -> None:
    """Look after the children until somebody asks to stop (KeyboardInterrupt)."""
    while True:
        for child in children:
            child.look_after()
        each_round()
        time.sleep(_WATCH_SECONDS)


def stop(children: Sequence[Child]) -> None:
    """Let each finish what it answers now, then stop it; the stubborn are killed."""
    living = [child.process for child in children if child.process]
    for process in living:
        _signal_group(process, signal.SIGTERM)
    patience_ends = time.monotonic() + _STOP_SECONDS
    for process in living:
        try:
            process.wait(timeout=max(0.1, patience_ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal_group(process, signal.SIGKILL)
            process.wait()


def stop_when_asked() -> None:
    """Treat a polite request to end, or a closed terminal, like Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)


def finish_undisturbed() -> None:
    """Ignore further requests: stopping has begun."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _signal_group(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _follow(parent: int) -> Callable[[], None]:
    """Have the kernel end the child when its parent is killed."""

    def ask() -> None:
        _C.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
