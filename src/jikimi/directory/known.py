"""An entry as one reader may know it: every part, for whom each fact is, when it was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.directory.audiences import WHEREABOUTS
from jikimi.directory.booklet.hours import hours_in_words
from jikimi.directory.changes import held_values
from jikimi.directory.deciding import waiting_changes
from jikimi.directory.entries import rows_of
from jikimi.directory.models import Mark, Organization
from jikimi.directory.models.row import PUBLIC, Row
from jikimi.directory.rows import table_called
from jikimi.directory.words import field_word, row_of_words, table_word, value_words

# Shown as parts of their own, not as rows that hang on them.
_LARGE = ("organization", "service", "location", "service_at_location")
_SILENT = {
    ("organization", "keeper_id"),
    *(("language", "code"), ("schedule", "freq"), ("address", "country")),
    *(("address", "address_type"), ("location", "location_type"), ("location", "is_confidential")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. audience: for whom it is.  checked_by: an agency.  is_waiting: a change waits."""

    field: str
    word: str
    value: str
    audience: str
    audience_word: str
    checked_on: date | None
    checked_by: str
    checked_how: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One row with its facts, and what hangs on it. week: weekly hours in words."""

    table: str
    row_id: UUID
    word: str
    title: str
    audience: str
    audience_word: str
    lines: tuple[Line, ...]
    is_confidential: bool = False
    week: tuple[str, ...] = ()
    hung: tuple[Part, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether everybody may see the row."""
        return self.audience == PUBLIC


@dataclass(slots=True)
class _Sources:
    """What is read once for all parts."""

    rows: dict[str, list[Row]]
    held: Mapping[tuple[UUID, str], Any]
    marks: Mapping[tuple[UUID, str], Mark]
    waiting: set[tuple[UUID, str]]
    at: dict[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """An entry with its services and places. waiting: how many changes wait."""

    organization: Part
    services: tuple[Part, ...]
    places: tuple[Part, ...]
    is_all_public: bool
    waiting: int

    def parts(self) -> list[Part]:
        """Every part, and what hangs on it, in one list."""
        large = [self.organization, *self.services, *self.places]
        return [*large, *(small for part in large for small in part.hung)]


def known_entry(actor: Actor, entry: Organization) -> Known:
    """All the reader may know of an entry.

    What is not public and is shown is a reading: records directory.held.read.
    """
    sources = _sources(entry)
    private = bool(sources.held) or any(
        row.audience != PUBLIC for rows in sources.rows.values() for row in rows
    )
    if private:
        reading(actor, "directory.held.read", entry)
    return Known(
        organization=_part("organization", sources.rows["organization"][0], sources),
        services=_parts("service", sources),
        places=_parts("location", sources),
        is_all_public=not private,
        waiting=len(sources.waiting),
    )


def confidential_preview(part: Part) -> tuple[list[Line], list[Line]]:
    """Of a place: what the public will still see when it is confidential, and what it will not."""
    hidden = [line for line in part.lines if line.field in WHEREABOUTS]
    stays = [line for line in part.lines if line not in hidden and line.audience == PUBLIC]
    for small in part.hung:
        of_place = hidden if small.table in ("address", "accessibility") else stays
        of_place += [line for line in small.lines if line.audience == PUBLIC]
    return stays, hidden


def _sources(entry: Organization) -> _Sources:
    rows = rows_of(entry.pk)
    ids = {row.pk for of_table in rows.values() for row in of_table}
    marks = {(mark.row_id, mark.field): mark for mark in Mark.objects.filter(row_id__in=ids)}
    waits = waiting_changes().filter(row_id__in=ids) | waiting_changes().filter(root_id__in=ids)
    at = {
        row.pk: row.service_id  # type: ignore[attr-defined]
        for row in rows["service_at_location"]
        if row.service_id  # type: ignore[attr-defined]
    }
    return _Sources(
        rows=rows,
        held=held_values(ids),
        marks=marks,
        waiting=set(waits.values_list("row_id", "field")),
        at=at,
    )


def _parts(table: str, sources: _Sources) -> tuple[Part, ...]:
    return tuple(_part(table, row, sources) for row in sources.rows[table])


def _part(table: str, row: Row, sources: _Sources) -> Part:
    schedules = _hanging("schedule", row.pk, sources) if table in ("service", "location") else []
    weekly = [s for s in schedules if s.audience == PUBLIC]
    known = table_called("schedule")
    week = hours_in_words(dict.fromkeys(known.fields, "") | known.values(s) for s in weekly)
    hung = [
        _part(name, other, sources)
        for name in sources.rows
        if name not in _LARGE and table in _LARGE
        for other in _hanging(name, row.pk, sources)
        if not (name == "schedule" and other in weekly)
    ]
    lines = _lines(table, row, sources)
    return Part(
        table=table,
        row_id=row.pk,
        word=table_word(table),
        title=str(getattr(row, "name", "") or ""),
        audience=row.audience,
        audience_word=label("directory", "audiences", row.audience),
        lines=lines,
        is_confidential=bool(getattr(row, "is_confidential", False)),
        week=week,
        hung=tuple(part for part in hung if part.lines),
    )


def _hanging(table: str, row_id: UUID, sources: _Sources) -> list[Row]:
    return [row for row in sources.rows.get(table, ()) if _owner(row, sources) == row_id]


def _owner(row: Row, sources: _Sources) -> UUID | None:
    """The one part under which a row is shown: its service, else its place, else the entry."""
    if (at := getattr(row, "service_at_location_id", None)) in sources.at:
        return sources.at[at]
    for key in ("service_id", "location_id", "organization_id"):
        if value := getattr(row, key, None):
            return UUID(str(value))
    for key, table in (("contact_id", "contact"), ("phone_id", "phone")):
        held_by = next((r for r in sources.rows[table] if r.pk == getattr(row, key, None)), None)
        if held_by is not None:
            return _owner(held_by, sources)
    return None


def _lines(table: str, row: Row, sources: _Sources) -> tuple[Line, ...]:
    values = table_called(table).values(row)
    values |= {name: kept.value for (pk, name), kept in sources.held.items() if pk == row.pk}
    names = [name for name in table_called(table).fields if _is_told(table, name)]
    waits = {name for pk, name in sources.waiting if pk == row.pk}
    return tuple(
        _line(table, row, name, values.get(name), sources)
        for name in names
        if values.get(name) is not None or name in waits
    )


def _is_told(table: str, name: str) -> bool:
    return row_of_words(table, name) is not None and (table, name) not in _SILENT


def _line(table: str, row: Row, name: str, value: Any, sources: _Sources) -> Line:
    kept = sources.held.get((row.pk, name))
    audience = kept.audience if kept else row.audience
    mark = sources.marks.get((row.pk, name)) or sources.marks.get((row.pk, ""))
    mark = mark if mark and mark.verified_on else None
    return Line(
        field=name,
        word=field_word(table, name),
        value=value_words(table, name, value),
        audience=audience,
        audience_word=label("directory", "audiences", audience),
        checked_on=mark.verified_on if mark else None,
        checked_by=mark.verified_by if mark else "",
        checked_how=label("directory", "verification_ways", mark.verified_how) if mark else "",
        is_waiting=(row.pk, name) in sources.waiting or (row.pk, "") in sources.waiting,
    )
