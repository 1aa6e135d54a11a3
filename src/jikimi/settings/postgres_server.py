"""The embedded PostgreSQL: made once, started and stopped by us, found again after any crash."""

import hashlib
import os
import shutil
import signal
import stat
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jikimi.settings import folders
from jikimi.settings.postgres_binaries import programs
from jikimi.settings.postgres_settings import configuration
from jikimi.settings.refusals import CannotStart
from jikimi.settings.unprivileged import Runner, runner_for

PORT = 5432
SUPERUSER = "postgres"
_LONGEST_SOCKET_PATH = 107
_PATIENCE_SECONDS = 90.0
_STOP_SECONDS = 30.0
_GONE_SECONDS = 2.0


@dataclass(frozen=True)
class PostgresServer:
    """One server on one data folder.  `password` opens the superuser, over the socket only."""

    folder: Path
    password: str

    @property
    def socket_folder(self) -> Path:
        """Where clients meet the server; short, because a socket's path may have 107 bytes."""
        beside = self._socket_folder_beside
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET_PATH:
            return beside
        mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        # Its owner and mode are checked before use; everybody computes the same name.
        return Path("/tmp") / f"jikimi-{mark}"  # noqa: S108

    @property
    def exists(self) -> bool:
        """Whether the folder holds a database."""
        return (self.folder / "PG_VERSION").exists()

    @property
    def process_id(self) -> int | None:
        """The living server process on this folder, whoever started it."""
        noted = self._noted_process_id()
        return noted if noted and _works_in(noted) == self._home else None

    def is_ready(self) -> bool:
        """Whether it answers on the socket."""
        if not self.exists:
            return False
        asked = Runner((), None, None).run(
            [
                self._programs / "pg_isready",
                f"--host={self.socket_folder}",
                f"--port={PORT}",
                f"--username={SUPERUSER}",
                "--timeout=3",
            ]
        )
        return asked.returncode == 0

    def create(self) -> None:
        """Make an empty database: checksums, C.UTF-8, passwords only.

        Built beside and renamed at the end, so that a kill in between leaves no half of one.
        """
        draft = self.folder.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._runner.own(draft)
        with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".secret-") as secret_folder:
            secret = Path(secret_folder) / "password"
            folders.write_private(secret, text=self.password)
            self._runner.own(Path(secret_folder))
            self._initialise(draft, secret=secret)
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as handle:
            handle.write("\ninclude_if_exists = 'jikimi.conf'\n")
        draft.rename(self.folder)

    def start(self) -> None:
        """Start the server, or wait for one that is recovering.  Raises CannotStart."""
        if self.process_id is None:
            self._clear_after_a_crash()
            self._launch()
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop cleanly; a server that does not obey is stopped at once and recovers next time."""
        for order in (signal.SIGINT, signal.SIGQUIT):
            process_id = self.process_id
            if process_id is None:
                return
            os.kill(process_id, order)
            if self._ended(within_seconds=_STOP_SECONDS):
                self._leave_nothing_outside()
                return
        raise CannotStart(f"PostgreSQL (process {self.process_id}) does not stop.")

    @cached_property
    def _programs(self) -> Path:
        version = self.folder / "PG_VERSION"
        return programs(major=int(version.read_text()) if version.exists() else None)

    @property
    def _socket_folder_beside(self) -> Path:
        return self.folder.with_name("postgres-socket")

    def _leave_nothing_outside(self) -> None:
        if self.socket_folder != self._socket_folder_beside:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    @property
    def _home(self) -> str:
        return str(self.folder.resolve())

    @cached_property
    def _runner(self) -> Runner:
        return runner_for(self._programs / "postgres", data=self.folder.parent)

    def _initialise(self, draft: Path, *, secret: Path) -> None:
        done = self._runner.run(
            [
                self._programs / "initdb",
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={secret}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--auth-local=scram-sha-256",
                "--auth-host=reject",
            ]
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make its folder: {_last_line(done.stderr)}")

    def _launch(self) -> None:
        self._runner.own(self.folder)
        self._make_socket_folder()
        settings = self.folder / "jikimi.conf"
        text = configuration(self.socket_folder, port=PORT, compression=self._compression())
        settings.write_text(text, encoding="utf-8")
        settings.chmod(0o644)
        log = self.folder / "start.log"
        log.unlink(missing_ok=True)
        done = self._runner.run(
            [
                self._programs / "pg_ctl",
                "start",
                "--no-wait",
                "--silent",
                f"--pgdata={self.folder}",
                f"--log={log}",
            ]
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL did not start: {_last_line(done.stderr)}")

    def _compression(self) -> str:
        """`lz4` when this PostgreSQL was built with it."""
        asked = ("-C", "wal_compression", "-c", "wal_compression=lz4", f"-D{self.folder}")
        done = self._runner.run([self._programs / "postgres", *asked])
        return "lz4" if done.returncode == 0 else "pglz"

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        ours = found.st_uid in (self._runner.file_owner, os.geteuid())
        if not stat.S_ISDIR(found.st_mode) or not ours:
            raise CannotStart(f"{folder} belongs to somebody else; remove it and start again.")
        folder.chmod(0o700)
        self._runner.own(folder)

    def _wait_until_ready(self) -> None:
        patience_ends = time.monotonic() + _PATIENCE_SECONDS
        last_seen = time.monotonic()
        while not self.is_ready():
            now = time.monotonic()
            last_seen = now if self._processes() else last_seen
            if now > patience_ends or now - last_seen > _GONE_SECONDS:
                raise CannotStart(f"PostgreSQL did not start: {self._complaint()}")
            time.sleep(0.03)

    def _complaint(self) -> str:
        logs = [self.folder / "start.log", *(self.folder / "log").glob("*.log")]
        written = [path for path in logs if path.exists()]
        newest = max(written, key=lambda path: path.stat().st_mtime, default=None)
        text = newest.read_text(encoding="utf-8", errors="replace") if newest else ""
        fatal = [line for line in text.splitlines() if "FATAL" in line]
        return fatal[-1] if fatal else f"no answer; see {self.folder / 'log'}"

    def _ended(self, *, within_seconds: float) -> bool:
        patience_ends = time.monotonic() + within_seconds
        while self._processes():
            if time.monotonic() > patience_ends:
                return False
            time.sleep(0.02)
        return True

    def _clear_after_a_crash(self) -> None:
        """Make sure nobody writes the files any more, then forget the dead server's note.

        PostgreSQL would take a zombie, or a stranger who got the same number, for a live server.
        """
        if not self._ended(within_seconds=10):
            for process_id in self._processes():
                os.kill(process_id, signal.SIGKILL)
            self._ended(within_seconds=10)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        for left in self.socket_folder.glob(".s.PGSQL.*"):
            left.unlink()

    def _noted_process_id(self) -> int | None:
        try:
            return int((self.folder / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def _processes(self) -> list[int]:
        """Every living PostgreSQL process at work in the folder; zombies have left it."""
        return [pid for pid in _process_ids() if _works_in(pid) == self._home]


def _process_ids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _works_in(process_id: int) -> str | None:
    place = Path("/proc") / str(process_id)
    try:
        if not (place / "comm").read_text().startswith("postgres"):
            return None
        return str((place / "cwd").readlink())
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return None


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
