"""Changes written into the rows: added, set, removed, in few statements however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from jikimi.access.errors import NotAllowed
from jikimi.directory.bulk import insert_values
from jikimi.directory.models import Change, Held, Tombstone
from jikimi.directory.models.row import PUBLIC
from jikimi.directory.routing import door_alias
from jikimi.directory.rows import ROOTS, Table, table_called

_BULK = 2000


@dataclass(slots=True)
class Written:
    """What was written: table → the links and ids of the rows concerned, before and after."""

    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def write(changes: Sequence[Change]) -> Written:
    """Write applied changes in their order: what is added, then set, then removed."""
    written = Written()
    _add([c for c in changes if c.op == "add"], written)
    _set([c for c in changes if c.op == "set"], written)
    _remove([c for c in changes if c.op == "remove"], written)
    return written


def _add(changes: Sequence[Change], written: Written) -> None:
    for table, of_table in _by_table(changes):
        rows = []
        for change in of_table:
            held = {table.attribute(name): value for name, value in (change.new or {}).items()}
            rows.append({"audience": change.audience, "agencies": change.agencies, **held})
            written.rows.append((table.name, {**(change.new or {})}))
        insert_values(table.model, rows)
    roots = [change.row_id for change in changes if change.table in ROOTS]
    Tombstone.objects.filter(row_id__in=roots).delete()


def _set(changes: Sequence[Change], written: Written) -> None:
    held_back = _held_fields(change.row_id for change in changes)
    for table, of_table in _by_table(changes):
        rows = table.model._default_manager.in_bulk([change.row_id for change in of_table])
        names: set[str] = set()
        for change in of_table:
            row = rows.get(change.row_id)
            if row is None:
                raise NotAllowed
            written.rows.append((table.name, table.values(row)))
            if (change.row_id, change.field) in held_back:
                _set_held(change)
                continue
            value = table.empty(change.field) if change.new is None else change.new
            setattr(row, table.attribute(change.field), value)
            names.add(table.attribute(change.field))
            written.rows.append((table.name, table.values(row)))
        if names:
            table.model._default_manager.bulk_update(rows.values(), names, batch_size=500)


def _set_held(change: Change) -> None:
    """Set a value that is held back; who may not know it may not change it either."""
    changed = Held.objects.filter(row_id=change.row_id, field=change.field).update(
        value=change.new, held_at=timezone.now()
    )
    if not changed:
        raise NotAllowed


def _held_fields(rows: Iterable[UUID]) -> set[tuple[UUID, str]]:
    with connections[door_alias()].cursor() as cursor:
        cursor.execute("SELECT * FROM directory_held_fields(%s)", [list(set(rows))])
        return set(cursor.fetchall())


def _remove(changes: Sequence[Change], written: Written) -> None:
    # What is kept about the rows stays, so that taking the removal back brings all of it back.
    for table, of_table in _by_table(changes):
        written.rows += [(table.name, dict(change.old or {})) for change in of_table]
        rows = table.model._default_manager.filter(pk__in=[c.row_id for c in of_table])
        if rows._raw_delete(rows.db) != len({c.row_id for c in of_table}):
            raise NotAllowed
    leave_tombstones(change for change in changes if change.audience == PUBLIC)


def leave_tombstones(changes: Iterable[Change]) -> None:
    """Say to those who copied us that these rows are public no more."""
    stones = [
        Tombstone(row_id=change.row_id, table=change.table)
        for change in changes
        if change.table in ROOTS
    ]
    Tombstone.objects.bulk_create(
        stones,
        batch_size=_BULK,
        update_conflicts=True,
        unique_fields=["row_id"],
        update_fields=["removed_at"],
    )


def _by_table(changes: Iterable[Change]) -> list[tuple[Table, list[Change]]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.table].append(change)
    return [(table_called(name), of_table) for name, of_table in found.items()]
