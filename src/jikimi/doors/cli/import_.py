"""`jikimi import`: bring in what other systems export."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from jikimi.doors.cli.answers import as_json, tell_json

Told = Callable[[int, int], None]
_KEPT = "What is in stays; the same command goes on from there."


@click.group("import")
def command() -> None:
    """Bring in what other systems export."""


@command.command("reports")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", metavar="NAME", default="", help="A saved column mapping.")
@click.option("--sheet", default="", help="Sheet of a workbook; without it the one that fits.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Where refused rows go; without it beside FILE as NAME.rejects.csv.",
)
@as_json
def import_reports(
    file: Path, mapping: str, sheet: str, dry_run: bool, rejects: Path | None, as_json: bool
) -> None:
    """Bring in 112 reports from a CSV or XLSX file, for every police station.

    The same file again adds nothing. An import that was broken off goes on where it stopped when
    the same command is given again. Refused rows go to a file of their own, with the reason; when
    corrected, that file can be imported as it is.

    Exit code 0 when the file was read to its end, refused rows or not; 1 when something stopped it,
    and what is in stays in; 2 when the file, the sheet or the mapping does not fit.
    """
    from jikimi.doors.cli.ready import open_django

    open_django()
    began = time.monotonic()
    with _told_in_one_line(file), _progress(file) as progress:
        answer = _asked(file, mapping, sheet, dry_run, rejects, progress)
    answer["seconds"] = round(time.monotonic() - began, 2)
    if as_json:
        tell_json(answer)
    else:
        _tell(answer, dry_run=dry_run)


def _asked(
    file: Path, mapping: str, sheet: str, dry_run: bool, rejects: Path | None, progress: Told
) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.cases.importing import import_reports
    from jikimi.cases.importing_trial import try_reports
    from jikimi.cases.mappings import mapping_called

    headers = mapping_called(THE_OPERATOR, mapping) if mapping else None
    how: dict[str, Any] = {"mapping": headers, "sheet": sheet, "progress": progress}
    if dry_run:
        trial = try_reports(actor=THE_OPERATOR, path=file, **how)
        told = ("new", "changed", "same", "rejected", "masked", "refused")
        return {"rejects_file": None} | {name: getattr(trial, name) for name in told}
    done = asdict(import_reports(actor=THE_OPERATOR, path=file, rejects=rejects, **how))
    return done | {"rejects_file": done["rejects_file"] or None}


def _tell(answer: dict[str, Any], *, dry_run: bool) -> None:
    from jikimi.cases.intake import reason_text

    if dry_run:
        click.echo("Dry run: nothing was changed.")
    click.echo(
        "new {new}, changed {changed}, same {same}, rejected {rejected}; "
        "identity numbers covered {masked}; {seconds:.1f} s".format(**answer)
    )
    for one in answer.get("refused", []):
        reason = reason_text(one.reason, language=_language())
        click.echo(f"  line {one.line}, {one.header}: {reason} ({one.shape})")
    if answer["rejects_file"]:
        click.echo(f"Refused rows: {answer['rejects_file']}")


@contextmanager
def _told_in_one_line(file: Path) -> Iterator[None]:
    """Refusals and broken machines as one line that names the file."""
    from django.db import Error
    from django.utils import translation

    from jikimi.access.errors import NotValid, Refusal

    try:
        with translation.override(_language()):
            yield
    except NotValid as refusal:
        _give_up(f"{file}: {' '.join(refusal.fields.values())}", code=2)
    except Refusal as refusal:
        _give_up(f"{file}: {refusal.says or refusal.code}", code=1)
    except Error as error:
        reason = str(error).strip().partition("\n")[0]
        _give_up(f"{file}: the database stopped: {reason}. {_KEPT}", code=1)
    except OSError as error:
        _give_up(f"{error.filename or file}: {error.strerror}. {_KEPT}", code=1)


def _give_up(says: str, *, code: int) -> NoReturn:
    click.echo(f"Error: {says}", err=True)
    sys.exit(code)


def _language() -> str:
    """The terminal's language: Korean, or English for all others."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ko" if spoken.startswith("ko") else "en"


def _silence(done: int, total: int) -> None:
    """Progress nobody sees."""


@contextmanager
def _progress(file: Path) -> Iterator[Told]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield _silence
        return
    with click.progressbar(length=0, label=file.name, file=sys.stderr, show_pos=True) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, done)
            bar.update(done - bar.pos)

        yield tell
