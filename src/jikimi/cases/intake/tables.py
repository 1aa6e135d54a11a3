"""Opening a table somebody exported: its header, then its rows a few thousand at a time."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import accumulate, count, islice
from pathlib import Path
from types import TracebackType

from jikimi.cases.intake.columns import known_headers
from jikimi.cases.intake.encodings import broken_line, is_workbook, text_encoding
from jikimi.cases.intake.headers import ROWS_LOOKED_AT, Header, find_header
from jikimi.cases.intake.reasons import TableError
from jikimi.cases.intake.workbooks import open_sheet

NumberedRow = tuple[int, list[str]]
_ROWS_AT_ONCE = 500
_LINE_BREAK = re.compile(r"\r\n?|\n")
_DELIMITERS = ",;\t|"


@dataclass(slots=True)
class Table(AbstractContextManager["Table"]):
    """An open table: `headers`, and rows as (line in the file, cells) read only as asked for.

    The line of a row is where it starts, so it can be found in an editor even when a cell above
    runs over several lines.  Empty rows are left out.
    """

    headers: tuple[str, ...]
    encoding: str
    delimiter: str
    sheet: str
    rows: Iterator[NumberedRow]

    def __iter__(self) -> Iterator[NumberedRow]:
        return self.rows

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        close = getattr(self.rows, "close", None)
        if close:
            close()

    def skip(self, count: int) -> int:
        """Pass over the first data rows, to go on where an import was broken off; how many."""
        return sum(1 for _ in islice(self.rows, count))

    def batches(self, size: int) -> Iterator[list[NumberedRow]]:
        """The rows in lists of `size`, the last one shorter."""
        while batch := list(islice(self.rows, size)):
            yield batch


def open_table(
    path: Path | str,
    sheet: str | None = None,
    *,
    mapping: Mapping[str, str] | None = None,
) -> Table:
    """Open a CSV or workbook at its first data row, whatever its encoding, delimiter or titles.

    sheet: name of a sheet; without it the one whose header is best known.  mapping: the saved
    column mapping, so that its headers are found too.  A file broken further down raises when the
    reading gets there.  Raises TableError with one code for every way a file can be unreadable.
    """
    path = Path(path)
    known = known_headers(mapping)
    return _open_workbook(path, sheet, known) if is_workbook(path) else _open_text(path, known)


def _open_workbook(path: Path, sheet: str | None, known: frozenset[str]) -> Table:
    name, header, rows = open_sheet(path, sheet, known=known)
    return Table(header.names, "", "", name, _at_least_one(rows))


def _open_text(path: Path, known: frozenset[str]) -> Table:
    encoding = text_encoding(path)
    delimiter, header = _sniff(path, encoding, known)
    rows = _text_rows(path, encoding, delimiter, skipped=header.above + header.height)
    return Table(header.names, encoding, delimiter, "", _at_least_one(rows))


def _sniff(path: Path, encoding: str, known: frozenset[str]) -> tuple[str, Header]:
    """The delimiter under which the header is best known, then the one that makes most columns."""
    found = [(mark, _header_under(mark, path, encoding, known)) for mark in _DELIMITERS]
    return max(found, key=lambda pair: (pair[1].known, len(pair[1].names)))


def _header_under(delimiter: str, path: Path, encoding: str, known: frozenset[str]) -> Header:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = islice(file, ROWS_LOOKED_AT * 4)
        try:
            first = list(islice(csv.reader(lines, delimiter=delimiter), ROWS_LOOKED_AT))
        except csv.Error:
            first = []
    return find_header(first, known=known)


def _text_rows(path: Path, encoding: str, delimiter: str, *, skipped: int) -> Iterator[NumberedRow]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        line, block = 0, [["header"]]
        try:
            for _ in islice(reader, skipped):
                line = reader.line_num
            while block:
                block = []
                block.extend(islice(reader, _ROWS_AT_ONCE))
                yield from _numbered(block, line + 1, reader.line_num - line)
                line = reader.line_num
        except csv.Error:
            raise TableError("quote_broken", line=line + 1 + sum(map(_height, block))) from None
        except UnicodeDecodeError:
            raise TableError(
                "encoding_broken", line=broken_line(path, encoding), encoding=encoding
            ) from None


def _numbered(block: Sequence[list[str]], first: int, height: int) -> list[NumberedRow]:
    """Rows with the lines they start on, empty ones left out.  height: lines of them all."""
    lines: Iterable[int] = count(first)
    if height != len(block):
        lines = accumulate(map(_height, block), initial=first)
    rows = zip(lines, block, strict=False)
    return [(line, cells) for line, cells in rows if cells and (cells[0] or any(cells))]


def _height(cells: list[str]) -> int:
    """Over how many lines a row runs."""
    return 1 + len(_LINE_BREAK.findall("\0".join(cells)))


def _at_least_one(rows: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    """The same rows; raises TableError at once when there is none."""
    first = next(rows, None)
    if first is None:
        raise TableError("rows_missing")
    return _again(first, rows)


def _again(first: NumberedRow, rest: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    yield first
    yield from rest
