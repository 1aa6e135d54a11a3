"""`jikimi effects`: work an effect report out again from its file; say whether it is the same."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jikimi.doors.cli.answers import as_json, tell_json

if TYPE_CHECKING:
    from jikimi.insights.effects.figures import Figures
    from jikimi.insights.effects.keeping import Check, Kept

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("effects")
def command() -> None:
    """Check effect reports."""


@command.command("check")
@click.argument("report", metavar="FILE", type=_FILE)
@click.option("--figures", "table", type=_FILE, help="All figures (CSV, XLSX), if FILE hides some.")
@as_json
def check_report(report: Path, table: Path | None, as_json: bool) -> None:
    """Work an effect report out again and compare.

    FILE is the ZIP that a report was taken out as. Where small numbers are hidden in it, figures
    are taken from --figures or from the report in this house, if it is here; otherwise the main
    result alone is worked out from what the file holds.

    Exit code 0 the same, 1 something differs or could not be worked out, 2 the call was not
    understood.
    """
    from jikimi.insights.effects.keeping import NoReport, unpacked

    try:
        kept = unpacked(report.read_bytes())
        found = _checked(kept, table)
    except (NoReport, ValueError) as error:
        click.echo(f"{report.name}: {error}", err=True)
        sys.exit(1)
    if as_json:
        tell_json({"same": found.is_same, **asdict(found)})
    else:
        _tell(kept, found)
    sys.exit(0 if found.is_same else 1)


def _checked(kept: "Kept", table: Path | None) -> "Check":
    from jikimi.insights.effects.keeping import checked

    if kept.about.get("level") == "full":
        return checked(kept)
    if table is not None:
        return checked(kept, _figures(kept, table))
    return _checked_in_house(kept)


def _figures(kept: "Kept", table: Path) -> "Figures":
    from jikimi.doors.cli.ready import open_django

    open_django()
    from jikimi.insights.effect_tables import counts_of_file, persons_of_file

    return persons_of_file(table) if kept.plan.method == "persons" else counts_of_file(table)


def _checked_in_house(kept: "Kept") -> "Check":
    from jikimi.doors.cli.ready import open_django

    open_django()
    from django.db import transaction

    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.insights.effect_reports import check_kept

    with transaction.atomic(), named(THE_OPERATOR):
        return check_kept(kept)


def _tell(kept: "Kept", found: "Check") -> None:
    words = {True: "the same", False: "DIFFERENT", None: "could not be compared"}
    told = {
        "protocol": words[found.plan_same],
        "figures": words[found.figures_same],
        "result": words[found.answer_same],
        "code": "the same" if found.code_same else "another version",
        "worked out from": {"full": "all figures", "groups": "sums of groups"}.get(
            found.level, "nothing: the file holds no figures"
        ),
    }
    click.echo(f"{kept.plan.title}, fixed {kept.about.get('fixed_at', '')[:10]}")
    if kept.about.get("looked_before"):
        click.echo("  The outcome was known to somebody before this was fixed.")
    for name, says in told.items():
        click.echo(f"  {name:<16} {says}")
    if found.differs:
        click.echo(f"  differs in       {', '.join(found.differs)}")
