"""Counting before and after: the place, its ring, and places like it chosen by the fixed rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _

from jikimi.access.errors import NotYet
from jikimi.places.crime_cells import fitting_size
from jikimi.places.effects import Counts, areas, choose_controls, overdispersion
from jikimi.places.effects.changes import Floats, Pair
from jikimi.places.ground import degrees
from jikimi.places.hotspots import centres, grid_over, settled
from jikimi.places.hotspots.grids import Grid, Numbers, cells_of
from jikimi.places.models import CrimePoint

_BLOCK_DAYS = 28
_LIKE_PERIODS = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Days from the first to the last, both counted."""

    since: date
    until: date

    @property
    def days(self) -> list[str]:
        """Both as ISO text."""
        return [self.since.isoformat(), self.until.isoformat()]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted. cells: how many cells each area has; controls: [longitude, latitude] each.

    grain_m: the side of a cell; left_out: incidents kept in larger squares.  digest: of every
    coarse incident that was counted, so that the same data can be told again.
    """

    before: Window
    after: Window
    counts: Counts
    dispersion: float
    cells: dict[str, int]
    controls: list[list[float]]
    grain_m: int
    left_out: int
    digest: str


def count_changes(rule: Mapping[str, Any], before: Window, after: Window) -> Counted:
    """Count by the rule. One query.

    Raises NotYet where places are known too coarsely for its radius, and where none is left to
    compare with.
    """
    rows, digest = _rows(rule, before, after)
    grain_m = _grain(rule, rows)
    left_out = int(rows[rows[:, 4] > grain_m, 3].sum())
    rows = rows[rows[:, 4] <= grain_m]
    points, days, many = rows[:, :2], rows[:, 2].astype(np.int64), rows[:, 3]
    treated = np.array([row[1:] for row in rule["sites"]], np.float64)
    grid = grid_over(np.vstack([points, treated]), cell_m=grain_m)
    cell, _inside = cells_of(grid, points)
    size = {"radius_m": rule["radius_m"], "ring_m": rule["ring_m"]}
    blocks = [_by_block(grid, cell, days, many, window) for window in (before, after)]
    earlier = _in_periods(blocks[0])
    middle = centres(grid).reshape(-1, 2)
    is_town = settled(blocks[0].sum(axis=1).reshape(grid.shape)).ravel()
    town = middle[is_town]
    chosen = choose_controls(treated, town, earlier[is_town], seed=rule["seed"], **size)
    controls = town[chosen[chosen >= 0]]
    if not len(controls):
        says = _("No place is left to compare with. Choose a smaller radius or ring.")
        raise NotYet("places.not_yet.no_control", says)
    found = areas(treated, controls, middle, **size)
    parts = {name: getattr(found, name) for name in Counts.__dataclass_fields__}
    return Counted(
        before=before,
        after=after,
        counts=Counts(**{name: _pair(blocks, part) for name, part in parts.items()}),
        dispersion=_dispersion(blocks, list(parts.values())[:3]),
        cells={name: int(part.sum()) for name, part in parts.items()},
        controls=np.round(np.column_stack(degrees(*controls.T)), 5).tolist(),
        grain_m=grain_m,
        left_out=left_out,
        digest=digest,
    )


def _rows(rule: Mapping[str, Any], before: Window, after: Window) -> tuple[Floats, str]:
    """Incidents of both times and between as (x, y, day, how many, grain), and their digest."""
    rows = CrimePoint.objects.filter(
        kind__in=rule["kinds"], happened_on__range=(before.since, after.until)
    )
    groups = rows.values_list("x", "y", "happened_on", "grain_m", "kind").annotate(n=Count("pk"))
    digest, found = hashlib.sha256(), []
    for x, y, day, grain, kind, many in groups.order_by("kind", "happened_on", "x", "y", "grain_m"):
        digest.update(f"{kind}|{day}|{x:.0f}|{y:.0f}|{grain}|{many}\n".encode())
        found.append((x, y, day.toordinal(), many, grain))
    return np.array(found, np.float64).reshape(-1, 5), digest.hexdigest()


def _grain(rule: Mapping[str, Any], rows: Floats) -> int:
    """The cells to count in: so that nearly none is left out, else what became rare would be."""
    grain_m = fitting_size(rows[:, 4], rows[:, 3], rule["grain_m"])
    if grain_m > min(rule["radius_m"], rule["ring_m"]):
        says = _("Places are known to %(grain)d m only. Fix the rule anew with at least as much.")
        raise NotYet("places.not_yet.too_coarse", says % {"grain": grain_m})
    return grain_m


def _by_block(grid: Grid, cell: Numbers, days: Numbers, many: Floats, window: Window) -> Floats:
    """Events by cell and by four weeks of a time: (cells, blocks)."""
    first, last = window.since.toordinal(), window.until.toordinal()
    blocks = max(1, (last - first + 1) // _BLOCK_DAYS)
    inside = (days >= first) & (days <= last)
    block = np.minimum((days[inside] - first) // _BLOCK_DAYS, blocks - 1)
    size = grid.shape[0] * grid.shape[1]
    flat = np.bincount(cell[inside] * blocks + block, many[inside], size * blocks)
    return np.asarray(flat.reshape(size, blocks), np.float64)


def _in_periods(blocks: Floats) -> Floats:
    """The blocks in a few longer periods, to be alike in more than one of them."""
    parts = np.array_split(blocks, min(_LIKE_PERIODS, blocks.shape[1]), axis=1)
    return np.column_stack([part.sum(axis=1) for part in parts])


def _pair(blocks: list[Floats], part: np.ndarray[Any, Any]) -> Pair:
    before, after = (float(time[part].sum()) for time in blocks)
    return before, after


def _dispersion(blocks: list[Floats], parts: list[np.ndarray[Any, Any]]) -> float:
    """Over the blocks of both times, each time by itself: what began between them is no noise."""
    tables = [np.array([time[part].sum(axis=0) for part in parts]) for time in blocks]
    return float(np.mean([overdispersion(table) for table in tables]))
