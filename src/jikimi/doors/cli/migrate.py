"""`jikimi migrate`: bring the tables up to date."""

import click

from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.settings import embedded, upkeep


@click.command("migrate")
@click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
@as_json
def command(dry_run: bool, as_json: bool) -> None:
    """Bring the tables up to date."""
    embedded.start()
    pending = [] if upkeep.tables_are_current() else upkeep.pending_migrations()
    if not dry_run:
        upkeep.bring_tables_up_to_date()
    if as_json:
        tell_json({"pending" if dry_run else "done": pending})
        return
    for name in pending:
        click.echo(f"  {name}")
    click.echo(f"{len(pending)} {'to do' if dry_run else 'done'}.")
