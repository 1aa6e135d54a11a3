"""Where harm happens: incidents counted in cells, with what chance leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Count, Func, IntegerField, QuerySet
from django.utils.translation import gettext as _
from scipy import special

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.places.areas import boundaries
from jikimi.places.coarsening import SIZES, spread_in_squares
from jikimi.places.crimes import crime_kinds
from jikimi.places.ground import degrees
from jikimi.places.hotspots import (
    Grid,
    Past,
    cells_in_order,
    centres,
    counted,
    density,
    grid_over,
    hot_cells,
    settled,
)
from jikimi.places.hotspots.grids import Flags, Floats, Kind, corners
from jikimi.places.models import CrimePoint

FALSE_SHARE = 0.05
_SEED = 5_179
_FIRST = date(1900, 1, 1).toordinal()
_STEP_DAYS = 28  # for an order in which two years count as half


class _Step(Func):
    """In which step of so many days a point happened, counted from _FIRST."""

    template = "((happened_on - DATE '1900-01-01') / %(days)s)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class CellWish:
    """Which incidents, counted in which cells.

    kinds: codes of coarsening.csv, all without.  since, until: days, both counted.  grid: square or
    hexagon.  cell_m: one of coarsening.SIZES; 0 for the smallest in which nearly all are known.
    """

    kinds: tuple[str, ...]
    since: date
    until: date
    grid: Kind = "square"
    cell_m: int = 0

    @property
    def least_m(self) -> int:
        """No cell is finer than the coarsest of the kinds is kept."""
        rows = crime_kinds()
        chosen = [rows[kind] for kind in self.kinds if kind in rows] or list(rows.values())
        return max(int(row.more["grain_m"]) for row in chosen)

    @property
    def years(self) -> float:
        """How long the time looked at is."""
        return ((self.until - self.since).days + 1) / 365.25


@dataclass(frozen=True, slots=True)
class CrimeCell:
    """One cell. ring: its outline as (longitude, latitude), closed; middle likewise.

    area_code: the dong of its middle.  per_km2: incidents a year on a square kilometre, with its
    exact interval low to high.  z: Gi*, None where all cells count the same; q: the share of false
    alarms among all at least as unlikely.  side: hot, cold or empty.  density: a year and square
    kilometre, smoothed over two cells; None on hexagons.  rank: the order in which cells will most
    likely hold what comes next, 1 first.
    """

    row: int
    column: int
    ring: list[tuple[float, float]]
    middle: tuple[float, float]
    area_code: str
    count: int
    per_km2: float
    low: float
    high: float
    z: float | None
    q: float
    side: str
    density: float | None
    rank: int


@dataclass(frozen=True)
class CrimeCells:
    """Every cell of the area where anything is counted, by rank.

    incidents: counted in them.  left_out: kept in squares larger than the cells, so in none of
    them.  is_exact: the chances were worked out, not drawn.
    """

    wish: CellWish
    cell_m: int
    cell_km2: float
    cells: list[CrimeCell] = field(default_factory=list)
    incidents: int = 0
    left_out: int = 0
    is_exact: bool = True

    @cached_property
    def hot(self) -> list[CrimeCell]:
        """Cells that are hot with at most FALSE_SHARE false alarms among them."""
        return [cell for cell in self.cells if cell.side == "hot"]

    @cached_property
    def cold(self) -> list[CrimeCell]:
        """Cells that are cold likewise."""
        return [cell for cell in self.cells if cell.side == "cold"]


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents of a wish that fit into its cells. points: (n, 2), days: (n,) ordinal.

    cell_m: the cells to lay; left_out: kept in larger squares.  A place within its square is drawn
    anew and says nothing of the true one; squares stay whole where cells are squares.
    """

    points: Floats
    days: Floats
    cell_m: int
    left_out: int


def crime_cells(actor: Actor, wish: CellWish) -> CrimeCells:
    """Count incidents in cells. Records places.crimes.read. One query, and the boundaries.

    Raises NotValid for a day after the last one, a size or a kind that is none.
    """
    check_wish(wish)
    reading(actor, "places.crimes.read")
    found = incidents(wish, step_days=_STEP_DAYS)
    cell_m = found.cell_m
    grid_m2 = 1.0 if wish.grid == "square" else np.sqrt(3) / 2
    empty = CrimeCells(wish, cell_m, cell_m**2 * grid_m2 / 1e6, left_out=found.left_out)
    return _counted(empty, found) if len(found.points) else empty


def check_wish(wish: CellWish) -> None:
    """Raise NotValid, naming the field."""
    wrong = {}
    if wish.until < wish.since:
        wrong["until"] = _("The last day lies before the first.")
    if wish.cell_m and wish.cell_m not in SIZES:
        wrong["cell_m"] = _("Choose one from the list.")
    if not set(wish.kinds) <= set(crime_kinds()):
        wrong["kind"] = _("Choose one from the list.")
    if wrong:
        raise NotValid("places.crimes.wish", wrong)


def points_of(wish: CellWish) -> QuerySet[CrimePoint]:
    """The rows of a wish."""
    rows = CrimePoint.objects.filter(happened_on__range=(wish.since, wish.until))
    return rows.filter(kind__in=wish.kinds) if wish.kinds else rows


def incidents(wish: CellWish, *, step_days: int = 1) -> Incidents:
    """The incidents of a wish with places drawn in their squares. One query.

    step_days: days are told so coarsely, as their last; a million incidents then are few groups.
    """
    rows = (
        points_of(wish).annotate(step=_Step(days=step_days)).order_by("x", "y", "grain_m", "step")
    )
    groups = rows.values_list("x", "y", "grain_m", "step").annotate(n=Count("pk"))
    table = np.array(list(groups.iterator()), np.float64).reshape(-1, 5)
    table[:, 3] = np.minimum((table[:, 3] + 1) * step_days - 1 + _FIRST, wish.until.toordinal())
    cell_m = (
        max(wish.cell_m, wish.least_m)
        if wish.cell_m
        else fitting_size(table[:, 2], table[:, 4], wish.least_m)
    )
    fits = table[:, 2] <= cell_m
    kept = np.repeat(table[fits], table[fits, 4].astype(np.int64), axis=0)
    drawn = spread_in_squares(kept[:, 0], kept[:, 1], kept[:, 2], seed=_SEED)
    return Incidents(drawn, kept[:, 3], cell_m, int(table[~fits, 4].sum()))


def fitting_size(grains: Floats, many: Floats, least_m: int, *, spare: float = 0.05) -> int:
    """The smallest cells in which all but a few incidents are known.

    How coarse one is kept depends on what is around it; so cells that leave many out would tell of
    that and not of harm.
    """
    total = max(float(many.sum()), 1.0)
    for size in SIZES:
        if size >= least_m and many[grains > size].sum() <= spare * total:
            return size
    return SIZES[-1]


def geojson(found: CrimeCells) -> dict[str, Any]:
    """The cells as a GeoJSON FeatureCollection; properties are the fields of CrimeCell."""
    names = ("count", "per_km2", "z", "q", "side", "density", "rank", "area_code")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [cell.ring]},
                "properties": {name: getattr(cell, name) for name in names},
            }
            for cell in found.cells
        ],
    }


def _counted(empty: CrimeCells, found: Incidents) -> CrimeCells:
    wish, points = empty.wish, found.points
    grid = grid_over(points, cell_m=empty.cell_m, kind=wish.grid)
    counts = counted(grid, points)
    area = settled(counts)
    hot = hot_cells(counts, within=area, kind=wish.grid)
    ages = wish.until.toordinal() + 1 - found.days
    past = Past(grid, points, ages, days_ahead=1)
    rank = cells_in_order(past, within=area)
    side = np.where(
        hot.hot(false_share=FALSE_SHARE),
        "hot",
        np.where(hot.cold(false_share=FALSE_SHARE), "cold", ""),
    )
    smooth = _smooth(grid, points, wish.years)
    laid = _laid(grid, area)
    parts = (counts, hot.z, hot.q, side, smooth, rank)
    lines = zip(laid, *(part[area].tolist() for part in parts), strict=True)
    per = empty.cell_km2 * wish.years
    cells = sorted((_cell(*line, per=per) for line in lines), key=lambda c: (c.rank, -c.count))
    return CrimeCells(
        wish, empty.cell_m, empty.cell_km2, cells, len(points), found.left_out, hot.is_exact
    )


def _smooth(grid: Grid, points: Floats, years: float) -> Floats:
    """Density at the middle of each cell, the kernel two cells wide; NaN on hexagons."""
    if grid.kind == "hexagon":
        return np.full(grid.shape, np.nan)
    middle = centres(grid)
    window = (*middle[0, 0], *middle[-1, -1])
    size = grid.cell_m
    drawn = density(points, bandwidth_m=2 * size, cell_m=size, window=window)
    return np.asarray(drawn.value / years, np.float64)


def _laid(grid: Grid, area: Flags) -> Iterator[tuple[Any, ...]]:
    """Row, column, outline, middle and dong of each cell of the area."""
    number = np.argwhere(area) + np.array(grid.first)
    middle = np.column_stack(degrees(*centres(grid)[area].T))
    outline = corners(grid)[area]
    ring = np.stack(degrees(*outline.reshape(-1, 2).T), axis=-1).reshape(outline.shape)
    around = boundaries()
    places = around.places(middle[:, 0].tolist(), middle[:, 1].tolist())
    codes = [around.of[at].code if at >= 0 else "" for at in places]
    rings = [[tuple(corner) for corner in one] for one in np.round(ring, 6).tolist()]
    middles = [tuple(one) for one in np.round(middle, 6).tolist()]
    return zip(number.tolist(), rings, middles, codes, strict=True)


def _cell(
    laid: tuple[Any, ...],
    count: int,
    z: float,
    q: float,
    side: str,
    smooth: float,
    rank: float,
    *,
    per: float,
) -> CrimeCell:
    (row, column), ring, middle, code = laid
    low = float(special.gammaincinv(count, 0.025)) if count else 0.0
    high = float(special.gammaincinv(count + 1, 0.975))
    return CrimeCell(
        row=row,
        column=column,
        ring=ring,
        middle=middle,
        area_code=code,
        count=int(count),
        per_km2=count / per,
        low=low / per,
        high=high / per,
        z=z if z == z else None,
        q=q,
        side=side,
        density=smooth if smooth == smooth else None,
        rank=int(rank),
    )
