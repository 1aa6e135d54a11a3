"""Hot cells, surfaces, near repeats: how long, how much memory, and which forecasts hit.

Run in a process of its own: python -m bench.hotspots
Nothing here needs a database.  Where esda is installed its z is compared as well; it is no extra
because everybody would have to install a whole geographic stack for one line.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench import place
from jikimi.places.hotspots import (
    Accuracy,
    Past,
    accuracy,
    counted,
    density,
    events_of,
    exact_density,
    gi_star,
    grid_over,
    hot_cells,
    near_repeats,
    settled,
)
from jikimi.places.hotspots.conditional import conditional_p
from jikimi.places.hotspots.grids import hull_of
from jikimi.places.hotspots.hot_cells import around
from jikimi.places.hotspots.prediction import METHODS, best_method

CRIME = place.ROOT.parent / "shared" / "data" / "crime"
CITIES = {
    "Chicago": "chicago_aggravated_assaults.csv.gz",
    "Cincinnati": "cincinnati_burglary.csv.gz",
    "Nottingham": "nottingham_burglary.csv.gz",
}
SHARES = (0.005, 0.01, 0.05)
DAYS_AHEAD, CELL_M = 90, 250.0
_RUNS, _SIDE = 5, 1000


@dataclass(frozen=True)
class Row:
    """How one way of choosing did. area: settled, or hull (of all events)."""

    city: str
    method: str
    area: str
    share: float
    found: Accuracy


@cache
def compared(folder: Path) -> tuple[Row, ...]:
    """Every method on every city: all but the last 90 days known, judged by these."""
    return tuple(row for city, name in CITIES.items() for row in _city(city, folder / name))


def _city(city: str, path: Path) -> Iterator[Row]:
    events = events_of(path)
    assert events.days is not None
    until = int(events.days.max()) - DAYS_AHEAD
    is_past = events.days <= until
    grid = grid_over(events.points, cell_m=CELL_M)
    areas = {"settled": settled(counted(grid, events.points)), "hull": hull_of(grid, events.points)}
    came = counted(grid, events.points[~is_past])
    ages = (until + 1 - events.days[is_past]).astype(np.float64)
    past = Past(grid, events.points[is_past], ages, DAYS_AHEAD)
    for method, score in METHODS.items():
        scores = score(past)
        for area, within in areas.items():
            for share in SHARES:
                found = accuracy(scores, came, area_share=share, within=within)
                yield Row(city, method, area, share, found)


def chosen(folder: Path, area: str) -> tuple[str, dict[str, float]]:
    """What the rule chooses on one kind of area, and the mean PEI of every method."""
    rows = [row for row in compared(folder) if row.area == area]
    pei = {name: [row.found.pei for row in rows if row.method == name] for name in METHODS}
    return best_method(pei), {name: float(np.mean(values)) for name, values in pei.items()}


def _timed(work: Callable[[], object]) -> dict[str, float]:
    """The best of some runs: processor and wall seconds."""
    processor, wall = [], []
    for _ in range(_RUNS):
        worked, began = time.process_time(), time.perf_counter()
        work()
        processor.append(time.process_time() - worked)
        wall.append(time.perf_counter() - began)
    return {"processor_s": min(processor), "wall_s": min(wall)}


def _cells() -> dict[str, Any]:
    """A million cells: exact chances alone, and everything."""
    random = np.random.default_rng(1)
    before = _peak_mb()
    found: dict[str, Any] = {}
    noise = random.poisson(0.1, (_SIDE, _SIDE))
    uneven = random.negative_binomial(0.3, 0.03, (_SIDE, _SIDE))
    for name, counts in (("sparse", noise), ("uneven", uneven)):
        own = counts.ravel()
        near = around(counts).astype(np.int64).ravel()
        chosen_ = around(np.ones_like(counts)).astype(np.int64).ravel()
        found[name] = {
            "exact_p": _timed(lambda o=own, c=chosen_, n=near: conditional_p(o, c, n)),
            "z": _timed(lambda c=counts: gi_star(c)),
            "all": _timed(lambda c=counts: hot_cells(c)),
            "most": int(counts.max()),
        }
    told = hot_cells(noise)
    found["false_at_5_percent"] = {
        "hot": float(np.mean(told.p_hot <= 0.05)),
        "cold": float(np.mean(told.p_cold <= 0.05)),
        "two_sided": float(np.mean(told.p <= 0.05)),
        "called": int(told.hot().sum() + told.cold().sum()),
    }
    return {**found, "peak_mb": _peak_mb(), "peak_mb_before": before}


def _surface() -> dict[str, Any]:
    """A million events on a thousand by a thousand nodes, and how far off sixty nodes are."""
    random = np.random.default_rng(2)
    size = 99_900.0
    towns = np.vstack(
        [random.normal(50_000, 9_000, (600_000, 2)), random.random((400_000, 2)) * size]
    )
    points = np.clip(towns, 0, size - 1e-6)
    window = (0.0, 0.0, size, size)
    found: dict[str, Any] = {}
    for cells in (2, 5, 10):
        drawn = density(points, bandwidth_m=100.0 * cells, cell_m=100, window=window)
        node = random.integers(0, drawn.value.shape[0], (60, 2))
        at = np.column_stack([drawn.x[node[:, 1]], drawn.y[node[:, 0]]])
        exact = exact_density(points, at, bandwidth_m=100.0 * cells)
        off = np.abs(drawn.value[node[:, 0], node[:, 1]] - exact)
        found[f"bandwidth {cells} cells"] = {
            "largest_error_of_node": float((off / exact).max()),
            "largest_error_of_peak": float(off.max() / drawn.value.max()),
            **_timed(
                lambda c=cells: density(points, bandwidth_m=100.0 * c, cell_m=100, window=window)
            ),
        }
    return found


def _repeats() -> dict[str, Any]:
    """11,700 assaults of Chicago, 36 cells, 999 deals."""
    events = events_of(CRIME / CITIES["Chicago"])
    assert events.days is not None
    points, days = events.points[-11_700:], events.days[-11_700:]
    edges = (0.0, 0.1, 100.0, 200.0, 300.0, 400.0)
    bands = (0, 7, 14, 21, 28, 35)
    drawn = near_repeats(points, days, distances_m=edges, day_bands=bands, deals=0)

    def work() -> object:
        return near_repeats(points, days, distances_m=edges, day_bands=bands, deals=999)

    return {
        "cells": drawn.observed.size,
        "near_pairs": int(drawn.observed[:-1].sum()),
        **_timed(work),
    }


def _beside_esda() -> dict[str, Any]:
    """The same 10,000 cells by the field's library."""
    if find_spec("esda") is None:
        return {"esda": "not installed"}
    import esda
    import libpysal

    counts = np.random.default_rng(3).negative_binomial(0.5, 0.1, (100, 100))
    weights = libpysal.weights.lat2W(100, 100, rook=False)
    libpysal.weights.util.fill_diagonal(weights, 1.0)
    values = counts.ravel().astype(float)
    theirs = esda.G_Local(values, weights, transform="B", star=True, permutations=0)
    off = float(np.abs(theirs.Zs - gi_star(counts).ravel()).max())
    return {"largest_difference_of_z": off, "version": esda.__version__}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table_of_methods(folder: Path) -> str:
    """PAI at each share within the hull, and mean PEI on both kinds of area, as Markdown."""
    winner, settled_pei = chosen(folder, "settled")
    _, hull_pei = chosen(folder, "hull")
    lines = ["| method | " + " | ".join(CITIES) + " | mean PEI, settled | hull |", "|---" * 6 + "|"]
    for method in METHODS:
        cells = [_pai(folder, city, method) for city in CITIES]
        name = f"**{method}**" if method == winner else method
        means = (settled_pei[method], hull_pei[method])
        told = [f"{mean:.3f}" if mean == mean else "–" for mean in means]
        lines.append("| " + " | ".join([name, *cells, *told]) + " |")
    return "\n".join(lines)


def _pai(folder: Path, city: str, method: str) -> str:
    rows = [
        row
        for row in compared(folder)
        if (row.city, row.method, row.area) == (city, method, "hull")
    ]
    return " / ".join(
        f"{row.found.pai:.1f}" if row.found.pai == row.found.pai else "–" for row in rows
    )


def measured() -> dict[str, Any]:
    """All figures; those of real cities only where the shared data are."""
    found = {"cells": _cells(), "surface": _surface(), "esda": _beside_esda()}
    if not CRIME.is_dir():
        return found
    forecasts = {area: chosen(CRIME, area) for area in ("settled", "hull")}
    return {**found, "near_repeats": _repeats(), "forecasts": forecasts}


if __name__ == "__main__":
    figures = measured()
    place.keep("hotspots", figures=figures)
    for part, values in figures.items():
        print(part, values)
    if CRIME.is_dir():
        print(table_of_methods(CRIME))
