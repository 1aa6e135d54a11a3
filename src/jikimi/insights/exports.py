"""A table of figures as a file: CSV with its description, XLSX, JSON-stat 2.0. Pure.

The same table gives the same bytes.  A hidden number is empty and says that it is hidden; text that
a spreadsheet would take for a formula stays text.
Sources: JSON-stat 2.0 (json-stat.org/full); status codes as Eurostat writes them (c: confidential);
W3C Metadata Vocabulary for Tabular Data (the description beside a CSV file).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from jikimi.directory.booklet.archives import allowed
from jikimi.directory.booklet.cells import head_cell, packed_workbook, plain_cell

FORMATS = ("xlsx", "csv", "csv-metadata.json", "json")
HIDDEN = "c"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_METRIC = "metric"
_ROLES = {"period": "time", "area": "geo"}
_WIDTHS = (14, 60)
Number = float | int | None


@dataclass(frozen=True, slots=True)
class Axis:
    """What a table is split by. codes: code and word of each part, in their order."""

    key: str
    label: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that each line holds. unit: what it is counted in."""

    key: str
    label: str
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a code for each axis, a number for each metric, None where there is none."""

    at: tuple[str, ...]
    numbers: tuple[Number, ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says of itself in the reader's language."""

    figures: str = "Figures"
    about: str = "About"
    status: str = "Status"
    hidden: str = "hidden"
    number: str = "Number"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table as it leaves the house. about: heading and text of what must be known to read it.

    on: the day it bears; language: ko or en; words: see Words.
    """

    title: str
    axes: tuple[Axis, ...]
    metrics: tuple[Metric, ...]
    lines: tuple[Line, ...]
    about: tuple[tuple[str, str], ...]
    source: str
    on: date
    language: str = "ko"
    words: Words = Words()


def exported(table: FigureTable, form: str) -> bytes:
    """The table in one of FORMATS. Raises KeyError for another."""
    return _FORMS[form](table)


def _as_csv(table: FigureTable) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(name for name, _label in _columns(table))
    writer.writerows(map(_harmless, row) for row in _rows(table, status=HIDDEN))
    return text.getvalue().encode("utf-8-sig")  # offices open it in Excel, which wants the mark


def _as_csv_metadata(table: FigureTable) -> bytes:
    """What the columns of the CSV are (W3C), and what must be known to read it."""
    columns = [
        {"name": name, "titles": name, "dc:description": label} for name, label in _columns(table)
    ]
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": table.language}],
        "url": "figures.csv",
        "dc:title": table.title,
        "dc:source": table.source,
        "dc:date": table.on.isoformat(),
        "dc:description": [f"{heading}: {text}" for heading, text in table.about],
        "tableSchema": {"columns": columns},
    }
    return _json(described)


def _as_xlsx(table: FigureTable) -> bytes:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = table.title, ""
    _put(book, table.words.figures, _heads(table), _rows(table, status=table.words.hidden))
    _put(book, table.words.about, None, [("", table.title), *table.about])
    return packed_workbook(book, on=table.on)


def _put(
    book: Workbook, name: str, heads: Sequence[str] | None, rows: Iterable[Sequence[Any]]
) -> None:
    page = book.create_sheet(name)
    few = 2 if heads is None else len(heads)
    for at in range(1, few + 1):
        width = _WIDTHS[1] if heads is None and at == few else _WIDTHS[0]
        page.column_dimensions[get_column_letter(at)].width = width
    if heads is not None:
        page.freeze_panes = "A2"
        page.append([head_cell(page, allowed(words)) for words in heads])
    for row in rows:
        page.append([plain_cell(page, _allowed(cell)) for cell in row])


def _as_jsonstat(table: FigureTable) -> bytes:
    """One dataset; the metrics are its last dimension, so that a cell holds one number."""
    told = (*table.axes, _metrics_axis(table))
    values, status = _cube(table)
    dataset: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": table.title,
        "source": table.source,
        "updated": table.on.isoformat(),
        "note": [f"{heading}: {text}" for heading, text in table.about],
        "id": [axis.key for axis in told],
        "size": [len(axis.codes) for axis in told],
        "role": _roles(table),
        "dimension": {axis.key: _dimension(axis) for axis in told},
        "value": values,
        "extension": {"status": {"label": {HIDDEN: table.words.hidden}}},
    }
    dataset["dimension"][_METRIC]["category"]["unit"] = {
        metric.key: {"label": metric.unit, "decimals": metric.decimals} for metric in table.metrics
    }
    if status:
        dataset["status"] = status
    return _json(dataset)


def _metrics_axis(table: FigureTable) -> Axis:
    codes = tuple((metric.key, metric.label) for metric in table.metrics)
    return Axis(_METRIC, table.words.number, codes)


def _dimension(axis: Axis) -> dict[str, Any]:
    return {
        "label": axis.label,
        "category": {"index": [code for code, _label in axis.codes], "label": dict(axis.codes)},
    }


def _roles(table: FigureTable) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {"metric": [_METRIC]}
    for axis in table.axes:
        if axis.key in _ROLES:
            roles.setdefault(_ROLES[axis.key], []).append(axis.key)
    return roles


def _cube(table: FigureTable) -> tuple[list[Number], dict[str, str]]:
    """Numbers in the order of the dimensions, the last running fastest; status by place."""
    lines: Mapping[tuple[str, ...], Line] = {line.at: line for line in table.lines}
    values: list[Number] = []
    status: dict[str, str] = {}
    for at in product(*([code for code, _label in axis.codes] for axis in table.axes)):
        line = lines.get(at)
        for n in range(len(table.metrics)):
            if line is not None and line.is_hidden and line.numbers[n] is None:
                status[str(len(values))] = HIDDEN
            values.append(line.numbers[n] if line is not None else None)
    return values, status


def _columns(table: FigureTable) -> list[tuple[str, str]]:
    """Name and description of each column of the CSV file."""
    parts = [pair for a in table.axes for pair in ((a.key, a.label), (f"{a.key}_label", a.label))]
    numbers = [(metric.key, _with_unit(metric)) for metric in table.metrics]
    return [*parts, *numbers, ("status", f"{HIDDEN}: {table.words.hidden}")]


def _heads(table: FigureTable) -> list[str]:
    parts = [word for axis in table.axes for word in (axis.key, axis.label)]
    return [*parts, *(_with_unit(metric) for metric in table.metrics), table.words.status]


def _with_unit(metric: Metric) -> str:
    return f"{metric.label} ({metric.unit})" if metric.unit else metric.label


def _rows(table: FigureTable, *, status: str) -> Iterable[list[Any]]:
    labels = [dict(axis.codes) for axis in table.axes]
    for line in table.lines:
        parts = [
            cell
            for code, words in zip(line.at, labels, strict=True)
            for cell in (code, words.get(code, code))
        ]
        yield [*parts, *line.numbers, status if line.is_hidden else ""]


def _harmless(cell: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _allowed(cell: Any) -> Any:
    return allowed(cell) if isinstance(cell, str) else cell


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


_FORMS = {
    "csv": _as_csv,
    "csv-metadata.json": _as_csv_metadata,
    "xlsx": _as_xlsx,
    "json": _as_jsonstat,
}
