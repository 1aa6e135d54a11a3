"""Where Jikimi keeps what must survive a restart: keys, the database, accounts of the demo town."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE_TREE = Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """The folder that an operator backs up: JIKIMI_DATA, or `var` in the source tree.

    Created when absent. Others may pass through it (the database server is another account when
    root starts it) but not list it.
    """
    given = os.environ.get("JIKIMI_DATA", "").strip()
    folder = Path(given).expanduser().absolute() if given else _default_folder()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
    return folder


def _default_folder() -> Path:
    installed_from_source = (SOURCE_TREE / "pyproject.toml").exists()
    return (SOURCE_TREE if installed_from_source else Path.cwd()) / "var"


def keys_file() -> Path:
    """The secrets; without it sealed fields cannot be read again."""
    return data_folder() / "keys.json"


def database_folder() -> Path:
    """Everything the embedded PostgreSQL owns."""
    return data_folder() / "postgres"


def demo_accounts_file() -> Path:
    """Sign-in data of the invented members, for whoever tries the demo town."""
    return data_folder() / "demo-accounts.json"


def write_private(path: Path, *, text: str) -> None:
    """Replace a file so that a reader sees the old text or the new one, never half, and only us."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    draft.rename(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time through; the lock ends with the process, however it ends."""
    with (data_folder() / f"{name}.lock").open("a", encoding="utf-8") as handle:
        os.fchmod(handle.fileno(), 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def uploads_folder() -> Path:
    """Where a file stays while it is being read in; only we may look inside."""
    folder = data_folder() / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
