"""Tables of cells: CSV in any dialect, and the sheets of a workbook, as headers and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import Found, is_workbook, text_of
from jikimi.directory.exchange.reading.package import Where

_LOOKED_AT = 12  # lines in which a header may stand below a title
_CELL = 4_000_000


class Sheet(NamedTuple):
    """One table of cells. name: file, and sheet if there are several. rows: (line, cells)."""

    file: Found
    name: str
    headers: tuple[str, ...]
    rows: list[tuple[int, list[str]]]


def sheets_of(file: Found, knows: Callable[[Sequence[str]], int]) -> list[Sheet]:
    """The tables of a file. knows: how many of some cells are known headers. Raises ReadError."""
    if is_workbook(file):
        made = [(name, _numbered(rows)) for name, rows in _workbook(file)]
    else:
        made = [(file.name, list(_lines(file)))]
    return [_sheet(file, name, rows, knows) for name, rows in made if rows]


def _sheet(
    file: Found,
    name: str,
    rows: list[tuple[int, list[str]]],
    knows: Callable[[Sequence[str]], int],
) -> Sheet:
    """The header is the first line, or the one of the first dozen that is known best."""
    at = max(range(min(_LOOKED_AT, len(rows))), key=lambda one: (knows(rows[one][1]), -one))
    headers = tuple(cell.strip().lstrip("\ufeff") for cell in rows[at][1])
    return Sheet(file, name, headers, rows[at + 1 :])


def _lines(file: Found) -> Iterator[tuple[int, list[str]]]:
    text = text_of(file)
    csv.field_size_limit(_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise ReadError("line_unreadable", Where(file.name, line)) from None


def _delimiter(text: str) -> str:
    head = text[:4096].partition("\n")[0]
    return max(",\t;", key=head.count)


def _numbered(rows: list[list[str]]) -> list[tuple[int, list[str]]]:
    return [(line, cells) for line, cells in enumerate(rows, 1) if any(cells)]


def _workbook(file: Found) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.content()))
        names = workbook.sheet_names
        for name in names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            title = file.name if len(names) == 1 else f"{file.name}/{name}"
            yield title, [[text_of_cell(cell) for cell in row] for row in rows]
    except CalamineError:
        raise ReadError("workbook_unreadable", Where(file.name)) from None


def text_of_cell(cell: object) -> str:
    """A cell as the same table would have it in CSV."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
