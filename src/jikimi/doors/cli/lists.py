"""What commands share that bring a public list in: trial, taking back, refused rows, times."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jikimi.doors.cli.answers import tell_json
from jikimi.doors.cli.telling import told_in_one_line

NOTHING_CHANGED = "Nothing was changed."
Answer = dict[str, Any]

file_argument = click.argument("file", required=False, type=click.Path(path_type=Path))
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be done and change nothing."
)
undo_option = click.option(
    "--undo", "brought", type=click.UUID, help="Take an import back, by its id."
)
rejects_option = click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Where refused rows go; without it beside FILE as NAME.rejects.csv.",
)


def bring_or_undo(
    file: Path | None,
    brought: UUID | None,
    *,
    bring: Callable[[Path], Answer],
    undo: Callable[[UUID], Answer],
    tell: Callable[[Answer], None],
    as_json: bool,
) -> None:
    """Bring FILE in, or take an import back; tell what was done, and in how many seconds."""
    from jikimi.doors.cli.ready import open_django

    if (file is None) == (brought is None):
        raise click.UsageError("Name a FILE, or an import to take back with --undo.")
    if file is not None and not file.exists():
        raise click.UsageError(f"{file} is not there. {NOTHING_CHANGED}")
    open_django()
    began = time.monotonic()
    with told_in_one_line(file or Path(str(brought)), kept=NOTHING_CHANGED):
        answer = bring(file) if file is not None else undo(_known(brought))
    answer["seconds"] = round(time.monotonic() - began, 2)
    (tell_json if as_json else tell)(answer)


def rejects_file(file: Path, rejects: Path | None, *, dry_run: bool) -> Path | None:
    """Where refused rows go; a trial writes none unless told where."""
    return rejects or (None if dry_run else file.with_name(f"{file.stem}.rejects.csv"))


def _known(brought: UUID | None) -> UUID:
    if brought is None:
        raise click.UsageError("Name an import to take back.")
    return brought
