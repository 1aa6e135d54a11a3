"""What was read: neutral rows in the words of HSDS 3.2.3, what was mended, what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from jikimi.directory.exchange.reading.standard import field_of, tables

# Rows without an id get one from the source and what names them: read twice, they add nothing.
OURS = UUID("6f5e1d0c-1f3b-5d2a-9c55-0e6b2d7f4a10")


class Where(NamedTuple):
    """Where something stands: file, row (0 when the file has none), column."""

    file: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        row = f":{self.row}" if self.row else ""
        return f"{self.file}{row}" + (f" [{self.column}]" if self.column else "")


class Repair(NamedTuple):
    """Something mended, or only noted. code: a row of import_repairs.csv, which says why.

    before is what the file holds, after what is taken in.  made: ids of rows of the same table that
    the repair added.  Setting before again and removing those takes it back.
    """

    code: str
    table: str
    row_id: str
    field: str
    before: Any
    after: Any
    where: Where
    made: tuple[str, ...] = ()


class Reject(NamedTuple):
    """A row that does not go in. code: a row of import_reasons.csv. cells: the row as it stands."""

    code: str
    table: str
    where: Where
    cells: Mapping[str, Any]


@dataclass(slots=True)
class Row:
    """One row of a table. values: field → value, links too (`organization_id`).

    A field that is not there says nothing; one that is None was given as empty. position: its place
    among its siblings, from 0.
    """

    table: str
    id: str
    values: dict[str, Any]
    where: Where
    position: int = 0


@dataclass(slots=True)
class Package:
    """Everything read from one path. shape: hsds, list. rows: table → id → row, in order."""

    source: str
    shape: str = "hsds"
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in tables()})
    repairs: list[Repair] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    records: int = 0

    def add(self, row: Row) -> Row:
        """Take a row in; one that is already there under this id is met again and merged."""
        known = self.rows[row.table].setdefault(row.id, row)
        return known if known is row else self._merged(known, row)

    def mend(self, row: Row, code: str, name: str, after: Any, *, before: Any = None) -> None:
        """Put another value into a field and list it; before: what the file holds, if not that."""
        held = row.values.get(name) if before is None else before
        self.repairs.append(Repair(code, row.table, row.id, name, held, after, row.where))
        row.values[name] = after

    def note(self, row: Row, code: str, name: str, before: Any, after: Any = None) -> None:
        """List something about a field and leave it as it is."""
        self.repairs.append(Repair(code, row.table, row.id, name, before, after, row.where))

    def every(self) -> Iterator[Row]:
        """All rows, table by table in the order in which keys lead."""
        for name in tables():
            yield from self.rows[name].values()

    def counts(self) -> dict[str, int]:
        """How many rows of each table that has any."""
        return {name: len(rows) for name, rows in self.rows.items() if rows}

    def repairs_by_code(self) -> dict[str, int]:
        """How many repairs of each kind."""
        return dict(Counter(one.code for one in self.repairs))

    def _merged(self, known: Row, again: Row) -> Row:
        clash = [n for n, v in again.values.items() if known.values.get(n, v) not in (v, None)]
        if any(field_of(again.table, n).kind in ("link", "about") for n in clash):
            return self._twin(again)
        for name in clash:
            self.note(again, "said_twice", name, again.values[name], known.values[name])
        known.values.update({n: v for n, v in again.values.items() if n not in known.values})
        return known

    def _twin(self, again: Row) -> Row:
        """A row that hangs on two rows of one table cannot say so: the second becomes its own."""
        links = sorted(f"{n}={v}" for n, v in again.values.items() if n.endswith("_id"))
        twin = Row(
            again.table, made_id(again.id, *links), again.values, again.where, again.position
        )
        if twin.id not in self.rows[again.table]:
            self.note(twin, "shared_row", "id", again.id, twin.id)
        return self.rows[again.table].setdefault(twin.id, twin)


def made_id(*key: str) -> str:
    """The id of what has none: always the same for the same source and natural key."""
    return str(uuid5(OURS, "\x1f".join(key)))


def is_uuid(text: str) -> bool:
    """Whether a text is an id as the standard wants it."""
    if len(text) != 36 or text.count("-") != 4:
        return False
    try:
        UUID(text)
    except ValueError:
        return False
    return True
