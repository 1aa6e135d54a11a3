"""`jikimi export`: hand out what everybody may see, for other systems."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import move
from tempfile import TemporaryDirectory
from typing import NoReturn

import click

from jikimi.doors.cli.answers import as_json, tell_json

Told = Callable[[str, int], None]
_TABLES = 24


@click.group("export")
def command() -> None:
    """Hand out what everybody may see."""


@command.command("directory")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be written and write nothing.")
@as_json
def export_directory(folder: Path, dry_run: bool, as_json: bool) -> None:
    """Write the public directory into DIR as a tabular data package (HSDS 3.2.3).

    A CSV for each table and datapackage.json; the same data are the same bytes. Only rows and
    values that everybody may see are in it. An earlier export in DIR is replaced when the new one
    is whole.

    Exit code 0 when it is written, 1 when something stopped it, 2 when DIR is something else.
    """
    from jikimi.doors.cli.ready import open_django

    open_django()
    _refuse_other(folder)
    began = time.monotonic()
    try:
        counts = _written(folder, dry_run=dry_run)
    except OSError as error:
        _give_up(f"{error.filename or folder}: {error.strerror}.", code=1)
    answer = {
        "folder": str(folder),
        "tables": counts,
        "rows": sum(counts.values()),
        "seconds": round(time.monotonic() - began, 2),
    }
    if as_json:
        tell_json(answer)
    else:
        done = "would be written" if dry_run else "written"
        click.echo(f"{answer['rows']:,} rows of {len(counts)} tables {done} to {folder}")


def _written(folder: Path, *, dry_run: bool) -> dict[str, int]:
    from jikimi.directory.exchange.writing.package import write_package
    from jikimi.directory.routing import public_door

    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
    beside = None if dry_run else folder.parent
    with TemporaryDirectory(dir=beside, prefix=".export-") as new, _progress() as progress:
        with public_door():
            counts = write_package(Path(new), told=progress)
        if not dry_run:
            _replace(folder, Path(new))
    return counts


def _replace(folder: Path, new: Path) -> None:
    """Take an earlier export away and put the new one in its place."""
    for old in _files_of_an_export(folder):
        old.unlink()
    for made in sorted(new.iterdir()):
        move(made, folder / made.name)


def _refuse_other(folder: Path) -> None:
    """Only nothing, an empty folder or an earlier export is written over."""
    if folder.exists() and not folder.is_dir():
        _give_up(f"{folder}: not a folder. Name a new or empty folder.", code=2)
    inside = set(folder.iterdir()) if folder.exists() else set()
    if inside - set(_files_of_an_export(folder)):
        _give_up(f"{folder}: holds other files. Name a new or empty folder.", code=2)


def _files_of_an_export(folder: Path) -> list[Path]:
    from jikimi.directory.exchange.writing.package import file_names

    return [folder / name for name in file_names() if (folder / name).is_file()]


def _give_up(says: str, *, code: int) -> NoReturn:
    click.echo(f"Error: {says}", err=True)
    sys.exit(code)


@contextmanager
def _progress() -> Iterator[Told | None]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=_TABLES, label="directory", file=sys.stderr) as bar:

        def tell(table: str, count: int) -> None:
            bar.update(1)

        yield tell
