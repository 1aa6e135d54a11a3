"""Many rows in one statement: thousands of an import cost what dozens cost otherwise.

The rows travel as one JSON value, so that no statement grows with them and row policies hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connections, models

from jikimi.directory.routing import door_alias

_PIECE = 5000


def insert_many(
    rows: Sequence[models.Model], *, unique: Sequence[str] = (), update: Sequence[str] = ()
) -> None:
    """Insert rows of one table.

    unique, update: names of fields; a row that is there already under the unique ones gets the
    values of the others.  Raises IntegrityError as any insert does.
    """
    if rows:
        names = [field.attname for field in _fields(type(rows[0]))]
        told = [{name: getattr(row, name) for name in names} for row in rows]
        _insert(type(rows[0]), told, unique, update)


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as attribute → value; what a row does not say it has of itself."""
    own = {field.attname: field.get_default() for field in _fields(model) if field.has_default()}
    _insert(model, [{**own, **row} for row in rows], (), ())


def _fields(model: type[models.Model]) -> list[Any]:
    fields = model._meta.concrete_fields
    return [field for field in fields if not isinstance(field, models.AutoField)]


def _insert(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    unique: Sequence[str],
    update: Sequence[str],
) -> None:
    connection = connections[door_alias()]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(field.column) for field in _fields(model))
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    )
    if unique:
        taken = ", ".join(map(quote, unique))
        given = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update)
        statement += f" ON CONFLICT ({taken}) DO UPDATE SET {given}"
    with connection.cursor() as cursor:
        for at in range(0, len(rows), _PIECE):
            cursor.execute(statement, [json.dumps(rows[at : at + _PIECE], default=_plain)])


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)
