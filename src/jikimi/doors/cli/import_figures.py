"""`jikimi import figures`: residents and other figures that offices publish by area and year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from jikimi.doors.cli.answers import as_json
from jikimi.doors.cli.lists import bring_or_undo, dry_run_option, file_argument, undo_option

_LEVELS = ("region", "district", "dong", "station")


@click.command("figures")
@file_argument
@click.option("--measure", default="", help="What they are: residents, divorces, smoking … ")
@click.option("--year", type=int, help="Of which year, when the heads of the table name none.")
@click.option("--level", type=click.Choice(_LEVELS), default="district", show_default=True)
@click.option("--source", default="", help="Who published them.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day they were taken.")
@dry_run_option
@undo_option
@as_json
def import_figures(
    file: Path | None,
    measure: str,
    year: int | None,
    level: str,
    source: str,
    as_of: datetime | None,
    dry_run: bool,
    brought: UUID | None,
    as_json: bool,
) -> None:
    """Bring in figures by area and year, from CSV (UTF-8, CP949) or XLSX as offices publish them.

    Areas are told by name, or by a ten-digit code in brackets behind the name; years by the heads.
    Measures: residents, divorces, high_risk_drinking, smoking, reports, reports:KIND (of other
    regions, for ranks). The same list again changes nothing; --undo takes an import back.

    Exit code 0; 1 when something stopped it, and nothing is changed; 2 when the file does not fit.
    """
    if file is not None and (not measure or not source or as_of is None):
        raise click.UsageError("--measure, --source and --as-of are needed.")
    bring_or_undo(
        file,
        brought,
        bring=lambda path: _brought(path, measure, year, level, source, as_of, dry_run),
        undo=_undone,
        tell=_tell,
        as_json=as_json,
    )


def _tell(answer: dict[str, Any]) -> None:
    click.echo("; ".join(f"{word} {value}" for word, value in answer.items()))


def _undone(brought: UUID) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.insights.bringing import undo_figures

    with named(THE_OPERATOR):
        return {"undone": undo_figures(actor=THE_OPERATOR, brought=brought)}


def _brought(
    file: Any, measure: str, year: int | None, level: str, source: str, as_of: Any, dry_run: bool
) -> dict[str, Any]:
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named
    from jikimi.insights.bringing import FigureList, bring_figures, plan_figures

    given = FigureList(file, measure, source, as_of.date(), year, level)
    with named(THE_OPERATOR):
        if dry_run:
            return {"import": None, **plan_figures(given)}
        made = bring_figures(actor=THE_OPERATOR, given=given)
    return {"import": made.pk, **made.counts}
