"""Uploads: a file of reports brought over a page: tried, confirmed, read in, thrown away.

States: received → checking → checked → waiting → running → finished; or failed, discarded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed, NotValid, NotYet, Refusal
from jikimi.access.locking import lock_noted, locked_copy
from jikimi.access.members import actor_numbered
from jikimi.access.ticket import named
from jikimi.cases.importing import COUNTED, IMPORT, read_in
from jikimi.cases.importing_files import Source
from jikimi.cases.importing_trial import try_reports
from jikimi.cases.models import ImportBatch
from jikimi.settings.folders import uploads_folder

SMALL_BYTES = 3_000_000  # about 12,000 rows: read while the page is waited for
KEPT_DAYS = 1
_SILENT_MINUTES = 3  # a running import tells every few seconds how far it is
_FROM_THE_START = dict.fromkeys((*COUNTED, "rows_done", "rejects_bytes"), 0)
_UNDER_WAY = ("checking", "waiting", "running")


def receive_file(*, actor: Actor, name: str, chunks: Iterable[bytes]) -> ImportBatch:
    """Keep a file that somebody brings, under a random name, for a day at most.

    Raises NotValid on the field `file` when it is no table.  Records cases.reports.import.
    """
    with acting(actor, IMPORT) as doing:
        batch = ImportBatch(
            file_name=Path(name).name[:200],
            agency_id=actor.agency_id,
            member_id=actor.member_id,
            state="received",
        )
        batch.rejects_path = str(uploads_folder() / f"{batch.pk}.rejects.csv")
        batch.save(force_insert=True)
        doing.about(batch)
        doing.details["state"] = "received"
        _keep(_path(batch), chunks)
        _need_table(batch)
    return batch


def upload_called(actor: Actor, number: UUID) -> ImportBatch:
    """An upload of the actor's own station; NotAllowed when there is none."""
    check(actor, act_called(IMPORT))
    found = ImportBatch.objects.filter(pk=number, agency_id=actor.agency_id).first()
    if found is None:
        raise NotAllowed
    return found


def uploads_of(actor: Actor) -> list[ImportBatch]:
    """What the actor's station brought lately, newest first."""
    check(actor, act_called(IMPORT))
    rows = ImportBatch.objects.filter(agency_id=actor.agency_id).exclude(state="discarded")
    return list(rows[:20])


def is_small(batch: ImportBatch) -> bool:
    """Whether a file is read at once; a larger one is left to the clock."""
    return _path(batch).stat().st_size <= SMALL_BYTES if _path(batch).exists() else True


def headers_of(batch: ImportBatch) -> tuple[str, ...]:
    """The headers of the file, as they stand. Raises NotValid on the field `file`."""
    return Source(_path(batch), batch.sheet).headers()


def need_columns(batch: ImportBatch) -> None:
    """Raise NotValid on the field `file` unless every needed column is known."""
    _source(batch).columns()


def choose_columns(*, actor: Actor, batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Say which header stands for which field. Raises NotValid when a needed one is missing."""
    _need(batch, "received", "checked", "failed")
    batch.mapping = dict(mapping)
    need_columns(batch)
    with acting(actor, "cases.reports.map", batch):
        _set(batch, state="received", mapping=dict(mapping), **_FROM_THE_START)


def try_upload(*, actor: Actor, batch: ImportBatch) -> None:
    """Try the file and keep what was found; afterwards it is checked, or failed with a reason."""
    source = _source(batch)
    try:
        trial = try_reports(
            actor=actor, path=source.path, mapping=source.mapping, sheet=source.sheet
        )
    except NotValid as refusal:
        _fail(actor, batch, refusal)
        return
    with named(actor):
        _set(batch, state="checked", findings=asdict(trial), rows_found=trial.rows)


def try_later(*, actor: Actor, batch: ImportBatch) -> None:
    """Leave the trial of a large file to the clock."""
    check(actor, act_called(IMPORT))
    _need(batch, "received")
    _set(batch, state="checking")


def confirm_upload(*, actor: Actor, batch: ImportBatch) -> None:
    """Decide that a file that was tried, or that failed on the way, is to be read in."""
    check(actor, act_called(IMPORT))
    _need(batch, "checked", "failed")
    _set(batch, state="waiting")


def import_upload(*, actor: Actor, batch: ImportBatch) -> None:
    """Read a confirmed file in, from where it stopped; afterwards it is finished and thrown away.

    Or failed, with a reason; then what is in stays in.  Records cases.reports.import.
    """
    with named(actor):
        _set(batch, state="running")
    try:
        read_in(actor=actor, batch=batch, source=_source(batch))
    except NotValid as refusal:
        _fail(actor, batch, refusal)
        return
    transaction.on_commit(lambda: _path(batch).unlink(missing_ok=True))


def discard_upload(*, actor: Actor, batch: ImportBatch) -> None:
    """Throw a file away before it is read in."""
    check(actor, act_called(IMPORT))
    _need(batch, "received", "checked", "failed")
    _set(batch, state="discarded")
    transaction.on_commit(lambda: _path(batch).unlink(missing_ok=True))


def refused_rows_of(actor: Actor, batch: ImportBatch, *, password: str) -> IO[bytes]:
    """The refused rows, to be corrected, as a ZIP under the password; who takes it closes it.

    Raises NotAllowed when there are none, NotValid for a weak password.  Nobody knows whom the
    rows tell of, so no persons stand in the record of it.  Source: SR-17, SR-30.
    """
    if not has_refused_rows(batch):
        raise NotAllowed
    name = f"rejected-{batch.pk}.csv"
    made = locked_copy(Path(batch.rejects_path), name=name, password=password)
    noted = {"form": "csv", **lock_noted(password)}
    reading(actor, IMPORT, batch, why="correction", details=noted)
    return made


def has_refused_rows(batch: ImportBatch) -> bool:
    """Whether the refused rows can still be had."""
    return bool(batch.rejects_bytes) and Path(batch.rejects_path).exists()


def go_on_with_upload(*, actor: Actor, number: UUID) -> None:
    """Do what an upload waits for, as the member who brought it. actor: the clock."""
    with named(actor):
        batch = ImportBatch.objects.filter(pk=number, state__in=_UNDER_WAY).first()
        member = actor_numbered(batch.member_id) if batch else None
    if batch is None:
        return
    try:
        if member is None:
            raise NotAllowed
        step = try_upload if batch.state == "checking" else import_upload
        step(actor=member, batch=batch)
    except NotYet:
        return  # somebody else goes on with it
    except NotAllowed as refusal:
        _fail(actor, batch, refusal)


def uploads_left_behind(*, actor: Actor) -> list[UUID]:
    """Uploads under way that have been silent for a while, as after a crash. actor: the clock."""
    silent = timezone.now() - timedelta(minutes=_SILENT_MINUTES)
    with named(actor):
        rows = ImportBatch.objects.filter(state__in=_UNDER_WAY, touched_at__lt=silent)
        return list(rows.exclude(agency=None).values_list("pk", flat=True))


def throw_old_uploads(*, actor: Actor) -> int:
    """Throw away what lies here longer than a day; how many files. actor: the clock."""
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
    old = [p for p in uploads_folder().iterdir() if p.stat().st_mtime < long_ago.timestamp()]
    with named(actor):
        rows = ImportBatch.objects.filter(started_at__lt=long_ago, finished_at=None)
        rows.exclude(agency=None).update(state="discarded")
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(batch: ImportBatch) -> Path:
    return uploads_folder() / f"{batch.pk}.upload"


def _source(batch: ImportBatch) -> Source:
    return Source(_path(batch), batch.sheet, batch.mapping)


def _keep(path: Path, chunks: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            file.write(chunk)


def _need_table(batch: ImportBatch) -> None:
    try:
        headers_of(batch)
    except NotValid:
        _path(batch).unlink()
        raise


def _need(batch: ImportBatch, *states: str) -> None:
    if batch.state not in states:
        raise NotYet("cases.reports.upload_state", _("This file has moved on meanwhile."))


def _set(batch: ImportBatch, **columns: Any) -> None:
    columns["touched_at"] = timezone.now()
    for name, value in columns.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(columns))


def _fail(actor: Actor, batch: ImportBatch, refusal: Refusal) -> None:
    """Keep why in words; a refused file names lines and headers, never a cell."""
    said = refusal.fields.get("file", "") if isinstance(refusal, NotValid) else ""
    with named(actor):
        _set(batch, state="failed", findings={**batch.findings, "failure": said})
