"""For whom a fact is: public, members of agencies that signed, named agencies, police.

A field that is not public leaves its row and is held back; a row that says nothing without the
field goes as a whole. What the history says of it follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.directory.entries import entry_of, rows_of, rows_only_of
from jikimi.directory.models import (
    Accessibility,
    Address,
    Change,
    Held,
    Location,
    Mark,
    Metadata,
    Organization,
    Tombstone,
    Translation,
)
from jikimi.directory.models.row import AGENCIES, AUDIENCES, PUBLIC, Row
from jikimi.directory.rows import NEEDED, ROOTS, Table, table_called
from jikimi.directory.touching import touch

# What tells where a confidential place is; sql/confidential.sql refuses these in public.
WHEREABOUTS = (
    *("latitude", "longitude", "transportation", "url"),
    *("external_identifier", "dong", "alternate_name"),
)


def set_audience(
    *,
    actor: Actor,
    table: str,
    row_id: UUID,
    field: str = "",
    audience: str,
    agencies: Sequence[int] = (),
    why: str = "",
) -> None:
    """Say for whom a field is, or a whole row (field empty) with what hangs on it alone.

    Opened again, a row is public by itself; what hung on it is opened one by one.
    The agency that keeps the entry is always among those who may know.  A field a row cannot do
    without takes its row with it.  Raises NotValid on an unknown audience or none to name.
    Records directory.audience.set with the field's name.
    """
    known = table_called(table)
    entry = entry_of(table, row_id)
    named = _named(entry, actor, audience, agencies)
    with acting(actor, "directory.audience.set", entry, why=why) as doing:
        row = known.model._default_manager.select_for_update().filter(pk=row_id).first()
        if row is None:
            raise NotAllowed
        if not field or field in NEEDED.get(table, ()):
            _set_row(known, row, audience, named)
        else:
            _set_field(known, row, field, audience, named)
        touch([(table, known.values(row))])
        doing.details.update({"table": table, "field": field, "audience": audience})


def make_confidential(
    *, actor: Actor, location: Location, agencies: Sequence[int] = (), why: str = ""
) -> list[str]:
    """Keep silent where a place is: only its name, description and front-gate contact stay public.

    Returns where the public texts of the entry still say a part of its address, as `table.field`,
    for a person to look at.  Records directory.audience.set.
    """
    entry = entry_of("location", location.pk)
    named = _named(entry, actor, AGENCIES, agencies)
    with acting(actor, "directory.audience.set", entry, why=why) as doing:
        known = table_called("location")
        for field in WHEREABOUTS:
            _set_field(known, location, field, AGENCIES, named)
        telling = _whereabouts_of(location)
        for row in telling:
            _set_row(table_called(_word(row)), row, AGENCIES, named)
        of_place = Q(row_id=location.pk) | Q(root_id=location.pk)
        Change.objects.filter(of_place).update(audience=AGENCIES, agencies=named)
        Metadata.objects.filter(resource_id=location.pk).update(audience=AGENCIES, agencies=named)
        location.is_confidential = True
        location.save(update_fields=["is_confidential"])
        touch([("location", known.values(location))])
        doing.details.update({"table": "location", "field": "is_confidential"})
    return still_telling(entry, telling)


def still_telling(entry: Organization | None, telling: Iterable[Row]) -> list[str]:
    """Public texts of an entry in which a part of these addresses can be read."""
    parts = {
        part.strip()
        for row in telling
        if isinstance(row, Address)
        for part in (row.address_1, row.address_2)
        if len(part.strip()) > 3
    }
    found: set[str] = set()
    for table, rows in rows_of(entry.pk).items() if entry else ():
        for row in rows:
            for name, value in table_called(table).values(row).items():
                if row.audience == PUBLIC and isinstance(value, str) and _says(value, parts):
                    found.add(f"{table}.{name}")
    return sorted(found)


def _says(value: str, parts: Iterable[str]) -> bool:
    return any(part in value for part in parts)


def _whereabouts_of(location: Location) -> list[Row]:
    rows: list[Row] = list(Address.objects.filter(location=location))
    return rows + list(Accessibility.objects.filter(location=location))


def _word(row: Row) -> str:
    return "address" if isinstance(row, Address) else "accessibility"


def _named(
    entry: Organization | None, actor: Actor, audience: str, agencies: Sequence[int]
) -> list[int]:
    if audience not in AUDIENCES:
        raise NotValid("directory.audience", {"audience": _("Choose for whom this is.")})
    keeper = (entry.keeper_id if entry else None) or actor.agency_id
    named = sorted({number for number in (*agencies, keeper) if number})
    if audience == AGENCIES and not named:
        raise NotValid("directory.audience", {"agencies": _("Name at least one agency.")})
    return [] if audience == PUBLIC else named


def _set_row(table: Table, row: Row, audience: str, agencies: list[int]) -> None:
    if audience != PUBLIC:
        for name, hung in rows_only_of(row):
            if hung.audience == PUBLIC:
                _set_one(table_called(name), hung, audience, agencies)
    _set_one(table, row, audience, agencies)


def _set_one(table: Table, row: Row, audience: str, agencies: list[int]) -> None:
    was_public = row.audience == PUBLIC
    row.audience, row.agencies = audience, agencies
    row.save(update_fields=["audience", "agencies"])
    for kept in (Mark, Translation, Change):
        kept._default_manager.filter(row_id=row.pk).exclude(
            field__in=Held.objects.filter(row_id=row.pk).values("field")
        ).update(audience=audience, agencies=agencies)
    if audience == PUBLIC:
        Tombstone.objects.filter(row_id=row.pk).delete()
    elif was_public and table.name in ROOTS:
        Tombstone.objects.update_or_create(row_id=row.pk, defaults={"table": table.name})


def _set_field(table: Table, row: Row, field: str, audience: str, agencies: list[int]) -> None:
    if field not in table.fields:
        raise NotValid("directory.audience", {"field": _("There is no such field here.")})
    kept = Held.objects.filter(row_id=row.pk, field=field).first()
    attribute = table.attribute(field)
    if audience == PUBLIC:
        if kept is not None:
            _write(row, attribute, kept.value)
            kept.delete()
    else:
        value = kept.value if kept is not None else table.values(row).get(field)
        if value is not None:
            Held.objects.update_or_create(
                row_id=row.pk,
                field=field,
                defaults={
                    "table": table.name, "value": value,
                    "audience": audience, "agencies": agencies,
                },
            )  # fmt: skip
            _write(row, attribute, table.empty(field))
    for about in (Mark, Translation, Change):
        about._default_manager.filter(row_id=row.pk, field=field).update(
            audience=audience, agencies=agencies
        )


def _write(row: Row, attribute: str, value: Any) -> None:
    setattr(row, attribute, value)
    row.save(update_fields=[attribute])
