"""Packing a document of the Hangul word processor so that the same content gives the same bytes."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from hwpx import HwpxDocument

from jikimi.directory.booklet.archives import packed_alike

_NUMBERS, _FIRST_NUMBER = re.compile(r'\b(id|idRef)="(\d{4,})"'), 1_000_000


def packed_hangul(document: HwpxDocument, *, title: str, publisher: str, on: date) -> bytes:
    """The document as a file, with its own particulars and one day on every part; closes it."""
    packed = document.to_bytes()
    document.close()
    about = {
        "Contents/section0.xml": _numbered,
        "Contents/content.hpf": lambda text: _about(text, title, publisher, on),
        "Preview/PrvText.txt": lambda _text: title,
    }
    return packed_alike(packed, on=on, rewrite=about)


def _numbered(text: str) -> str:
    """The text with its chance numbers of paragraphs, tables and footers counted instead."""
    counted: dict[str, str] = {}

    def count(found: re.Match[str]) -> str:
        number = counted.setdefault(found[2], str(_FIRST_NUMBER + len(counted)))
        return f'{found[1]}="{number}"'

    return _NUMBERS.sub(count, text)


def _about(text: str, title: str, publisher: str, on: date) -> str:
    """The particulars of the document: its own, not those of the blank it was made from."""
    text = text.replace("<opf:title/>", f"<opf:title>{escape(title)}</opf:title>")
    for name, value in (
        ("creator", publisher),
        ("lastsaveby", publisher),
        ("CreatedDate", f"{on.isoformat()}T00:00:00Z"),
        ("ModifiedDate", f"{on.isoformat()}T00:00:00Z"),
        ("date", on.isoformat()),
    ):
        pattern = rf'(<opf:meta name="{name}" content="text">)[^<]*(</opf:meta>)'
        text = re.sub(pattern, rf"\g<1>{escape(value)}\g<2>", text)
    return text
