"""The files of a path: one file, a folder, or a zip; and their bytes as text."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.package import Where

_READ = (".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".xlsx", ".xls")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LARGEST = 1 << 30  # a zip that unpacks to more is no directory
_WORKBOOKS = (".xlsx", ".xls")


class Found(NamedTuple):
    """A file that may hold rows. name: its path as the reader of a message knows it."""

    name: str
    content: Callable[[], bytes]

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        return PurePosixPath(self.name).stem

    @property
    def ending(self) -> str:
        """The ending in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()


def files_of(path: Path, name: str = "") -> list[Found]:
    """Every file of a path that may hold rows, in order of name. Raises ReadError.

    name: what a single file is called, if its path does not say so.
    """
    called = PurePosixPath(name or path.name)
    if path.is_dir():
        found = [Found(str(one.relative_to(path)), one.read_bytes) for one in _inside(path)]
    elif not path.exists():
        raise ReadError("file_missing", Where(called.name))
    elif zipfile.is_zipfile(path) and called.suffix.lower() not in _WORKBOOKS:
        found = list(_packed(path))
    else:
        return [Found(called.name, path.read_bytes)]
    if not found:
        raise ReadError("nothing_to_read", Where(called.name))
    return found


def text_of(file: Found) -> str:
    """The text of a file in utf-8 (marked or not), utf-16 or cp949. Raises ReadError."""
    content = file.content()
    if not content.strip():
        raise ReadError("file_empty", Where(file.name))
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _decoded(file, content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(file, content, "cp949")


def is_workbook(file: Found) -> bool:
    """Whether the file is a workbook by its name."""
    return file.ending in _WORKBOOKS


def _decoded(file: Found, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise ReadError("encoding_unknown", Where(file.name, row)) from None
    if "\x00" in text:
        raise ReadError("file_binary", Where(file.name))
    return text


def _inside(folder: Path) -> list[Path]:
    return sorted(
        one
        for one in folder.rglob("*")
        if one.suffix.lower() in _READ and one.is_file() and not _is_hidden(one.relative_to(folder))
    )


def _is_hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _packed(path: Path) -> Iterator[Found]:
    with zipfile.ZipFile(path) as packed:
        members = sorted(packed.infolist(), key=lambda one: one.filename)
    if sum(one.file_size for one in members) > _LARGEST:
        raise ReadError("zip_too_large", Where(path.name))
    for one in members:
        name = PurePosixPath(one.filename)
        if name.suffix.lower() in _READ and not one.is_dir() and not _is_hidden(name):
            yield Found(one.filename, _unpacking(path, one.filename))


def _unpacking(path: Path, name: str) -> Callable[[], bytes]:
    def content() -> bytes:
        try:
            with zipfile.ZipFile(path) as packed:
                return packed.read(name)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            raise ReadError("zip_broken", Where(f"{path.name}/{name}")) from None

    return content
