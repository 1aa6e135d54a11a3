"""Ways home in Gwanak: a grid of streets of a town's size beside real cameras, bells and houses.

Run in a process of its own: python -m bench.ways
The streets are invented (a crossing every 60 m, some left out, bent a little), since no file of
real ones is at hand; what stands beside them is Seoul's open data.
"""

from __future__ import annotations

import json
import random
import resource
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench import place
from bench.place import Size

SIZE = Size("ways", 0)
ACROSS, UP, EVERY_M, LEFT_OUT = 140, 110, 60.0, 0.08
WAYS, NEAR_M, FAR_M = 200, 400.0, 3_000.0
_MIDDLE = (126.945, 37.470)
_LISTS = ("seoul_safety_bells.csv", "seoul_cctv.csv", "gwanak_women_safe_houses_20220928.csv")


def grid(path: Path, chance: random.Random) -> list[tuple[float, float]]:
    """A file of streets; its corners in degrees."""
    from jikimi.places.ground import degrees, metres

    east, north = (float(one[0]) for one in metres([_MIDDLE[0]], [_MIDDLE[1]]))
    x, y = [], []
    for j in range(UP):
        for i in range(ACROSS):
            x.append(east + (i - ACROSS / 2) * EVERY_M + chance.uniform(-12, 12))
            y.append(north + (j - UP / 2) * EVERY_M + chance.uniform(-12, 12))
    corners = list(zip(*(one.tolist() for one in degrees(x, y)), strict=True))
    features = []
    for j in range(UP):
        for i in range(ACROSS):
            at = j * ACROSS + i
            for other, there in ((at + 1, i + 1 < ACROSS), (at + ACROSS, j + 1 < UP)):
                if there and chance.random() > LEFT_OUT:
                    line = {"type": "LineString", "coordinates": [corners[at], corners[other]]}
                    facts = {"RN": f"{j}길" if other == at + 1 else f"{i}로"}
                    features.append({"type": "Feature", "properties": facts, "geometry": line})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return corners


def fill(folder: Path) -> tuple[list[tuple[float, float]], dict[str, Any]]:
    """Sites of Seoul and the streets; corners, and what bringing in cost."""
    from django.utils import timezone

    from bench.maps import GEO
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.places.models import Site
    from jikimi.places.site_import import bring_sites
    from jikimi.places.street_import import bring_streets

    for name in _LISTS:
        bring_sites(actor=THE_OPERATOR, path=GEO / name)
    Site.objects.exclude(kind="camera").update(audience="public", published_at=timezone.now())
    path = folder / "grid.geojson"
    corners = grid(path, random.Random(7))
    began = time.perf_counter()
    _brought, plan = bring_streets(actor=THE_OPERATOR, path=path)
    return corners, {
        "stretches": len(plan.stretches),
        "km": round(sum(one.metres for one in plan.stretches) / 1000),
        "sites": Site.objects.count(),
        "bring_s": time.perf_counter() - began,
    }


def measured(corners: list[tuple[float, float]]) -> dict[str, Any]:
    """Ways between corners chosen by chance, as the public login asks for them."""
    from jikimi.directory.routing import public_door
    from jikimi.doors.public.walk.ways import told
    from jikimi.places.ground import metres
    from jikimi.places.ways import ways_between

    chance, took, drawn = random.Random(11), [], []
    longer, beside, short = [], [], []
    before = _memory_mb()
    while len(took) < WAYS:
        pair = chance.sample(corners, 2)
        east, north = metres([one[0] for one in pair], [one[1] for one in pair])
        if not NEAR_M <= ((east[0] - east[1]) ** 2 + (north[0] - north[1]) ** 2) ** 0.5 <= FAR_M:
            continue
        began = time.perf_counter()
        with public_door():
            found = ways_between(*pair)
            took.append(1000 * (time.perf_counter() - began))
            told(found, pair[0])
            drawn.append(1000 * (time.perf_counter() - began))
        best, least = found.ways[0], found.ways[-1]
        longer.append(best.metres / least.metres)
        beside.append(best.shares["any"])
        short.append(least.shares["any"])
    return {
        "ways": WAYS,
        "p50_ms": median(took),
        "p95_ms": sorted(took)[int(0.95 * WAYS)],
        "told_p95_ms": sorted(drawn)[int(0.95 * WAYS)],
        "memory_mb": round(_memory_mb() - before),
        "longer": sum(longer) / WAYS,
        "longest": max(longer),
        "near_share": sum(beside) / WAYS,
        "short_share": sum(short) / WAYS,
    }


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make the database, ask for ways, write the figures down."""
    from bench.maps import GEO

    if not GEO.exists():
        print("ways: left out, the lists of Seoul are not there", flush=True)
        return
    place.settle(SIZE)
    from jikimi.settings import embedded, upkeep

    embedded.start()
    embedded.fresh_database(SIZE.database)
    upkeep.bring_tables_up_to_date()
    import tempfile

    import django

    django.setup()
    from jikimi.access.actor import THE_OPERATOR
    from jikimi.access.ticket import named

    with tempfile.TemporaryDirectory() as folder, named(THE_OPERATOR):
        corners, figures = fill(Path(folder))
    place.keep("ways", figures={**figures, **measured(corners)})
    print(place.kept("ways"))


if __name__ == "__main__":
    main()
