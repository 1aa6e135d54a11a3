"""Tabular packages of any version: one CSV for each table, with datapackage.json or without."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import Found, text_of
from jikimi.directory.exchange.reading.older import Taking, known_names
from jikimi.directory.exchange.reading.package import Reject, Where
from jikimi.directory.exchange.reading.sheets import Sheet
from jikimi.directory.exchange.reading.words import table_word

DESCRIPTOR = "datapackage.json"


def named_in(descriptor: Found) -> dict[str, str]:
    """File → table, as a datapackage.json says. Raises ReadError when it is no JSON."""
    try:
        described: Any = json.loads(text_of(descriptor))
        resources = described.get("resources") or []
        named = [(one.get("path") or one.get("url"), one.get("name")) for one in resources]
    except (ValueError, AttributeError):
        raise ReadError("json_broken", Where(descriptor.name)) from None
    folder = PurePosixPath(descriptor.name).parent
    words = {str(folder / str(path)): table_word(str(name)) for path, name in named if path}
    return {path: word for path, word in words.items() if word}


def table_of(sheet: Sheet, named: dict[str, str]) -> str | None:
    """The table a sheet is of; None when its name or its headers say it is none of the standard."""
    if sheet.file.name in named:
        return named[sheet.file.name]
    word = table_word(PurePosixPath(sheet.name).stem)
    return word if word and _fits(word, sheet.headers) else None


def take_sheet(sheet: Sheet, word: str, taking: Taking) -> None:
    """Take in every row. An empty cell is given as empty; a cell that is missing says nothing.

    A row's position is its place among those with the same first key.
    """
    taking.package.headers[sheet.name] = sheet.headers
    siblings: Counter[str] = Counter()
    for line, cells in sheet.rows:
        taking.package.records += 1
        given = {n: c if c != "" else None for n, c in zip(sheet.headers, cells, strict=False) if n}
        if any(cell.strip() for cell in cells[len(sheet.headers) :]):
            where = Where(sheet.name, line)
            taking.package.rejects.append(Reject("too_many_cells", word, where, given))
            continue
        parent = next((str(given[n]) for n in given if n.endswith("_id") and given[n]), "")
        taking.take(word, given, Where(sheet.name, line), siblings[parent] if parent else 0)
        siblings[parent] += 1


def _fits(word: str, headers: Sequence[str]) -> bool:
    """Whether at least half of the headers are fields of that table in some version."""
    named = [name for name in headers if name and not name.startswith("_")]
    known = sum(name in known_names(word) for name in named)
    return bool(named) and known * 2 >= len(named)
