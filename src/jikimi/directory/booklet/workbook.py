"""All entries as a workbook (XLSX): to sort, filter and work on in an office."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from jikimi.directory.booklet.archives import packed_alike, with_day
from jikimi.directory.booklet.composing import Imprint, edition_words
from jikimi.directory.booklet.content import Content
from jikimi.directory.booklet.lists import heads, row
from jikimi.settings.jinja import day

_WIDTHS = (6, 28, 26, 26, 24, 24, 40, 16, 32, 28, 14, 18, 24, 28, 12, 16, 60, 14, 60)
_HEAD = PatternFill("solid", fgColor="E6EBF5")


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
    out = BytesIO()
    book.save(out)
    on = imprint.issued_on
    return packed_alike(
        out.getvalue(),
        on=on,
        rewrite={"docProps/core.xml": lambda text: _dated(text, on)},
    )


def _dated(text: str, on: Any) -> str:
    for tag in ("dcterms:created", "dcterms:modified"):
        text = with_day(text, tag=tag, on=on)
    return text


def _entries(book: Any, content: Content, imprint: Imprint, language: str) -> None:
    sheet = book.create_sheet(_("Entries"))
    sheet.freeze_panes = "C2"
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_WIDTHS))}{len(content.entries) + 1}"
    sheet.append([_head(sheet, words) for words in heads()])
    cell = partial(_cell, sheet)
    for entry in content.entries:
        sheet.append([cell(value) for value in row(entry, imprint=imprint, language=language)])


def _numbers(book: Any, content: Content, language: str) -> None:
    sheet = book.create_sheet(_("In danger now"))
    for letter, width in zip("ABCD", (16, 32, 24, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    words = (_("Phone"), _("Name"), _("Hours"), _("What it does"))
    sheet.append([_head(sheet, word) for word in words])
    for line in content.lines:
        said = (line.number, line.names[language], line.hours[language], line.texts[language])
        sheet.append([_cell(sheet, value) for value in said])


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
        sheet.append([_head(sheet, label), _cell(sheet, value)])


def _head(sheet: Any, words: str) -> Any:
    cell = _cell(sheet, words)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _cell(sheet: Any, value: str | int) -> Any:
    """A cell of plain text: what begins like a formula stays what it says."""
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell
