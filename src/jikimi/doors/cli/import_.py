"""`jikimi import`: bring in what other systems export."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.doors.cli.import_crimes import import_crimes
from jikimi.doors.cli.import_directory import import_directory
from jikimi.doors.cli.import_figures import import_figures
from jikimi.doors.cli.import_instrument import import_instrument
from jikimi.doors.cli.import_places import import_areas, import_sites
from jikimi.doors.cli.import_streets import import_streets
from jikimi.doors.cli.telling import Told, progress, spoken_language, told_in_one_line

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
    with told_in_one_line(file, kept=_KEPT), progress(file) as told:
        answer = _asked(file, mapping, sheet, dry_run, rejects, told)
    answer["seconds"] = round(time.monotonic() - began, 2)
    if as_json:
        tell_json(answer)
    else:
        _tell(answer, dry_run=dry_run)


def _asked(
    file: Path, mapping: str, sheet: str, dry_run: bool, rejects: Path | None, told: Told
) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.cases.importing import import_reports
    from jikimi.cases.importing_trial import try_reports
    from jikimi.cases.mappings import mapping_called

    headers = mapping_called(THE_OPERATOR, mapping) if mapping else None
    how: dict[str, Any] = {"mapping": headers, "sheet": sheet, "progress": told}
    if dry_run:
        trial = try_reports(actor=THE_OPERATOR, path=file, **how)
        names = ("new", "changed", "same", "rejected", "masked", "refused")
        return {"rejects_file": None} | {name: getattr(trial, name) for name in names}
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
        reason = reason_text(one.reason, language=spoken_language())
        click.echo(f"  line {one.line}, {one.header}: {reason} ({one.shape})")
    if answer["rejects_file"]:
        click.echo(f"Refused rows: {answer['rejects_file']}")


command.add_command(import_directory)
command.add_command(import_instrument)
command.add_command(import_sites)
command.add_command(import_areas)
command.add_command(import_streets)
command.add_command(import_crimes)
command.add_command(import_figures)
