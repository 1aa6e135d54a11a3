"""Files brought over a page: kept for a day, tried, looked at, applied or thrown away.

States: received → checked → finished; a large file goes through checking and waiting, which the
clock ends.  Or failed, discarded.  The file lies in the uploads folder for a day at most; whatever
lies there longer is thrown away by the clock.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.members import actor_numbered
from jikimi.access.ticket import named
from jikimi.settings.folders import uploads_folder

# The agency that brought the file, the clock that reads a large one, the operator.
OF_ITS_AGENCY = (
    "agency_id * 8 + 1 = ANY ((SELECT access_principals())::bigint[])"
    " OR (SELECT access_is(22)) OR (SELECT access_is(30))"
)
UNDER_WAY = ("checking", "waiting")
SMALL_BYTES = 1_000_000  # some thousand lines: compared while the page is waited for
_SILENT_MINUTES = 5


class BroughtFile(models.Model):
    """A file that somebody brought. findings: what the trial found; each room adds its own columns.

    state: received, checking, checked, waiting, finished, failed, discarded.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    file_name = models.CharField(max_length=200)
    agency_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default="received")
    findings = models.JSONField(default=dict)
    brought_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def path(self) -> Path:
        """Where the file lies as long as it is kept."""
        return uploads_folder() / f"{self.pk}.upload"

    @property
    def is_small(self) -> bool:
        """Whether it is read at once; a larger one is left to the clock."""
        return not self.path.exists() or self.path.stat().st_size <= SMALL_BYTES

    def standings(self, actor: Actor) -> set[str]:
        """Who brought the file stands to it by role alone."""
        return set()


File = TypeVar("File", bound=BroughtFile)
# What a step found: columns of the row, such as findings and what came of it.
Step = Callable[[Actor, File], dict[str, Any]]


@dataclass(frozen=True)
class Bringing(Generic[File]):
    """How one kind of file is brought.

    table: its rows; act: who may; attempt, apply: read the file without and with changing
    anything, answer the columns to keep, raise NotValid for a file that cannot be used.
    """

    table: type[File]
    act: str
    attempt: Step[File]
    apply: Step[File]

    def receive(self, *, actor: Actor, name: str, chunks: Iterable[bytes], **columns: Any) -> File:
        """Keep a file under a random name. Records the act."""
        with acting(actor, self.act) as doing:
            file = self.table(
                file_name=Path(name).name[:200],
                agency_id=actor.agency_id,
                member_id=actor.member_id,
                **columns,
            )
            file.save(force_insert=True)
            doing.about(file)
            doing.details["state"] = "received"
            descriptor = os.open(file.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as kept:
                for chunk in chunks:
                    kept.write(chunk)
        return file

    def called(self, actor: Actor, number: UUID) -> File:
        """A file of the actor's own agency; NotAllowed when there is none."""
        check(actor, act_called(self.act))
        found = self._rows().filter(pk=number, agency_id=actor.agency_id).first()
        if found is None:
            raise NotAllowed
        return found

    def lately(self, actor: Actor, most: int = 20) -> list[File]:
        """What the actor's agency brought lately, newest first."""
        check(actor, act_called(self.act))
        rows = self._rows().filter(agency_id=actor.agency_id).exclude(state="discarded")
        return list(rows.defer("findings")[:most])

    def try_file(self, *, actor: Actor, file: File) -> None:
        """Try the file and keep what was found; then it is checked, or failed with a reason."""
        try:
            found = self.attempt(actor, file)
        except NotValid as refusal:
            _fail(actor, file, refusal)
            return
        with named(actor):
            _set(file, state="checked", **found)

    def leave_to_the_clock(self, *, actor: Actor, file: File) -> None:
        """Leave the next step of a large file to the clock."""
        check(actor, act_called(self.act))
        _need(file, "received", "checked", "failed")
        _set(file, state="checking" if file.state == "received" else "waiting")

    def apply_file(self, *, actor: Actor, file: File) -> None:
        """Bring a tried file in; then it is finished and thrown away, or failed with a reason."""
        check(actor, act_called(self.act))
        _need(file, "checked", "failed", "waiting")
        try:
            found = self.apply(actor, file)
        except NotValid as refusal:
            _fail(actor, file, refusal)
            return
        with named(actor):
            _set(file, state="finished", **found)
            transaction.on_commit(lambda: file.path.unlink(missing_ok=True))

    def discard(self, *, actor: Actor, file: File) -> None:
        """Throw a file away before it comes in."""
        check(actor, act_called(self.act))
        _need(file, "received", "checked", "failed")
        _set(file, state="discarded")
        transaction.on_commit(lambda: file.path.unlink(missing_ok=True))

    def refused_rows(self, actor: Actor, file: File) -> Path:
        """The file of refused rows, to be corrected. Raises NotAllowed when there is none."""
        path = uploads_folder() / str(file.findings.get("rejects", ""))
        if not path.is_file():
            raise NotAllowed
        reading(actor, self.act, file)
        return path

    def go_on(self, *, actor: Actor, number: UUID) -> None:
        """Do what a file waits for, as the member who brought it. actor: the clock."""
        with named(actor):
            file = self._rows().filter(pk=number, state__in=UNDER_WAY).first()
            member = actor_numbered(file.member_id) if file else None
        if file is None:
            return
        try:
            if member is None:
                raise NotAllowed
            step = self.try_file if file.state == "checking" else self.apply_file
            step(actor=member, file=file)
        except NotAllowed:
            with named(actor):
                _set(file, state="failed", findings={})

    def left_behind(self, *, actor: Actor) -> list[UUID]:
        """Files under way of which nothing was heard for minutes, as after a crash."""
        silent = timezone.now() - timedelta(minutes=_SILENT_MINUTES)
        with named(actor):
            rows = self._rows().filter(state__in=UNDER_WAY, touched_at__lt=silent)
            found: list[UUID] = list(rows.values_list("pk", flat=True))
            rows.update(touched_at=timezone.now())
        return found

    def _rows(self) -> models.QuerySet[File]:
        return self.table._default_manager.all()


def _need(file: BroughtFile, *states: str) -> None:
    if file.state not in states:
        raise NotYet("access.brought.state", _("This file has moved on meanwhile."))


def _set(file: BroughtFile, **columns: Any) -> None:
    columns["touched_at"] = timezone.now()
    for name, value in columns.items():
        setattr(file, name, value)
    file.save(update_fields=list(columns))


def _fail(actor: Actor, file: BroughtFile, refusal: NotValid) -> None:
    with named(actor):
        _set(file, state="failed", findings={"failure": " ".join(refusal.fields.values())})
