"""All entries as a workbook (XLSX): to sort, filter and work on in an office."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from jikimi.directory.booklet.cells import head_cell, packed_workbook, plain_cell
from jikimi.directory.booklet.composing import Imprint, edition_words
from jikimi.directory.booklet.content import Content
from jikimi.directory.booklet.lists import heads, row
from jikimi.settings.jinja import day

_WIDTHS = (6, 28, 26, 26, 24, 24, 40, 16, 32, 28, 14, 18, 24, 28, 12, 16, 60, 14, 60)


def workbook(content: Content, *, imprint: Imprint, language: str = "ko") -> bytes:
    """The entries of a booklet, one a row, and a sheet of the numbers for now."""
    book = Workbook(write_only=True)
    with override(language):
        _entries(book, content, imprint, language)
        _numbers(book, content, language)
        _about(book, content, imprint)
        book.properties.title = _("Integrated support network")
        book.properties.creator = _("The agencies of the support network")
    book.properties.identifier = imprint.hash
    return packed_workbook(book, on=imprint.issued_on)


def _entries(book: Any, content: Content, imprint: Imprint, language: str) -> None:
    sheet = book.create_sheet(_("Entries"))
    sheet.freeze_panes = "C2"
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_WIDTHS))}{len(content.entries) + 1}"
    sheet.append([head_cell(sheet, words) for words in heads()])
    cell = partial(plain_cell, sheet)
    for entry in content.entries:
        sheet.append([cell(value) for value in row(entry, imprint=imprint, language=language)])


def _numbers(book: Any, content: Content, language: str) -> None:
    sheet = book.create_sheet(_("In danger now"))
    for letter, width in zip("ABCD", (16, 32, 24, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    words = (_("Phone"), _("Name"), _("Hours"), _("What it does"))
    sheet.append([head_cell(sheet, word) for word in words])
    for line in content.lines:
        said = (line.number, line.names[language], line.hours[language], line.texts[language])
        sheet.append([plain_cell(sheet, value) for value in said])


def _about(book: Any, content: Content, imprint: Imprint) -> None:
    sheet = book.create_sheet(_("Edition"))
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 72
    rows = (
        (_("Edition"), edition_words(imprint)),
        (_("Issued on"), day(imprint.issued_on)),
        (_("Content"), imprint.hash),
        (_("Entries"), len(content.entries)),
        (_("Waiting to be checked, left out"), content.waiting),
    )
    for label, value in rows:
        sheet.append([head_cell(sheet, label), plain_cell(sheet, value)])
