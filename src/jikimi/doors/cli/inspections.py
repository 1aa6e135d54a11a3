"""`jikimi inspections`: draws of unannounced inspections, drawn again by anybody."""

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from jikimi.doors.cli.answers import as_json, tell_json

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("inspections")
def command() -> None:
    """Unannounced inspections: draw again what was drawn."""


@command.command("redraw")
@click.argument("file", type=_FILE)
@as_json
def redraw(file: Path, as_json: bool) -> None:
    """Draw again from FILE, which the page of a draw hands out once it is over.

    Needs no database and nobody's word: the seed, what took part and the sites drawn stand in the
    file, and the digests of the first two on the record (docs/methods/inspections.md).

    Exit code 0 when all agrees, 1 when something does not or the file cannot be used.
    """
    from jikimi.places.lots import redrawn

    try:
        found = redrawn(json.loads(file.read_text(encoding="utf-8")))
    except OSError:
        _give_up(f"{file}: there is no file that can be read.")
    except (ValueError, KeyError, TypeError) as error:
        _give_up(f"{file}: this is no draw that can be drawn again ({error}).")
    if as_json:
        agrees = {
            "seed_agrees": found.seed_agrees,
            "population_agrees": found.population_agrees,
            "picked_agrees": found.picked_agrees,
        }
        tell_json({**agrees, "is_same": found.is_same, "picked": found.picked})
    else:
        for agrees_, what in (
            (found.seed_agrees, "the seed has the digest recorded before the draw"),
            (found.population_agrees, "what took part has the digest recorded at the draw"),
            (found.picked_agrees, f"the same {len(found.picked)} sites are drawn"),
        ):
            click.echo(f"{'agrees ' if agrees_ else 'DIFFERS'}  {what}")
    sys.exit(0 if found.is_same else 1)


def _give_up(says: str) -> NoReturn:
    click.echo(says, err=True)
    sys.exit(1)
