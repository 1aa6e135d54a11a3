"""From the cells of an export to lines the database copies in, a few thousand rows at a time.

A batch is read column by column, and a word that comes again is looked up instead of read again:
that is what makes a million rows a matter of seconds.  Every value is already written the way COPY
wants it, so a row is one join.  Two marks that no cell can hold ride along in the text: REFUSED in
front of a reason, COVERED behind a masked identity number.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, repeat
from operator import not_

from jikimi.cases.intake.columns import FIELDS, Columns
from jikimi.cases.intake.lists import Lists
from jikimi.cases.intake.readers import (
    NO_PLACE,
    REFUSED,
    Remembered,
    kind_readers,
    readers,
    settled_birth,
    told,
)
from jikimi.cases.intake.results import (
    Cleaned,
    CleanedBatch,
    Problem,
    Rejected,
    copy_lines,
    shape,
)
from jikimi.cases.intake.whole_columns import whole_columns

Row = tuple[int, Sequence[str]]
_REFUSED = REFUSED.encode()
_BIRTHS = ("victim_born_on", "suspect_born_on")


class Cleaner:
    """Reads the rows of one file: columns and lists are looked up once, here.

    columns: where the fields stand.  lists: kinds, stations and other codes known to the office.
    """

    def __init__(self, columns: Columns, lists: Lists) -> None:
        self.columns = columns
        self._readers = readers(lists)
        self._whole_columns = whole_columns(lists, self._readers)
        read_kind, self._read_kind_on = kind_readers(lists)
        self._kinds = Remembered(read_kind)

    def clean_batch(self, batch: Sequence[Row]) -> CleanedBatch:
        """Read rows of the file, given as (line, cells); nothing of a refused row is copied.

        Write `copy` with COPY … (COPY_COLUMNS) FROM STDIN (COPY_OPTIONS).
        """
        whole, odd = self._whole_and_odd(batch)
        contents = self._contents(whole) if whole else []
        result = self._sorted(whole, contents)
        result.rejected = sorted([*result.rejected, *odd], key=lambda row: row.line)
        return result

    def clean(self, cells: Sequence[str], *, line: int = 0) -> Cleaned | list[Problem]:
        """Read one row, for somebody who looks at single rows; a file goes by batches."""
        result = self.clean_batch([(line, cells)])
        return result.rejected[0].problems if result.rejected else result.cleaned()[0]

    def _whole_and_odd(self, batch: Sequence[Row]) -> tuple[Sequence[Row], list[Rejected]]:
        width = len(self.columns.headers)
        if all(len(cells) == width for _, cells in batch):
            return batch, []
        whole = [(line, cells[:width]) for line, cells in batch if _fits(cells, width)]
        problem = Problem("", "", "row_width", "")
        return whole, [Rejected(*row, [problem]) for row in batch if not _fits(row[1], width)]

    def _contents(self, batch: Sequence[Row]) -> list[str]:
        """What each row says, in COPY form, the marks still in it."""
        rows = [cells for _, cells in batch]
        cells = list(zip(*rows, strict=True))
        read = {name: self._column(name, cells, len(rows)) for name in self._readers}
        received = list(read["received_at"])
        days = [text[:10] for text in received]
        kinds = cells[self.columns.positions["kind"]]
        read |= {"received_at": received, "kind": map(self._kind, kinds, days)}
        read |= {name: _settled_births(read[name], days) for name in _BIRTHS}
        ordered = [read[name] for name in FIELDS]
        return list(map("\t".join, zip(*ordered, strict=True)))

    def _column(self, name: str, cells: Sequence[Sequence[str]], height: int) -> Iterable[str]:
        position = self.columns.positions.get(name)
        if position is None:
            return repeat(NO_PLACE if name == "place" else "", height)
        return self._whole_columns[name](cells[position])

    def _kind(self, cell: str, day: str) -> str:
        return self._kinds[cell] or self._read_kind_on(cell, day)

    def _sorted(self, batch: Sequence[Row], contents: Sequence[str]) -> CleanedBatch:
        """Good rows as COPY takes them, the others with their problems."""
        whole = "\n".join(contents).encode()  # all at once; a cell's own line breaks are escaped
        marked = whole.split(b"\n") if batch else []
        is_good = [_REFUSED not in content for content in marked]
        good = list(compress(marked, is_good))
        lines = [line for line, _ in compress(batch, is_good)]
        numbers = frozenset(content[: content.index(b"\t")] for content in good)
        copy, masked = copy_lines(lines, good)
        refused = compress(batch, map(not_, is_good))
        rejected = [Rejected(*row, list(self._problems(row[1]))) for row in refused]
        return CleanedBatch(copy, len(good), masked, rejected, numbers)

    def _problems(self, cells: Sequence[str]) -> Iterator[Problem]:
        for name, value in self._values(cells):
            if value.startswith(REFUSED):
                position = self.columns.positions[name]
                yield Problem(name, self.columns.header(name), value[1:], shape(cells[position]))

    def _values(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        day = self._value("received_at", cells)[:10]
        for name, position in self.columns.positions.items():
            if name == "kind":
                yield name, self._kind(cells[position], day)
            elif name in _BIRTHS:
                yield name, settled_birth(self._value(name, cells), day)
            else:
                yield name, self._value(name, cells)

    def _value(self, name: str, cells: Sequence[str]) -> str:
        return told(self._readers[name])(cells[self.columns.positions[name]])


def _fits(cells: Sequence[str], width: int) -> bool:
    """Whether a row has a cell for each header; empty ones beyond the last do not count."""
    return len(cells) >= width and not any(cells[width:])


def _settled_births(births: Iterable[str], days: Iterable[str]) -> list[str]:
    """Birth dates beside the days of their reports; those of four-digit years are mostly done."""
    return [
        born if len(born) == 10 and born <= day else settled_birth(born, day)
        for born, day in zip(births, days, strict=True)
    ]
