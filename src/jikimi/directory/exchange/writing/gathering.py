"""The rows of a shape, fetched with one statement a table however many entries are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections

from jikimi.directory import rows
from jikimi.directory.exchange.reading.standard import profile
from jikimi.directory.exchange.writing.shapes import SHAPES, Nest, Shape, columns_of
from jikimi.directory.routing import door_alias

Values = Mapping[str, Any]


class Verified(NamedTuple):
    """When a field was last made sure of, by which office, in what way."""

    field: str
    on: date
    by: str
    how: str


class Translated(NamedTuple):
    """A field's text in another language."""

    field: str
    language: str
    text: str
    is_machine: bool
    checked_on: date | None


@dataclass
class Gathered:
    """Rows by table and id; children by table, key column and parent; what is kept about them."""

    rows: dict[str, dict[UUID, Values]] = field(default_factory=dict)
    children: dict[tuple[str, str], dict[UUID, list[Values]]] = field(default_factory=dict)
    verified: dict[tuple[str, UUID], list[Verified]] = field(default_factory=dict)
    translated: dict[tuple[str, UUID], list[Translated]] = field(default_factory=dict)


def gather(shape: Shape, ids: Iterable[UUID]) -> Gathered:
    """Everything of a shape below the entries with these ids, as the reader's door may see it."""
    found = Gathered()
    for table in shape.order:
        wanted = _wanted(shape, table, found)
        if table == shape.root:
            wanted["id"] |= set(ids)
        _take(found, table, _fetched(shape.name, table, wanted), wanted)
    every = [row_id for of_table in found.rows.values() for row_id in of_table]
    found.verified = verified_of(every)
    found.translated = translated_of(every)
    return found


def verified_of(ids: Iterable[UUID]) -> dict[tuple[str, UUID], list[Verified]]:
    """Who made sure of what of these rows, by table and id."""
    return _kept(_VERIFIED, list(ids), Verified)


def translated_of(ids: Iterable[UUID]) -> dict[tuple[str, UUID], list[Translated]]:
    """Fields of these rows in other languages, by table and id."""
    return _kept(_TRANSLATED, list(ids), Translated)


def columns(table: str) -> dict[str, str]:
    """What is read of a table: our name → column, the Korean profile's fields included."""
    model = rows.table_called(table)
    names = [*(f.name for f in columns_of(table)), *profile(table)]
    return {name: str(model.fields[name].column) for name in names}


def name_of(table: str) -> str:
    """The table's name in the database."""
    return rows.table_called(table).model._meta.db_table


def _wanted(shape: Shape, table: str, found: Gathered) -> dict[str, set[UUID]]:
    """Key column → ids, from the rows that stand above this table."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for parent, nest in _nests_into(shape, table):
        above = found.rows.get(parent, {})
        if nest.is_many:
            wanted[nest.column] |= above.keys()
        else:
            wanted["id"] |= {row[nest.column] for row in above.values() if row[nest.column]}
    return wanted


def _nests_into(shape: Shape, table: str) -> list[tuple[str, Nest]]:
    return [(p, nest) for p in shape.order for nest in shape.nests(p) if nest.table == table]


def _fetched(shape: str, table: str, wanted: Mapping[str, set[UUID]]) -> list[Values]:
    if not any(wanted.values()):
        return []
    names, statement = _statement(shape, table)
    parameters = {column: list(ids) for column, ids in wanted.items()}
    with connections[door_alias()].cursor() as cursor:
        cursor.execute(statement, parameters)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _statement(shape_name: str, table: str) -> tuple[tuple[str, ...], str]:
    """One text for a table of a shape, so that the database plans it once."""
    shape = SHAPES[shape_name]
    read = columns(table)
    keys = {nest.column if nest.is_many else "id" for _parent, nest in _nests_into(shape, table)}
    if table == shape.root:
        keys.add("id")
    where = " OR ".join(f"{read[key]} = ANY(%({key})s::uuid[])" for key in sorted(keys))
    listed = ", ".join(f'"{column}"' for column in read.values())
    order = 'ORDER BY "position", id'
    return tuple(read), f"SELECT {listed} FROM {name_of(table)} WHERE {where} {order}"


def _take(
    found: Gathered, table: str, fetched: list[Values], wanted: Mapping[str, set[UUID]]
) -> None:
    found.rows[table] = {row["id"]: row for row in fetched}
    for column in wanted.keys() - {"id"}:
        below: dict[UUID, list[Values]] = defaultdict(list)
        for row in fetched:
            if row[column]:
                below[row[column]].append(row)
        found.children[table, column] = below


_VERIFIED = (
    'SELECT "table", row_id, field, verified_on, verified_by, verified_how FROM directory_mark'
    " WHERE row_id = ANY(%s::uuid[]) AND verified_on IS NOT NULL ORDER BY field"
)
_TRANSLATED = (
    'SELECT "table", row_id, field, language, text, is_machine, checked_on'
    " FROM directory_translation WHERE row_id = ANY(%s::uuid[]) ORDER BY field, language"
)


def _kept(statement: str, ids: list[UUID], form: Any) -> dict[tuple[str, UUID], list[Any]]:
    found: dict[tuple[str, UUID], list[Any]] = defaultdict(list)
    with connections[door_alias()].cursor() as cursor:
        cursor.execute(statement, [ids])
        for table, row_id, *values in cursor.fetchall():
            found[table, row_id].append(form(*values))
    return found
