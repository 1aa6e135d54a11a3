"""Where to put what: the same optimum as the field's library, how fast, and how well proven.

Run in a process of its own: python -m bench.siting
Nothing here needs a database.  Where spopt is installed it answers the same questions; it is no
extra because everybody would have to install a whole geographic stack for a few lines.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench import place
from jikimi.places.hotspots import events_of
from jikimi.places.siting import (
    Terms,
    best_sites,
    cover_of,
    cover_within,
    fewest_sites,
    nearest_sites,
)

DATA = place.ROOT.parent / "shared" / "data"
TRACTS = DATA / "siting" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
CHICAGO = DATA / "crime" / "chicago_aggravated_assaults.csv.gz"
GEO = DATA / "geo"
SQUARES_KM = (30, 20, 10, 7)
_SEEDS, _PLACES, _OFFERED = range(6), 120, 20


def san_francisco() -> dict[str, Any]:
    """The published examples; spopt answers them too where it is installed."""
    with TRACTS.open() as file:
        rows = list(csv.DictReader(file))
    stores = sorted({row["name"] for row in rows}, key=lambda name: int(name.split("_")[1]))
    people = {row["DestinationName"]: float(row["demand"]) for row in rows}
    tracts = list(people)
    ways = np.full((len(tracts), len(stores)), np.nan)
    for row in rows:
        ways[tracts.index(row["DestinationName"]), stores.index(row["name"])] = row["distance"]
    weights = np.array(list(people.values()))
    return _beside_spopt(ways, weights, reach=5000.0, sites=4)


def random_towns() -> list[dict[str, Any]]:
    """Small invented towns, each asked the same three questions."""
    return [_random_town(seed) for seed in _SEEDS]


def _random_town(seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    demand, offered = random.random((_PLACES, 2)) * 1000, random.random((_OFFERED, 2)) * 1000
    ways = np.hypot(*(demand[:, None] - offered[None]).transpose(2, 0, 1))
    return _beside_spopt(ways, random.integers(1, 9, _PLACES) * 1.0, reach=250.0, sites=5)


def _beside_spopt(
    ways: np.ndarray, weights: np.ndarray, *, reach: float, sites: int
) -> dict[str, Any]:
    near = cover_within(ways, weights, reach=reach)
    reached = (ways <= reach).any(axis=1)
    ours = {
        "fewest": float(len(fewest_sites(near).sites)),
        "covered": best_sites(near, Terms(budget=sites)).covered,
        "way": nearest_sites(weights, ways, sites=sites).way,
    }
    if find_spec("spopt") is None:
        return {"ours": ours, "spopt": None}
    theirs = _spopt(ways, weights, reached, reach, sites)
    is_same = all(abs(ours[name] - theirs[name]) <= 1e-6 * max(1, ours[name]) for name in ours)
    return {"ours": ours, "spopt": theirs, "is_same": is_same}


def _spopt(
    ways: np.ndarray, weights: np.ndarray, reached: np.ndarray, reach: float, sites: int
) -> dict[str, float]:
    import pulp
    from spopt.locate import LSCP, MCLP, PMedian

    solver = pulp.PULP_CBC_CMD(msg=False)
    fewest = LSCP.from_cost_matrix(ways[reached], reach).solve(solver)
    most = MCLP.from_cost_matrix(ways, weights, reach, p_facilities=sites).solve(solver)
    median = PMedian.from_cost_matrix(ways, weights, p_facilities=sites).solve(solver)
    return {
        "fewest": float(pulp.value(fewest.problem.objective)),
        "covered": float(pulp.value(most.problem.objective)),
        "way": float(pulp.value(median.problem.objective)),
    }


def chicago() -> dict[str, Any]:
    """Assaults of Chicago: 50 sites of 5,000 places, 300 m, until it is proven."""
    events = events_of(CHICAGO)
    places, count = np.unique(np.round(events.points, 1), axis=0, return_counts=True)
    random = np.random.default_rng(1)
    offered = places[random.choice(len(places), 5_000, replace=False)]
    before = _peak_mb()
    found, spent = _timed(lambda: _chosen(places, count, offered, 50, 300.0, 60))
    return {
        "places": len(places),
        "events": int(count.sum()),
        **_said(found, spent),
        "peak_mb": _peak_mb(),
        "peak_mb_before": before,
    }


def uniform(side_km: float) -> dict[str, Any]:
    """50,000 places and 5,000 candidates anywhere on a square: 50 sites, 500 m, a minute."""
    random = np.random.default_rng(42)
    places, offered = (random.random((n, 2)) * side_km * 1000 for n in (50_000, 5_000))
    count = random.integers(1, 10, len(places))
    found, spent = _timed(lambda: _chosen(places, count, offered, 50, 500.0, 60))
    return {"side_km": side_km, **_said(found, spent)}


def seoul() -> dict[str, Any]:
    """Seoul: every 100 m of ground, bells kept, 20 more, 200 m; the lists are read beforehand."""
    from jikimi.places.ground import Boundaries, Boundary, metres
    from jikimi.places.lists import read_sites

    bells = read_sites(GEO / "seoul_safety_bells.csv", tells={}, kind="bell")
    known = [(row.longitude, row.latitude) for row in bells.rows if row.longitude is not None]
    existing = np.column_stack(metres([x for x, _ in known], [y or 0.0 for _, y in known]))
    shapes = json.loads((GEO / "hangjeongdong_seoul.geojson").read_text())["features"]
    around = Boundaries(Boundary(str(n), "", "", one["geometry"]) for n, one in enumerate(shapes))

    def work() -> Any:
        ground = _squares(around, existing, 100)
        offered = _squares(around, existing, 200)
        cover = cover_of(ground, np.ones(len(ground)), offered, radius_m=200, existing=existing)
        return best_sites(cover, Terms(budget=20), seconds=8)

    found, spent = _timed(work)
    return {"bells": len(known), "rows": len(bells.rows), **_said(found, spent)}


def _squares(around: Any, near: np.ndarray, step: int) -> np.ndarray:
    from jikimi.places.ground import degrees

    low, high = near.min(axis=0) - 3_000, near.max(axis=0) + 3_000
    east, north = (np.arange(low[n] // step, high[n] // step) for n in (0, 1))
    places = (np.column_stack([one.ravel() for one in np.meshgrid(east, north)]) + 0.5) * step
    lon, lat = degrees(places[:, 0].tolist(), places[:, 1].tolist())
    return places[np.array(around.places(lon.tolist(), lat.tolist())) >= 0]


def _chosen(
    places: np.ndarray, count: np.ndarray, offered: np.ndarray, sites: int, reach: float, most: int
) -> Any:
    return best_sites(
        cover_of(places, count, offered, radius_m=reach), Terms(budget=sites), seconds=most
    )


def _timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    worked, began = time.process_time(), time.perf_counter()
    found = work()
    spent = {"processor_s": time.process_time() - worked, "wall_s": time.perf_counter() - began}
    return found, spent


def _said(found: Any, spent: dict[str, float]) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in ("covered", "total", "gap", "is_proven")}
    return {**told, "is_honest": found.is_proven == (found.gap <= 1e-9), **spent}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _alone(what: str) -> Any:
    """One measurement in a process of its own, so that memory and heat are its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.siting", what],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


PARTS: dict[str, Callable[[], Any]] = {
    "san_francisco": san_francisco,
    "random_towns": random_towns,
    "chicago": chicago,
    "seoul": seoul,
    **{f"uniform_{side}": lambda side=side: uniform(side) for side in SQUARES_KM},
}


def measured() -> dict[str, Any]:
    """All figures; those of real places only where the shared data are."""
    real = {"san_francisco": TRACTS, "chicago": CHICAGO, "seoul": GEO}
    return {name: _alone(name) for name in PARTS if name not in real or Path(real[name]).exists()}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(PARTS[sys.argv[1]](), default=float))
    else:
        figures = measured()
        place.keep("siting", figures=figures)
        for part, values in figures.items():
            print(part, values)
