"""`jikimi rates`: counts of a table per 100,000 people, each with interval and rank."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from jikimi.doors.cli.answers import as_json, tell_json, tell_table

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("rates")
@click.argument("tables", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--population", required=True, type=_FILE, help="People by area: CSV or XLSX.")
@click.option("--what", default="", help="Which number of each kind, such as 발생 or 검거.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind; may be given several times.")
@as_json
def command(
    tables: tuple[Path, ...], population: Path, what: str, kinds: tuple[str, ...], as_json: bool
) -> None:
    """Say how often things are reported per 100,000 people, area by area.

    FILE may be CSV (UTF-8, CP949) or XLSX as offices publish them: merged header rows, thousands
    commas, totals, regions as rows or as columns, police stations of Seoul. Each rate has its 95 %
    interval, and each rank the ranks it may as well be.

    Exit code 0, 1 when a table cannot be read, 2 when the call was not understood.
    """
    from jikimi.insights.files import rates_of_files
    from jikimi.insights.grids import GridError

    try:
        found = rates_of_files(tables, population, what=what)
    except GridError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    rows = [row for row in found.rows if not kinds or row.kind in kinds]
    if found.without_population:
        click.echo(_without(found.without_population), err=True)
    if as_json:
        tell_json([asdict(row) for row in rows])
        return
    heads = ("period", "area", "kind", "count", "population", "per 100,000", "95 %", "rank")
    tell_table(
        heads,
        rows=[
            (
                row.period,
                row.area,
                row.kind,
                f"{row.count:,}",
                f"{row.population:,}",
                f"{row.rate_per_100k:.1f}",
                f"{row.low:.1f}–{row.high:.1f}",
                f"{row.rank} ({row.rank_low}–{row.rank_high})",
            )
            for row in rows
        ],
    )


def _without(areas: list[str]) -> str:
    some = ", ".join(areas[:5]) + (" …" if len(areas) > 5 else "")
    return f"{len(areas)} areas have no population and are left out: {some}"
