"""Reading a list of incidents for its kinds, places and times alone; nothing else is taken. Pure.

What a row says of persons, numbers or addresses is never looked at: only the columns named in
crime_columns.csv are read. Errors tell line, column and reason, never what stands in a cell.
Checked: tests/rules/test_crimes.py
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jikimi.directory.exchange.reading.columns import plain
from jikimi.places.coarsening import UNKNOWN
from jikimi.places.ground import metres
from jikimi.places.lists.rows import RowsError, open_rows

MOST_ROWS = 5_000_000
KOREA_M = ((700_000.0, 1_400_000.0), (1_400_000.0, 2_100_000.0))  # EPSG:5179, with its islands
KOREA = ((124.5, 132.0), (32.9, 38.7))
_REASONS = (
    *("kind_unknown", "no_place", "not_a_place", "outside_korea"),
    *("not_a_day", "future", "not_an_hour", "not_a_grain"),
)
_DAY = re.compile(
    r"(\d{4})\s*[-./년]?\s*(\d{1,2})\s*[-./월]?\s*(\d{1,2})\s*일?(?:[T\s]*(\d{1,2})(?::|시|$)|$)?"
)
_HOUR = re.compile(r"(\d{1,2})(?::\d{2}(?::\d{2})?|시(?:\s*\d{1,2}분)?|\d{2})?$")
_GAPS = {"", "-", "na", "nan", "null", "none"}
_CHUNK = 20_000


class CrimeListError(Exception):
    """A file that is no list of incidents. code: file_…, column_missing, too_long; column: slot."""

    def __init__(self, code: str, column: str = "") -> None:
        super().__init__(code)
        self.code, self.column = code, column


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is left out: its line, the header of the column, a code of crime_refusals.csv."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class CrimeList:
    """Incidents as a file gives them, in memory alone; arrays (n,).

    points: (n, 2) metres EPSG:5179.  kind: place in `kinds`.  day: ordinal; hour: UNKNOWN without.
    grain: metres of the squares the file gives, 0 for exact places.  line: in the file.
    personal: headers about persons, numbers or addresses; unneeded: others that were not read.
    """

    points: NDArray[np.float64]
    kind: NDArray[np.int64]
    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    grain: NDArray[np.float64]
    line: NDArray[np.int64]
    kinds: tuple[str, ...]
    refused: list[RefusedRow]
    personal: tuple[str, ...]
    unneeded: int

    @property
    def rows(self) -> int:
        """Rows of the file, refused ones too."""
        return len(self.line) + len(self.refused)


def read_crimes(
    path: Path, *, words: Mapping[str, Sequence[str]], today: date, kind: str = "", name: str = ""
) -> CrimeList:
    """Read a list of incidents.

    words: kind → what lists call it.  kind: of all rows, where the file has no such column.  name:
    what the file is called.  Raises CrimeListError for what is no such list.
    """
    try:
        head, rows = open_rows(path, knows=_known, name=name)
        columns = _columns(head, kind)
        reader = _Reader(columns, head, tuple(words), _by_word(words), kind, today)
        for at, (line, cells) in enumerate(rows):
            if at >= MOST_ROWS:
                raise CrimeListError("too_long")
            reader.take(line, cells)
        return reader.done()
    except RowsError as error:
        raise CrimeListError(error.code) from None
    except UnicodeDecodeError:
        raise CrimeListError("encoding_unknown") from None


class _Reader:
    """Rows put into arrays, a chunk at a time."""

    def __init__(
        self,
        columns: Mapping[str, int],
        head: Sequence[str],
        kinds: tuple[str, ...],
        by_word: Mapping[str, int],
        kind: str,
        today: date,
    ) -> None:
        self.columns, self.head, self.kinds, self.by_word = columns, head, kinds, by_word
        self.kind = kinds.index(kind) if kind else UNKNOWN
        self.today = today.toordinal()
        self.is_degrees = "longitude" in columns
        names = ("longitude", "latitude") if self.is_degrees else ("x", "y")
        self.east, self.north = (columns[name] for name in names)
        self.numbers = array("d")
        self.refused: list[tuple[int, str, int]] = []

    def take(self, line: int, cells: list[str]) -> None:
        """One row: its five numbers, or why it is refused."""
        kind = self.kind
        if kind == UNKNOWN:
            kind = self.by_word.get(plain(_cell(cells, self.columns["kind"])), UNKNOWN)
            if kind == UNKNOWN:
                return self._refuse(line, "kind", "kind_unknown")
        place = self._place(line, cells)
        if place is None:
            return None
        day, hour = _when(_cell(cells, self.columns["day"]))
        if day == UNKNOWN or day > self.today:
            return self._refuse(line, "day", "not_a_day" if day == UNKNOWN else "future")
        if "hour" in self.columns:
            said = _cell(cells, self.columns["hour"])
            hour = _hour(said) if said.casefold() not in _GAPS else hour
            if hour == UNKNOWN and said.casefold() not in _GAPS:
                return self._refuse(line, "hour", "not_an_hour")
        grain = self._grain(cells)
        if grain < 0:
            return self._refuse(line, "grain", "not_a_grain")
        self.numbers.extend((*place, kind, day, hour, grain, line))
        return None

    def done(self) -> CrimeList:
        """Everything that was taken."""
        table = np.frombuffer(self.numbers, np.float64).reshape(-1, 7)
        points = table[:, :2]
        if self.is_degrees and len(points):
            parts = np.array_split(points, len(points) // 100_000 + 1)
            points = np.vstack([np.column_stack(metres(*part.T)) for part in parts])
        kind, day, hour = (table[:, n].astype(np.int64) for n in (2, 3, 4))
        personal, unneeded = _dropped(self.head, self.columns)
        return CrimeList(
            points=np.array(points),
            kind=kind,
            day=day,
            hour=hour,
            grain=table[:, 5].copy(),
            line=table[:, 6].astype(np.int64),
            kinds=self.kinds,
            refused=[RefusedRow(line, self._header(c), _REASONS[r]) for line, c, r in self.refused],
            personal=personal,
            unneeded=unneeded,
        )

    def _place(self, line: int, cells: list[str]) -> tuple[float, float] | None:
        east, north = _cell(cells, self.east), _cell(cells, self.north)
        slot = "longitude" if self.is_degrees else "x"
        if east.casefold() in _GAPS or north.casefold() in _GAPS:
            self._refuse(line, slot, "no_place")
            return None
        try:
            place = float(east.replace(",", "")), float(north.replace(",", ""))
        except ValueError:
            self._refuse(line, slot, "not_a_place")
            return None
        for one in (place, place[::-1]):  # lists give the two the wrong way round now and then
            if _is_within(one, KOREA if self.is_degrees else KOREA_M):
                return one
        self._refuse(line, slot, "outside_korea")
        return None

    def _grain(self, cells: list[str]) -> float:
        if "grain" not in self.columns:
            return 0.0
        said = _cell(cells, self.columns["grain"]).lower().removesuffix("m").strip()
        if said in _GAPS:
            return 0.0
        return float(said) if said.isdecimal() else -1.0

    def _refuse(self, line: int, slot: str, reason: str) -> None:
        self.refused.append((line, slot, _REASONS.index(reason)))

    def _header(self, slot: str) -> str:
        return self.head[self.columns[slot]] if slot in self.columns else ""


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


@lru_cache(maxsize=50_000)
def _when(said: str) -> tuple[int, int]:
    """Ordinal day and hour; UNKNOWN where there is none."""
    found = _DAY.match(said)
    try:
        if found:
            day = date(int(found[1]), int(found[2]), int(found[3])).toordinal()
            hour = int(found[4]) if found[4] else UNKNOWN
            return day, hour if hour < 24 else UNKNOWN
    except ValueError:
        pass
    return UNKNOWN, UNKNOWN


@lru_cache(maxsize=5_000)
def _hour(said: str) -> int:
    """The hour of 23, 23:40, 2340 or 23시."""
    found = _HOUR.match(said)
    hour = int(found[1]) if found else 99
    return hour if hour < 24 else UNKNOWN


def _is_within(
    place: tuple[float, float], limits: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    return all(low <= value <= high for value, (low, high) in zip(place, limits, strict=True))


def _columns(head: Sequence[str], kind: str) -> dict[str, int]:
    """Slot → its column; of several the first."""
    found: dict[str, int] = {}
    for at, header in enumerate(head):
        slot = _slots().get(plain(header), "")
        if slot and slot != "personal":
            found.setdefault(slot, at)
    if not ({"longitude", "latitude"} <= found.keys() or {"x", "y"} <= found.keys()):
        raise CrimeListError("column_missing", "place")
    for slot in ("day",) if kind else ("day", "kind"):
        if slot not in found:
            raise CrimeListError("column_missing", slot)
    if not {"longitude", "latitude"} <= found.keys():
        found.pop("longitude", None)
    return found


def _dropped(head: Sequence[str], columns: Mapping[str, int]) -> tuple[tuple[str, ...], int]:
    personal = tuple(one for one in head if _slots().get(plain(one)) == "personal")
    others = [one for at, one in enumerate(head) if at not in columns.values() and one]
    return personal, len(others) - len(personal)


def _by_word(words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {
        plain(word): number
        for number, (kind, called) in enumerate(words.items())
        for word in (kind, *called)
    }


def _known(cells: Sequence[str]) -> int:
    return sum(plain(cell) in _slots() for cell in cells)


@cache
def _slots() -> dict[str, str]:
    text = (files(__package__) / "crime_columns.csv").read_text(encoding="utf-8")
    return {plain(h): row["slot"] for row in _rows(text) for h in row["headers"].split("|")}


def _rows(text: str) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(text.splitlines()))
