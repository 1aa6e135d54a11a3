"""`jikimi import instrument`: bring in the licensed wording of a risk form."""

from __future__ import annotations

import time
from pathlib import Path

import click

from jikimi.doors.cli.answers import as_json, tell_json
from jikimi.doors.cli.telling import told_in_one_line

_KEPT = "Nothing was changed."


@click.command("instrument")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file and change nothing.")
@as_json
def import_instrument(file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring in the wording of a risk form for which you hold a licence.

    A CSV file in UTF-8 with the columns instrument, version, valid_from, licence, source, item, ko,
    en: each question of the form once, the Korean wording always. The questions, points and rules
    stay those of the form. Forms assessed from valid_from on show the wording; earlier ones keep
    theirs. The same form and first day again is a correction.

    Exit code 0 when it is in; 1 when something stopped it; 2 when the file does not fit. Nothing is
    changed then.
    """
    from jikimi.doors.cli.ready import open_django

    open_django()
    began = time.monotonic()
    with told_in_one_line(file, kept=_KEPT):
        from jikimi.access.actor import THE_OPERATOR
        from jikimi.cases.instrument_packs import import_pack

        pack = import_pack(actor=THE_OPERATOR, path=file, is_trial=dry_run)
    answer = {
        "instrument": pack.instrument,
        "version": pack.version,
        "valid_from": pack.valid_from.isoformat(),
        "questions": len(pack.texts),
        "seconds": round(time.monotonic() - began, 2),
    }
    if as_json:
        tell_json(answer)
        return
    if dry_run:
        click.echo("Dry run: nothing was changed.")
    click.echo("{questions} questions of {instrument} from {valid_from} on".format(**answer))
