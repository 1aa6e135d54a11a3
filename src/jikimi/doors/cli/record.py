"""`jikimi record`: prove that nobody touched the record."""

import sys
from dataclasses import asdict

import click

from jikimi.doors.cli.answers import as_json, tell_json


@click.group("record")
def command() -> None:
    """Prove the record of who did what."""


@command.command("verify")
@as_json
def verify_record(as_json: bool) -> None:
    """Follow every chain of the record.

    Exit code 1 when a row was altered, removed or moved; says which.
    """
    from jikimi.doors.cli.ready import open_django

    open_django()
    from jikimi.access.anchors import newest_anchor
    from jikimi.access.record import verify

    broken = verify(anchors=newest_anchor())
    if as_json:
        tell_json({"holds": not broken, "broken": [asdict(place) for place in broken]})
    else:
        for place in broken:
            click.echo(f"lane {place.lane}, number {place.number}: {place.what}")
        click.echo(f"{len(broken)} places do not hold." if broken else "The record holds.")
    sys.exit(1 if broken else 0)
