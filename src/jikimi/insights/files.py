"""Rates from files: counts by area and kind in one table, people by area in another."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jikimi.insights.grids import TOTALS, Cell, GridError, cells_of, year_of
from jikimi.insights.ranks import ranks_of_rates
from jikimi.insights.rates import PER_100K, rate

ALL_KINDS = "계"
_REPORTED = ("발생", "신고", "접수")
_NOT_REPORTED = ("검거", "처리", "송치", "arrests")


@dataclass(frozen=True, slots=True)
class AreaRate:
    """One area's rate of one kind, with its interval and rank (1 the highest) in its period.

    rank_low, rank_high: between which ranks it lies with 95 % probability.
    """

    area: str
    kind: str
    period: str
    count: int
    population: int
    rate_per_100k: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of every area that has a population; areas without one are named, not dropped."""

    rows: list[AreaRate]
    without_population: list[str]


Counts = dict[tuple[str, str], dict[str, float]]


def rates_of_files(paths: Iterable[Path], population: Path, *, what: str = "") -> Rates:
    """Rates by area, kind and period from tables as offices publish them.

    what: which of several numbers of a kind is meant, such as 발생; reported ones unless told.
    Raises GridError naming file, row and column, also when no area of a table has a population.
    """
    people = people_of(population)
    rows: list[AreaRate] = []
    without: set[str] = set()
    for path in paths:
        found, missing = _counts(path, people, what)
        if not found:
            raise GridError(f"{path.name}: none of its areas stands in {population.name}.")
        without |= missing
        for (period, kind), by_area in found.items():
            rows += _rated(period, kind, by_area, people)
    return Rates(rows, sorted(without))


def people_of(path: Path) -> dict[str, float]:
    """People by area: the last column of words names the area, the last number its people."""
    found: dict[str, float] = {}
    for cell in cells_of(path):
        area = cell.labels[-1]
        if area.casefold() in TOTALS:
            continue
        if cell.number <= 0:
            raise GridError(f"{path.name}, row {cell.row}: {area} has no people.")
        found[area] = cell.number
    return found


def _counts(path: Path, people: Mapping[str, float], what: str) -> tuple[Counts, set[str]]:
    """Counts by (period, kind) and area, and the areas that have no population."""
    cells = cells_of(path)
    by_row = _areas((cell.labels[-1] for cell in cells), people)
    by_column = _areas((cell.heads[-1] for cell in cells), people)
    is_across = len(by_column) > len(by_row)
    areas = by_column if is_across else by_row
    wanted = what or _told_apart(cells)
    counts: Counts = {}
    without: set[str] = set()
    for cell in cells:
        name = (cell.heads if is_across else cell.labels)[-1]
        words = cell.labels if is_across else cell.heads
        if name.casefold() in TOTALS or not _is_wanted(words, wanted):
            continue
        if name not in areas:
            without.add(name)
            continue
        key = (year_of(*words, path.name), _kind(words, wanted))
        by_area = counts.setdefault(key, {})
        by_area[areas[name]] = by_area.get(areas[name], 0) + cell.number
    return counts, without


def _areas(names: Iterable[str], people: Mapping[str, float]) -> dict[str, str]:
    """Name in the table → area with a population: the same, its last word, or a station's."""
    found = {}
    for name in set(names):
        ends = [name, name.split(" ")[-1], _stations().get(name, "")]
        area = next((end for end in ends if end in people), None)
        if area:
            found[name] = area
    return found


@cache
def _stations() -> dict[str, str]:
    text = (files("jikimi.insights") / "tables/station_areas.csv").read_text(encoding="utf-8")
    return {row["station"]: row["area"] for row in csv.DictReader(text.splitlines())}


def _told_apart(cells: Iterable[Cell]) -> str:
    """Which word of the heads names what was reported, when a table also says what was solved."""
    words = {word for cell in cells for head in cell.heads for word in head.split(" ")}
    return next((word for word in _REPORTED if word in words), "")


def _is_wanted(words: tuple[str, ...], wanted: str) -> bool:
    single = {word for text in words for word in text.split(" ")}
    return wanted in single if wanted else not single & set(_NOT_REPORTED)


def _kind(words: tuple[str, ...], wanted: str) -> str:
    """What is counted: the words without year, totals and the number that is meant."""
    plain = [text.removesuffix(wanted).strip() for text in words]
    named = [text for text in plain if text and text not in TOTALS and not year_of(text)]
    return named[-1] if named else ALL_KINDS


def _rated(
    period: str, kind: str, by_area: Mapping[str, float], people: Mapping[str, float]
) -> list[AreaRate]:
    areas = sorted(by_area)
    counts = [by_area[area] for area in areas]
    among = [people[area] for area in areas]
    found = rate(counts, among, per=PER_100K)
    ranks = ranks_of_rates(counts, among)
    return [
        AreaRate(
            area=area,
            kind=kind,
            period=period,
            count=int(counts[n]),
            population=int(among[n]),
            rate_per_100k=round(float(found.value[n]), 4),
            low=round(float(found.low[n]), 4),
            high=round(float(found.high[n]), 4),
            rank=int(ranks.rank[n]),
            rank_low=int(ranks.low[n]),
            rank_high=int(ranks.high[n]),
        )
        for n, area in enumerate(areas)
    ]
