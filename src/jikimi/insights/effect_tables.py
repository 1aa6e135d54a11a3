"""Counts for an effect report from a file as offices make them: CSV or XLSX, long or wide."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from typing import TypeVar

import numpy as np
from django.utils.translation import gettext as _

from jikimi.insights.effects.figures import Cell, Counts, Persons
from jikimi.insights.effects.periods import Unit, place_of, text_of
from jikimi.insights.grids import TOTALS, GridError, cells_of, rows_of
from jikimi.insights.grids import Cell as GridCell
from jikimi.insights.rates import Floats


class NoFigures(ValueError):
    """The table cannot be used; says why, for the reader."""


ONE_AREA = "전체"
Read = TypeVar("Read")
Period = tuple[Unit, int]
_PEOPLE = frozenset({"인구", "인구수", "주민등록인구", "people", "population", "residents"})
_PERSONS = {
    "selected": ("선정", "선정여부", "selected"),
    "before": ("이전", "이전신고", "선정전", "before", "events_before"),
    "after": ("이후", "이후신고", "선정후", "after", "events_after"),
    "days": ("관찰일수", "일수", "days", "days_watched"),
}
_YES = frozenset({"1", "예", "y", "yes", "true", "선정", "o"})
_MOST_PERSONS = 20_000


def counts_of_file(path: Path) -> Counts:
    """Counts by area and period of a table, with people where it says them.

    Either one row for each area and period with columns for count and people, or areas as rows and
    periods as columns; without areas all is one area.  A gap is no count: every area has every
    period or the table is refused.
    Raises NoFigures saying what is wrong.
    """
    cells = [cell for cell in _read(cells_of, path) if not _is_total(cell)]
    counts: dict[tuple[str, Period], float] = {}
    people: dict[tuple[str, Period], float] = {}
    for cell in cells:
        found = _place(cell)
        if found is None:
            continue
        area, period, is_people = found
        into = people if is_people else counts
        if (area, period) in into:
            says = _("%(area)s, %(period)s stands in the table twice (row %(row)d).")
            raise NoFigures(says % {"area": area, "period": text_of(*period), "row": cell.row})
        into[area, period] = cell.number
    return _counts(counts, people)


def persons_of_file(path: Path) -> Persons:
    """Persons counted by kind, of a table with a row for each: selected, before, after, days.

    Names and numbers of persons are not read. Raises NoFigures saying what is wrong.
    """
    rows = _read(rows_of, path)
    columns = _columns(rows[0])
    found: Counter[tuple[int, int, int, int]] = Counter()
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            found[_person(number, row, columns)] += 1
    if not found or sum(found.values()) > _MOST_PERSONS:
        says = _("Between 1 and %(most)s persons are needed.")
        raise NoFigures(says % {"most": f"{_MOST_PERSONS:,}"})
    cells: list[Cell] = [(*kind, many) for kind, many in sorted(found.items())]
    return Persons(tuple(cells))


def _read(how: Callable[[Path], list[Read]], path: Path) -> list[Read]:
    try:
        return how(path)
    except GridError as error:
        says = _("This table cannot be read. Save it as CSV or XLSX with heads in the first row.")
        raise NoFigures(says) from error


def _is_total(cell: GridCell) -> bool:
    return any(word.casefold() in TOTALS for word in (*cell.labels, *cell.heads))


def _place(cell: GridCell) -> tuple[str, Period, bool] | None:
    """Area, period and whether it counts people; None for a number that is neither."""
    words = [word for word in cell.labels if word]
    in_rows = [word for word in words if place_of(word)]
    in_heads = [word for word in cell.heads if place_of(word)]
    said = in_rows or in_heads
    if not said:
        return None
    period = place_of(said[-1])
    areas = [word for word in words if not place_of(word)]
    is_people = any(_is_people(word) for word in cell.heads)
    return (areas[-1] if areas else ONE_AREA, period, is_people) if period else None


def _is_people(head: str) -> bool:
    plain = head.replace(" ", "").casefold()
    return plain in _PEOPLE or plain.endswith(("인구", "인구수"))


def _counts(
    counts: dict[tuple[str, Period], float],
    people: dict[tuple[str, Period], float],
) -> Counts:
    if not counts:
        raise NoFigures(_("No period was found. Write periods as 2026-03, 2026-Q1 or 2026."))
    areas = list(dict.fromkeys(area for area, _ in counts))
    places = sorted({period for _, period in counts})
    if len({unit for unit, _ in places}) > 1:
        raise NoFigures(_("Months, quarters and years stand in one table."))
    periods = [text_of(unit, place) for unit, place in places]
    table = _table(areas, places, counts)
    among = _table(areas, places, people) if people else None
    if among is not None and not np.all(among > 0):
        raise NoFigures(_("An area has no people in some period."))
    if not np.all(table >= 0):
        raise NoFigures(_("A count is below 0."))
    return Counts(tuple(areas), tuple(periods), table, among)


def _table(
    areas: list[str],
    places: list[Period],
    numbers: dict[tuple[str, Period], float],
) -> Floats:
    for area in areas:
        for unit, place in places:
            if (area, (unit, place)) not in numbers:
                says = _("%(area)s has no number for %(period)s.")
                raise NoFigures(says % {"area": area, "period": text_of(unit, place)})
    rows = [[numbers[area, place] for place in places] for area in areas]
    return np.array(rows, np.float64)


def _columns(heads: Iterable[str]) -> dict[str, int]:
    plain = [head.replace(" ", "").casefold() for head in heads]
    found = {}
    for name, words in _PERSONS.items():
        places = [at for at, head in enumerate(plain) if head in words]
        if not places:
            says = _("No column is called %(name)s (%(other)s).")
            raise NoFigures(says % {"name": words[0], "other": words[-1]})
        found[name] = places[0]
    return found


def _person(number: int, row: list[str], columns: dict[str, int]) -> tuple[int, int, int, int]:
    try:
        chosen = int(row[columns["selected"]].strip().casefold() in _YES)
        before, after, days = (
            int(float(row[columns[name]].replace(",", ""))) for name in ("before", "after", "days")
        )
    except (ValueError, IndexError) as error:
        says = _("Row %(row)d: whole numbers are needed.")
        raise NoFigures(says % {"row": number}) from error
    if min(before, after) < 0 or days < 1:
        says = _("Row %(row)d: counts begin at 0, days at 1.")
        raise NoFigures(says % {"row": number})
    return chosen, before, after, days


def as_csv(figures: Counts) -> str:
    """Counts as a table that can be read back: one row for each area and period."""
    out = StringIO()
    writer = csv.writer(out)
    heads = ["area", "period", "count"]
    writer.writerow(heads if figures.people is None else [*heads, "people"])
    for at, area in enumerate(figures.areas):
        for column, period in enumerate(figures.periods):
            row = [area, period, f"{figures.counts[at, column]:g}"]
            if figures.people is not None:
                row.append(f"{figures.people[at, column]:g}")
            writer.writerow(row)
    return out.getvalue()
