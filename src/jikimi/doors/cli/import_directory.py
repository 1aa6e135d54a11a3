"""`jikimi import directory`: bring in the directories of others, and take an import back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.doors.cli.telling import Told, progress, spoken_language, told_in_one_line

_SHOWN = 20
_LISTED = 1000


@click.command("directory")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", default="", help="Whose data it is (sources.csv).")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@click.option("--undo", "batch", type=click.UUID, help="Take an import back, by its batch.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Where refused rows go; without it beside PATH as NAME.rejects.",
)
@as_json
def import_directory(
    path: Path | None,
    source: str,
    dry_run: bool,
    batch: UUID | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Bring in a directory of agencies from a file, a folder or a zip.

    Open Referral HSDS 1.x to 3.x (JSON or CSV), Open Referral UK, and Korean public lists (CSV or
    XLSX, a line for each agency). What had to be repaired is listed; what looks like an entry that
    is there already is proposed as a duplicate, never merged. The same file again adds nothing. All
    of it goes in, or nothing; --undo takes it back.

    Exit code 0 when the path was read to its end, refused rows or not; 1 when something stopped it,
    and nothing is changed; 2 when the path cannot be read.
    """
    from jikimi.doors.cli.ready import open_django

    if (path is None) == (batch is None):
        raise click.UsageError("Name a PATH, or an import to take back with --undo.")
    open_django()
    began = time.monotonic()
    with told_in_one_line(path or Path(str(batch)), kept="Nothing was changed."):
        if batch:
            answer = _undone(batch)
        else:
            assert path is not None  # noqa: S101 - checked above
            with progress(path) as told:
                answer = _imported(path, source, dry_run, rejects, told)
    answer["seconds"] = round(time.monotonic() - began, 2)
    if as_json:
        tell_json(answer)
    else:
        _tell(answer, dry_run=dry_run)


def _undone(batch: UUID) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.directory.importing import undo_import

    undo = undo_import(actor=THE_OPERATOR, batch=batch)
    return {"undone": batch, "batch": undo.pk, "kept": undo.details.get("kept", 0)}


def _imported(
    path: Path, source: str, dry_run: bool, rejects: Path | None, told: Told
) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.directory import importing

    how: dict[str, Any] = {"path": path, "source": source, "progress": told}
    batch = None
    if dry_run:
        plan = importing.try_import(actor=THE_OPERATOR, **how)
    else:
        done = importing.import_directory(actor=THE_OPERATOR, **how)
        plan, batch = done.plan, done.batch
    file = rejects or (None if dry_run else path.with_name(f"{path.stem}.rejects"))
    written = importing.write_rejects(plan.package, file) if file else None
    return {
        "batch": batch.pk if batch else None,
        **importing.counts_of(plan),
        **importing.explained(plan, actor=THE_OPERATOR, most=_LISTED),
        "rejects_file": written,
    }


def _tell(answer: dict[str, Any], *, dry_run: bool) -> None:
    if "undone" in answer:
        click.echo("Taken back; {kept} later changes kept; {seconds:.1f} s".format(**answer))
        return
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    click.echo(
        "new {new}, changed {changed}, same {same}, rejected {rejected}; kept {kept}, "
        "repaired {repaired}; {seconds:.1f} s".format(**answer)
    )
    for table, counted in answer["rows"].items():
        figures = ", ".join(f"{name} {count}" for name, count in counted.items())
        click.echo(f"  {table}: {figures}")
    for code, count in answer["repairs"].items():
        click.echo(f"  repaired {count}: {_words(code)}")
    _tell_rows(answer)
    if answer["rejects_file"]:
        click.echo(f"Refused rows: {answer['rejects_file']}")
    if answer["batch"]:
        click.echo(f"Taken back with: jikimi import directory --undo {answer['batch']}")


def _tell_rows(answer: dict[str, Any]) -> None:
    for one in answer["refused"][:_SHOWN]:
        click.echo(f"  refused {one['where']}: {one['reason']}")
    for one in answer["differences"][:_SHOWN]:
        kept = f" (kept: {one['kept']})" if one["kept"] else ""
        field = f"{one['table']}.{one['field']}"
        click.echo(f"  {one['where']}: {field} {one['old']!r} → {one['new']!r}{kept}")
    if answer["duplicates"]:
        click.echo(f"  {answer['duplicates']} pairs look alike; look at them under Duplicates.")


def _words(code: str) -> str:
    from jikimi.directory.exchange.reading import repair_text

    return repair_text(code, spoken_language())
