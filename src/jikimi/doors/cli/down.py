"""`jikimi down`: stop whatever runs on this data folder."""

import click

from jikimi.doors.cli import running
from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.settings import embedded
from jikimi.settings.refusals import CannotStart


@click.command("down")
@as_json
def command(as_json: bool) -> None:
    """Stop the web server, clock and database."""
    stopped = [*_stop_serving(), *_stop_database()]
    if as_json:
        tell_json({"stopped": stopped})
    else:
        click.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def _stop_serving() -> list[str]:
    found = running.what_runs()
    if found is None:
        return []
    if not running.stop(found):
        raise CannotStart(f"Process {found.process_id} does not stop.")
    return ["web server", "clock", "database"]


def _stop_database() -> list[str]:
    if embedded.is_elsewhere() or embedded.process_id() is None:
        return []
    embedded.stop()
    return ["database"]
