"""Reading a file of streets: GeoJSON with lines, or Seoul's table of ways on foot with WKT. Pure.

Known by the names of their columns: road sections of road-name addresses (TL_SPRD_MANAGE), standard
nodes and links (MOCT_LINK), Seoul's ways on foot by district (OA-21208), OpenStreetMap; any other
GeoJSON is taken as streets.  docs/methods/safe-way.md tells what each column is taken for.
Checked: tests/numbers/test_street_files.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import files_of
from jikimi.directory.exchange.reading.sheets import sheets_of
from jikimi.places.streets.kinds import kind_of
from jikimi.places.streets.lines import Floats, length_m

_NUMBERS = ("LNKG_ID", "링크 ID", "LINK_ID", "RDS_MAN_NO", "@id", "osm_id", "id")
_NAMES = ("RN", "도로명", "ROAD_NAME", "name")
_WKT = ("LNKG_WKT", "링크 WKT")
# Systems in which Korean bodies publish; a file names its own by its number.
_SYSTEMS = {4326, 4737, 5174, 5178, 5179, 5181, 5185, 5186, 5187, 5188}
_WITHOUT_NAME = {"", "-", "없음"}
_EPSG = re.compile(r"(\d{4,5})\D*$")
_KOREA_M = (700_000.0, 1_300_000.0, 1_450_000.0, 2_200_000.0)  # west, south, east, north


class StreetFileError(Exception):
    """A file that is no list of streets. code: file_unreadable, file_empty, no_lines, system."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Street:
    """A line of a file. row: its place in the file, from 1; line: metres in EPSG:5179."""

    row: int
    number: str
    name: str
    kind: str
    line: Floats


@dataclass(frozen=True, slots=True)
class Left:
    """A row that does not come in. reason: a code of street_refusals.csv."""

    row: int
    number: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class StreetList:
    """A file as it was read."""

    streets: list[Street]
    refused: list[Left]


@dataclass(frozen=True, slots=True)
class _Row:
    row: int
    facts: Mapping[str, Any]
    parts: Sequence[Sequence[Sequence[float]]]


def read_streets(path: Path, *, name: str = "") -> StreetList:
    """The streets of a file in its order. Raises StreetFileError."""
    if Path(name or path.name).suffix.lower() in (".csv", ".txt", ".xlsx", ".zip"):
        rows, system = list(_table(path, name)), 4326
    else:
        rows, system = _geojson(path)
    if not rows:
        raise StreetFileError("file_empty")
    found = StreetList([], [])
    turn = _turner(system)
    for row in rows:
        _take(row, found, turn)
    if not found.streets and not found.refused:
        raise StreetFileError("no_lines")
    return found


def _take(row: _Row, found: StreetList, turn: Transformer) -> None:
    number, name = _first(row.facts, _NUMBERS)[:60], _first(row.facts, _NAMES)[:80]
    name = "" if name in _WITHOUT_NAME else name
    kind, lines = kind_of(row.facts), [_line(part, turn) for part in row.parts]
    reason = kind if kind in ("closed", "indoors") else _wrong(lines)
    if reason:
        found.refused.append(Left(row.row, number, name, reason))
        return
    found.streets.extend(
        Street(row.row, number, name, kind, line) for line in lines if line is not None
    )


def _wrong(lines: Sequence[Floats | None]) -> str:
    if not lines:
        return "no_line"
    if any(line is None for line in lines):
        return "not_degrees"
    west, south, east, north = _KOREA_M
    places = np.vstack([line for line in lines if line is not None])
    inside = (places > (west, south)).all() and (places < (east, north)).all()
    if not inside:
        return "outside_korea"
    return "no_line" if all(length_m(line) == 0 for line in lines if line is not None) else ""


def _line(part: Sequence[Sequence[float]], turn: Transformer) -> Floats | None:
    try:
        given = np.array([(float(one[0]), float(one[1])) for one in part], np.float64)
    except (TypeError, ValueError, IndexError):
        return None
    if len(given) < 2 or not np.isfinite(given).all():
        return None
    east, north = turn.transform(given[:, 0], given[:, 1])
    line = np.stack([east, north], axis=1)
    return line if np.isfinite(line).all() else None


def _turner(system: int) -> Transformer:
    return Transformer.from_crs(f"EPSG:{system}", "EPSG:5179", always_xy=True)


def _geojson(path: Path) -> tuple[list[_Row], int]:
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
        features = [one for one in read["features"] if isinstance(one, dict)]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError):
        raise StreetFileError("file_unreadable") from None
    rows = [
        _Row(n, one.get("properties") or {}, _parts(one.get("geometry") or {}))
        for n, one in enumerate(features, 1)
    ]
    return rows, _system(read.get("crs"), rows)


def _parts(geometry: Mapping[str, Any]) -> Sequence[Sequence[Sequence[float]]]:
    lines = geometry.get("coordinates")
    if not isinstance(lines, list):
        return []
    if geometry.get("type") == "LineString":
        return [lines]
    return lines if geometry.get("type") == "MultiLineString" else []


def _system(named: Any, rows: Sequence[_Row]) -> int:
    """The number of the system a file names; degrees when it names none and looks like it."""
    said = str((named or {}).get("properties", {}).get("name", "")) if named else ""
    if said and "CRS84" not in said:
        number = _EPSG.search(said)
        if number is None or int(number[1]) not in _SYSTEMS:
            raise StreetFileError("system")
        return int(number[1])
    first = next((row.parts[0] for row in rows if row.parts and row.parts[0]), None)
    try:
        is_degrees = first is None or (abs(first[0][0]) <= 180 and abs(first[0][1]) <= 90)
    except (TypeError, IndexError):
        is_degrees = True
    if not is_degrees:
        raise StreetFileError("system")
    return 4326


def _table(path: Path, name: str) -> Iterator[_Row]:
    try:
        sheets = [sheet for file in files_of(path, name) for sheet in sheets_of(file, _knows)]
    except ReadError:
        raise StreetFileError("file_unreadable") from None
    for sheet in sheets:
        headers = [cell.strip() for cell in sheet.headers]
        at = next((headers.index(one) for one in _WKT if one in headers), None)
        if at is None:
            raise StreetFileError("no_lines")
        for line, cells in sheet.rows:
            facts = dict(zip(headers, cells, strict=False))
            text = cells[at].strip() if at < len(cells) else ""
            if text:
                yield _Row(line, facts, _wkt(text))


def _knows(cells: Sequence[str]) -> int:
    return sum(cell.strip() in (*_WKT, *_NUMBERS) for cell in cells)


def _wkt(text: str) -> Sequence[Sequence[Sequence[float]]]:
    try:
        read = shapely.from_wkt(text)
    except shapely.errors.ShapelyError:
        return []
    return [
        [tuple(point[:2]) for point in part.coords]
        for part in shapely.get_parts(read)
        if part.geom_type == "LineString"
    ]


def _first(facts: Mapping[str, Any], words: Sequence[str]) -> str:
    for word in words:
        found = facts.get(word)
        if found not in (None, ""):
            return str(found).strip()
    return ""
