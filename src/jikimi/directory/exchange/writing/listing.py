"""Pages and streams of entries: which come next, how many there are, what is gone since."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

    Pages are counted off from the nearer end, or from a page read before: whoever reads a list to
    its end never waits for what he has had already.
    """
    size = min(size, total - offset)
    if size <= 0:
        return []
    if _is_ranked(wanted):
        return _ids(wanted, "array_position(%(found)s::uuid[], r.id), r.id", offset, size)
    known = _known.get((door_alias(), wanted)) or _Known()
    place, first = known.nearest(offset)
    after = total - offset - size
    if after < offset - place:
        ids = _ids(wanted, "r.id DESC", after, size)[::-1]
    else:
        ids = _ids(wanted, "r.id", offset - place, size, first=first)
    known.note(offset, ids)
    return ids


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
    key, state = (door_alias(), wanted), _state(wanted.table)
    known = _known.get(key)
    if known and known.state == state and time.monotonic() - known.since < _KEPT_S:
        return known.number
    number = int(_asked(_select(wanted, "count(*)"), wanted)[0][0])
    _known[key] = _Known(state, number, time.monotonic())
    _known.move_to_end(key)
    while len(_known) > _MOST_KEPT:
        _known.popitem(last=False)
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
_KEPT_S, _MOST_KEPT, _MOST_PLACES = 60, 1000, 50


@dataclass(slots=True)
class _Known:
    """A list as it was counted: how many there are, and which entries stand at which places.

    Kept with the count and no longer, so that a place is never older than the count it goes with.
    """

    state: Any = None
    number: int = 0
    since: float = 0.0
    places: list[tuple[int, UUID]] = field(default_factory=list)

    def nearest(self, offset: int) -> tuple[int, UUID]:
        """The last known place up to this one, and the entry there; the beginning if none is."""
        known = [one for one in list(self.places) if one[0] <= offset]
        return max(known, default=(0, FIRST))

    def note(self, offset: int, ids: Sequence[UUID]) -> None:
        """Remember both ends of a page: it may be read again, and the next begins where it ends."""
        ends = {offset: ids[0], offset + len(ids) - 1: ids[-1]} if ids else {}
        kept = [one for one in list(self.places) if one[0] not in ends]
        self.places = [*kept, *ends.items()][-_MOST_PLACES:]


_known: OrderedDict[tuple[str, Wanted], _Known] = OrderedDict()


def _state(table: str) -> Any:
    """What changes whenever an entry of the table is added, changed, hidden or removed."""
    newest = f"SELECT modified_at FROM {name_of(table)} ORDER BY modified_at DESC LIMIT 1"
    gone = "SELECT removed_at FROM directory_tombstone ORDER BY removed_at DESC LIMIT 1"
    return _run(f"SELECT ({newest}), ({gone})", {})[0]


def _ids(wanted: Wanted, order: str, offset: int, size: int, *, first: UUID = FIRST) -> list[UUID]:
    statement = (
        f"{_select(wanted, 'r.id')} AND r.id >= %(first)s ORDER BY {order}"
        " OFFSET %(offset)s LIMIT %(size)s"
    )
    found = _asked(statement, wanted, offset=offset, size=size, first=first)
    return [row[0] for row in found]


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
