"""All entries of a list in one answer, made batch by batch: memory stays small, however many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jikimi.directory.exchange.writing.canonical import canonical
from jikimi.directory.exchange.writing.listing import (
    FIRST,
    Moment,
    count_of,
    moments_after,
    removed_since,
)
from jikimi.directory.exchange.writing.objects import objects
from jikimi.directory.exchange.writing.pages import page_object
from jikimi.directory.exchange.writing.wanted import Wanted
from jikimi.directory.routing import public_door
from jikimi.doors.public.hsds.parameters import Asked

_BATCH, _BATCH_OF_MOMENTS = 100, 2000
Made = Callable[[Sequence[Moment]], list[dict[str, Any]]]


def ndjson(asked: Asked) -> Iterator[bytes]:
    """One entry a line, by id; then what was removed, if it was asked what changed."""
    made = minimal if asked.is_minimal else _entries(asked.shape)
    for batch in _batches(asked.wanted, made, _BATCH):
        yield b"".join(canonical(entry) + b"\n" for entry in batch)
    if asked.wanted.modified_after:
        yield from _removed(asked.wanted)


def minimal_page(wanted: Wanted) -> Iterator[bytes]:
    """Id and date of every entry as the one page of a page object, in canonical form."""
    with public_door():
        total = count_of(wanted)
    around = page_object((), total=total, number=1, per_page=max(total, 1))
    head, tail = canonical(around | {"size": total, "empty": total == 0}).split(b"[]", 1)
    separator = head + b"["
    for batch in _batches(wanted, minimal, _BATCH_OF_MOMENTS):
        yield separator + b",".join(map(canonical, batch))
        separator = b","
    yield (separator if separator != b"," else b"") + b"]" + tail


def minimal(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """Entries by id and the date of their last change alone."""
    return [{"id": str(m.id), "modified_date": instant(m)} for m in moments]


def gone(moments: Sequence[Moment]) -> list[dict[str, Any]]:
    """What was public and is no more."""
    return [{"id": str(m.id), "kr_removed_at": instant(m)} for m in moments]


def instant(moment: Moment) -> str:
    """An instant of the interface, in UTC."""
    return moment.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entries(shape: str) -> Made:
    return lambda moments: objects(shape, [moment.id for moment in moments])


def _batches(wanted: Wanted, made: Made, size: int) -> Iterator[list[dict[str, Any]]]:
    last = FIRST
    while True:
        with public_door():
            moments = moments_after(wanted, last, size=size)
            batch = made(moments)
        if not moments:
            return
        yield batch
        last = moments[-1].id


def _removed(wanted: Wanted) -> Iterator[bytes]:
    offset = 0
    while wanted.modified_after:
        with public_door():
            moments, total = removed_since(
                wanted.table, wanted.modified_after, offset=offset, size=_BATCH_OF_MOMENTS
            )
        yield b"".join(canonical(one) + b"\n" for one in gone(moments))
        offset += len(moments)
        if not moments or offset >= total:
            return
