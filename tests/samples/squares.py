"""An invented town of two square dong side by side, each a district of its own."""

from __future__ import annotations

import json
from pathlib import Path

from jikimi.places.ground import degrees

SIDE_M, WEST, SOUTH = 1_000, 953_000.0, 1_944_000.0


def two_dong(folder: Path) -> Path:
    """A GeoJSON with the dong 9911010000 in the west and 9922010000 in the east."""
    features = []
    for number, code in enumerate(("9911010000", "9922010000")):
        facts = {"adm_cd2": code, "adm_nm": f"가온도 가온{number + 1}구 동{number + 1}"}
        facts["sgg"] = code[:5]
        geometry = {"type": "Polygon", "coordinates": [_ring(WEST + number * SIDE_M)]}
        features.append({"type": "Feature", "properties": facts, "geometry": geometry})
    path = folder / "two_dong.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _ring(west: float) -> list[list[float]]:
    corners = [(0, 0), (SIDE_M, 0), (SIDE_M, SIDE_M), (0, SIDE_M), (0, 0)]
    east, north = degrees([west + x for x, _y in corners], [SOUTH + y for _x, y in corners])
    return [[float(x), float(y)] for x, y in zip(east, north, strict=True)]
