"""The record: who did, read or was refused what, on whom, when, why. Append-only and chained."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, transaction

from jikimi.access.actor import Actor
from jikimi.access.policy import RowPolicy
from jikimi.access.ticket import ticket_for

LANES = range(32)
_readings: ContextVar[list[Entry] | None] = ContextVar("readings", default=None)


class Record(models.Model):
    """One row of the record (SR-26). Written only by access_append(), never changed or deleted.

    details holds names of fields and codes, never content. outcome: done, read or refused.
    """

    id = models.UUIDField(primary_key=True)
    lane = models.SmallIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    member_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    act = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    person_ids = ArrayField(models.UUIDField())
    why = models.TextField()
    outcome = models.CharField(max_length=10)
    details = models.JSONField()
    place = models.CharField(max_length=60)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lane", "number"], name="access_record_place"),
            RowPolicy(
                name="access_record_rows",
                select="agency_id * 8 + 5 = ANY ((SELECT access_principals())::bigint[])",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "at"], name="access_record_subject"),
            models.Index(fields=["agency_id", "-at"], name="access_record_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.lane}/{self.number}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded."""

    act: str
    outcome: str = "done"
    subject_kind: str = ""
    subject_id: UUID | None = None
    person_ids: tuple[UUID, ...] = ()
    why: str = ""
    details: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the record does not hold: lane, number, and altered, removed or re-ordered."""

    lane: int
    number: int
    what: str


def append(entry: Entry, *, actor: Actor, using: str = "default") -> None:
    """Append one entry as the actor named to the database in the open transaction."""
    remembered = _readings.get()
    if remembered is not None and entry.outcome == "read":
        remembered.append(entry)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT access_append(%s, %s, %s, %s::uuid[], %s, %s, %s::jsonb, %s)",
            [
                entry.act,
                entry.subject_kind,
                entry.subject_id,
                list(entry.person_ids),
                entry.why,
                entry.outcome,
                _json(entry.details),
                actor.place,
            ],
        )


def append_refusal(entry: Entry, *, actor: Actor) -> None:
    """Record a refusal on a connection of its own, so that a rollback does not take it away."""
    _append_apart([entry], actor=actor)


@contextmanager
def readings_remembered() -> Iterator[list[Entry]]:
    """Collect what is read meanwhile, for a request whose transaction may be rolled back."""
    remembered: list[Entry] = []
    token = _readings.set(remembered)
    try:
        yield remembered
    finally:
        _readings.reset(token)


def forget_readings() -> None:
    """Nothing of what was read is shown: the answer is a page without it."""
    remembered = _readings.get()
    if remembered is not None:
        remembered.clear()


def append_shown(readings: Iterable[Entry], *, actor: Actor, status: int) -> None:
    """Record what a page showed although the change was refused and its transaction rolled back.

    status: of the answer, 409 or 422; it stands in the details as refused_with.
    """
    refused = ("refused_with", status)
    entries = [replace(entry, details=(*entry.details, refused)) for entry in readings]
    if entries:
        _append_apart(entries, actor=actor)


def _append_apart(entries: Iterable[Entry], *, actor: Actor) -> None:
    with transaction.atomic(using="refusals"), connections["refusals"].cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', %s, true)", [ticket_for(actor)])
        for entry in entries:
            append(entry, actor=actor, using="refusals")


def _json(details: Iterable[tuple[str, str | int]]) -> str:
    return json.dumps(dict(details), ensure_ascii=False)


def verify(
    progress: Callable[[int], None] | None = None,
    *,
    anchors: dict[int, tuple[int, str]] | None = None,
) -> list[Broken]:
    """Walk every lane and name each altered, removed or re-ordered row; empty when all holds.

    anchors: lane → (number, hash in hex) kept outside the database; a lane that was cut back or
    rewritten behind its anchor is reported too.
    """
    broken: list[Broken] = []
    for lane in LANES:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT number, what FROM access_broken(%s::smallint)", [lane])
            broken += [Broken(lane, number, what) for number, what in cursor.fetchall()]
            broken += _behind_anchor(cursor, lane, (anchors or {}).get(lane))
        if progress:
            progress(lane)
    return list(dict.fromkeys(broken))


def _behind_anchor(cursor: object, lane: int, anchor: tuple[int, str] | None) -> list[Broken]:
    if anchor is None:
        return []
    cursor.execute("SELECT access_hash_at(%s::smallint, %s)", [lane, anchor[0]])  # type: ignore[attr-defined]
    found = cursor.fetchone()[0]  # type: ignore[attr-defined]
    return (
        [] if found == anchor[1] else [Broken(lane, anchor[0], "altered" if found else "removed")]
    )


def lane_heads() -> dict[int, tuple[int, str]]:
    """The newest number and hash of each lane, to be kept outside the database as an anchor."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT lane, number, hash FROM access_lane_heads()")
        return {lane: (number, digest) for lane, number, digest in cursor.fetchall()}
