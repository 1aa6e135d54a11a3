"""`jikimi import crimes`: incidents by kind, place and time, made coarse before they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jikimi.doors.cli.answers import as_json
from jikimi.doors.cli.lists import (
    bring_or_undo,
    dry_run_option,
    file_argument,
    rejects_file,
    rejects_option,
    undo_option,
)


@click.command("crimes")
@file_argument
@click.option("--kind", default="", help="What it lists (coarsening.csv), without such a column.")
@dry_run_option
@undo_option
@rejects_option
@as_json
def import_crimes(
    file: Path | None,
    kind: str,
    dry_run: bool,
    brought: UUID | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Bring in incidents with kind, place and time, coarse.

    CSV (UTF-8 or CP949) or XLSX with lon and lat, or x and y in EPSG:5179, a day, and perhaps an
    hour and the size of the squares the places were rounded to. Columns about persons, numbers and
    addresses are named and passed over. A place is kept as the square of the rule in
    coarsening.csv, never as it was; a row with too few other places around is left out. Refused
    rows are told by line and reason alone. The same file again adds nothing; --undo forgets it.

    Exit code 0 when the file was read to its end, refused rows or not; 1 when something stopped it,
    and nothing is changed; 2 when the file cannot be read.
    """
    bring_or_undo(
        file,
        brought,
        bring=lambda path: _brought(path, kind, dry_run, rejects),
        undo=_undone,
        tell=lambda answer: _tell(answer, dry_run=dry_run),
        as_json=as_json,
    )


def _undone(brought: UUID) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.places.crimes import crime_import_called, undo_crimes

    with named(THE_OPERATOR):
        row = crime_import_called(THE_OPERATOR, brought)
        return {"undone": undo_crimes(actor=THE_OPERATOR, brought=row)}


def _brought(file: Path, kind: str, dry_run: bool, rejects: Path | None) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.places.crimes import bring_crimes, plan_crimes, write_refused_rows

    made = None
    if dry_run:
        plan = plan_crimes(actor=THE_OPERATOR, path=file, kind=kind)
    else:
        made, plan = bring_crimes(actor=THE_OPERATOR, path=file, kind=kind)
    target = rejects_file(file, rejects, dry_run=dry_run)
    return {
        "import": made.pk if made else None,
        **plan.counts,
        "kinds": plan.by_kind,
        "refused": plan.reasons,
        "beside": plan.beside,
        "rule": plan.rule,
        "passed_over": {"personal": list(plan.personal), "others": plan.unneeded},
        "rejects_file": write_refused_rows(plan, target) if target else None,
    }


def _tell(answer: dict[str, Any], *, dry_run: bool) -> None:
    if "undone" in answer:
        click.echo("Forgotten: {undone} points; {seconds:.1f} s".format(**answer))
        return
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    click.echo("new {new}, same {same}, rejected {rejected}; {seconds:.1f} s".format(**answer))
    for code, count in {**answer["kinds"], **answer["refused"]}.items():
        click.echo(f"  {code}: {count:,}")
    passed = answer["passed_over"]
    if passed["personal"]:
        click.echo(f"Passed over, about persons or addresses: {', '.join(passed['personal'])}")
    if answer["beside"]:
        click.echo(f"Of these kinds and days {answer['beside']:,} points are here already.")
    if answer["rejects_file"]:
        click.echo(f"Refused rows: {answer['rejects_file']}")
    if answer["import"]:
        click.echo(f"Taken back with: jikimi import crimes --undo {answer['import']}")
