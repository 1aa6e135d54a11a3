"""Who made sure of what, and when: the marks from which freshness is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from jikimi.access.codes import today
from jikimi.directory.ages import note_ages
from jikimi.directory.facts import Fact, facts_of
from jikimi.directory.models import Change, Mark
from jikimi.directory.models.keeping import APPLIED

_CHECKED = ["verified_on", "verified_by", "verified_how"]


def mark_entry_checked(entry_id: UUID, *, by: str, how: str, on: date | None = None) -> int:
    """Mark every public fact of an entry that matters as checked; how many there are.

    by: words shown, an agency or an office.  how: code of verification_ways.csv.
    """
    _links, facts = facts_of([entry_id])
    mark_facts_checked(facts, by=by, how=how, on=on)
    note_ages([entry_id], on=on)
    return len(facts)


def mark_facts_checked(
    facts: Collection[Fact], *, by: str, how: str, on: date | None = None
) -> None:
    """Mark public facts as checked on a day."""
    _write(
        Mark(
            table=fact.table, row_id=fact.row_id, field=fact.field,
            verified_on=on or today(), verified_by=by[:120], verified_how=how,
        )
        for fact in facts
    )  # fmt: skip


def mark_changes_checked(
    changes: Iterable[Change], *, by: str, how: str, on: date | None = None
) -> None:
    """Whoever writes a value has looked at it: mark what was changed, for the value's audience."""
    _write(
        Mark(
            table=change.table, row_id=change.row_id, field=change.field,
            audience=change.audience, agencies=change.agencies,
            verified_on=on or today(), verified_by=by[:120], verified_how=how,
        )
        for change in changes
        if change.state == APPLIED and change.op != "remove"
    )  # fmt: skip


def _write(marks: Iterable[Mark]) -> None:
    Mark.objects.bulk_create(
        {(mark.row_id, mark.field): mark for mark in marks}.values(),
        update_conflicts=True,
        unique_fields=["row_id", "field"],
        update_fields=_CHECKED,
    )
