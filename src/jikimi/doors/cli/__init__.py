"""The command line: for whoever runs Jikimi, day and night.

Exit codes: 0 done, 1 it could not be done or something is wrong, 2 the call was not understood.
"""

from importlib import import_module

import click

# A command is imported when it is called: `jikimi down` need not wait for the others.
_COMMANDS = {
    "up": "up",
    "down": "down",
    "demo": "demo",
    "migrate": "migrate",
    "record": "record",
    "check": "check",
    "found": "found",
    "import": "import_",
    "export": "export",
    "booklet": "booklet",
    "clock": "clock",
    "rates": "rates",
    "effects": "effects",
    "figures": "figures",
    "sites": "sites",
    "inspections": "inspections",
    "hotspots": "hotspots",
}


class _Commands(click.Group):
    """One file per command; each holds it under the name `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = import_module(f"{__name__}.{_COMMANDS[cmd_name]}").command
        return found


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jikimi")
def main() -> None:
    """Jikimi: from a report to a case that is safely closed."""
