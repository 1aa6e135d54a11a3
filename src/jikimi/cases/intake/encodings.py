"""Which kind of file somebody chose, told from its first bytes: never from its name."""

import codecs
from pathlib import Path

from jikimi.cases.intake.reasons import TableError

_BYTES_LOOKED_AT = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook (XLSX, or the older XLS).  Raises TableError."""
    return _head(path, 8).startswith(_WORKBOOKS)


def text_encoding(path: Path) -> str:
    """The encoding of a text table: utf-8-sig, utf-16 (by their marks), utf-8 or cp949.

    Raises TableError for an empty file, for something that is no text, and for a web page.
    """
    head = _head(path, _BYTES_LOOKED_AT)
    marked = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    if marked:
        return marked
    if head.translate(None, _CONTROLS) != head:
        raise TableError("file_binary")
    if head.lstrip()[:15].lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise TableError("file_html")
    return _guess(path, head)


def broken_line(path: Path, encoding: str) -> int:
    """The number of the first line that is not written in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                decoder.decode(line)
            except UnicodeDecodeError:
                return number
    return number


def _head(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(size)
    except (FileNotFoundError, IsADirectoryError):
        raise TableError("file_missing") from None
    if not head.strip():
        raise TableError("file_empty")
    return head


def _guess(path: Path, head: bytes) -> str:
    if head.isascii() and len(head) == _BYTES_LOOKED_AT:
        head = _first_beyond_ascii(path)
    for encoding in ("utf-8", "cp949"):
        if _decodes(head, encoding):
            return encoding
    raise TableError("encoding_unknown")


def _first_beyond_ascii(path: Path) -> bytes:
    with path.open("rb") as file:
        while lines := file.readlines(_BYTES_LOOKED_AT):
            if not (block := b"".join(lines)).isascii():
                return block
    return b""


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True
