"""The public directory as a tabular data package: a CSV for each table and datapackage.json.

The same data are the same bytes: rows in their order, nothing of the clock, a zip without dates.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import IO, Any

from jikimi.directory.exchange.reading.standard import Field, links, tables
from jikimi.directory.exchange.writing import tabular
from jikimi.directory.exchange.writing.cells import Column

DESCRIPTOR = "datapackage.json"
_ALIKE = ("accessibility", "funding", "metadata", "service_at_location", "service_capacity", "url")
_FILES = {"address": "addresses", "taxonomy": "taxonomies", **{name: name for name in _ALIKE}}
_KEPT = {
    "kr_verified": "table row_id field on by how",
    "kr_translations": "table row_id field language text is_machine checked_on",
}
_KINDS = {"row_id": "about", "on": "date", "checked_on": "date", "is_machine": "flag"}
Told = Callable[[str, int], None]


@dataclass
class Sheet:
    """A CSV that is being written; its file is made with the first row."""

    name: str
    path: Path
    columns: list[Column]
    count: int = 0
    file: IO[str] | None = field(default=None, repr=False)

    def add(self, batch: Sequence[Sequence[Any]]) -> None:
        """Write rows."""
        if not batch:
            return
        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8", newline="")
            self._write([[column.name for column in self.columns]])
        self._write([c.take(v) for c, v in zip(self.columns, row, strict=True)] for row in batch)
        self.count += len(batch)

    def close(self) -> None:
        """Nothing more comes."""
        if self.file:
            self.file.close()

    def _write(self, cells: Any) -> None:
        csv.writer(self.file, lineterminator="\r\n").writerows(cells)  # type: ignore[arg-type]

    def described(self, there: frozenset[str]) -> dict[str, Any]:
        """The sheet as a resource. there: tables of the package, to which keys may lead."""
        with self.path.open("rb") as file:
            fingerprint = file_digest(file, "sha256").hexdigest()
        schema: dict[str, Any] = {"fields": [column.described() for column in self.columns]}
        if self.name in tables():
            schema |= {"primaryKey": "id", "foreignKeys": _keys(self.name, there)}
        return {
            "name": self.name,
            "path": self.path.name,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": self.path.stat().st_size,
            "hash": f"sha256:{fingerprint}",
            "schema": schema,
        }


def write_package(folder: Path, *, told: Told | None = None) -> dict[str, int]:
    """Write the directory as the asker's door may see it; answers how many rows of each table.

    told: called when a table is done, with the number of its rows.
    """
    sheets: list[Sheet] = []
    aside = [_aside(name, folder) for name in _KEPT]
    for table in tables():
        written = Sheet(table, folder / file_of(table), tabular.columns(table))
        for batch in tabular.sheet(table, written.columns):
            written.add(batch)
            for one, rows in zip(aside, tabular.kept(table, written.columns, batch), strict=True):
                one.add(rows)
        written.close()
        sheets.append(written)
        if told:
            told(table, written.count)
    for one in aside:
        one.close()
    there = [one for one in (*sheets, *aside) if one.count]
    (folder / DESCRIPTOR).write_text(_descriptor(there), encoding="utf-8")
    return {one.name: one.count for one in there}


def pack(folder: Path, target: IO[bytes]) -> None:
    """A folder's files as a zip that holds no date."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as file, packed.open(entry, "w") as inside:
                while part := file.read(1 << 20):
                    inside.write(part)


def file_of(table: str) -> str:
    """The file of a table as the standard calls it."""
    return f"{_FILES.get(table, table + 's')}.csv"


def file_names() -> list[str]:
    """Every file a package may hold."""
    return [DESCRIPTOR, *map(file_of, tables()), *(f"{name}.csv" for name in _KEPT)]


def _aside(name: str, folder: Path) -> Sheet:
    fields = [Field(one, _KINDS.get(one, "text"), "", False) for one in _KEPT[name].split()]
    return Sheet(name, folder / f"{name}.csv", [Column(one.name, one) for one in fields])


def _keys(table: str, there: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {"fields": one.name, "reference": {"resource": one.to, "fields": "id"}}
        for one in links(table).values()
        if one.kind == "link" and one.to in there
    ]


def _descriptor(sheets: Sequence[Sheet]) -> str:
    there = frozenset(one.name for one in sheets)
    told = {
        "name": "jikimi-directory",
        "title": "치안약자 통합지원망 · Directory of help",
        "profile": "tabular-data-package",
        "homepage": "https://docs.openreferral.org",
        "description": "Human Services Data Specification 3.2.3 with the Korean profile (kr_).",
        "resources": [one.described(there) for one in sheets],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
