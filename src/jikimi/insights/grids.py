"""Tables as offices publish them: merged headers, thousands commas, totals between the rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jikimi.cases.intake.encodings import broken_line, is_workbook, text_encoding
from jikimi.cases.intake.reasons import TableError

TOTALS = frozenset({"합계", "소계", "계", "총계", "전체", "total", "all"})
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")
_NONE = frozenset({"-", "–"})
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table. labels: what stands at its row, from the left; heads: above it."""

    labels: tuple[str, ...]
    heads: tuple[str, ...]
    number: float
    row: int
    column: int


class GridError(Exception):
    """A table that cannot be read: what is wrong, with row and column where there is one."""


def cells_of(path: Path) -> list[Cell]:
    """Every number of a CSV (UTF-8, CP949) or workbook with its labels and heads.

    A dash is 0; an empty cell and words are no number.  Raises GridError, naming file, row and
    column, when the file is no table or a cell of the body is neither number nor gap.
    """
    rows = rows_of(path)
    height = _head_height(rows)
    width = _label_width(rows[height:])
    if height >= len(rows) or width >= max(map(len, rows)):
        raise GridError(f"{path.name}: no table of numbers was found.")
    heads = _heads(rows[:height])
    return list(_cells(path, rows, height, width, heads))


def year_of(*texts: str) -> str:
    """The first year named in any of the texts; empty without one."""
    return next((found[0] for text in texts if (found := _YEAR.search(text))), "")


def number_of(text: str) -> float | None:
    """A number with or without thousands commas; None when the text is none."""
    if text in _NONE:
        return 0.0
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def rows_of(path: Path) -> list[list[str]]:
    """The filled rows of a CSV or workbook, tidied, merged cells repeated. Raises GridError."""
    try:
        rows = _sheet(path) if is_workbook(path) else _text(path)
    except TableError as error:
        raise GridError(f"{path.name}: {_WRONG.get(error.code, 'it cannot be read')}.") from error
    filled = [row for row in rows if any(row)]
    if len(filled) < 2:
        raise GridError(f"{path.name}: no table of numbers was found.")
    return filled


_WRONG = {
    "file_missing": "there is no such file",
    "file_empty": "the file is empty",
    "file_binary": "this is no table; save it as CSV or XLSX",
    "file_html": "this is a web page; save it as CSV or XLSX",
}


def _text(path: Path) -> list[list[str]]:
    encoding = text_encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            return [[_tidy(cell) for cell in row] for row in csv.reader(file)]
    except UnicodeDecodeError as error:
        line = broken_line(path, encoding)
        raise GridError(f"{path.name}: line {line} is not written in {encoding}.") from error
    except csv.Error as error:
        raise GridError(f"{path.name}: {error}.") from error


def _sheet(path: Path) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        merged = sheet.merged_cell_ranges or []
        rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except CalamineError as error:
        raise GridError(f"{path.name}: the workbook cannot be read.") from error
    for (top, left), (bottom, right) in merged:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                rows[row][column] = rows[top][left]
    return rows


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _tidy(str(cell))


def _tidy(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split())


def _head_height(rows: list[list[str]]) -> int:
    """Header rows: the first, and those below that repeat its first cell or leave it empty."""
    first = rows[0][0]
    height = 1
    while height < len(rows) and rows[height][0] in (first, ""):
        height += 1
    return height


def _label_width(body: list[list[str]]) -> int:
    """Columns from the left that hold words: in most rows no number."""
    width = 0
    for column in zip(*body, strict=False):
        if sum(number_of(cell) is None for cell in column) * 2 <= len(column):
            break
        width += 1
    return max(width, 1)


def _heads(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """For each column what stands above it; an empty cell goes on from the left (merged)."""
    filled = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            line.append(cell or (line[-1] if line else ""))
        filled.append(line)
    return [tuple(dict.fromkeys(filter(None, column))) for column in zip(*filled, strict=False)]


def _cells(
    path: Path, rows: list[list[str]], height: int, width: int, heads: list[tuple[str, ...]]
) -> Iterator[Cell]:
    above = [""] * width
    for number, row in enumerate(rows[height:], start=height + 1):
        above = [cell or before for cell, before in zip(row[:width], above, strict=False)]
        for column, text in enumerate(row[width : len(heads)], start=width):
            value = number_of(text)
            if value is not None:
                yield Cell(tuple(above), heads[column], value, number, column + 1)
            elif text and any(letter.isdigit() for letter in text):
                where = f"row {number}, column {column + 1}"
                raise GridError(f"{path.name}, {where}: “{text}” is not a number.")
