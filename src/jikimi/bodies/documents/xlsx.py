"""Sheets as a workbook (XLSX), to sort, filter and work on in an office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from jikimi.bodies.documents.blocks import Sheet
from jikimi.directory.booklet.archives import allowed
from jikimi.directory.booklet.cells import head_cell, packed_workbook, plain_cell

_NARROWEST, _WIDEST = 8, 60
_WIDTH_OF_WIDE = 2  # a Korean syllable takes the room of two Latin letters
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def as_xlsx(sheets: Sequence[Sheet], *, title: str = "", on: date | None = None) -> bytes:
    """The sheets as a workbook; the same sheets give the same bytes.

    on: the day the workbook bears.
    """
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = ""
    for sheet in sheets:
        _put(book.create_sheet(_name(sheet)), sheet)
    return packed_workbook(book, on=on)


def _put(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for at, width in enumerate(_widths(sheet), start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.head))}{len(sheet.rows) + 1}"
    page.append([head_cell(page, allowed(words)) for words in sheet.head])
    for row in sheet.rows:
        page.append([plain_cell(page, _value(value)) for value in row])


def _value(value: str | int | float | date | None) -> str | int | float | date | None:
    return allowed(value) if isinstance(value, str) else value


def _name(sheet: Sheet) -> str:
    return allowed(sheet.name).translate(_NOT_IN_NAMES)[:_LONGEST_NAME]


def _widths(sheet: Sheet) -> list[int]:
    columns = zip(sheet.head, *sheet.rows, strict=True)
    return [
        min(_WIDEST, max(_NARROWEST, *(_room(value) + 2 for value in column))) for column in columns
    ]


def _room(value: object) -> int:
    lines = str("" if value is None else value).split("\n")
    return max(sum(1 if letter.isascii() else _WIDTH_OF_WIDE for letter in one) for one in lines)
