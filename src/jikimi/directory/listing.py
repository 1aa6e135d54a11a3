"""An agency keeps its own entry: what is written, added and taken away, one row at a time.

Whoever writes says what he read before, so that nobody writes over what a colleague has just
changed.  Names, numbers and addresses wait for another person (approvals.csv).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import Changed, NotAllowed, NotValid
from jikimi.access.models import Agency
from jikimi.access.notices import agency_principal, tell_principals
from jikimi.directory.ages import note_ages
from jikimi.directory.audiences import set_audience
from jikimi.directory.changes import Edit, apply_edits, held_values
from jikimi.directory.entries import entry_of
from jikimi.directory.models import (
    Batch,
    Change,
    Language,
    Organization,
    Schedule,
    ServiceCapacity,
)
from jikimi.directory.models.keeping import WAITING
from jikimi.directory.models.row import AGENCIES, PUBLIC, Row
from jikimi.directory.rows import table_called
from jikimi.directory.verifying import mark_changes_checked, mark_entry_checked
from jikimi.directory.weekly import Told, Week, rewriting, week_of

HIDDEN_AT_ONCE = ("phone", "address")


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of an edit. waiting: how many changes wait for another person."""

    batch: Batch | None
    applied: int = 0
    waiting: int = 0


def entry_called(actor: Actor, number: UUID) -> Organization:
    """An entry the actor may know of. Raises NotAllowed when absent or not his to know."""
    found = Organization.objects.select_related("keeper").filter(pk=number).first()
    if found is None:
        raise NotAllowed
    return found


def row_called(entry: Organization, table: str, row_id: UUID) -> Row:
    """A row of this very entry. Raises NotAllowed for every other."""
    row = table_called(table).model._default_manager.filter(pk=row_id).first()
    owner = entry_of(table, row_id)
    if row is None or owner is None or owner.pk != entry.pk:
        raise NotAllowed
    return row


def values_of(table: str, row: Row) -> dict[str, Any]:
    """What a row says to this reader, field by field, what is held back for him included."""
    told = table_called(table).values(row)
    return told | {name: kept.value for (_row, name), kept in held_values([row.pk]).items()}


def row_read(actor: Actor, entry: Organization, table: str, row_id: UUID) -> dict[str, Any]:
    """What a row of this entry says, for a form; that it is not public and was read is recorded."""
    row = row_called(entry, table, row_id)
    if row.audience != PUBLIC or held_values([row_id]):
        reading(actor, "directory.held.read", entry)
    return values_of(table, row)


def save_row(
    *,
    actor: Actor,
    entry: Organization,
    table: str,
    row_id: UUID,
    values: Mapping[str, Any],
    seen: Mapping[str, Any],
    note: str = "",
) -> Saved:
    """Write fields of a row. seen: what stood there when the writer began.

    Raises Changed with both versions when somebody else changed one of the fields meanwhile,
    NotValid naming fields.  Records directory.listing.change.
    """
    with transaction.atomic():
        _lock(entry)
        now = values_of(table, row_called(entry, table, row_id))
        _refuse_overwriting(now, values, seen)
        edits = [
            Edit(table, row_id, "set", name, value)
            for name, value in values.items()
            if same(value) != same(now.get(name))
        ]
        return _apply(actor, entry, edits, note)


def add_row(
    *,
    actor: Actor,
    entry: Organization,
    table: str,
    under: tuple[str, UUID],
    values: Mapping[str, Any],
    note: str = "",
) -> Saved:
    """Add a row under another of the entry: a phone under a service, a service under the entry.

    Raises NotValid naming fields, NotAllowed when the other row is not of this entry.
    """
    parent, parent_id = under
    row_called(entry, parent, parent_id)
    key = f"{parent}_id"
    if key not in table_called(table).fields:
        raise NotAllowed
    given = {name: value for name, value in values.items() if same(value) != ""}
    edit = Edit(table, uuid4(), "add", value={**given, key: str(parent_id)})
    return _apply(actor, entry, [edit], note)


def add_place(
    *,
    actor: Actor,
    entry: Organization,
    service_id: UUID,
    values: Mapping[str, Any],
    note: str = "",
) -> Saved:
    """Add a place to the entry and say that the service is given there."""
    row_called(entry, "service", service_id)
    place = uuid4()
    given = {name: value for name, value in values.items() if same(value) != ""}
    own = {**given, "organization_id": str(entry.pk)}
    joined = {"service_id": str(service_id), "location_id": str(place)}
    edits = [
        Edit("location", place, "add", value=own),
        Edit("service_at_location", uuid4(), "add", value=joined),
    ]
    return _apply(actor, entry, edits, note)


def remove_row(
    *, actor: Actor, entry: Organization, table: str, row_id: UUID, note: str = ""
) -> Saved:
    """Take a row away; a number or an address stays until another person has agreed."""
    if table in ("organization", "service", "location"):
        raise NotAllowed
    row_called(entry, table, row_id)
    return _apply(actor, entry, [Edit(table, row_id, "remove")], note)


def schedules_under(entry: Organization, table: str, row_id: UUID) -> Told:
    """The week of a service or a place of this entry, and what the week's table cannot say."""
    row_called(entry, table, row_id)
    rows = Schedule.objects.filter(**{f"{table}_id": row_id})
    known = table_called("schedule")
    return week_of({**dict.fromkeys(known.fields, ""), **known.values(row)} for row in rows)


def save_week(
    *,
    actor: Actor,
    entry: Organization,
    table: str,
    row_id: UUID,
    week: Week,
    seen: Week,
    note: str = "",
) -> Saved:
    """Write the weekly hours of a service or a place; other schedules stay as they are.

    Raises Changed when somebody else changed the week since it was read.
    """
    with transaction.atomic():
        _lock(entry)
        told = schedules_under(entry, table, row_id)
        if told.week not in (seen, week):
            raise Changed(theirs={"week": told.week}, mine={"week": week})
        change = rewriting(told, week)
        edits = [
            Edit("schedule", UUID(pk), "set", "byday", days) for pk, days in change.set_days.items()
        ]
        edits += [Edit("schedule", UUID(pk), "remove") for pk in change.remove]
        edits += [
            Edit("schedule", uuid4(), "add", value={**row, f"{table}_id": str(row_id)})
            for row in change.add
        ]
        return _apply(actor, entry, edits, note)


def languages_of(entry: Organization, service_id: UUID) -> list[str]:
    """Codes of the languages spoken at a service of this entry."""
    row_called(entry, "service", service_id)
    rows = Language.objects.filter(service_id=service_id).exclude(code="")
    return list(rows.values_list("code", flat=True))


def agencies_to_name() -> list[tuple[int, str]]:
    """Agencies that signed and have not left, for saying who may know something."""
    signed = Agency.objects.filter(left_on=None).order_by("name_ko")
    return [(agency.pk, agency.name) for agency in signed]


def save_languages(
    *, actor: Actor, entry: Organization, service_id: UUID, codes: Sequence[str], note: str = ""
) -> Saved:
    """Say which languages are spoken at a service. codes: of spoken_languages.csv."""
    row_called(entry, "service", service_id)
    rows = Language.objects.filter(service_id=service_id).exclude(code="")
    spoken = dict(rows.values_list("code", "pk"))
    edits = [Edit("language", pk, "remove") for code, pk in spoken.items() if code not in codes]
    for code in sorted(set(codes) - spoken.keys()):
        name = label("directory", "spoken_languages", code)
        value = {"service_id": str(service_id), "code": code, "name": name}
        edits.append(Edit("language", uuid4(), "add", value=value))
    return _apply(actor, entry, edits, note)


def save_capacity(*, actor: Actor, entry: Organization, service_id: UUID, available: int) -> Saved:
    """Say in one tap how many places are free now.

    Raises NotValid below zero.
    """
    row_called(entry, "service", service_id)
    if available < 0:
        raise NotValid("directory.capacity", {"available": _("Write a number.")})
    said = {"available": available, "updated": timezone.localdate().isoformat()}
    row = ServiceCapacity.objects.filter(service_id=service_id).first()
    if row is None:
        value = {**said, "service_id": str(service_id)}
        return _apply(actor, entry, [Edit("service_capacity", uuid4(), "add", value=value)], "")
    edits = [Edit("service_capacity", row.pk, "set", name, value) for name, value in said.items()]
    return _apply(actor, entry, edits, "")


def hide_at_once(*, actor: Actor, entry: Organization, table: str, row_id: UUID, why: str) -> None:
    """Take a wrong number or address out of the public's sight now; putting it right may wait.

    Raises NotValid without a reason.  Records directory.audience.set.
    """
    if table not in HIDDEN_AT_ONCE:
        raise NotAllowed
    if not why.strip():
        raise NotValid("directory.hide.why", {"why": _("Give the reason.")})
    row_called(entry, table, row_id)
    set_audience(actor=actor, table=table, row_id=row_id, audience=AGENCIES, why=why)
    note_ages([entry.pk])


def confirm_entry(*, actor: Actor, entry: Organization) -> int:
    """Say that all the public sees of an entry is right; how many facts were marked.

    Records directory.listing.confirm.
    """
    with acting(actor, "directory.listing.confirm", entry) as doing:
        facts = mark_entry_checked(entry.pk, by=_agency(actor), how="keeper")
        doing.details["facts"] = facts
    return facts


def same(value: Any) -> Any:
    """A value as it is compared: what says nothing is '', 3.0 is 3."""
    if value in (None, "", [], False):
        return ""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def _lock(entry: Organization) -> None:
    Organization.objects.select_for_update().get(pk=entry.pk)


def _refuse_overwriting(
    now: Mapping[str, Any], values: Mapping[str, Any], seen: Mapping[str, Any]
) -> None:
    theirs = {
        name: now.get(name, "")
        for name, mine in values.items()
        if name in seen and same(now.get(name)) not in (same(seen[name]), same(mine))
    }
    if theirs:
        raise Changed(theirs=theirs, mine={name: values[name] for name in theirs})


def _apply(actor: Actor, entry: Organization, edits: Sequence[Edit], note: str) -> Saved:
    if not edits:
        return Saved(None)
    source = "agency" if entry.keeper_id == actor.agency_id else "coordinator"
    batch = apply_edits(
        actor=actor, edits=edits, kind="edit", source=source, note=note[:200], entry=entry
    )
    made = list(Change.objects.filter(batch=batch))
    mark_changes_checked(made, by=_agency(actor), how="edit")
    note_ages([entry.pk])
    waiting = sum(change.state == WAITING for change in made)
    if waiting and entry.keeper_id:
        link = "/staff/directory/approvals/"
        told = [agency_principal(entry.keeper_id)]
        tell_principals(told, "directory.change.waiting", subject_id=batch.pk, link=link)
    return Saved(batch, len(made) - waiting, waiting)


def _agency(actor: Actor) -> str:
    return Agency.objects.values_list("name_ko", flat=True).get(pk=actor.agency_id)
