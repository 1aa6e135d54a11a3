"""An invented town of streets in Gwanak's place: a grid with one dark street straight home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jikimi.access.actor import THE_OPERATOR
from jikimi.places.ground import degrees, metres
from jikimi.places.models import Site, StreetImport
from jikimi.places.street_import import bring_streets

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


def stands(kind: str, east_m: float, north_m: float, **more: Any) -> Site:
    """A site of this kind so many metres east and north of the start."""
    longitude, latitude = at(east_m, north_m)
    east, north = metres([longitude], [latitude])
    return Site.objects.create(
        kind=kind, number=f"{kind}{east_m}", longitude=longitude, latitude=latitude,
        x=float(east[0]), y=float(north[0]), **more,
    )  # fmt: skip


def lamps() -> None:
    """Lamps and a camera along the bright street, a bell all may know of and one they may not."""
    for east_m in range(0, 601, 30):
        stands("light", east_m, 82)
    stands("camera", 300, 82)
    known = {"audience": "public", "published_at": "2026-01-01T00:00Z"}
    stands("bell", 200, 90, name="밝은길 비상벨", **known)
    stands("bell", 400, 90, name="비공개 벨")


def brought(folder: Path) -> StreetImport:
    """The streets of the town with what stands beside them; the operator is named already."""
    lamps()
    path = written(folder / "streets.geojson", town())
    return bring_streets(actor=THE_OPERATOR, path=path, as_of=date(2026, 1, 2))[0]
