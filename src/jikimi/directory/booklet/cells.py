"""Cells of a workbook (XLSX), and packing it so that the same content gives the same bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from jikimi.directory.booklet.archives import packed_alike, with_day

_HEAD = PatternFill("solid", fgColor="E6EBF5")


def packed_workbook(book: Workbook, *, on: date | None) -> bytes:
    """The workbook as a file with one day on every part."""
    out = BytesIO()
    book.save(out)
    about = {"docProps/core.xml": lambda text: _dated(text, on)}
    return packed_alike(out.getvalue(), on=on, rewrite=about)


def head_cell(sheet: Any, words: str) -> Any:
    """The head of a column or a row."""
    cell = plain_cell(sheet, words)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def plain_cell(sheet: Any, value: str | int | float | date | None) -> Any:
    """A cell of plain text: what begins like a formula stays what it says."""
    shown: Any = value
    cell = WriteOnlyCell(sheet, value=shown)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _dated(text: str, on: date | None) -> str:
    for tag in ("dcterms:created", "dcterms:modified"):
        text = with_day(text, tag=tag, on=on)
    return text
