"""A table of any length, row by row: CSV (UTF-8 or CP949) or a workbook; nothing is kept. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from jikimi.directory.exchange.reading.sheets import text_of_cell

_PIECE = 1 << 20
_LOOKED_AT = 12  # lines in which the head may stand below a title
_CELL = 100_000
_WORKBOOKS = (".xlsx", ".xls")
Row = tuple[int, list[str]]


class RowsError(Exception):
    """A file that is no table. code: file_empty, encoding_unknown, file_unreadable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_rows(
    path: Path, *, knows: Callable[[Sequence[str]], int], name: str = ""
) -> tuple[list[str], Iterator[Row]]:
    """The head of a table, and its rows as (line in the file, cells) read only as asked for.

    knows: how many of some cells are known headers; the head is the line of the first dozen that is
    known best.  name: what the file is called, if its path does not say so.  Raises RowsError, also
    further down; never with what a cell says.
    """
    ending = Path(name or path.name).suffix.lower()
    rows = _workbook(path) if ending in _WORKBOOKS else _text(path)
    first = list(islice(rows, _LOOKED_AT))
    if not first:
        raise RowsError("file_empty")
    at = max(range(len(first)), key=lambda one: (knows(first[one][1]), -one))
    return [cell.strip() for cell in first[at][1]], _after(first[at + 1 :], rows)


def _after(some: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from some
    yield from rest


def _text(path: Path) -> Iterator[Row]:
    encoding = _encoding(path)
    csv.field_size_limit(_CELL)
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(",\t;", key=head.count))
        line = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            raise RowsError("file_unreadable") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp949"):
        if _is_in(path, encoding):
            return encoding
    raise RowsError("encoding_unknown")


def _is_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                if "\0" in decoder.decode(piece):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _workbook(path: Path) -> Iterator[Row]:
    """The first sheet that says anything."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            found = False
            for line, row in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
                cells = [text_of_cell(cell) for cell in row]
                if any(cells):
                    found = True
                    yield line, cells
            if found:
                return
    except CalamineError:
        raise RowsError("file_unreadable") from None
