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
    return [_site(row, areas) for row in rows.order_by("area_code", "name", "pk")[:MOST_LISTED]]


def everything_published() -> list[PublicSite]:
    """All of it, to be searched on the reader's own device. Two queries."""
    areas = _areas()
    return [_site(row, areas) for row in published_sites().order_by("area_code", "kind", "pk")]


def _areas() -> dict[str, dict[str, Any]]:
    rows = Area.objects.order_by().values(
        "code", "name", "parent_code", "west", "south", "east", "north"
    )
    return {str(row["code"]): dict(row) for row in rows}


def _box(area: dict[str, Any]) -> tuple[float, float, float, float]:
    return (area["west"], area["south"], area["east"], area["north"])


def _site(row: Site, areas: dict[str, dict[str, Any]]) -> PublicSite:
    address = row.road_address or row.lot_address
    return PublicSite(
        kind=row.kind,
        name=row.name or address or row.number,
        where=address if row.name else "",
        dong=areas[row.area_code]["name"] if row.area_code in areas else "",
        longitude=row.longitude or 0.0,
        latitude=row.latitude or 0.0,
        works=row.state != "out_of_order",
    )
