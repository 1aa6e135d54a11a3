"""What the public may see of places: published bells and safe houses, and where districts lie.

Asked through the public login, which is shown published rows alone (`wall.py`); here they are asked
for by name once more.  Nothing here reads the directory: where a shelter is, no map can know.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jikimi.places.models import Area, Site

PUBLIC_KINDS = ("bell", "safe_house")
MOST_LISTED = 500
_FIELDS = (
    "kind", "name", "number", "road_address", "lot_address", "area_code", "longitude", "latitude",
    "state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class District:
    """A district with how much is published in it, by kind."""

    code: str
    name: str
    counts: dict[str, int]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PublicSite:
    """One published site, as little as a person needs: what, where, whether it works."""

    kind: str
    name: str
    where: str
    dong: str
    longitude: float
    latitude: float
    works: bool


def published_sites(*, kind: str = "") -> QuerySet[Site]:
    """Published bells and safe houses that stand and have a place."""
    kinds = [kind] if kind in PUBLIC_KINDS else PUBLIC_KINDS
    return Site.objects.filter(
        kind__in=kinds,
        audience="public",
        published_at__isnull=False,
        removed_on=None,
        longitude__isnull=False,
        latitude__isnull=False,
    )


def districts_published() -> list[District]:
    """Districts in which something is published, by name. Two queries."""
    areas = _areas()
    counts: dict[str, Counter[str]] = {}
    for kind, code in published_sites().order_by().values_list("kind", "area_code"):
        if code in areas:
            counts.setdefault(areas[code]["parent_code"], Counter())[kind] += 1
    found = [(areas[code], counted) for code, counted in counts.items() if code in areas]
    return sorted(
        (District(a["code"], a["name"], dict(counted), _box(a)) for a, counted in found),
        key=lambda district: district.name,
    )


def sites_published(district: str, *, kind: str = "") -> list[PublicSite]:
    """What is published in a district, by dong and name; at most 500."""
    areas = _areas()
    codes = [code for code, area in areas.items() if area["parent_code"] == district]
    rows = published_sites(kind=kind).filter(area_code__in=codes)
    listed = rows.order_by("area_code", "name", "pk").values_list(*_FIELDS)
    return [_site(row, areas) for row in listed[:MOST_LISTED]]


def everything_published() -> list[PublicSite]:
    """All of it, to be searched on the reader's own device. Two queries."""
    areas = _areas()
    rows = published_sites().order_by("area_code", "kind", "pk").values_list(*_FIELDS)
    return [_site(row, areas) for row in rows]


def _areas() -> dict[str, dict[str, Any]]:
    rows = Area.objects.order_by().values(
        "code", "name", "parent_code", "west", "south", "east", "north"
    )
    return {str(row["code"]): dict(row) for row in rows}


def _box(area: dict[str, Any]) -> tuple[float, float, float, float]:
    return (area["west"], area["south"], area["east"], area["north"])


def _site(row: tuple[Any, ...], areas: dict[str, dict[str, Any]]) -> PublicSite:
    kind, name, number, road, lot, area, longitude, latitude, state = row
    address = road or lot
    dong = areas[area]["name"] if area in areas else ""
    where = address if name else ""
    works = state != "out_of_order"
    return PublicSite(kind, name or address or number, where, dong, longitude, latitude, works)
