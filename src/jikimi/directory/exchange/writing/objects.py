"""Rows as the JSON objects of HSDS 3.2.3, with what the Korean profile adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from jikimi.directory import rows
from jikimi.directory.exchange.reading.standard import Field, profile, tables
from jikimi.directory.exchange.writing.canonical import plain_number
from jikimi.directory.exchange.writing.gathering import Gathered, Values, gather
from jikimi.directory.exchange.writing.shapes import SHAPES, Shape, columns_of

ADDED = "kr_"  # before the name of whatever the standard does not know
VERIFIED, TRANSLATIONS = f"{ADDED}verified", f"{ADDED}translations"
WHOLE_ROW = "*"


def objects(shape_name: str, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """The entries with these ids in this order, in the form of a shape; absent ones left out."""
    shape = SHAPES[shape_name]
    wanted = list(ids)
    found = gather(shape, wanted)
    writing = Writing(shape, found)
    roots = found.rows[shape.root]
    return [writing.object(shape.root, roots[one]) for one in wanted if one in roots]


class Writing:
    """Writes one page: a row shown in several places is written once."""

    def __init__(self, shape: Shape, found: Gathered) -> None:
        self.shape = shape
        self.found = found
        self.written: dict[tuple[str, UUID], dict[str, Any]] = {}

    def object(self, table: str, row: Values) -> dict[str, Any]:
        """A row with everything the shape nests under it."""
        known = self.written.get((table, row["id"]))
        if known is None:
            known = flat(table, row)
            known |= self._nested(table, row)
            known |= self._kept(table, row["id"], known)
            self.written[table, row["id"]] = known
        return known

    def _nested(self, table: str, row: Values) -> Iterator[tuple[str, Any]]:
        for nest in self.shape.nests(table):
            if nest.is_many:
                below = self.found.children.get((nest.table, nest.column), {}).get(row["id"], ())
                listed = [self.object(nest.table, one) for one in below if is_said(nest.table, one)]
                if listed:
                    yield nest.key, listed
            elif row[nest.column] in self.found.rows.get(nest.table, {}):
                one = self.found.rows[nest.table][row[nest.column]]
                yield nest.key, self.object(nest.table, one)

    def _kept(self, table: str, row_id: UUID, shown: Values) -> Iterator[tuple[str, Any]]:
        """Who made sure of what, and other languages: never of a field that is not shown."""
        marks = self.found.verified.get((table, row_id), ())
        made_sure = {m.field or WHOLE_ROW: _verified(m) for m in marks if _is_shown(m.field, shown)}
        if made_sure:
            yield VERIFIED, made_sure
        texts = self.found.translated.get((table, row_id), ())
        told = [_translated(one) for one in texts if _is_shown(one.field, shown)]
        if told:
            yield TRANSLATIONS, told


def flat(table: str, row: Values) -> dict[str, Any]:
    """The values of a row under the standard's names, then what the profile adds, if set."""
    written: dict[str, Any] = {}
    for one in _shown(table):
        value = row[one.name]
        if value not in (None, ""):
            written[one.name] = _plain(value)
        elif one.is_required and one.kind != "number":
            written[one.name] = ""
    added = ((ADDED + name, row[name]) for name in profile(table))
    return written | {name: value for name, value in added if value}


def is_said(table: str, row: Values) -> bool:
    """Whether a row says what the standard wants it to say; a phone held back has no number."""
    return all(row[name] not in (None, "") for name in _needed(table))


@cache
def _needed(table: str) -> tuple[str, ...]:
    required = {f.name for f in columns_of(table) if f.is_required and f.kind == "number"}
    links = {f"{f.name}_id" for f in tables()[table].values() if f.kind == "one" and f.is_required}
    return (*rows.NEEDED.get(table, ()), *sorted(required | links))


@cache
def _shown(table: str) -> tuple[Field, ...]:
    """A row stands inside its parent, so its keys are not written; a parent of its own kind is."""
    return tuple(f for f in columns_of(table) if f.kind not in ("link", "about"))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else plain_number(value)


def _is_shown(field: str, shown: Values) -> bool:
    return not field or shown.get(field) not in (None, "")


def _verified(mark: Any) -> dict[str, str]:
    told = {"on": mark.on.isoformat(), "by": mark.by, "how": mark.how}
    return {name: value for name, value in told.items() if value}


def _translated(one: Any) -> dict[str, Any]:
    told = {
        "field": one.field,
        "language": one.language,
        "text": one.text,
        "is_machine": one.is_machine,
    }
    return told | ({"checked_on": one.checked_on.isoformat()} if one.checked_on else {})
