"""Reading a Korean open-data list of bells, cameras, safe houses … by the names of its columns.

CSV (UTF-8 or CP949) and XLSX; the kind is told by the headers that only its list has.  Checked:
tests/numbers/test_site_lists.py
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from jikimi.directory.exchange.reading.columns import plain
from jikimi.directory.exchange.reading.errors import ReadError
from jikimi.directory.exchange.reading.files import files_of
from jikimi.directory.exchange.reading.sheets import Sheet, sheets_of
from jikimi.places.lists.shelters import is_shelter

_SOUTH, _NORTH, _WEST, _EAST = 32.9, 38.7, 124.5, 132.0  # Korea with its islands
_DAY = re.compile(r"(\d{4})(?:\D*(\d{1,2})(?:\D+(\d{1,2}))?)?\D*")
_YES = {"y", "yes", "예", "유", "정상", "운영", "사용", "o", "1"}
_NO = {"n", "no", "아니오", "무", "비정상", "고장", "중지", "x", "0"}


class SiteListError(Exception):
    """A file that is no list of sites. code: file_…, kind_unknown, no_place_column; where: file."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{where}: {code}")
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site as a list has it. line: its line in the file, from 1.

    longitude, latitude: degrees WGS 84, None without.  key: what names it within its list, the same
    again in the next edition of the list.  facts: what only its kind has.
    """

    line: int
    key: str
    number: str = ""
    name: str = ""
    keeper_name: str = ""
    keeper_phone: str = ""
    road_address: str = ""
    lot_address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    how_many: int = 1
    installed_on: date | None = None
    tested_on: date | None = None
    test_result: str = ""
    is_in_use: bool = True
    facts: Mapping[str, str | bool] = field(default_factory=dict)
    is_number_repeated: bool = False
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that does not go in: where, which column, why (a code), and its cells as they came."""

    line: int
    column: str
    reason: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class SiteList:
    """A list as it was read. as_of: the newest day the list says it is of."""

    kind: str
    headers: tuple[str, ...]
    rows: list[SiteRow]
    refused: list[Refused]
    as_of: date | None


class _Wrong(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def read_sites(path: Path, *, tells: Mapping[str, str], kind: str = "", name: str = "") -> SiteList:
    """Read a list of sites.

    tells: kind → headers, parted by spaces, that only its lists have.  kind: what the list is of,
    when its headers do not say.  name: what the file is called, if its path does not say so.
    Raises SiteListError for what is no such list; rows that cannot be used are in `refused`.
    """
    sheet = _sheet(path, name)
    found = kind or _kind(sheet, tells)
    if not found:
        raise SiteListError("kind_unknown", sheet.name)
    columns = _columns(sheet)
    if not {"road_address", "lot_address", "latitude"} & columns.keys():
        raise SiteListError("no_place_column", sheet.name)
    rows, refused, days = [], [], []
    for line, cells in sheet.rows:
        one = _Line(columns, sheet.headers, cells)
        try:
            rows.append(_row(line, one))
            days.append(one.day("as_of"))
        except _Wrong as wrong:
            refused.append(Refused(line, wrong.column, wrong.reason, cells))
    newest = max((day for day in days if day), default=None)
    return SiteList(found, sheet.headers, _keyed(rows), refused, newest)


def _sheet(path: Path, name: str) -> Sheet:
    try:
        file = files_of(path, name)[0]
        sheets = sheets_of(file, lambda cells: sum(plain(c) in _slots() for c in cells))
    except ReadError as error:
        raise SiteListError(error.code, name or path.name) from error
    if not sheets:
        raise SiteListError("file_empty", name or path.name)
    return sheets[0]


def _kind(sheet: Sheet, tells: Mapping[str, str]) -> str:
    """The kind whose own headers are all there; of two, the one that asks for more."""
    given = {plain(header) for header in sheet.headers}
    fits = {
        kind: len(headers.split())
        for kind, headers in tells.items()
        if headers and all(plain(header) in given for header in headers.split())
    }
    return max(fits, key=lambda kind: fits[kind]) if fits else ""


@cache
def _table() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    text = (files(__package__) / "columns.csv").read_text(encoding="utf-8")
    return tuple(
        (row["slot"], row["how"], tuple(plain(h) for h in row["headers"].split("|")))
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _slots() -> frozenset[str]:
    return frozenset(header for _slot, _how, headers in _table() for header in headers)


def _columns(sheet: Sheet) -> dict[str, tuple[int, str]]:
    """Slot → its column and how it is read; of several columns the one named first in the table."""
    given = [plain(header) for header in sheet.headers]
    return {
        slot: (given.index(next(h for h in headers if h in given)), how)
        for slot, how, headers in _table()
        if any(header in given for header in headers)
    }


class _Line:
    """The cells of one row, asked by slot."""

    def __init__(
        self, columns: Mapping[str, tuple[int, str]], headers: Sequence[str], cells: Sequence[str]
    ) -> None:
        self.columns, self.headers, self.cells = columns, headers, cells

    def text(self, slot: str) -> str:
        at = self.columns.get(slot, (-1, ""))[0]
        return " ".join(self.cells[at].split()) if 0 <= at < len(self.cells) else ""

    def wrong(self, slot: str, reason: str) -> _Wrong:
        return _Wrong(self.headers[self.columns[slot][0]], reason)

    def degrees(self, slot: str) -> float | None:
        said = self.text(slot)
        if said in ("", "-", "0", "0.0"):
            return None
        try:
            return float(said)
        except ValueError:
            raise self.wrong(slot, "not_degrees") from None

    def count(self, slot: str) -> int:
        said = self.text(slot).replace(",", "").removesuffix("대")
        if not said:
            return 1
        if not said.isdecimal() or int(said) == 0:
            raise self.wrong(slot, "not_a_count")
        return int(said)

    def day(self, slot: str) -> date | None:
        said = self.text(slot)
        found = _DAY.fullmatch(said)
        if not said or said == "-":
            return None
        if found is None:
            raise self.wrong(slot, "not_a_day")
        year, month, day = (int(part) if part else 1 for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise self.wrong(slot, "not_a_day") from None

    def yes(self, slot: str) -> bool | None:
        said = self.text(slot).casefold()
        return True if said in _YES else False if said in _NO else None

    def facts(self) -> dict[str, str | bool]:
        reads: dict[str, Callable[[str], str | bool | None]] = {
            "fact": self.text,
            "yes_fact": self.yes,
        }
        said = {s: reads[how](s) for s, (_at, how) in self.columns.items() if how in reads}
        return {slot: value for slot, value in said.items() if value is not None and value != ""}


def _row(line: int, one: _Line) -> SiteRow:
    longitude, latitude, is_turned = _place(one)
    if latitude is None and not (one.text("road_address") or one.text("lot_address")):
        raise _Wrong("", "no_place")
    if is_shelter(one.text("name"), one.text("road_address"), one.text("lot_address")):
        raise _Wrong("", "shelter")
    works = one.yes("test_result")
    return SiteRow(
        line=line,
        key="",
        number=one.text("number"),
        name=one.text("name"),
        keeper_name=one.text("keeper_name"),
        keeper_phone=one.text("keeper_phone"),
        road_address=one.text("road_address"),
        lot_address=one.text("lot_address"),
        longitude=longitude,
        latitude=latitude,
        how_many=one.count("how_many"),
        installed_on=one.day("installed_on"),
        tested_on=one.day("tested_on"),
        test_result="" if works is None else "works" if works else "fails",
        is_in_use=one.yes("in_use") is not False,
        facts=one.facts(),
        is_turned=is_turned,
    )


def _place(one: _Line) -> tuple[float | None, float | None, bool]:
    """Degrees as the list has them, the right way round; whether they had to be turned for that."""
    longitude, latitude = one.degrees("longitude"), one.degrees("latitude")
    if longitude is None or latitude is None:
        return None, None, False
    if _is_korea(longitude, latitude):
        return longitude, latitude, False
    if _is_korea(latitude, longitude):
        return latitude, longitude, True
    raise one.wrong("latitude", "outside_korea")


def _is_korea(longitude: float, latitude: float) -> bool:
    return _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH


def _keyed(rows: list[SiteRow]) -> list[SiteRow]:
    """Name each row: by keeper and number where that names one row, else by what it says of where.

    Rows that say the same in all of it are counted, so that two cameras on one pole stay two.
    """
    numbers = Counter((row.keeper_name, row.number) for row in rows)
    seen: Counter[str] = Counter()
    named = []
    for row in rows:
        is_repeated = bool(row.number) and numbers[row.keeper_name, row.number] > 1
        parts = [row.keeper_name, row.number]
        if is_repeated or not row.number:
            parts += [row.name, row.road_address, row.lot_address, _rounded(row)]
        base = "\x1f".join(parts)
        seen[base] += 1
        key = base if seen[base] == 1 else f"{base}\x1f{seen[base]}"
        named.append(replace(row, key=key, is_number_repeated=is_repeated))
    return named


def _rounded(row: SiteRow) -> str:
    if row.longitude is None or row.latitude is None:
        return ""
    return f"{row.longitude:.5f},{row.latitude:.5f}"
