"""The one way in which the directory changes: edits, kept with what was there before.

Whoever edits, imports, repairs or takes back makes a batch of changes; so everything has a history
and everything can be undone. A value that is not public changes where it is held back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import Doing, acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.directory.bulk import insert_many
from jikimi.directory.models import Batch, Change, Held, Mark, Organization
from jikimi.directory.models.keeping import APPLIED, WAITING
from jikimi.directory.models.row import PUBLIC, Row
from jikimi.directory.rows import Table, check_values, nearest, table_called
from jikimi.directory.tables import table_rows
from jikimi.directory.touching import touch
from jikimi.directory.writing import Written, write

ACTS = {
    "edit": "directory.listing.change",
    "call": "directory.listing.change",
    "import": "directory.import.apply",
    "repair": "directory.import.apply",
    "merge": "directory.import.apply",
}
# A number that is added or gone is a changed number.
WAITING_AS_A_WHOLE = ("phone", "address")
_GONE = "*"


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing to change. op: add (value: all fields), set (one field), remove.

    audience, agencies: for whom an added row is, when it is not public.
    """

    table: str
    row_id: UUID
    op: str
    field: str = ""
    value: Any = None
    audience: str = PUBLIC
    agencies: tuple[int, ...] = ()


def apply_edits(
    *,
    actor: Actor,
    edits: Sequence[Edit],
    kind: str,
    source: str = "",
    note: str = "",
    entry: Organization | None = None,
) -> Batch:
    """Change the directory, all of it or nothing, and keep what was there before.

    kind: edit and call need the entry (an organisation) they belong to; import, repair and merge
    reach over all.  By an edit, what approvals.csv names waits for another person.
    Raises NotValid naming `table.field`, NotAllowed when a row is absent or not the actor's to
    know.  Records the act of the kind with the number of changes.
    """
    with _acting_as(actor, kind, entry) as doing:
        batch = Batch.objects.create(
            kind=kind, source=source, note=note,
            member_id=actor.member_id, agency_id=actor.agency_id,
        )  # fmt: skip
        changes = _changes(batch, edits, waits=kind == "edit")
        insert_many(changes)
        carry_out([change for change in changes if change.state == APPLIED], edits, source=source)
        doing.details["changes"] = len(changes)
        if entry is None:
            doing.about(batch)
    return batch


def _acting_as(
    actor: Actor, kind: str, entry: Organization | None
) -> AbstractContextManager[Doing]:
    if (entry is None) == (ACTS[kind] == ACTS["edit"]):
        raise ValueError(f"{kind} and its entry do not fit")
    return acting(actor, ACTS[kind], entry)


def needs_approval(table: str, field: str) -> bool:
    """Whether another person looks at this change before anybody reads it (approvals.csv)."""
    return (table, field) in approvals()


@cache
def approvals() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Fields whose change waits for another person, with their words."""
    return {(row["table"], row["field"]): row for row in table_rows("approvals")}


def _changes(batch: Batch, edits: Sequence[Edit], *, waits: bool) -> list[Change]:
    stand = _standing(edits)
    held = held_values(edit.row_id for edit in edits)
    wrong: dict[str, str] = {}
    changes = []
    for number, edit in enumerate(edits):
        try:
            change = _change(edit, stand, held, waits=waits)
        except NotValid as refusal:
            wrong |= {f"{edit.table}.{name}": says for name, says in refusal.fields.items()}
            continue
        change.batch, change.number = batch, number
        changes.append(change)
    if wrong:
        raise NotValid("directory.not_valid", wrong)
    return changes


def _standing(edits: Iterable[Edit]) -> dict[UUID, Row]:
    """The rows the edits are about, by id. Raises NotAllowed when one is not there."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for edit in edits:
        wanted[edit.table].add(edit.row_id)
    found: dict[UUID, Row] = {}
    for name, ids in wanted.items():
        found |= table_called(name).model._default_manager.in_bulk(list(ids))
    return found


def held_values(rows: Iterable[UUID]) -> dict[tuple[UUID, str], Held]:
    """What is held back of these rows and the actor may know, by row and field."""
    found = Held.objects.filter(row_id__in=set(rows))
    return {(held.row_id, held.field): held for held in found}


def _change(
    edit: Edit,
    stand: Mapping[UUID, Row],
    held: Mapping[tuple[UUID, str], Held],
    *,
    waits: bool,
) -> Change:
    table = table_called(edit.table)
    row = stand.get(edit.row_id)
    change = Change(table=edit.table, row_id=edit.row_id, op=edit.op, field=edit.field)
    if edit.op == "add":
        if row is not None:
            raise NotValid("directory.there_already", {"id": _("This row is there already.")})
        change.new = table.told(
            check_values(table, {**edit.value, "id": edit.row_id}, is_whole=True)
        )
        change.audience, change.agencies = edit.audience, list(edit.agencies)
        change.root_id = nearest(edit.table, change.new)
        return _whole(change, waits=waits)
    if row is None:
        raise NotAllowed
    change.audience, change.agencies = row.audience, row.agencies
    change.root_id = nearest(edit.table, table.values(row))
    if edit.op == "remove":
        change.old = table.values(row)
        return _whole(change, waits=waits)
    return _setting(change, edit, table, row, held.get((edit.row_id, edit.field)), waits=waits)


def _setting(
    change: Change, edit: Edit, table: Table, row: Row, kept: Held | None, *, waits: bool
) -> Change:
    values = check_values(table, {edit.field: edit.value}, is_whole=False)
    change.new = _as_json(values[edit.field])
    change.old = _as_json(getattr(row, table.attribute(edit.field)))
    if kept is not None:
        change.old, change.audience, change.agencies = kept.value, kept.audience, kept.agencies
    if waits and needs_approval(edit.table, edit.field):
        change.state = WAITING
    return change


def _whole(change: Change, *, waits: bool) -> Change:
    if waits and change.table in WAITING_AS_A_WHOLE:
        change.state = WAITING
    return change


def _as_json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def carry_out(changes: Sequence[Change], edits: Sequence[Edit] = (), *, source: str = "") -> None:
    """Write changes into the rows, where they are held back included, and mark their source."""
    written: Written = write(changes)
    if source:
        _mark(changes, source)
    touch(written.rows, fresh={str(change.row_id) for change in changes if change.op == "add"})


def _mark(changes: Iterable[Change], source: str) -> None:
    """Where the values come from now; what was made sure of was another value."""
    # Rows of two tables may have one id, as the standard's own examples do.
    marks = {
        (change.row_id, change.field): Mark(
            table=change.table, row_id=change.row_id, field=change.field, source=source,
            audience=change.audience, agencies=change.agencies,
        )
        for change in changes
        if change.op != "remove"
    }  # fmt: skip
    told = ("source", "audience", "agencies", "verified_on", "verified_by", "verified_how")
    insert_many(list(marks.values()), unique=("row_id", "field"), update=told)


def undo_batch(*, actor: Actor, batch: Batch, why: str = "") -> Batch:
    """Take a batch back. What somebody changed later stays as it is now and is counted as kept.

    Raises NotYet when it is taken back already.  Records directory.batch.undo.
    """
    with acting(actor, "directory.batch.undo", batch, why=why) as doing:
        if Batch.objects.filter(undoes=batch).exists():
            raise NotYet("directory.undone_already", _("These changes are taken back already."))
        made = list(Change.objects.filter(batch=batch, state=APPLIED).order_by("number"))
        later = _changed_later(batch, made)
        back = [c for c in made if not {(c.row_id, c.field), (c.row_id, _GONE)} & later]
        undo = Batch.objects.create(
            kind="undo", source=batch.source, note=why[:200], undoes=batch,
            member_id=actor.member_id, agency_id=actor.agency_id,
            details={"kept": len(made) - len(back)},
        )  # fmt: skip
        reverse = [_reversed(change, undo) for change in reversed(back)]
        for number, change in enumerate(reverse):
            change.number = number
        insert_many(reverse)
        carry_out(reverse)
        doing.details["changes"] = len(reverse)
    return undo


def _changed_later(batch: Batch, made: Sequence[Change]) -> set[tuple[UUID, str]]:
    """Rows and fields of a batch that later batches changed; an added row counts as a whole."""
    rows = {change.row_id for change in made}
    later = Change.objects.filter(
        Q(row_id__in=rows) | Q(root_id__in=rows),
        state=APPLIED,
        batch__made_at__gt=batch.made_at,
    ).values_list("row_id", "root_id", "field", "op", "batch__undoes_id", "batch__undone_by")
    found: set[tuple[UUID, str]] = set()
    for row_id, root_id, name, op, undoes, undone in later:
        if undoes is None and undone is None:
            found |= {(row_id, name), (row_id, ""), (root_id, "")}
            found |= {(row_id, _GONE)} if op == "remove" else set()
    return found


def _reversed(change: Change, undo: Batch) -> Change:
    opposite = {"add": "remove", "remove": "add", "set": "set"}[change.op]
    return Change(
        batch=undo, table=change.table, row_id=change.row_id, root_id=change.root_id,
        field=change.field, op=opposite, old=change.new, new=change.old,
        audience=change.audience, agencies=change.agencies, decided_at=timezone.now(),
    )  # fmt: skip
