"""Repairs of an import, each taken back by itself: what the file holds comes in instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import named
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.models import Batch
from jikimi.directory.rows import table_called, tables


@dataclass(frozen=True, slots=True)
class Repaired:
    """One repair as it is kept with its import. made: rows the repair added."""

    code: str
    table: str
    row_id: str
    field: str
    before: Any
    after: Any
    where: str
    made: Sequence[str]

    @property
    def is_reversible(self) -> bool:
        """Whether it changed a field of a row; a note did not."""
        known = self.table in tables() and self.field in tables()[self.table].fields
        is_kept = self.before in (None, "", "…") or self.before == self.after
        return bool(known and self.row_id and self.field != "id" and not is_kept)


def repairs_of(batch: Batch) -> list[Repaired]:
    """The repairs of an import in the order of the file."""
    return [_repaired(*kept) for kept in batch.details.get("repairs", [])]


def _repaired(code: str, table: str, row_id: str, field: str, *rest: Any) -> Repaired:
    before, after, where, made = rest
    return Repaired(code, table, row_id, field, before, after, where, tuple(made))


def take_back_repair(*, actor: Actor, batch: UUID, number: int) -> Batch:
    """Put what the file holds where a repair put something else, as a batch of its own.

    number: which repair, from 0.  Raises NotAllowed when there is none, NotYet when it cannot be
    taken back by itself or the row has changed since.  Records directory.import.apply.
    """
    with named(actor):
        found = Batch.objects.filter(pk=batch, kind="import", undone_by=None).first()
        repairs = repairs_of(found) if found else []
        if found is None or not 0 <= number < len(repairs):
            raise NotAllowed
        edits = list(_edits(repairs[number]))
        try:
            return apply_edits(
                actor=actor, edits=edits, kind="repair", source=found.source, note=str(batch)
            )
        except NotValid:
            raise _not_by_itself() from None


def _edits(repair: Repaired) -> Iterator[Edit]:
    if not repair.is_reversible:
        raise _not_by_itself()
    table = table_called(repair.table)
    wanted = [UUID(repair.row_id), *map(UUID, repair.made)]
    there = table.model._default_manager.in_bulk(wanted)
    if wanted[0] not in there:
        raise _not_by_itself()
    yield Edit(repair.table, wanted[0], "set", repair.field, repair.before)
    yield from (Edit(repair.table, key, "remove") for key in wanted[1:] if key in there)


def _not_by_itself() -> NotYet:
    says = _("This cannot be taken back by itself. Change the entry, or take back the import.")
    return NotYet("directory.repair.not_by_itself", says)
