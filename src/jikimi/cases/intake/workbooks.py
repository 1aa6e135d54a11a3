"""Reading a sheet of a workbook as text cells, the way the same table would read as CSV."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from jikimi.cases.intake.headers import ROWS_LOOKED_AT, Header, find_header
from jikimi.cases.intake.reasons import TableError

Cell = int | float | str | bool | time | date | datetime | timedelta


def open_sheet(
    path: Path, sheet: str | None, *, known: frozenset[str]
) -> tuple[str, Header, Iterator[tuple[int, list[str]]]]:
    """The sheet's name, its header and its rows as (row in the sheet, cells).

    Without a name, the visible sheet whose header is best known.  A sheet is held in memory while
    it is read; a workbook cannot hold more than 1,048,576 rows.  Raises TableError.
    """
    try:
        with closing(CalamineWorkbook.from_path(path)) as workbook:
            found = [
                (name, *_read(workbook.get_sheet_by_name(name), known))
                for name in _wanted(workbook, sheet)
            ]
    except CalamineError:
        raise TableError("workbook_unreadable") from None
    name, header, opened = max(found, key=lambda one: one[1].known)
    return name, header, _rows(opened, skipped=header.above + header.height)


def _wanted(workbook: CalamineWorkbook, sheet: str | None) -> list[str]:
    visible = [
        one.name
        for one in workbook.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    if sheet is None and visible:
        return visible
    if sheet in workbook.sheet_names:
        return [sheet]
    raise TableError("sheet_missing", sheet=sheet or "-", found=", ".join(workbook.sheet_names))


def _read(sheet: CalamineSheet, known: frozenset[str]) -> tuple[Header, CalamineSheet]:
    first = [_texts(row) for row in islice(sheet.iter_rows(), ROWS_LOOKED_AT)]
    return find_header(first, known=known), sheet


def _rows(sheet: CalamineSheet, *, skipped: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(islice(sheet.iter_rows(), skipped, None), skipped + 1):
        cells = _texts(row)
        if any(cells):
            yield number, cells


def _texts(row: list[Cell]) -> list[str]:
    return [cell if cell.__class__ is str else cell_text(cell) for cell in row]


def cell_text(cell: Cell) -> str:
    """A cell as its text: dates in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
