"""`jikimi demo`: the invented town, to try everything on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import click

from jikimi.doors.cli import ready, serving
from jikimi.doors.cli.answers import as_json, tell_json, tell_step, tell_table
from jikimi.doors.cli.running import Running
from jikimi.doors.cli.up import host_option, port_option, workers_option
from jikimi.settings import embedded, folders, upkeep
from jikimi.settings.embedded import Step
from jikimi.settings.marks import holds_work, mark, marks
from jikimi.settings.refusals import CannotStart

# The town is told in a process of its own: it stands above the doors and is gone afterwards.
_LOAD = "import django; django.setup(); import jikimi.demo; jikimi.demo.load()"
_HEADS = ("username", "password", "totp secret", "agency", "roles", "note")


@click.command("demo")
@click.option("--reset", is_flag=True, help="Throw the demo town away and tell it anew.")
@port_option
@host_option
@workers_option
@as_json
def command(reset: bool, port: int, host: str, workers: int, as_json: bool) -> None:
    """Serve the invented demo town until Ctrl-C.

    Prints the accounts one can sign in with. Refuses a database that holds anything
    else than the demo town.
    """
    place = Running(os.getpid(), host, port)
    steps: list[Step] = []

    def ready_to_try(seconds: float) -> None:
        if as_json:
            tell_json(
                {
                    "url": place.url,
                    "seconds": seconds,
                    "steps": steps,
                    "accounts": accounts(),
                }
            )
        else:
            _tell_accounts(place.url, seconds=seconds)

    serving.serve(
        place,
        workers=workers,
        tell=steps.append if as_json else tell_step,
        load=lambda: _load(reset=reset),
        when_ready=ready_to_try,
    )


def accounts() -> list[dict[str, Any]]:
    """The invented members one can sign in as; empty before the town is told."""
    path = folders.demo_accounts_file()
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return found


def _load(*, reset: bool) -> Iterator[Step]:
    told = marks().get("demo")
    if not told and holds_work():
        raise CannotStart(
            "This database holds work that is not the demo town; it stays untouched. "
            "Give the demo a folder of its own: JIKIMI_DATA=var-demo"
        )
    if told == "loaded" and not reset:
        return
    if told:
        yield from ready.step("demo town thrown away", work=_start_over)
    yield from ready.step("demo town told", work=_tell_town)


def _start_over() -> bool:
    """Also after a telling that was interrupted: half a town teaches the wrong story."""
    folders.demo_accounts_file().unlink(missing_ok=True)
    embedded.fresh_database(embedded.database_name())
    return upkeep.bring_tables_up_to_date()


def _tell_town() -> bool:
    mark("demo", value="loading")
    done = subprocess.run(  # noqa: S603 - our own words, nothing typed by anybody
        [sys.executable, "-c", _LOAD],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "jikimi.settings",
            "JIKIMI_DB_ROLE": "staff",
        },
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        raise CannotStart("The demo town could not be told; the reason stands above.")
    mark("demo", value="loaded")
    return True


def _tell_accounts(url: str, *, seconds: float) -> None:
    click.echo()
    tell_table(_HEADS, rows=[_row(account) for account in accounts()])
    click.echo(f"\nThe demo town answers on {url} after {seconds:.1f} s. Stop with Ctrl-C.")


def _row(account: dict[str, Any]) -> list[str]:
    roles = account["roles"]
    shown = {**account, "roles": roles if isinstance(roles, str) else ", ".join(roles)}
    return [str(shown.get(head.replace(" ", "_"), "")) for head in _HEADS]
