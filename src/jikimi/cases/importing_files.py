"""The file somebody brings: what tells it apart, its rows piece by piece, what is wrong with it."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language

from jikimi.access.errors import NotValid
from jikimi.cases.intake import (
    CleanedBatch,
    Cleaner,
    Columns,
    Lists,
    Table,
    TableError,
    ahead,
    open_table,
    recognise,
)
from jikimi.cases.intake.encodings import is_workbook

# A piece has as many rows as a session of PostgreSQL keeps in memory for its own tables: each has
# tables and plans made anew, which larger pieces need less often. It is read by and by, so few rows
# that a processor has them at hand while it cleans their columns.
_READ_ROWS, _READINGS = 500, 24
_OBJECTS_BETWEEN_LOOKS = 100_000
_BLOCK = 1 << 20


class Piece(NamedTuple):
    """Some rows of the file, as (line, cells), and what they read as."""

    rows: Sequence[tuple[int, Sequence[str]]]
    cleaned: CleanedBatch


@dataclass(frozen=True, slots=True)
class Source:
    """A file and how it is to be read. mapping: field → header, for headers nobody knows.

    Whatever is wrong with the file is refused as NotValid on the field `file`.
    """

    path: Path
    sheet: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def pieces(self, lists: Lists, *, skip: int = 0) -> Iterator[tuple[Columns, Iterator[Piece]]]:
        """The columns, and the rows behind the first `skip`; read while the last are worked on."""
        with (
            refusing_files(),
            _rings_seldom_looked_for(),
            open_table(self.path, self.sheet or None, mapping=self.mapping) as table,
        ):
            cleaner = Cleaner(recognise(table.headers, mapping=self.mapping), lists)
            table.skip(skip)
            with closing(ahead(_pieces(table, cleaner))) as pieces:
                yield cleaner.columns, pieces

    def headers(self) -> tuple[str, ...]:
        """The headers of the file, known or not."""
        with (
            refusing_files(),
            open_table(self.path, self.sheet or None, mapping=self.mapping) as table,
        ):
            return table.headers

    def columns(self) -> Columns:
        """Which column holds what."""
        headers = self.headers()
        with refusing_files():
            return recognise(headers, mapping=self.mapping)

    def told_apart(self) -> tuple[str, int]:
        """SHA-256 of the file and of how it is read; how many lines it has, 0 if not of lines."""
        how = json.dumps([self.sheet, sorted(self.mapping.items())]).encode()
        digest, lines = hashlib.sha256(how), 0
        with refusing_files():
            is_packed = is_workbook(self.path)
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                lines += block.count(b"\n")
        return digest.hexdigest(), 0 if is_packed else lines


def _pieces(table: Table, cleaner: Cleaner) -> Iterator[Piece]:
    read = (Piece(rows, cleaner.clean_batch(rows)) for rows in table.batches(_READ_ROWS))
    while some := list(islice(read, _READINGS)):
        rows = list(chain.from_iterable(one.rows for one in some))
        yield Piece(rows, CleanedBatch.joined([one.cleaned for one in some]))


@contextmanager
def _rings_seldom_looked_for() -> Iterator[None]:
    """Rows hold no reference rings; looking for some among them took a tenth of the reading."""
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def refusing_files() -> Iterator[None]:
    """Say what is wrong with a file as every rule says what is wrong, in the reader's language."""
    try:
        yield
    except TableError as error:
        language = "en" if (get_language() or "ko").startswith("en") else "ko"
        raise NotValid(f"cases.reports.{error.code}", {"file": error.text(language)}) from None
