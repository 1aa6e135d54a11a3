"""Rejected rows as a file that can be corrected and read again."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jikimi.directory.exchange.reading.errors import reason_text
from jikimi.directory.exchange.reading.package import Package, Reject

# Columns of ours; the reader passes over names that begin so.
_OURS = ("_file", "_row", "_column", "_reason")


def write_rejects(package: Package, path: Path, *, language: str = "ko") -> Path | None:
    """Write the rejected rows beside their reasons; None when there are none.

    A list comes back as the CSV it was; rows of the standard as one JSON document with a table for
    each file.  Both are read as they are once they are corrected.
    """
    rows = [one for one in package.rejects if one.cells]
    if not rows:
        return None
    if package.shape == "list" and package.headers:
        path = path.with_suffix(".csv")
        _write_list(package, rows, path, language)
    else:
        path = path.with_suffix(".json")
        _write_tables(rows, path, language)
    return path


def _write_list(package: Package, rows: Sequence[Reject], path: Path, language: str) -> None:
    headers = list(dict.fromkeys(h for names in package.headers.values() for h in names if h))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*headers, *_OURS])
        for one in rows:
            cells = [_guarded(str(one.cells.get(header) or "")) for header in headers]
            writer.writerow([*cells, *_told(one, language).values()])


def _write_tables(rows: Sequence[Reject], path: Path, language: str) -> None:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        name = f"{one.table or 'unknown'}.csv"
        found.setdefault(name, []).append({**one.cells, **_told(one, language)})
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _told(one: Reject, language: str) -> Mapping[str, Any]:
    values = (one.where.file, one.where.row, one.where.column, reason_text(one.code, language))
    return dict(zip(_OURS, values, strict=True))


def _guarded(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") and not cell[1:2].isdigit() else cell
