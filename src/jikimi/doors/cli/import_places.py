"""`jikimi import sites` and `jikimi import areas`: what stands where, and boundaries."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.doors.cli.lists import (
    NOTHING_CHANGED,
    bring_or_undo,
    dry_run_option,
    file_argument,
    rejects_file,
    rejects_option,
    undo_option,
)
from jikimi.doors.cli.telling import told_in_one_line


@click.command("sites")
@file_argument
@click.option(
    "--kind", default="", help="What it lists (site_kinds.csv), if its headers do not say."
)
@dry_run_option
@undo_option
@rejects_option
@as_json
def import_sites(
    file: Path | None,
    kind: str,
    dry_run: bool,
    brought: UUID | None,
    rejects: Path | None,
    as_json: bool,
) -> None:
    """Bring in a list of bells, cameras, safe houses … as public bodies publish it.

    CSV (UTF-8 or CP949) or XLSX. Every row goes in or is refused with its line, column and reason;
    what is doubtful (outside the boundaries, twice in one place) goes in and is marked. The same
    list again changes nothing; --undo takes an import back.

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


@click.command("areas")
@file_argument
@click.option("--region", default="", help="Instead of FILE, a province or metropolitan city.")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="Needed with FILE.")
@click.option("--source", default="", help="Where the boundaries are from; without it the file.")
@as_json
def import_areas(
    file: Path | None, region: str, valid_from: datetime | None, source: str, as_json: bool
) -> None:
    """Bring in boundaries of districts and dong from a GeoJSON, or those that come with us.

    Boundaries of 2023-09-15 for every province and metropolitan city: --region 제주특별자치도

    Exit code 0; 1 when something stopped it, and nothing is changed; 2 when the file does not fit.
    """
    from jikimi.doors.cli.ready import open_django

    if (file is None) == (not region) or (file is not None and valid_from is None):
        raise click.UsageError("Name a FILE with --valid-from, or a --region.")
    open_django()
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.places.areas import bring_areas, bring_korean_areas

    with told_in_one_line(file or Path(region), kept=NOTHING_CHANGED), named(THE_OPERATOR):
        if file is None or valid_from is None:
            number = bring_korean_areas(actor=THE_OPERATOR, region=region)
        else:
            day = valid_from.date()
            number = bring_areas(actor=THE_OPERATOR, path=file, valid_from=day, source=source)
    if as_json:
        tell_json({"areas": number})
    else:
        click.echo(f"{number} areas")


def _undone(brought: UUID) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.places.site_import import import_called, undo_sites

    with named(THE_OPERATOR):
        return {"undone": undo_sites(actor=THE_OPERATOR, brought=import_called(brought))}


def _brought(file: Path, kind: str, dry_run: bool, rejects: Path | None) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.places.site_import import bring_sites, plan_sites, write_refused

    with named(THE_OPERATOR):
        if dry_run:
            plan, made = plan_sites(file, kind=kind), None
        else:
            made, plan = bring_sites(actor=THE_OPERATOR, path=file, kind=kind)
    target = rejects_file(file, rejects, dry_run=dry_run)
    return {
        "import": made.pk if made else None,
        "kind": plan.read.kind,
        **plan.counts,
        "doubts": dict(plan.doubts),
        "rejects_file": write_refused(plan, target) if target else None,
    }


def _tell(answer: dict[str, Any], *, dry_run: bool) -> None:
    if "undone" in answer:
        click.echo("Taken back: {undone} sites; {seconds:.1f} s".format(**answer))
        return
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    click.echo(
        "{kind}: new {new}, changed {changed}, same {same}, rejected {rejected}; "
        "{seconds:.1f} s".format(**answer)
    )
    for code, count in answer["doubts"].items():
        click.echo(f"  doubtful ({code}): {count}")
    if answer["rejects_file"]:
        click.echo(f"Refused rows: {answer['rejects_file']}")
    if answer["import"]:
        click.echo(f"Taken back with: jikimi import sites --undo {answer['import']}")
