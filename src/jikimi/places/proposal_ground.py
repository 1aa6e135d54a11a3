"""The ground of a proposal: demand, candidates and what stands, coarsened and kept as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from io import BytesIO

import numpy as np
import numpy.typing as npt
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from scipy.spatial import cKDTree

from jikimi.access.errors import NotValid
from jikimi.places.areas import boundaries
from jikimi.places.ground import degrees, metres
from jikimi.places.models import CrimePoint, Hazard, Site
from jikimi.places.proposal_terms import Asked, Demand

GRAIN_M, FACT_GRAIN_M = 100, 50  # what people bring; what stands or lies there for all to see
_PARTS = 5  # a square of crime points counts evenly in so many rows and columns of it
MOST_CANDIDATES = 20_000
_MOST_WAYS = 20_000_000  # from every place of demand to every candidate, all at once
_GROUND_M = 100
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.str_]
Given = Sequence[tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Places as they were when it was asked; metres in EPSG:5179.

    demand: (n, 2); weight: (n,); source: (n,) which demand of the question it is.
    candidates: (m, 2); areas: (m,) the dong of each, empty outside; costs: (m,).
    existing: (k, 2).  step_m: of the grid that was drawn, 0 without one.
    """

    demand: Floats
    weight: Floats
    source: npt.NDArray[np.int64]
    candidates: Floats
    areas: Texts
    costs: Floats
    existing: Floats
    step_m: npt.NDArray[np.int64]

    def packed(self) -> bytes:
        """As it is kept."""
        out = BytesIO()
        np.savez_compressed(out, **{f.name: getattr(self, f.name) for f in fields(self)})
        return out.getvalue()

    def with_candidate(self, x: float, y: float, area: str, cost: float) -> Ground:
        """The same with one more candidate, the last."""
        return replace(
            self,
            candidates=np.vstack([self.candidates, [[x, y]]]),
            areas=np.append(self.areas, area),
            costs=np.append(self.costs, cost),
        )


def ground_from(kept: bytes | memoryview[int]) -> Ground:
    """What was kept, as arrays."""
    with np.load(BytesIO(bytes(kept)), allow_pickle=False) as read:
        return Ground(**{f.name: read[f.name] for f in fields(Ground)})


def gathered(
    asked: Asked, *, kind: str, points: Given = (), file: Given = (), offered: Given = ()
) -> Ground:
    """Gather the ground of a question.

    points, file: demand that people named or brought: (longitude, latitude, weight).
    offered: candidates of a file: (longitude, latitude, cost or 0).
    Raises NotValid on `demand` or `candidates` when there is none.
    """
    parts = [_demand(one, asked, points, file) for one in asked.demands]
    within = [_within(asked, places) for places, _weight in parts]
    demand = np.vstack([places[keep] for (places, _w), keep in zip(parts, within, strict=True)])
    weight = np.concatenate([w[keep] for (_p, w), keep in zip(parts, within, strict=True)])
    source = np.concatenate([np.full(int(k.sum()), n) for n, k in enumerate(within)])
    if not len(demand) or not weight.sum() > 0:
        says = _("There is no demand in this area: nothing happened or was named there.")
        raise NotValid("places.proposals.demand", {"demand": says})
    existing = _standing([kind], asked) if asked.keeps else np.empty((0, 2))
    places, costs, step = _candidates(asked, demand, weight, existing, offered)
    if len(places) > _most(asked, len(demand)):
        says = _("Too many places to choose from. Choose a smaller area or wider squares.")
        raise NotValid("places.proposals.candidates", {"candidates": says})
    areas = _areas(places)
    keep = _allowed(areas, asked)
    if not keep.any():
        says = _("There is no place left to choose from. Ask for less, or exclude less.")
        raise NotValid("places.proposals.candidates", {"candidates": says})
    return Ground(
        demand, weight, source, places[keep], areas[keep], costs[keep], existing, np.array([step])
    )


def coarse(places: Floats, grain_m: int = GRAIN_M) -> Floats:
    """The middle of the square each place lies in, so that no address can be told from it."""
    return np.asarray(np.floor(places / grain_m) * grain_m + grain_m / 2, dtype=np.float64)


def area_of(longitude: float, latitude: float) -> tuple[float, float, str]:
    """One place in metres, and its dong. Raises NotValid outside the region's boundaries."""
    east, north = metres([longitude], [latitude])
    area = str(_areas(np.column_stack([east, north]))[0])
    if boundaries().of and not area:
        says = _("This place lies outside the boundaries.")
        raise NotValid("places.proposals.place", {"place": says})
    return float(east[0]), float(north[0]), area


def summed(places: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Places that are the same, once, with the sum of their weights."""
    if not len(places):
        return places.reshape(-1, 2), weight
    once, which = np.unique(places, axis=0, return_inverse=True)
    total = np.bincount(which.ravel(), weights=weight, minlength=len(once))
    return once, np.asarray(total, dtype=np.float64)


def _demand(one: Demand, asked: Asked, points: Given, file: Given) -> tuple[Floats, Floats]:
    if one.source == "crime":
        places, weight = _crime(one)
    elif one.source == "ground":
        places, weight = _everywhere(asked)
    elif one.source == "sites":
        places = coarse(_standing(one.kinds, asked), FACT_GRAIN_M)
        weight = np.ones(len(places))
    elif one.source == "hazards":
        places, weight = _hazards(one)
    else:
        places, weight = _given(points if one.source == "points" else file)
    once, total = summed(places, weight)
    return once, total * one.times


def _crime(one: Demand) -> tuple[Floats, Floats]:
    rows = CrimePoint.objects.order_by()
    if one.kinds:
        rows = rows.filter(kind__in=one.kinds)
    if one.days:
        rows = rows.filter(happened_on__gte=timezone.localdate() - timedelta(days=one.days))
    found = list(rows.values_list("x", "y", "grain_m").annotate(Count("pk")))
    table = np.array(found, dtype=np.float64).reshape(-1, 4)
    return _spread(table[:, :2], table[:, 2], table[:, 3])


def _spread(middle: Floats, side: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Incidents known by their square, shared out evenly over it."""
    steps = (np.arange(_PARTS) + 0.5) / _PARTS - 0.5
    off = np.array(np.meshgrid(steps, steps)).reshape(2, -1).T
    places = (middle[:, None] + off[None] * side[:, None, None]).reshape(-1, 2)
    return places, np.repeat(weight / _PARTS**2, _PARTS**2)


def _hazards(one: Demand) -> tuple[Floats, Floats]:
    rows = Hazard.objects.filter(x__isnull=False, y__isnull=False)
    if one.kinds:
        rows = rows.filter(kind__in=one.kinds)
    if one.days:
        rows = rows.filter(reported_at__gte=timezone.now() - timedelta(days=one.days))
    places = np.array(list(rows.values_list("x", "y")), dtype=np.float64).reshape(-1, 2)
    return coarse(places, FACT_GRAIN_M), np.ones(len(places))


def _given(rows: Given) -> tuple[Floats, Floats]:
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    east, north = metres(table[:, 0].tolist(), table[:, 1].tolist())
    return coarse(np.column_stack([east, north])), table[:, 2]


def _everywhere(asked: Asked) -> tuple[Floats, Floats]:
    """Every square of the region's dong, each counting the same."""
    around = boundaries()
    inside = [one for one in around.of if one.code.startswith(asked.area)]
    if not inside:
        return np.empty((0, 2)), np.empty(0)
    boxes = np.array([_box(one.geometry) for one in inside])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    corners = metres([low[0], high[0], low[0], high[0]], [low[1], low[1], high[1], high[1]])
    places = _squares(np.column_stack(corners), _GROUND_M)
    return (kept := places[_areas(places) != ""]), np.ones(len(kept))


def _box(geometry: object) -> tuple[float, float, float, float]:
    from shapely.geometry import shape

    west, south, east, north = shape(geometry).bounds
    return west, south, east, north


def _squares(corners: Floats, step_m: int) -> Floats:
    """Middles of the squares between the outermost corners."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    east = np.arange(np.floor(low[0] / step_m), np.floor(high[0] / step_m) + 1)
    north = np.arange(np.floor(low[1] / step_m), np.floor(high[1] / step_m) + 1)
    across, along = np.meshgrid(east, north)
    return (np.column_stack([across.ravel(), along.ravel()]) + 0.5) * step_m


def _standing(kinds: Sequence[str], asked: Asked) -> Floats:
    rows = Site.objects.filter(kind__in=list(kinds), removed_on=None, x__isnull=False)
    if asked.area:
        # what stands just over the border reaches over it as well
        near = boundaries()
        boxes = [_box(one.geometry) for one in near.of if one.code.startswith(asked.area)]
        if boxes:
            east, north = _frame(boxes, asked.radius_m)
            rows = rows.filter(x__range=east, y__range=north)
    found = list(rows.values_list("x", "y"))
    return np.array(found, dtype=np.float64).reshape(-1, 2)


def _frame(
    boxes: Sequence[tuple[float, float, float, float]], margin: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    box = np.array(boxes)
    west, south = box[:, :2].min(axis=0)
    east, north = box[:, 2:].max(axis=0)
    x, y = metres([west, east, west, east], [south, south, north, north])
    return (
        (float(x.min()) - margin, float(x.max()) + margin),
        (float(y.min()) - margin, float(y.max()) + margin),
    )


def _within(asked: Asked, places: Floats) -> npt.NDArray[np.bool_]:
    if not asked.area or not len(places):
        return np.ones(len(places), dtype=np.bool_)
    return np.char.startswith(_areas(places), asked.area)


def _areas(places: Floats) -> Texts:
    """The dong of each place, empty where it lies in none."""
    around = boundaries()
    if not around.of or not len(places):
        return np.full(len(places), "", dtype="<U10")
    east, north = degrees(places[:, 0].tolist(), places[:, 1].tolist())
    codes = np.array([*(one.code for one in around.of), ""], dtype="<U10")
    return codes[around.places(east.tolist(), north.tolist())]


def _allowed(areas: Texts, asked: Asked) -> npt.NDArray[np.bool_]:
    keep = np.ones(len(areas), dtype=np.bool_)
    if boundaries().of:
        keep &= areas != ""
    if asked.area:
        keep &= np.char.startswith(areas, asked.area)
    for code in asked.excluded:
        keep &= ~np.char.startswith(areas, code)
    return keep


def _candidates(
    asked: Asked, demand: Floats, weight: Floats, existing: Floats, offered: Given
) -> tuple[Floats, Floats, int]:
    """Places to choose from, what each costs, and the step of the grid if there is one."""
    step = 0
    if asked.candidates == "file":
        table = np.array(offered, dtype=np.float64).reshape(-1, 3)
        east, north = metres(table[:, 0].tolist(), table[:, 1].tolist())
        places = np.column_stack([east, north])
        costs = np.where(table[:, 2] > 0, table[:, 2], asked.cost)
        return places, costs, step
    open_ = demand[(weight > 0) & ~_reached(demand, existing, asked.radius_m)]
    if asked.candidates == "sites":
        places = _standing([asked.of_kind], asked)
    elif asked.candidates == "demand":
        places = np.unique(open_, axis=0)
    else:
        places, step = _grid(open_, asked)
    return places, np.full(len(places), asked.cost), step


def _grid(open_: Floats, asked: Asked) -> tuple[Floats, int]:
    """Squares from which open demand can be reached, made wider until they are not too many."""
    step, most = asked.step_m, _most(asked, len(open_))
    while len(open_):
        reach = int(np.ceil(asked.radius_m / step))
        cells = np.unique(np.floor(open_ / step).astype(np.int64), axis=0)
        if len(cells) <= most:
            side = np.arange(-reach, reach + 1)
            if len(cells) * len(side) ** 2 > 40 * most:
                side = np.array([0])
            around = np.array(np.meshgrid(side, side)).reshape(2, -1).T
            cells = np.unique((cells[:, None] + around[None]).reshape(-1, 2), axis=0)
            places = np.asarray((cells + 0.5) * step, dtype=np.float64)
            places = places[_reached(places, open_, asked.radius_m)]
            if len(places) <= most:
                return places, step
        step *= 2
    return np.empty((0, 2)), step


def _most(asked: Asked, demand: int) -> int:
    """How many candidates can be weighed; fewer where every way to each of them counts."""
    if asked.goal != "nearest":
        return MOST_CANDIDATES
    return max(min(MOST_CANDIDATES, _MOST_WAYS // max(demand, 1)), 1)


def _reached(places: Floats, others: Floats, within: float) -> npt.NDArray[np.bool_]:
    if not len(others) or not len(places):
        return np.zeros(len(places), dtype=np.bool_)
    away, _which = cKDTree(others).query(places, distance_upper_bound=within * (1 + 1e-12))
    return np.asarray(np.isfinite(away), dtype=np.bool_)
