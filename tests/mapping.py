"""Four dong of one invented district around a place in Jeju, and sites on them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import name_actor
from jikimi.places.areas import bring_areas
from jikimi.places.ground import metres
from jikimi.places.models import Site

EAST, NORTH = 126.53, 33.50
SIDE = 0.02
DISTRICT, DONG = "50110", "5011053000"


def four_dong(folder: Path) -> None:
    """Bring the four in, as the operator."""
    features = [_dong(number) for number in range(4)]
    path = folder / "dong.geojson"
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    name_actor(THE_OPERATOR)
    bring_areas(actor=THE_OPERATOR, path=path, valid_from=date(2026, 1, 1))


def put_up(kind: str, name: str, step: float = 0.0, **more: Any) -> Site:
    """A site, so many degrees north-east of the middle."""
    longitude, latitude = EAST + step, NORTH + step
    x, y = metres([longitude], [latitude])
    place = {"longitude": longitude, "latitude": latitude, "x": float(x[0]), "y": float(y[0])}
    return Site.objects.create(kind=kind, name=name, area_code=DONG, **{**place, **more})


def _dong(number: int) -> dict[str, Any]:
    west, south = EAST - SIDE + number % 2 * SIDE, NORTH - SIDE + number // 2 * SIDE
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    corners = [[west + x * SIDE, south + y * SIDE] for x, y in ring]
    facts = {"adm_cd2": f"501105{number}000", "adm_nm": f"제주도 제주시 {number}동"}
    shape = {"type": "Polygon", "coordinates": [corners]}
    return {"properties": {**facts, "sgg": DISTRICT}, "geometry": shape}
