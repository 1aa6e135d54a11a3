"""Many rows in one statement: thousands of an import cost what dozens cost otherwise.

The rows travel as one JSON value, so that no statement grows with them and row policies hold.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
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
    for at in range(0, len(rows), _PIECE):
        _insert(rows[at : at + _PIECE], unique, update)


def _insert(rows: Sequence[models.Model], unique: Sequence[str], update: Sequence[str]) -> None:
    connection = connections[door_alias()]
    all_fields = type(rows[0])._meta.concrete_fields
    fields = [field for field in all_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    table = quote(type(rows[0])._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns}"
        f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    )
    if unique:
        taken = ", ".join(map(quote, unique))
        given = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update)
        statement += f" ON CONFLICT ({taken}) DO UPDATE SET {given}"
    names = [(field.column, field.attname) for field in fields]
    told = [{column: getattr(row, name) for column, name in names} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(told, default=_plain)])


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)
