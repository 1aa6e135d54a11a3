"""Reading a path: each of its files is told to be JSON, a table of the standard, or a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from jikimi.directory.exchange.reading.columns import known_headers, recognise
from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import Found, files_of
from jikimi.directory.exchange.reading.lists import take_list
from jikimi.directory.exchange.reading.mending import mend
from jikimi.directory.exchange.reading.objects import take_objects
from jikimi.directory.exchange.reading.older import Taking, known_names
from jikimi.directory.exchange.reading.package import Package, Reject, Where
from jikimi.directory.exchange.reading.sheets import Sheet, sheets_of
from jikimi.directory.exchange.reading.tabular import DESCRIPTOR, named_in, table_of, take_sheet
from jikimi.directory.exchange.reading.words import table_word

_OBJECTS = (".json", ".ndjson", ".jsonl")
Told = Callable[[int, int], None]


def read_package(
    path: Path, *, source: str = "", name: str = "", told: Told | None = None
) -> Package:
    """Read everything a path holds, upgraded to 3.2.3 and mended.

    source: whose data it is; ids that have to be made are made from it (without it, from the name
    of the path).  name: what a single file is called, if its path does not say so.  told: called
    with files done and all.  Raises ReadError naming file and line when nothing can be read; single
    rows that cannot go in are in `rejects`.
    """
    files = files_of(path, name)
    package = Package(source or Path(name or path.name).stem.lower())
    taking = Taking(package)
    named = _named(files)
    read = [file for file in files if not file.name.endswith(DESCRIPTOR)]
    for done, file in enumerate(read, 1):
        _take_file(file, taking, named, is_only=len(read) == 1)
        if told:
            told(done, len(read))
    taking.finish()
    mend(package)
    return package


def _named(files: Sequence[Found]) -> dict[str, str]:
    named: dict[str, str] = {}
    for file in files:
        if file.name.endswith(DESCRIPTOR):
            named |= named_in(file)
    return named


def _take_file(file: Found, taking: Taking, named: dict[str, str], *, is_only: bool) -> None:
    """Take a file in. A file that is none of ours stops a path of one; among others it is noted."""
    try:
        if file.ending in _OBJECTS or _begins_like_json(file):
            take_objects(file, taking)
            return
        word = table_word(file.stem)
        for sheet in sheets_of(file, lambda cells: _known(word, cells)):
            _take_sheet(sheet, taking, named)
    except ReadError as error:
        if is_only or error.code not in ("file_unknown", "file_empty", "file_binary"):
            raise
        taking.package.rejects.append(Reject(error.code, "", error.where, error.values))


def _take_sheet(sheet: Sheet, taking: Taking, named: dict[str, str]) -> None:
    columns = recognise(sheet.headers)
    word = table_of(sheet, named)
    if word:
        take_sheet(sheet, word, taking)
    elif columns:
        take_list(sheet, columns, taking.package)
    else:
        found = ", ".join(header for header in sheet.headers if header)[:200]
        raise ReadError("file_unknown", Where(sheet.name, 1), found=found)


def _known(word: str | None, cells: Sequence[str]) -> int:
    own = sum(cell.strip() in known_names(word) for cell in cells) if word else 0
    return max(own, known_headers(cells))


def _begins_like_json(file: Found) -> bool:
    return file.ending not in (".csv", ".tsv", ".xlsx", ".xls") and file.content()[:64].lstrip(
        b"\xef\xbb\xbf \r\n\t"
    ).startswith((b"{", b"["))
