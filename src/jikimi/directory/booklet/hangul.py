"""All entries as a document of the Hangul word processor (HWPX), by need, to edit in an office."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from hwpx import HwpxDocument

from jikimi.access.codes import labels
from jikimi.directory.booklet.archives import EARLIEST
from jikimi.directory.booklet.chapters import by_need
from jikimi.directory.booklet.composing import Imprint, edition_words, foot
from jikimi.directory.booklet.content import Content
from jikimi.directory.booklet.hangul_packing import packed_hangul
from jikimi.directory.booklet.lists import heads, row

# Of the list: number, name, organisation, phone, hours, address, for whom, checked on.
_COLUMNS = (0, 1, 2, 4, 5, 6, 8, 17)
_WIDTHS_MM = (12, 42, 38, 34, 34, 48, 40, 24)
_UNITS_IN_MM = 283.465
_MARGINS = {"left": 12, "right": 12, "top": 12, "bottom": 12}


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
    return packed_hangul(
        document, title=title, publisher=publisher, on=imprint.issued_on or EARLIEST
    )


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
