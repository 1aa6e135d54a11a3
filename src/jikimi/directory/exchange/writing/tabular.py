"""The public rows of each table as sheets of cells, batch by batch, however many there are.

A key to a row that not everybody may see is left empty, so that every key leads into the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connections

from jikimi.directory import rows
from jikimi.directory.exchange.reading.standard import Field, profile
from jikimi.directory.exchange.writing.cells import Column
from jikimi.directory.exchange.writing.gathering import name_of, translated_of, verified_of
from jikimi.directory.exchange.writing.objects import ADDED
from jikimi.directory.exchange.writing.shapes import columns_of
from jikimi.directory.routing import door_alias

Cells = Sequence[Any]
_BATCH = 2000
_UNSET = {"flag": "false", "words": "'{}'"}


def columns(table: str) -> list[Column]:
    """The columns of a table: the standard's, then those of the profile that any row uses."""
    own = [Column(one.name, one) for one in columns_of(table)]
    return own + [Column(ADDED + one.name, one) for one in _used(table)]


def sheet(table: str, shown: Sequence[Column]) -> Iterator[list[Cells]]:
    """The public rows of a table in batches, siblings in their order."""
    listed = ", ".join(_read(table, column) for column in shown)
    order = 'ORDER BY r."position", r.id'
    with connections[door_alias()].chunked_cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {name_of(table)} r {order}")
        while batch := cursor.fetchmany(_BATCH):
            yield batch


def kept(table: str, shown: Sequence[Column], batch: Sequence[Cells]) -> tuple[list[Cells], ...]:
    """Who made sure of what, and other languages, of the fields that stand in a batch."""
    said = {
        row[0]: {c.field.name for c, value in zip(shown, row, strict=True) if value not in _NOTHING}
        for row in batch
    }
    return tuple(_told(table, found, said) for found in (verified_of(said), translated_of(said)))


_NOTHING: tuple[Any, ...] = (None, "", False, [])


def _told(table: str, found: Mapping[Any, Sequence[Any]], said: Mapping[Any, Any]) -> list[Cells]:
    return [
        (table, row_id, *one)
        for (of_table, row_id), several in found.items()
        if of_table == table
        for one in several
        if not one.field or one.field in said[row_id]
    ]


def _read(table: str, column: Column) -> str:
    known = rows.table_called(table).fields[column.field.name].column
    if column.field.kind != "link":
        return f'r."{known}"'
    return f'(SELECT t.id FROM {name_of(column.field.to)} t WHERE t.id = r."{known}")'


def _used(table: str) -> list[Field]:
    added = list(profile(table).values())
    if not added:
        return []
    fields = rows.table_called(table).fields
    asked = ", ".join(
        f"EXISTS (SELECT FROM {name_of(table)}"
        f' WHERE "{fields[one.name].column}" <> {_UNSET.get(one.kind, chr(39) * 2)})'
        for one in added
    )
    with connections[door_alias()].cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return [one for one, is_used in zip(added, cursor.fetchone(), strict=True) if is_used]
