"""What an answer is worked out from: counts by area and period, or persons counted. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jikimi.insights.effects.plan import Plan
from jikimi.insights.rates import Floats

SMALL = 5
Cell = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by area and period; people: among how many, None where it is not known."""

    areas: tuple[str, ...]
    periods: tuple[str, ...]
    counts: Floats
    people: Floats | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "shape": "counts",
            "areas": list(self.areas),
            "periods": list(self.periods),
            "counts": _plain(self.counts),
            "people": None if self.people is None else _plain(self.people),
        }

    def part(self, areas: Sequence[str], periods: Sequence[str]) -> Counts:
        """Some areas and periods. Raises ValueError naming what is not there."""
        missing = [one for one in areas if one not in self.areas]
        missing += [one for one in periods if one not in self.periods]
        if missing:
            raise ValueError(f"no figures for {', '.join(missing[:5])}")
        rows = [self.areas.index(area) for area in areas]
        columns = [self.periods.index(period) for period in periods]
        where = np.ix_(rows, columns)
        among = None if self.people is None else self.people[where]
        return Counts(tuple(areas), tuple(periods), self.counts[where], among)

    def sums(self) -> tuple[Floats, Floats | None]:
        """Counts and people of all areas together, by period."""
        among = None if self.people is None else self.people.sum(axis=0)
        return self.counts.sum(axis=0), among


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons counted by kind, without names or numbers.

    cells: (selected 0 or 1, events before, events after, days watched, how many persons).
    """

    cells: tuple[Cell, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"shape": "persons", "cells": [list(cell) for cell in self.cells]}

    def rows(self) -> NDArray[np.int64]:
        """One row for each person: selected, before, after, days."""
        cells = np.array(self.cells, np.int64).reshape(-1, 5)
        return np.repeat(cells[:, :4], cells[:, 4], axis=0)


Figures = Counts | Persons


def figures_of_json(told: Mapping[str, Any]) -> Figures:
    """Counts or persons from plain values. Raises ValueError for what is neither."""
    try:
        if told["shape"] == "persons":
            cells = [tuple(int(number) for number in cell) for cell in told["cells"]]
            return Persons(tuple((c[0], c[1], c[2], c[3], c[4]) for c in cells))
        people = told.get("people")
        return Counts(
            tuple(told["areas"]),
            tuple(told["periods"]),
            np.array(told["counts"], np.float64),
            None if people is None else np.array(people, np.float64),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("these are no figures of an effect report") from error


def used_by(plan: Plan, figures: Figures) -> Figures:
    """The figures a plan asks for and no others. Raises ValueError where some are missing."""
    if isinstance(figures, Persons) or plan.method == "persons":
        if isinstance(figures, Counts) or plan.method != "persons":
            raise ValueError("the plan asks for other figures")
        return Persons(tuple(sorted(figures.cells)))
    return figures.part([*plan.treated, *plan.comparison], plan.periods)


def has_small(numbers: Floats) -> bool:
    """Whether any number stands for 1 to 4."""
    return bool(((numbers > 0) & (numbers < SMALL)).any())


def _plain(numbers: Floats) -> list[list[float]]:
    """Whole numbers as such, so that their writing is the same everywhere."""
    return [[int(n) if float(n).is_integer() else float(n) for n in row] for row in numbers]
