"""Changes of names, numbers and addresses, looked at by another person than who made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.access.models import Agency, Member
from jikimi.directory.ages import note_ages
from jikimi.directory.changes import held_values
from jikimi.directory.deciding import decide_change, waiting_changes
from jikimi.directory.entries import entry_at, entry_of
from jikimi.directory.listing import same
from jikimi.directory.models import Change, Organization
from jikimi.directory.models.row import PUBLIC
from jikimi.directory.rows import table_called
from jikimi.directory.verifying import mark_changes_checked
from jikimi.directory.words import field_word, row_words, value_words

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One change that waits. is_own: made by the reader, who cannot decide it."""

    change: Change
    entry: Organization
    word: str
    old: str
    new: str
    author: str
    is_own: bool


def changes_to_decide(actor: Actor, *, entry: Organization | None = None) -> list[ToDecide]:
    """Changes that wait and the actor may look at: of the entries his agency keeps, or all.

    A coordinator sees all; nobody sees a value that is not for him.  Values that are not public and
    are shown are a reading: records directory.held.read.
    """
    rows = waiting_changes()[:AT_MOST]
    whose = [(change, _entry(change)) for change in rows]
    names = _authors([change for change, _of in whose])
    for of in {of for change, of in whose if of and _is_private(change) and _is_for(actor, of)}:
        reading(actor, "directory.held.read", of)
    return [
        _to_decide(change, of, names, actor)
        for change, of in whose
        if of is not None and _is_for(actor, of) and entry in (None, of)
    ]


def change_called(actor: Actor, number: UUID) -> ToDecide:
    """One change that waits. Raises NotAllowed when it is absent or not the actor's to look at."""
    change = waiting_changes().filter(pk=number).first()
    entry = _entry(change) if change else None
    if change is None or entry is None or not _is_for(actor, entry):
        raise NotAllowed
    return _to_decide(change, entry, _authors([change]), actor)


def decide(*, actor: Actor, asked: ToDecide, is_approved: bool, why: str = "") -> Change:
    """Approve or refuse; approved, the value is written and counts as checked by both.

    Raises NotAllowed for the author, NotYet when it is decided or the value has changed since.
    Records directory.change.decide.
    """
    with transaction.atomic():
        if is_approved and _has_changed(asked.change):
            says = _("The value has changed since. Refuse this change and make it anew.")
            raise NotYet("directory.change.outdated", says)
        change = decide_change(actor=actor, change=asked.change, is_approved=is_approved, why=why)
        if is_approved:
            by = Agency.objects.values_list("name_ko", flat=True).get(pk=actor.agency_id)
            mark_changes_checked([change], by=by, how="edit")
            note_ages([asked.entry.pk])
    return change


def _has_changed(change: Change) -> bool:
    table = table_called(change.table)
    row = table.model._default_manager.filter(pk=change.row_id).first()
    if change.op == "add":
        return row is not None
    if row is None:
        return True
    if change.op == "remove":
        return False
    kept = held_values([change.row_id]).get((change.row_id, change.field))
    now = kept.value if kept else table.values(row).get(change.field)
    return bool(same(now) != same(change.old))


def _is_private(change: Change) -> bool:
    return change.audience != PUBLIC


def _entry(change: Change) -> Organization | None:
    return entry_of(change.table, change.row_id) or entry_at(change.root_id)


def _is_for(actor: Actor, entry: Organization) -> bool:
    keeps = entry.keeper_id is not None and entry.keeper_id == actor.agency_id
    return keeps or actor.holds_anywhere("coordinator")


def _authors(changes: Sequence[Change]) -> dict[int, str]:
    numbers = {change.batch.member_id for change in changes}
    return dict(Member.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _to_decide(
    change: Change, entry: Organization, names: dict[int, str], actor: Actor
) -> ToDecide:
    whole = change.op != "set"
    old, new = (
        row_words(change.table, value or {})
        if whole
        else value_words(change.table, change.field, value)
        for value in (change.old, change.new)
    )
    return ToDecide(
        change=change,
        entry=entry,
        word=field_word(change.table, change.field),
        old=old,
        new=new,
        author=names.get(change.batch.member_id, ""),
        is_own=change.batch.member_id == actor.member_id,
    )
