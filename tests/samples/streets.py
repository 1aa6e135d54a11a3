"""An invented town of streets in Gwanak's place: a grid with one dark street straight home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jikimi.places.ground import degrees, metres

WEST, SOUTH = (float(one[0]) for one in metres([126.9200], [37.4800]))
Place = tuple[float, float]


def at(east_m: float, north_m: float) -> Place:
    """Longitude and latitude of a place so many metres east and north of the start."""
    east, north = degrees([WEST + east_m], [SOUTH + north_m])
    return round(float(east[0]), 7), round(float(north[0]), 7)


def street(name: str, *places: Place, **facts: Any) -> dict[str, Any]:
    """A street of a GeoJSON through places in metres."""
    line = {"type": "LineString", "coordinates": [at(*place) for place in places]}
    return {"type": "Feature", "properties": {"RN": name, **facts}, "geometry": line}


def town() -> list[dict[str, Any]]:
    """Dark street straight east (600 m), lit street 80 m north of it, and what joins them."""
    return [
        street("어두운길", (0, 0), (600, 0), RDS_MAN_NO=1),
        street("밝은길", (0, 80), (600, 80), RDS_MAN_NO=2),
        street("샛길", (0, 0), (0, 80), RDS_MAN_NO=3),
        street("집앞길", (600, 0), (600, 80), RDS_MAN_NO=4),
        street("고속도로", (0, 300), (600, 300), ROA_CLS_SE="1"),
    ]


def written(path: Path, features: Sequence[dict[str, Any]]) -> Path:
    """The file of a town."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path
