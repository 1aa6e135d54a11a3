"""The history of an entry: who changed what, when and why; and the way back.

The rows of the history are as guarded as the values they hold: who may not know a value does not
see it here either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.models import Agency, Member
from jikimi.directory.ages import note_ages
from jikimi.directory.changes import undo_batch
from jikimi.directory.entries import rows_of
from jikimi.directory.listing import Saved, remove_row, row_called, save_row, values_of
from jikimi.directory.models import Batch, Change, Organization
from jikimi.directory.models.keeping import APPLIED
from jikimi.directory.models.row import PUBLIC
from jikimi.directory.verifying import mark_changes_checked
from jikimi.directory.words import field_word, row_words, table_word, value_words

PAGE = 200
BY_HAND = ("edit", "call")


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words. state: applied, waiting, refused, undone."""

    number: UUID
    word: str
    old: str
    new: str
    op: str
    state: str
    why: str
    is_not_public: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What was changed together. who: member and agency; '' where a machine did it."""

    batch: Batch
    at: datetime
    kind: str
    who: str
    agency: str
    changes: tuple[Told, ...]
    may_undo: bool


def history_of(actor: Actor, entry: Organization, *, before: datetime | None = None) -> list[Step]:
    """What was changed in an entry, newest first; of each batch only what concerns this entry.

    Values that are not public and are shown are a reading: records directory.held.read.
    """
    concerned = _ids(entry)
    rows = Change.objects.filter(Q(row_id__in=concerned) | Q(root_id__in=concerned))
    rows = rows.filter(batch__made_at__lt=before or timezone.now()).select_related("batch")
    found = list(rows.order_by("-batch__made_at", "batch_id", "number")[:PAGE])
    if any(change.audience != PUBLIC for change in found):
        reading(actor, "directory.held.read", entry)
    return _steps(actor, entry, found)


def batch_called(actor: Actor, entry: Organization, number: UUID) -> Batch:
    """A batch made by hand that concerns this entry. Raises NotAllowed for every other."""
    concerned = _ids(entry)
    found = Change.objects.filter(batch_id=number, batch__kind__in=BY_HAND).filter(
        Q(row_id__in=concerned) | Q(root_id__in=concerned)
    )
    change = found.select_related("batch").first()
    if change is None:
        raise NotAllowed
    return change.batch


def undo_step(*, actor: Actor, entry: Organization, number: UUID, why: str = "") -> Batch:
    """Take back all that was changed together; whoever does says that what comes back is right.

    Records directory.batch.undo.
    """
    with transaction.atomic():
        undo = undo_batch(actor=actor, batch=batch_called(actor, entry, number), why=why)
        by = Agency.objects.values_list("name_ko", flat=True).get(pk=actor.agency_id)
        mark_changes_checked(Change.objects.filter(batch=undo), by=by, how="edit")
        note_ages([entry.pk])
    return undo


def undo_change(*, actor: Actor, entry: Organization, number: UUID, why: str = "") -> Saved:
    """Put back what stood in one field before, or take an added row away again.

    Names, numbers and addresses wait for another person, as every change of them does.
    Raises NotYet when somebody changed it later.  Records directory.listing.change.
    """
    change = Change.objects.filter(pk=number, state=APPLIED).exclude(op="remove").first()
    if change is None:
        raise NotAllowed
    row = row_called(entry, change.table, change.row_id)
    note = why or _("Taken back")
    if change.op == "add":
        return remove_row(
            actor=actor, entry=entry, table=change.table, row_id=change.row_id, note=note
        )
    now = values_of(change.table, row).get(change.field)
    if (now or "") != (change.new or ""):
        raise NotYet("directory.changed_later", _("Somebody has changed this later."))
    old = "" if change.old is None else change.old
    return save_row(
        actor=actor,
        entry=entry,
        table=change.table,
        row_id=change.row_id,
        values={change.field: old},
        seen={change.field: change.new},
        note=note,
    )


def _ids(entry: Organization) -> set[UUID]:
    return {row.pk for rows in rows_of(entry.pk).values() for row in rows} | {entry.pk}


def _steps(actor: Actor, entry: Organization, rows: list[Change]) -> list[Step]:
    undone = _taken_back(change.batch_id for change in rows)
    members = Member.objects.in_bulk({change.batch.member_id for change in rows})
    agencies = Agency.objects.in_bulk({change.batch.agency_id for change in rows})
    steps = []
    for _number, together in groupby(rows, key=lambda change: change.batch_id):
        changes = list(together)
        batch = changes[0].batch
        who, agency = members.get(batch.member_id), agencies.get(batch.agency_id)
        is_free = batch.pk not in undone and any(c.state == APPLIED for c in changes)
        by_hand = batch.kind in BY_HAND
        steps.append(
            Step(
                batch=batch,
                at=batch.made_at,
                kind=label("directory", "batch_kinds", batch.kind),
                who=who.name if who else "",
                agency=agency.name if agency else "",
                changes=tuple(_told(actor, entry, c, is_free=is_free) for c in changes),
                may_undo=is_free and by_hand and may(actor, "directory.batch.undo", batch),
            )
        )
    return steps


def _taken_back(batches: Iterable[UUID]) -> set[UUID]:
    undoing = Batch.objects.filter(undoes__in=set(batches))
    return {number for number in undoing.values_list("undoes_id", flat=True) if number}


def _told(actor: Actor, entry: Organization, change: Change, *, is_free: bool) -> Told:
    whole = change.op != "set"
    old, new = (
        row_words(change.table, value or {})
        if whole
        else value_words(change.table, change.field, value)
        for value in (change.old, change.new)
    )
    return Told(
        number=change.pk,
        word=table_word(change.table) if whole else field_word(change.table, change.field),
        old=old,
        new=new,
        op=change.op,
        state=change.state,
        why=change.why,
        is_not_public=change.audience != PUBLIC,
        may_undo=is_free
        and change.op == "set"
        and change.state == APPLIED
        and may(actor, "directory.listing.change", entry),
    )
