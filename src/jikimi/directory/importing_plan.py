"""What an import would do: rows that are new, fields that differ, and what is kept as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from jikimi.directory.audiences import WHEREABOUTS
from jikimi.directory.changes import Edit
from jikimi.directory.exchange.reading import Package, Row, Where, cut_dangling
from jikimi.directory.importing_sources import rank, sources_of
from jikimi.directory.models import Location
from jikimi.directory.rows import says_something, table_called

_PIECE = 5000
HELD, CONFIDENTIAL, HIGHER = "held", "confidential", "higher"
_OF_A_PLACE = ("address", "accessibility")


class Difference(NamedTuple):
    """A field in which the file and the directory differ.

    kept: empty when the file's value goes in; else why the directory keeps its own (held,
    confidential, higher).  source: where the directory's value comes from.
    """

    table: str
    row_id: UUID
    field: str
    old: Any
    new: Any
    where: Where
    kept: str = ""
    source: str = ""


@dataclass(slots=True)
class Plan:
    """What an import would do. new: rows to add; same: rows in which nothing differs."""

    package: Package
    new: list[Row] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    kept: list[Difference] = field(default_factory=list)
    same: int = 0

    def edits(self) -> list[Edit]:
        """What is to be done, in the order in which keys lead."""
        added = [Edit(row.table, UUID(row.id), "add", value=_said(row)) for row in self.new]
        return added + [
            Edit(one.table, one.row_id, "set", one.field, one.new) for one in self.changed
        ]

    def records(self) -> Counter[str]:
        """How many lines or objects of the files are new, changed, same, rejected.

        A line is new when all its rows are, changed when some are or a field of them differs.
        """
        new = {row.id for row in self.new}
        changed = {str(one.row_id) for one in self.changed}
        found: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        for row in self.package.every():
            state = "new" if row.id in new else "changed" if row.id in changed else "same"
            found[row.where[:2]].add(state)
        refused = {one.where[:2] for one in self.package.rejects}
        states = (next(iter(one)) if len(one) == 1 else "changed" for one in found.values())
        counted = Counter(states)
        counted["rejected"] = len(refused - found.keys())
        return counted


def plan_of(package: Package, *, source: str) -> Plan:
    """Compare a package with the directory. The actor must be named.

    A higher source's field, a value that is held back and the whereabouts of a confidential place
    are kept. A field the file leaves empty is emptied only where this source filled it.
    """
    cut_dangling(package, _known)
    _silence_places(package)
    plan = Plan(package)
    differing: list[Difference] = []
    for name, rows in package.rows.items():
        hidden = _hidden(rows.keys())
        for one in _compared(plan, name, rows, hidden):
            differing.append(one)
    _settle(plan, differing, source)
    return plan


def _known(table: str, ids: Set[str]) -> Set[str]:
    """Which of these rows the directory holds, whether or not the actor may know them."""
    model = table_called(table).model
    found: set[str] = _hidden(ids)
    for piece in _pieces(ids):
        there = model._default_manager.filter(pk__in=piece)
        found |= {str(key) for key in there.values_list("pk", flat=True)}
    return found


def _hidden(ids: Iterable[str]) -> set[str]:
    """Which of these ids are taken by rows that are not public."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for piece in _pieces(ids):
            cursor.execute("SELECT directory_rows_not_public(%s::uuid[])", [piece])
            found |= {str(row[0]) for row in cursor.fetchall()}
    return found


def _pieces(ids: Iterable[str]) -> Iterable[list[str]]:
    wanted = list(ids)
    return (wanted[at : at + _PIECE] for at in range(0, len(wanted), _PIECE))


def _silence_places(package: Package) -> None:
    """Leave out where confidential places are: ours, and those the file itself calls so."""
    locations = package.rows["location"]
    told = {key for key, row in locations.items() if row.values.pop("is_confidential", None)}
    keys = {*locations, *(row.values.get("location_id") for row in _of_places(package))}
    secret = told | _confidential(key for key in keys if key)
    for key in secret & locations.keys():
        row = locations[key]
        said = [name for name in WHEREABOUTS if row.values.pop(name, None) not in (None, "")]
        if said or key in told:
            package.note(row, "confidential_kept", ", ".join(said), None)
    for row in list(_of_places(package)):
        if row.values.get("location_id") in secret:
            del package.rows[row.table][row.id]
            package.note(row, "confidential_kept", "", None)


def _confidential(keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for piece in _pieces(keys):
        rows = Location.objects.filter(pk__in=piece, is_confidential=True)
        found |= {str(key) for key in rows.values_list("pk", flat=True)}
    return found


def _of_places(package: Package) -> Iterable[Row]:
    for table in _OF_A_PLACE:
        yield from package.rows[table].values()


def _compared(
    plan: Plan, name: str, rows: Mapping[str, Row], hidden: Set[str]
) -> Iterable[Difference]:
    table = table_called(name)
    stand: dict[str, Any] = {}
    for piece in _pieces(rows):
        stand |= {str(key): row for key, row in table.model._default_manager.in_bulk(piece).items()}
    held = _held(rows) if stand else set()
    for key, row in rows.items():
        if key not in stand:
            if key in hidden:
                plan.kept.append(_whole(row))
            else:
                plan.new.append(row)
            continue
        found = list(_differences(row, table.values(stand[key]), held))
        plan.same += not found
        yield from found


def _whole(row: Row) -> Difference:
    return Difference(row.table, UUID(row.id), "", None, None, row.where, HELD)


def _held(rows: Mapping[str, Row]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    with connection.cursor() as cursor:
        for piece in _pieces(rows):
            cursor.execute("SELECT * FROM directory_held_fields(%s::uuid[])", [piece])
            found |= {(str(key), name) for key, name in cursor.fetchall()}
    return found


def _differences(
    row: Row, present: Mapping[str, Any], held: Set[tuple[str, str]]
) -> Iterable[Difference]:
    for name, value in row.values.items():
        old = present.get(name)
        if _same(old, value):
            continue
        kept = HELD if (row.id, name) in held else ""
        yield Difference(row.table, UUID(row.id), name, old, value, row.where, kept)


def _same(old: Any, new: Any) -> bool:
    if old == new:
        return True
    return (_is_nothing(old) and _is_nothing(new)) or str(old) == str(new)


def _is_nothing(value: Any) -> bool:
    return not says_something(value)


def _settle(plan: Plan, differing: list[Difference], source: str) -> None:
    """Let a value in unless a source before this one gave what is there."""
    asked = [one for one in differing if not one.kept]
    sources = sources_of((one.row_id, one.field) for one in asked)
    rows: defaultdict[UUID, int] = defaultdict(int)
    for one in differing:
        given = sources.get((one.row_id, one.field), "")
        if one.new in (None, "") and given != source:
            continue
        if one.kept or rank(given) > rank(source):
            plan.kept.append(one._replace(kept=one.kept or HIGHER, source=given))
        else:
            plan.changed.append(one._replace(source=given))
            rows[one.row_id] += 1
    plan.same += len({one.row_id for one in differing} - rows.keys())


def _said(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if value not in (None, "", [])}
