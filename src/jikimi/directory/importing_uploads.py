"""Directories brought over a page: tried, looked at, applied or thrown away.

States: received → checked → finished; a large file goes through checking and waiting, which the
clock ends.  Or failed, discarded.  The file lies in the uploads folder for a day at most; whatever
lies there longer is thrown away by the clock.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.members import actor_numbered
from jikimi.access.ticket import named
from jikimi.directory.importing import (
    IMPORT,
    counts_of,
    explained,
    import_directory,
    try_import,
    write_rejects,
)
from jikimi.directory.importing_plan import Plan
from jikimi.directory.models import Upload
from jikimi.settings.folders import uploads_folder

SMALL_BYTES = 1_000_000  # some thousand lines: compared while the page is waited for
SHOWN = 200
_UNDER_WAY = ("checking", "waiting")


def receive_file(*, actor: Actor, name: str, source: str, chunks: Iterable[bytes]) -> Upload:
    """Keep a file that somebody brings, under a random name. Records directory.import.apply."""
    with acting(actor, IMPORT) as doing:
        upload = Upload(
            file_name=Path(name).name[:200],
            source=source or Path(name).stem.lower()[:60],
            agency_id=actor.agency_id,
            member_id=actor.member_id,
        )
        upload.save(force_insert=True)
        doing.about(upload)
        doing.details["state"] = "received"
        descriptor = os.open(_path(upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
    return upload


def upload_called(actor: Actor, number: UUID) -> Upload:
    """An upload of the actor's own agency; NotAllowed when there is none."""
    check(actor, act_called(IMPORT))
    found = Upload.objects.filter(pk=number, agency_id=actor.agency_id).first()
    if found is None:
        raise NotAllowed
    return found


def uploads_of(actor: Actor) -> list[Upload]:
    """What the actor's agency brought lately, newest first."""
    check(actor, act_called(IMPORT))
    rows = Upload.objects.filter(agency_id=actor.agency_id).exclude(state="discarded")
    return list(rows.defer("findings")[:20])


def is_small(upload: Upload) -> bool:
    """Whether a file is read at once; a larger one is left to the clock."""
    return not _path(upload).exists() or _path(upload).stat().st_size <= SMALL_BYTES


def try_upload(*, actor: Actor, upload: Upload) -> None:
    """Try the file and keep what was found; afterwards it is checked, or failed with a reason."""
    try:
        plan = try_import(
            actor=actor, path=_path(upload), source=upload.source, name=upload.file_name
        )
    except NotValid as refusal:
        _fail(actor, upload, refusal)
        return
    findings = _findings(actor, upload, plan)
    with named(actor):
        _set(upload, state="checked", findings=findings)


def leave_to_the_clock(*, actor: Actor, upload: Upload) -> None:
    """Leave the next step of a large file to the clock."""
    check(actor, act_called(IMPORT))
    _need(upload, "received", "checked", "failed")
    _set(upload, state="checking" if upload.state == "received" else "waiting")


def apply_upload(*, actor: Actor, upload: Upload) -> None:
    """Bring a tried file in; afterwards it is finished and thrown away, or failed with a reason."""
    check(actor, act_called(IMPORT))
    _need(upload, "checked", "failed", "waiting")
    try:
        done = import_directory(
            actor=actor, path=_path(upload), source=upload.source, name=upload.file_name
        )
    except NotValid as refusal:
        _fail(actor, upload, refusal)
        return
    findings = _findings(actor, upload, done.plan)
    with named(actor):
        batch = done.batch.pk if done.batch else None
        _set(upload, state="finished", batch_id=batch, findings=findings)
        transaction.on_commit(lambda: _path(upload).unlink(missing_ok=True))


def discard_upload(*, actor: Actor, upload: Upload) -> None:
    """Throw a file away before it comes in."""
    check(actor, act_called(IMPORT))
    _need(upload, "received", "checked", "failed")
    _set(upload, state="discarded")
    transaction.on_commit(lambda: _path(upload).unlink(missing_ok=True))


def refused_rows_of(actor: Actor, upload: Upload) -> Path:
    """The file of refused rows, to be corrected. Raises NotAllowed when there is none."""
    path = uploads_folder() / str(upload.findings.get("rejects", ""))
    if not path.is_file():
        raise NotAllowed
    reading(actor, IMPORT, upload)
    return path


def go_on_with_upload(*, actor: Actor, number: UUID) -> None:
    """Do what an upload waits for, as the member who brought it. actor: the clock."""
    with named(actor):
        upload = Upload.objects.filter(pk=number, state__in=_UNDER_WAY).first()
        member = actor_numbered(upload.member_id) if upload else None
    if upload is None:
        return
    try:
        if member is None:
            raise NotAllowed
        step = try_upload if upload.state == "checking" else apply_upload
        step(actor=member, upload=upload)
    except NotAllowed:
        with named(actor):
            _set(upload, state="failed", findings={})


def _findings(actor: Actor, upload: Upload, plan: Plan) -> dict[str, Any]:
    """What the page tells: figures, and the first rows of each kind."""
    rejects = write_rejects(plan.package, uploads_folder() / f"{upload.pk}.rejects")
    told = explained(plan, actor=actor, most=SHOWN)
    return {**counts_of(plan), **told, "rejects": rejects.name if rejects else ""}


def _path(upload: Upload) -> Path:
    return uploads_folder() / f"{upload.pk}.upload"


def _need(upload: Upload, *states: str) -> None:
    if upload.state not in states:
        raise NotYet("directory.import.upload_state", _("This file has moved on meanwhile."))


def _set(upload: Upload, **columns: Any) -> None:
    columns["touched_at"] = timezone.now()
    for name, value in columns.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(columns))


def _fail(actor: Actor, upload: Upload, refusal: NotValid) -> None:
    with named(actor):
        _set(upload, state="failed", findings={"failure": " ".join(refusal.fields.values())})
