"""`jikimi down`: stop whatever runs on this data folder."""

import click

from jikimi.doors.cli import running
from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.settings import embedded
from jikimi.settings.refusals import CannotStart


@click.command("down")
@as_json
def command(as_json: bool) -> None:
    """Stop the web servers, clock and database."""
    stopped = [*_stop_public(), *_stop_serving(), *_stop_database()]
    if as_json:
        tell_json({"stopped": stopped})
    else:
        click.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def _stop_public() -> list[str]:
    return ["public door"] if _stop(running.what_runs(is_public=True)) else []


def _stop_serving() -> list[str]:
    return ["web server", "clock", "database"] if _stop(running.what_runs()) else []


def _stop(found: running.Running | None) -> bool:
    if found is not None and not running.stop(found):
        raise CannotStart(f"Process {found.process_id} does not stop.")
    return found is not None


def _stop_database() -> list[str]:
    if embedded.is_elsewhere() or embedded.process_id() is None:
        return []
    embedded.stop()
    return ["database"]
