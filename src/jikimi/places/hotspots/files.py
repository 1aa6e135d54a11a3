"""Events with place and day from a CSV as offices publish them. Pure.

Columns are known by their usual names, Korean and English; gzip is opened.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from jikimi.places.hotspots.grids import Floats, Ground, Numbers, ground_under, metres_of

_DEGREES = (("lon", "lng", "long", "longitude", "경도"), ("lat", "latitude", "위도"))
_METRES = (("x", "x_m", "x좌표", "easting"), ("y", "y_m", "y좌표", "northing"))
_DAYS = ("date", "day", "datetime", "occurred_on", "occurred_at", "offense_date", "month",
         "날짜", "일자", "일시", "발생일", "발생일자", "발생일시", "발생년월일")  # fmt: skip
_GAPS = frozenset({"", "na", "nan", "null", "none", "-"})
_DAY = re.compile(r"(\d{4})[-./]?\s*(\d{1,2})(?:[-./]?\s*(\d{1,2}))?(?!\d)")
_ENCODINGS = ("utf-8-sig", "cp949")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Events:
    """Where and when. points: (n, 2) metres.  days: (n,) ordinal days, None without such a column.

    ground: the flat map the metres belong to, None when the file gives metres.
    left_out: rows that name no place or no day.
    """

    points: Floats
    days: Numbers | None
    ground: Ground | None
    left_out: int


class EventsError(Exception):
    """A file that cannot be read: what is wrong, with file, row and column."""


def events_of(path: Path) -> Events:
    """Read events from a CSV (UTF-8 or CP949, also compressed).

    Raises EventsError for a file that is no table, for missing columns and for a place or a day
    that is none; rows without one are left out and counted.
    """
    rows = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        return _events(path, rows)
    except csv.Error as error:
        raise EventsError(f"{path.name}: {error}.") from error


def _events(path: Path, rows: Iterator[list[str]]) -> Events:
    head = [cell.strip().casefold() for cell in next(rows, [])]
    east, north, is_degrees = _place_columns(path, head)
    day = next((head.index(name) for name in _DAYS if name in head), None)
    places, days, left_out = [], [], 0
    for line, row in enumerate(rows, start=2):
        if not any(row):
            continue
        cells = _Cells(path, line, row)
        if any(cells.is_gap(n) for n in (east, north, day) if n is not None):
            left_out += 1
            continue
        limits = (180.0, 90.0) if is_degrees else (np.inf, np.inf)
        places.append((cells.number(east, limits[0]), cells.number(north, limits[1])))
        if day is not None:
            days.append(cells.day(day))
    if not places:
        raise EventsError(f"{path.name}: there are no rows with a place below the head.")
    table = np.array(places, dtype=np.float64)
    ground = ground_under(*table.T) if is_degrees else None
    points = metres_of(ground, *table.T) if ground else table
    return Events(points, np.array(days, np.int64) if days else None, ground, left_out)


def _place_columns(path: Path, head: list[str]) -> tuple[int, int, bool]:
    for names in (_DEGREES, _METRES):
        found = [next((head.index(n) for n in some if n in head), None) for some in names]
        if found[0] is not None and found[1] is not None:
            return found[0], found[1], names is _DEGREES
    raise EventsError(f"{path.name}, row 1: the head names no columns lon and lat, or x and y.")


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row, read cell by cell."""

    path: Path
    line: int
    row: list[str]

    def is_gap(self, column: int) -> bool:
        """Whether nothing is said there."""
        return column >= len(self.row) or self.row[column].strip().casefold() in _GAPS

    def number(self, column: int, most: float) -> float:
        """A number no further from 0 than most."""
        try:
            found = float(self.row[column].replace(",", ""))
        except ValueError:
            raise self._wrong(column, "is not a number") from None
        if not abs(found) <= most or not np.isfinite(found):
            raise self._wrong(column, "is not a place")
        return found

    def day(self, column: int) -> int:
        """An ordinal day; the first of the month where only that is known."""
        found = _DAY.match(self.row[column].strip())
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3] or 1)).toordinal()
        except ValueError:
            pass
        raise self._wrong(column, "is not a date such as 2026-11-22")

    def _wrong(self, column: int, what: str) -> EventsError:
        where = f"{self.path.name}, row {self.line}, column {column + 1}"
        return EventsError(f"{where}: “{self.row[column].strip()[:40]}” {what}.")


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        plain = gzip.decompress(raw) if raw.startswith(_GZIP) else raw
    except (FileNotFoundError, IsADirectoryError):
        raise EventsError(f"{path.name}: there is no such file.") from None
    except (OSError, EOFError, zlib.error):
        raise EventsError(f"{path.name}: it cannot be read.") from None
    for encoding in _ENCODINGS:
        try:
            text = plain.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise EventsError(f"{path.name}: this is no table; save it as CSV.")
