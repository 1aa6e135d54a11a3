"""Pages and streams of entries: which come next, how many there are, what is gone since."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections

from jikimi.directory.exchange.writing.gathering import name_of
from jikimi.directory.exchange.writing.wanted import Wanted
from jikimi.directory.routing import door_alias

FIRST = UUID(int=0)


class Moment(NamedTuple):
    """An entry and when it, or what hangs on it, last changed or was removed."""

    id: UUID
    at: datetime


def page_ids(wanted: Wanted, *, total: int, offset: int, size: int) -> list[UUID]:
    """The ids of one page: a search's best first, else by id. total: how many there are in all.

    Pages are counted off from the nearer end: the last costs no more than the first.
    """
    size = min(size, total - offset)
    if size <= 0:
        return []
    if _is_ranked(wanted):
        return _ids(wanted, "array_position(%(found)s::uuid[], r.id), r.id", offset, size)
    after = total - offset - size
    if after < offset:
        return _ids(wanted, "r.id DESC", after, size)[::-1]
    return _ids(wanted, "r.id", offset, size)


def moments_after(wanted: Wanted, last: UUID, *, size: int) -> list[Moment]:
    """The next entries by id after the last one, for a stream: no page is ever skipped over."""
    statement = (
        f"{_select(wanted, 'r.id', 'r.modified_at')} AND r.id > %(last)s ORDER BY r.id"
        " LIMIT %(size)s"
    )
    return [Moment(*row) for row in _asked(statement, wanted, last=last, size=size)]


def moments_of(table: str, ids: Sequence[UUID]) -> list[Moment]:
    """When each of these entries last changed, in their order."""
    statement = f"SELECT id, modified_at FROM {name_of(table)} WHERE id = ANY (%(ids)s::uuid[])"
    found = dict(_run(statement, {"ids": list(ids)}))
    return [Moment(one, found[one]) for one in ids if one in found]


def count_of(wanted: Wanted) -> int:
    """How many entries there are. Counting a million takes longer than a page, so a count is kept
    for a minute, as long as nothing newer has come and nothing has gone.
    """
    key = (door_alias(), wanted, _state(wanted.table))
    known = _counts.get(key)
    if known and time.monotonic() - known[1] < _KEPT_S:
        return known[0]
    number = int(_asked(_select(wanted, "count(*)"), wanted)[0][0])
    _counts[key] = (number, time.monotonic())
    while len(_counts) > _MOST_KEPT:
        _counts.popitem(last=False)
    return number


def removed_since(
    table: str, since: datetime, *, offset: int, size: int
) -> tuple[list[Moment], int]:
    """Entries that were public and are no more, oldest first, and how many in all."""
    known = {"table": table, "since": since, "offset": offset, "size": size}
    page = _run(f"SELECT t.row_id, t.removed_at {_REMOVED} {_IN_ORDER}", known)
    return [Moment(*row) for row in page], int(_run(f"SELECT count(*) {_REMOVED}", known)[0][0])


_REMOVED = 'FROM directory_tombstone t WHERE t."table" = %(table)s AND t.removed_at >= %(since)s'
_IN_ORDER = "ORDER BY t.removed_at, t.row_id OFFSET %(offset)s LIMIT %(size)s"
_KEPT_S, _MOST_KEPT = 60, 1000
_counts: OrderedDict[Any, tuple[int, float]] = OrderedDict()


def _state(table: str) -> Any:
    """What changes whenever an entry of the table is added, changed, hidden or removed."""
    newest = f"SELECT modified_at FROM {name_of(table)} ORDER BY modified_at DESC LIMIT 1"
    gone = "SELECT removed_at FROM directory_tombstone ORDER BY removed_at DESC LIMIT 1"
    return _run(f"SELECT ({newest}), ({gone})", {})[0]


def _ids(wanted: Wanted, order: str, offset: int, size: int) -> list[UUID]:
    statement = f"{_select(wanted, 'r.id')} ORDER BY {order} OFFSET %(offset)s LIMIT %(size)s"
    return [row[0] for row in _asked(statement, wanted, offset=offset, size=size)]


def _is_ranked(wanted: Wanted) -> bool:
    return bool(wanted.found) and wanted.table == "service"


def _select(wanted: Wanted, *columns: str) -> str:
    return f"SELECT {', '.join(columns)} FROM {name_of(wanted.table)} r WHERE {wanted.condition()}"


def _asked(statement: str, wanted: Wanted, **more: Any) -> list[tuple[Any, ...]]:
    return _run(statement, {**wanted.parameters(), **more})


def _run(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connections[door_alias()].cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
