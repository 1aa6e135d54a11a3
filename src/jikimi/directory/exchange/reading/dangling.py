"""Keys that lead nowhere: taken out and listed, so that the rest of the row can go in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Set

from jikimi.directory.exchange.reading.package import Package, Reject, Row
from jikimi.directory.exchange.reading.standard import links, tables

# Rows of these tables stand by themselves; others without any key left belong to nothing.
_ALONE = frozenset(
    [
        "organization",
        "service",
        "location",
        "service_at_location",
        "program",
        "taxonomy",
        "taxonomy_term",
        "unit",
        "attribute",
        "metadata",
        "meta_table_description",
    ]
)
Known = Callable[[str, Set[str]], Set[str]]


def cut_dangling(package: Package, known: Known) -> None:
    """Take keys out that lead to no row of the package and none of the directory.

    known: of these ids of a table, the ones the directory holds.  A parent, and what an attribute
    or metadata speaks of, may come later: those keys stay and are noted.
    """
    there = _there(package, known)
    for row in list(package.every()):
        for name, field in links(row.table).items():
            key = row.values.get(name)
            if not key or key in package.rows[field.to] or key in there[field.to]:
                continue
            if field.kind == "parent":
                package.note(row, "dangling_kept", name, key, key)
            else:
                package.mend(row, "dangling_key", name, None)
                _refuse_orphan(package, row)
    _note_about(package, there[""])


def _there(package: Package, known: Known) -> defaultdict[str, Set[str]]:
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for row in package.every():
        for name, field in links(row.table).items():
            key = row.values.get(name)
            if key and key not in package.rows[field.to]:
                wanted[field.to].add(key)
    found = {table: known(table, keys) for table, keys in wanted.items()}
    about = _abouts(package) - {key for rows in package.rows.values() for key in rows}
    found[""] = {key for table in tables() if about for key in known(table, about)}
    return defaultdict(set, found)


def _abouts(package: Package) -> set[str]:
    rows = [*package.rows["attribute"].values(), *package.rows["metadata"].values()]
    keys = (row.values.get(_about(row)) for row in rows)
    return {key for key in keys if key}


def _about(row: Row) -> str:
    return "link_id" if row.table == "attribute" else "resource_id"


def _note_about(package: Package, there: Set[str]) -> None:
    ours = {key for rows in package.rows.values() for key in rows}
    for table in ("attribute", "metadata"):
        for row in package.rows[table].values():
            key = row.values.get(_about(row))
            if key and key not in ours and key not in there:
                package.note(row, "dangling_kept", _about(row), key, key)


def _refuse_orphan(package: Package, row: Row) -> None:
    if row.table in _ALONE or any(row.values.get(name) for name in links(row.table)):
        return
    package.rows[row.table].pop(row.id, None)
    package.rejects.append(Reject("orphan", row.table, row.where, {"id": row.id, **row.values}))
