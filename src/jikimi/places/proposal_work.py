"""Working a proposal out, and saying of any choice what it is worth and why each site is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from jikimi.places.ground import degrees
from jikimi.places.proposal_ground import Floats, Ground, summed
from jikimi.places.proposal_terms import Asked
from jikimi.places.siting import (
    Cover,
    NoSuchChoice,
    Siting,
    Terms,
    allowed_instead,
    best_sites,
    cover_of,
    fewest_sites,
    near_sites,
    ranked,
    weighed,
)

_DISTRICT = 5  # signs of an area's code that name its district
_SHOWN_OPEN = 3_000


def cover_on(ground: Ground, asked: Asked, *, candidates: Floats | None = None) -> Cover:
    """Which candidates reach which demand of this ground."""
    return cover_of(
        ground.demand,
        ground.weight,
        ground.candidates if candidates is None else candidates,
        radius_m=asked.radius_m,
        existing=ground.existing,
    )


def worked_out(ground: Ground, asked: Asked) -> dict[str, Any]:
    """The answer to a question, and the numbers of the candidates chosen, in the order of worth.

    is_proven only when no better choice exists; gap says how far below the bound it is at most.
    Raises NoSuchChoice when no choice keeps to the terms.
    """
    cover = cover_on(ground, asked)
    if asked.goal == "nearest":
        return _nearest(ground, asked, cover)
    found = _fewest(ground, asked, cover) if asked.goal == "fewest" else _most(ground, asked, cover)
    return {
        "sites": ranked(cover, found.sites),
        "covered": found.covered,
        "bound": found.bound,
        "gap": found.gap,
        "is_proven": found.is_proven,
        "seconds": round(found.seconds, 3),
        "already": cover.already,
        "reachable": cover.reachable,
        "total": cover.total,
        "demand": len(ground.demand),
        "candidates": len(ground.candidates),
        "existing": len(ground.existing),
        "step_m": int(ground.step_m[0]),
    }


def terms_on(ground: Ground, asked: Asked) -> Terms:
    """What a choice on this ground must keep to."""
    districts = [code[:_DISTRICT] for code in ground.areas]
    floors = {name: asked.floor for name in set(districts) - {""}} if asked.floor else {}
    return Terms(
        budget=np.inf if asked.goal == "fewest" else asked.budget,
        costs=ground.costs.tolist() if asked.budget_krw else None,
        districts=districts,
        floors=floors,
    )


def told(ground: Ground, asked: Asked, sites: Sequence[int]) -> dict[str, Any]:
    """What a choice is worth, and why each of its sites is there: kept beside it and shown."""
    cover = cover_on(ground, asked)
    allowed = allowed_instead(terms_on(ground, asked), sites, len(ground.candidates))
    found = weighed(cover, sites, allowed=allowed)
    places = ground.candidates[list(sites)]
    lon, lat = _as_degrees(places)
    near = _nearest_existing(ground, places)
    reach = _reach(ground, asked, places)
    districts = Counter(str(ground.areas[n])[:_DISTRICT] for n in sites)
    rows = [
        {
            "number": at + 1,
            "candidate": int(site),
            "x": float(places[at, 0]),
            "y": float(places[at, 1]),
            "longitude": lon[at],
            "latitude": lat[at],
            "area": str(ground.areas[site]),
            "cost": float(ground.costs[site]),
            "adds": found.adds[at],
            "alone": found.alone[at],
            "reaches": reach[at],
            "nearest_m": near[at],
            "holds_floor": bool(asked.floor)
            and districts[str(ground.areas[site])[:_DISTRICT]] <= asked.floor,
            "others": [
                {"candidate": one.candidate, "loss": one.loss, **_place(ground, one.candidate)}
                for one in found.others[at]
            ],
        }
        for at, site in enumerate(sites)
    ]
    return {
        "rows": rows,
        "covered": found.covered,
        "cost": float(ground.costs[list(sites)].sum()),
        "by_source": _by_source(ground, asked, places),
        "missed_floors": _missed(ground, asked, districts),
    }


def open_demand(ground: Ground, asked: Asked, sites: Sequence[int]) -> list[list[float]]:
    """Demand out of reach of what stands and of these sites: [longitude, latitude, weight].

    Summed over wider squares until there are few enough to draw.
    """
    stand = np.vstack([ground.existing, ground.candidates[list(sites)]])
    places, weight = ground.demand, ground.weight
    if len(stand):
        away, _which = cKDTree(stand).query(
            places, distance_upper_bound=asked.radius_m * (1 + 1e-12)
        )
        places, weight = places[~np.isfinite(away)], weight[~np.isfinite(away)]
    side = 100
    once, total = summed(places, weight)
    while len(once) > _SHOWN_OPEN:
        once, total = summed((np.floor(places / side) + 0.5) * side, weight)
        side *= 2
    lon, lat = _as_degrees(once)
    return [[x, y, float(w)] for x, y, w in zip(lon, lat, total, strict=True)]


def covered_elsewhere(ground: Ground, asked: Asked, places: Floats) -> float:
    """What sites chosen on another ground would cover here."""
    cover = cover_on(ground, asked, candidates=places)
    return weighed(cover, range(len(places)), most=0).covered if len(places) else cover.already


def _most(ground: Ground, asked: Asked, cover: Cover) -> Siting:
    return best_sites(cover, terms_on(ground, asked), seconds=asked.seconds)


def _fewest(ground: Ground, asked: Asked, cover: Cover) -> Siting:
    if not cover.matrix.shape[0]:
        raise NoSuchChoice("nothing_open", "Everything is within reach already.")
    return fewest_sites(cover, seconds=asked.seconds)


def _nearest(ground: Ground, asked: Asked, cover: Cover) -> dict[str, Any]:
    count = min(int(asked.budget // asked.cost), len(ground.candidates))
    found = near_sites(
        ground.demand,
        ground.weight,
        ground.candidates,
        sites=count,
        existing=ground.existing,
        seconds=asked.seconds,
    )
    sites = ranked(cover, found.sites)
    return {
        "sites": sites,
        "covered": weighed(cover, sites, most=0).covered,
        "way_m": found.way / float(ground.weight.sum()),
        "way_before_m": found.before / float(ground.weight.sum()) if len(ground.existing) else None,
        "bound": found.bound / float(ground.weight.sum()),
        "gap": found.gap,
        "is_proven": found.is_proven,
        "seconds": round(found.seconds, 3),
        "already": cover.already,
        "reachable": cover.reachable,
        "total": cover.total,
        "demand": len(ground.demand),
        "candidates": len(ground.candidates),
        "existing": len(ground.existing),
        "step_m": int(ground.step_m[0]),
    }


def _as_degrees(places: Floats) -> tuple[list[float], list[float]]:
    if not len(places):
        return [], []
    lon, lat = degrees(places[:, 0].tolist(), places[:, 1].tolist())
    return [round(float(v), 6) for v in lon], [round(float(v), 6) for v in lat]


def _place(ground: Ground, candidate: int) -> dict[str, Any]:
    lon, lat = _as_degrees(ground.candidates[[candidate]])
    return {"longitude": lon[0], "latitude": lat[0], "area": str(ground.areas[candidate])}


def _nearest_existing(ground: Ground, places: Floats) -> list[float | None]:
    if not len(ground.existing) or not len(places):
        return [None] * len(places)
    away, _which = cKDTree(ground.existing).query(places)
    return [round(float(v), 1) for v in away]


def _reach(ground: Ground, asked: Asked, places: Floats) -> list[float]:
    """All demand within reach of each place, whoever else reaches it."""
    if not len(places):
        return []
    near = cKDTree(ground.demand).query_ball_point(places, asked.radius_m * (1 + 1e-12))
    return [float(ground.weight[which].sum()) for which in near]


def _by_source(ground: Ground, asked: Asked, places: Floats) -> list[dict[str, float]]:
    """For each demand of the question: all of it, within reach before and afterwards."""
    before = _within(ground, ground.existing, asked)
    after = before | _within(ground, places, asked)
    return [
        {
            "total": float(ground.weight[of].sum()),
            "before": float(ground.weight[of & before].sum()),
            "after": float(ground.weight[of & after].sum()),
        }
        for n in range(len(asked.demands))
        for of in [ground.source == n]
    ]


def _within(ground: Ground, places: Floats, asked: Asked) -> Any:
    if not len(places):
        return np.zeros(len(ground.demand), dtype=np.bool_)
    away, _which = cKDTree(places).query(
        ground.demand, distance_upper_bound=asked.radius_m * (1 + 1e-12)
    )
    return np.isfinite(away)


def _missed(ground: Ground, asked: Asked, districts: Counter[str]) -> list[str]:
    """Districts that get fewer than the least number."""
    if not asked.floor:
        return []
    names = {str(code)[:_DISTRICT] for code in ground.areas} - {""}
    return sorted(name for name in names if districts[name] < asked.floor)
