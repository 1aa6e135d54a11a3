"""All entries as a document of the Hangul word processor (HWPX), by need, to edit in an office."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from hwpx import HwpxDocument

from jikimi.access.codes import labels
from jikimi.directory.booklet.archives import EARLIEST, packed_alike
from jikimi.directory.booklet.chapters import by_need
from jikimi.directory.booklet.composing import Imprint, edition_words, foot
from jikimi.directory.booklet.content import Content
from jikimi.directory.booklet.lists import heads, row

# Of the list: number, name, organisation, phone, hours, address, for whom, checked on.
_COLUMNS = (0, 1, 2, 4, 5, 6, 8, 17)
_WIDTHS_MM = (12, 42, 38, 34, 34, 48, 40, 24)
_UNITS_IN_MM = 283.465
_MARGINS = {"left": 12, "right": 12, "top": 12, "bottom": 12}
_NUMBERS, _FIRST_NUMBER = re.compile(r'\b(id|idRef)="(\d{4,})"'), 1_000_000


def hangul_document(content: Content, *, imprint: Imprint, language: str = "ko") -> bytes:
    """The entries of a booklet: a heading and a table for each need, and the numbers for now."""
    document = HwpxDocument.new()
    document.page.setup(paper_size="A4", orientation="landscape", margins_mm=_MARGINS)
    with override(language):
        title = _("Integrated support network")
        publisher = _("The agencies of the support network")
        document.add_heading(title, level=1)
        document.add_paragraph(f"{edition_words(imprint)} · {imprint.hash}")
        document.page.set_footer(text=foot(imprint))
        _numbers(document, content, language)
        _chapters(document, content, imprint, language)
    packed = document.to_bytes()
    document.close()
    on = imprint.issued_on or EARLIEST
    about = {
        "Contents/section0.xml": _numbered,
        "Contents/content.hpf": lambda text: _about(text, title, publisher, on),
        "Preview/PrvText.txt": lambda _text: title,
    }
    return packed_alike(packed, on=on, rewrite=about)


def _numbers(document: Any, content: Content, language: str) -> None:
    document.add_heading(_("In danger now"), level=2)
    rows = [
        [line.number, line.names[language], line.hours[language], line.texts[language]]
        for line in content.lines
    ]
    heads = [_("Phone"), _("Name"), _("Hours"), _("What it does")]
    _table(document, [heads, *rows], widths_mm=(34, 60, 44, 134))


def _chapters(document: Any, content: Content, imprint: Imprint, language: str) -> None:
    needs = labels("directory", "needs")
    shown = [heads()[at] for at in _COLUMNS]
    for chapter in by_need(content.entries, needs=list(needs)):
        document.add_heading(needs.get(chapter.code, _("Other help")), level=2)
        cells = [
            row(entry, imprint=imprint, language=language)
            for entry in (*chapter.entries, *chapter.others)
        ]
        body = [[str(one[at]) for at in _COLUMNS] for one in cells]
        _table(document, [shown, *body], widths_mm=_WIDTHS_MM)


def _table(document: Any, rows: list[list[str]], *, widths_mm: tuple[int, ...]) -> None:
    width = round(sum(widths_mm) * _UNITS_IN_MM)
    table = document.add_table(len(rows), len(rows[0]), width=width)
    table.set_column_widths([round(one * _UNITS_IN_MM) for one in widths_mm])
    for line, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.set_text(text)
    for cell in table.rows[0].cells:
        cell.element.set("header", "1")  # repeated on the next page, and read aloud as heads


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
