"""`jikimi import streets`: the streets along which a way home is looked for."""

from __future__ import annotations

from datetime import datetime
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


@click.command("streets")
@file_argument
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the file is of, told beside ways."
)
@dry_run_option
@undo_option
@rejects_option
@as_json
def import_streets(
    file: Path | None,
    as_of: datetime | None,
    dry_run: bool,
    brought: UUID | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Bring in streets: GeoJSON with lines, or Seoul's table of ways on foot (CSV with WKT).

    Streets are cut at their corners and measured by the lights, cameras, bells and safe houses
    beside them. What cannot be walked at night is left out and told. A file replaces an earlier one
    of the same place; the same file again changes nothing; --undo takes an import back.

    Exit code 0 when the file was read to its end; 1 when something stopped it, and nothing is
    changed; 2 when the file cannot be read.
    """
    bring_or_undo(
        file,
        brought,
        bring=lambda path: _brought(path, as_of, dry_run, rejects),
        undo=_undone,
        tell=lambda answer: _tell(answer, dry_run=dry_run),
        as_json=as_json,
    )


def _undone(brought: UUID) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.places.street_import import street_import_called, undo_streets

    with named(THE_OPERATOR):
        return {"undone": undo_streets(actor=THE_OPERATOR, brought=street_import_called(brought))}


def _brought(
    file: Path, as_of: datetime | None, dry_run: bool, rejects: Path | None
) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.places.street_import import (
        bring_streets,
        lengths_by_kind,
        plan_streets,
        write_left,
    )

    day = as_of.date() if as_of else None
    with named(THE_OPERATOR):
        if dry_run:
            plan, made = plan_streets(file), None
        else:
            made, plan = bring_streets(actor=THE_OPERATOR, path=file, as_of=day)
    target = rejects_file(file, rejects, dry_run=dry_run)
    return {
        "import": made.pk if made else None,
        "is_same": plan.same is not None,
        **plan.counts,
        "kinds": dict(lengths_by_kind(plan.stretches)),
        "aside": [str(one.pk) for one in plan.aside],
        "rejects_file": write_left(plan, target) if target else None,
    }


def _tell(answer: dict[str, Any], *, dry_run: bool) -> None:
    if "undone" in answer:
        click.echo("Taken back: {undone} stretches; {seconds:.1f} s".format(**answer))
        return
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    if answer["is_same"]:
        click.echo("This very file has come in already; nothing was changed.")
    click.echo(
        "streets {streets}, stretches {stretches}, {metres:,} m, rejected {rejected}; "
        "{seconds:.1f} s".format(**answer)
    )
    for kind, metres in answer["kinds"].items():
        click.echo(f"  {kind}: {metres:,} m")
    for number in answer["aside"]:
        click.echo(f"Set aside: the streets of import {number}, which lie in the same place")
    if answer["rejects_file"]:
        click.echo(f"Left out: {answer['rejects_file']}")
    if answer["import"] and not answer["is_same"]:
        click.echo(f"Taken back with: jikimi import streets --undo {answer['import']}")
