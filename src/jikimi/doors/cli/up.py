"""`jikimi up`: serve this installation."""

import os

import click

from jikimi.doors.cli import serving
from jikimi.doors.cli.answers import as_json, tell_json, tell_step
from jikimi.doors.cli.running import Running
from jikimi.settings.embedded import Step

port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    envvar="JIKIMI_PORT",
    show_envvar=True,
    help="Where browsers find it.",
)
host_option = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="JIKIMI_BIND",
    show_envvar=True,
    help="Which of this machine's addresses answers.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Web processes; each answers eight requests at once.",
)


@click.command("up")
@click.option(
    "--public", is_flag=True, help="Serve the public door alone, without staff and clock."
)
@port_option
@host_option
@workers_option
@as_json
def command(public: bool, port: int, host: str, workers: int, as_json: bool) -> None:
    """Serve this installation until Ctrl-C.

    Starts the database, brings its tables up to date, starts the web server and the clock. With
    --json the steps and the address are told once it answers. With --public the web server logs in
    to the database as jikimi_public and answers no address of staff; it may run beside the other.
    """
    place = Running(os.getpid(), host, port, is_public=public)
    steps: list[Step] = []

    def ready(seconds: float) -> None:
        if as_json:
            tell_json({"url": place.url, "seconds": seconds, "steps": steps})
        else:
            click.echo(f"Jikimi answers on {place.url} after {seconds:.1f} s. Stop with Ctrl-C.")

    serving.serve(
        place,
        workers=workers,
        tell=steps.append if as_json else tell_step,
        when_ready=ready,
    )
