"""`jikimi figures refresh`: count what came in, for the figures of all pages."""

import sys
from dataclasses import asdict

import click

from jikimi.doors.cli.answers import as_json, tell_json


@click.group("figures")
def command() -> None:
    """Figures: counts out of the rooms, as the pages show them."""


@command.command("refresh")
@click.option("--anew", is_flag=True, help="Forget all counts and count everything again.")
@as_json
def refresh(anew: bool, as_json: bool) -> None:
    """Count what came in or was changed since the last time. The clock does it each hour.

    May be stopped at any moment and called again: nothing is lost, nothing counted twice.
    Exit code 0, also when somebody else is counting (then it says so); 1 when it cannot be done.
    """
    from jikimi.doors.cli.ready import open_django

    open_django()
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.insights.sources import refresh_figures

    done = refresh_figures(actor=THE_OPERATOR, anew=anew)
    if as_json:
        tell_json(asdict(done))
    elif done.is_busy:
        click.echo("Somebody else is counting; nothing to do here.")
    else:
        click.echo(
            f"Counted: {done.reports:,} reports, {done.cases:,} cases; "
            f"{done.tables} tables without small numbers; {done.seconds:.1f} s"
        )
    sys.exit(0)
