"""`jikimi booklet`: the directory on paper, as a workbook, or as a Hangul document."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from jikimi.doors.cli.answers import as_json, tell_json

_ENDINGS = (".pdf", ".xlsx", ".hwpx")


def _ending(context: click.Context, parameter: click.Parameter, out: Path) -> Path:
    if out.suffix.lower() not in _ENDINGS:
        raise click.BadParameter(f"{out}: the name must end with {', '.join(_ENDINGS)}.")
    return out


@click.command("booklet")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), callback=_ending)
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True)
@click.option(
    "--size", type=click.Choice(["a5", "pocket", "large"]), default="a5", show_default=True
)
@click.option("--leaflet", metavar="NEED", default="", help="One page on one need instead.")
@click.option("--district", metavar="NAME", default="", help="One district only.")
@click.option("--edition", type=int, help="An earlier edition, as far as it is still public.")
@click.option("--issue", is_flag=True, help="Issue it as the next edition first.")
@click.option(
    "--with-unchecked", is_flag=True, help="Also entries that wait to be checked, saying so."
)
@click.option("--dry-run", is_flag=True, help="Say what would be made and write nothing.")
@as_json
def command(
    out: Path,
    language: str,
    size: str,
    leaflet: str,
    district: str,
    edition: int | None,
    issue: bool,
    with_unchecked: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Print the public directory to OUT: .pdf, .xlsx or .hwpx.

    The same data give the same bytes. Only what everybody may see is printed, and only what was
    checked lately; how many entries wait to be checked is told.
    """
    if edition is not None and (issue or with_unchecked or district):
        raise click.UsageError(
            "--edition goes with neither --issue nor --with-unchecked nor --district."
        )
    if leaflet and out.suffix.lower() != ".pdf":
        raise click.UsageError("A leaflet is a .pdf.")
    from jikimi.doors.cli.ready import open_django

    open_django()
    began = time.monotonic()
    with _told_in_one_line(out):
        printed = _printed(
            edition, issue=issue and not dry_run, has_unchecked=with_unchecked, district=district
        )
        made = _made(printed, out.suffix.lower(), language, size, leaflet)
        if not dry_run:
            out.write_bytes(made)
    answer = _answer(printed, out, len(made), dry_run=dry_run)
    answer["seconds"] = round(time.monotonic() - began, 2)
    if as_json:
        tell_json(answer)
    else:
        _tell(answer)


def _printed(edition: int | None, *, issue: bool, **choice: Any) -> Any:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.directory.booklet.gathering import Choice
    from jikimi.directory.booklet.printing import current_print
    from jikimi.directory.editions import edition_print, issue_edition

    if edition is not None:
        return edition_print(actor=THE_OPERATOR, number=edition)
    if issue:
        issue_edition(actor=THE_OPERATOR)
    return current_print(Choice(**choice))


def _made(printed: Any, ending: str, language: str, size: str, need: str) -> bytes:
    from jikimi.directory.booklet.files import file_called, leaflet_name
    from jikimi.directory.booklet.leaflets import needs_with_help

    name = f"{size}.pdf" if ending == ".pdf" else f"list{ending}"
    made = file_called(printed, leaflet_name(need) if need else name, language=language)
    if made is None:
        known = ", ".join(needs_with_help(printed.content)) or "none"
        _give_up(f"No entry answers to {need!r}. Needs with entries: {known}.", code=2)
    return made.content


def _answer(printed: Any, out: Path, size: int, *, dry_run: bool) -> dict[str, Any]:
    issued_on = printed.imprint.issued_on
    return {
        "file": None if dry_run else str(out),
        "bytes": size,
        "entries": len(printed.content.entries),
        "waiting": printed.content.waiting,
        "left_out": printed.imprint.left_out,
        "edition": printed.imprint.number,
        "issued_on": issued_on.isoformat() if issued_on else None,
        "hash": printed.imprint.hash,
    }


def _tell(answer: dict[str, Any]) -> None:
    which = f"edition {answer['edition']}" if answer["edition"] else "not issued as an edition"
    click.echo(
        f"{answer['file'] or 'Dry run: nothing was written.'}\n"
        f"{answer['entries']} entries, {which}, content {answer['hash'][:12]}, "
        f"{answer['seconds']:.1f} s"
    )
    if answer["waiting"]:
        click.echo(
            f"{answer['waiting']} entries wait to be checked and were left out; "
            "--with-unchecked prints them too.",
            err=True,
        )
    if answer["left_out"]:
        click.echo(f"{answer['left_out']} entries are no longer public, left out.", err=True)


@contextmanager
def _told_in_one_line(out: Path) -> Iterator[None]:
    from django.db import Error

    from jikimi.access.errors import NotAllowed, Refusal
    from jikimi.directory.booklet.press import CannotPrint

    try:
        yield
    except NotAllowed:
        _give_up("There is no such edition.", code=1)
    except Refusal as refusal:
        _give_up(refusal.says or refusal.code, code=1)
    except CannotPrint as missing:
        _give_up(missing.says, code=1)
    except Error as error:
        _give_up(f"The database stopped: {str(error).strip().partition(chr(10))[0]}.", code=1)
    except OSError as error:
        _give_up(f"{error.filename or out}: {error.strerror}.", code=1)


def _give_up(says: str, *, code: int) -> NoReturn:
    click.echo(f"Error: {says}", err=True)
    sys.exit(code)
