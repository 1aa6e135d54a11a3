"""Reading a file of points: where something is needed or could be put, with a weight or a cost.

CSV (UTF-8 or CP949) and XLSX; columns are known by their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jikimi.directory.exchange.reading.columns import plain
from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import files_of
from jikimi.directory.exchange.reading.sheets import Sheet, sheets_of

_EAST = ("lon", "lng", "long", "longitude", "경도", "WGS84경도", "x")
_NORTH = ("lat", "latitude", "위도", "WGS84위도", "y")
_WEIGHTS = ("weight", "count", "demand", "가중치", "건수", "인구", "인원")
_COSTS = ("cost", "비용", "설치비")
_SOUTH, _MOST_NORTH, _WEST, _MOST_EAST = 32.9, 38.7, 124.5, 132.0  # Korea with its islands
MOST_ROWS = 1_000_000


class PointsError(Exception):
    """A file or line that is no list of points.

    code: no_table, no_columns, no_rows, not_a_number, outside_korea, below_zero, too_many; line: in
    the file, from 1.
    """

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


def read_points(path: Path, *, name: str = "") -> list[tuple[float, float, float]]:
    """(longitude, latitude, weight) of each row; 1 where there is no column of weights.

    Raises PointsError with the line of the first row that cannot be used.
    """
    return _read(path, name, _WEIGHTS, 1.0)


def read_offers(path: Path, *, name: str = "") -> list[tuple[float, float, float]]:
    """(longitude, latitude, cost) of each candidate; 0 where there is no column of costs."""
    return _read(path, name, _COSTS, 0.0)


def points_said(text: str) -> list[tuple[float, float, float]]:
    """Points as people write them: `latitude, longitude[, weight]` a line, as maps show them.

    The two are told apart by their size, so that either may come first.
    """
    found = []
    for line, said in enumerate(text.splitlines(), 1):
        parts = said.replace("\t", ",").replace(" ", ",").split(",")
        numbers = [part for part in parts if part]
        if numbers:
            found.append(_point(numbers, line))
    return found


def _read(
    path: Path, name: str, values: Sequence[str], else_: float
) -> list[tuple[float, float, float]]:
    sheet = _sheet(path, name)
    given = [plain(header) for header in sheet.headers]
    east, north = _column(given, _EAST), _column(given, _NORTH)
    value = _column(given, values)
    if east is None or north is None:
        raise PointsError("no_columns")
    found = []
    for line, cells in sheet.rows:
        said = [cells[n] if n < len(cells) else "" for n in (east, north)]
        if any(cell.strip() for cell in said):
            more = [cells[value]] if value is not None and value < len(cells) else []
            found.append(_point([*said, *(cell for cell in more if cell.strip())], line, else_))
    if not found:
        raise PointsError("no_rows")
    if len(found) > MOST_ROWS:
        raise PointsError("too_many")
    return found


def _sheet(path: Path, name: str) -> Sheet:
    known = {plain(word) for word in (*_EAST, *_NORTH)}
    try:
        sheets = sheets_of(
            files_of(path, name)[0], lambda cells: sum(plain(c) in known for c in cells)
        )
    except ReadError as error:
        raise PointsError("no_table") from error
    if not sheets:
        raise PointsError("no_rows")
    return sheets[0]


def _column(given: Sequence[str], names: Sequence[str]) -> int | None:
    return next((given.index(plain(name)) for name in names if plain(name) in given), None)


def _point(cells: Sequence[str], line: int, else_: float = 1.0) -> tuple[float, float, float]:
    try:
        numbers = [float(cell.replace(",", "")) for cell in cells]
    except ValueError:
        raise PointsError("not_a_number", line) from None
    if len(numbers) < 2:
        raise PointsError("not_a_number", line)
    first, second, value = numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else else_
    longitude, latitude = (first, second) if first > second else (second, first)
    if not (_WEST <= longitude <= _MOST_EAST and _SOUTH <= latitude <= _MOST_NORTH):
        raise PointsError("outside_korea", line)
    if not 0 <= value < float("inf"):
        raise PointsError("below_zero", line)
    return longitude, latitude, value
