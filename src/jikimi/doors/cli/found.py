"""`jikimi found FOLDER`: the first day of an installation: agencies, bodies, members from CSV."""

import csv
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jikimi.doors.cli.answers import as_json, tell_json

_NEEDED = {
    "agencies": ("key", "name_ko", "name_en", "kind", "district", "phone", "joined_on", "bodies"),
    "bodies": ("key", "kind", "name_ko", "name_en", "station", "above", "valid_from"),
    "members": ("username", "name", "agency", "job", "roles", "body", "roster_id"),
}
Row = dict[str, str]


@click.command("found")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and keep nothing.")
@as_json
def command(folder: Path, dry_run: bool, as_json: bool) -> None:
    """Register the agencies, bodies and members that FOLDER lists.

    FOLDER holds agencies.csv, bodies.csv and members.csv (UTF-8; several values in one cell are
    parted by |). What is registered already is left as it is, so the command may be repeated. First
    passwords are written to first-passwords.csv in FOLDER, readable by you alone. All or nothing.
    """
    from jikimi.doors.cli.ready import open_django

    open_django()
    from django.db import transaction

    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named

    tables = {name: _table(folder / f"{name}.csv", name) for name in _NEEDED}
    with transaction.atomic(), named(THE_OPERATOR):
        told = _found(tables)
        if dry_run:
            transaction.set_rollback(True)
    if told["passwords"] and not dry_run:
        _keep(folder / "first-passwords.csv", told["passwords"])
    counts = {name: told[name] for name in _NEEDED}
    if as_json:
        tell_json(counts)
    else:
        click.echo(" · ".join(f"{name}: {number} new" for name, number in counts.items()))


def _table(path: Path, name: str) -> list[Row]:
    if not path.exists():
        _stop(f"{path} is missing.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = [column for column in _NEEDED[name] if rows and column not in rows[0]]
    if missing:
        _stop(f"{path}: the columns {', '.join(missing)} are missing.")
    return rows


def _found(tables: dict[str, list[Row]]) -> dict[str, Any]:
    from jikimi.bodies.founding import (
        add_new_agency,
        add_new_body,
        add_new_member,
        name_chairs,
        seat_agency,
    )

    told: dict[str, Any] = {"passwords": []}
    told["agencies"] = _each("agencies", tables, add_new_agency)
    told["bodies"] = _each("bodies", tables, add_new_body)
    _each("agencies", tables, seat_agency)

    def member(row: Row) -> bool:
        password = secrets.token_urlsafe(9)
        is_new = add_new_member(row, password=password)
        told["passwords"] += [(row["username"], password)] if is_new else []
        return is_new

    told["members"] = _each("members", tables, member)
    _each("bodies", tables, name_chairs)
    return told


def _each(name: str, tables: dict[str, list[Row]], work: Callable[[Row], bool]) -> int:
    """Work on every row and name file, row and column of the first that does not fit."""
    from jikimi.access.errors import NotValid

    new = 0
    for line, row in enumerate(tables[name], start=2):
        try:
            new += work(row)
        except NotValid as refusal:
            reasons = "; ".join(f"{column}: {says}" for column, says in refusal.fields.items())
            _stop(f"{name}.csv, row {line}: {reasons or refusal.says}")
        except (KeyError, ValueError) as error:
            _stop(f"{name}.csv, row {line}: {error}")
    return new


def _keep(path: Path, passwords: list[tuple[str, str]]) -> None:
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(passwords)
    click.echo(f"First passwords are in {path.name}; hand them over and delete the file.")


def _stop(says: str) -> None:
    click.echo(says, err=True)
    sys.exit(2)
