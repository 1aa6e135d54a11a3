"""Areas: boundaries of districts and dong, brought in once from a GeoJSON of public boundaries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotValid
from jikimi.places.ground import Boundaries, Boundary
from jikimi.places.korea import AS_OF, SOURCE, korean_areas
from jikimi.places.models import Area

# Public boundary files name a dong by these properties; of several the first that is there counts.
_CODES = ("adm_cd2", "ADM_CD", "EMD_CD", "adm_cd", "code")
_NAMES = ("adm_nm", "ADM_NM", "EMD_KOR_NM", "temp", "name")
_DISTRICTS = ("sgg", "SGG_CD", "sggcd")


def bring_areas(*, actor: Actor, path: Path, valid_from: date, source: str = "") -> int:
    """Bring in the boundaries of a GeoJSON; how many dong there are.

    The same again changes nothing.  Raises NotValid saying what is wrong with the file.
    Records places.areas.bring.
    """
    return _bring(actor, _areas(path.name, _features(path), valid_from, source or path.name))


def bring_korean_areas(*, actor: Actor, region: str) -> int:
    """Bring in the boundaries of a province or metropolitan city that come with us; how many dong.

    Raises NotValid for a region that is none.  Records places.areas.bring.
    """
    return _bring(actor, _areas(region, korean_areas(region), AS_OF, SOURCE))


def _bring(actor: Actor, areas: Iterable[Area]) -> int:
    rows = list(areas)
    with acting(actor, "places.areas.bring") as doing:
        Area.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[f.name for f in Area._meta.fields if f.name != "code"],
        )
        doing.details["areas"] = len(rows)
    boundaries_known.cache_clear()
    return sum(row.level == "dong" for row in rows)


def boundaries() -> Boundaries:
    """The dong of this region; kept until the number of areas changes."""
    return boundaries_known(Area.objects.filter(level="dong").count())


@lru_cache(maxsize=1)
def boundaries_known(how_many: int) -> Boundaries:
    """The dong as they stood when there were so many; ask boundaries() instead."""
    districts = dict(Area.objects.filter(level="district").values_list("code", "name"))
    rows = Area.objects.filter(level="dong").order_by("code")
    return Boundaries(
        Boundary(row.code, row.name, districts.get(row.parent_code, ""), row.boundary)
        for row in rows
    )


def districts() -> dict[str, str]:
    """Code → name of every district, by name."""
    return dict(Area.objects.filter(level="district").order_by("name").values_list("code", "name"))


def dong_by_district() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(code, name) of every district, by name, with (code, name) of its dong, by name."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {
        (code, name): [] for code, name in districts().items()
    }
    of = {code: (code, name) for code, name in found}
    rows = Area.objects.filter(level="dong").order_by("name")
    for code, name, parent in rows.values_list("code", "name", "parent_code"):
        found.setdefault(of.get(parent, (parent, parent)), []).append((code, name))
    return found


def area_names() -> dict[str, str]:
    """Code → name, a dong with its district before it."""
    rows = {row.code: row for row in Area.objects.defer("boundary")}
    return {
        code: f"{rows[row.parent_code].name} {row.name}" if row.parent_code in rows else row.name
        for code, row in rows.items()
    }


def _areas(
    name: str, features: Iterable[Mapping[str, Any]], valid_from: date, source: str
) -> Iterator[Area]:
    dong = [_dong(name, n, one, valid_from, source) for n, one in enumerate(features, 1)]
    districts: dict[str, tuple[str, list[Any]]] = {}
    for area, district in dong:
        name, shapes = districts.setdefault(area.parent_code, (district, []))
        shapes.append(shape(area.boundary))
    for code, (name, shapes) in districts.items():
        if code:
            whole = shapely.union_all(shapes)
            yield _area("district", code, name, "", whole, valid_from, source)
    yield from (area for area, _district in dong)


def _features(path: Path) -> list[Mapping[str, Any]]:
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
        found: list[Mapping[str, Any]] = read["features"]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError):
        says = _("%(file)s is no GeoJSON with features.") % {"file": path.name}
        raise NotValid("places.areas.file", {"file": says}) from None
    return found


def _dong(
    file: str, number: int, feature: Mapping[str, Any], valid_from: date, source: str
) -> tuple[Area, str]:
    facts = feature.get("properties") or {}
    code = str(next((facts[name] for name in _CODES if facts.get(name)), ""))
    words = str(next((facts[name] for name in _NAMES if facts.get(name)), "")).split()
    geometry = feature.get("geometry") or {}
    if not code or not words or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        says = _("%(file)s: feature %(number)d lacks a code, a name or a boundary.")
        values = {"file": file, "number": number}
        raise NotValid("places.areas.feature", {"file": says % values})
    parent = str(next((facts[name] for name in _DISTRICTS if facts.get(name)), code[:5]))
    area = _area("dong", code, words[-1], parent, shape(geometry), valid_from, source)
    return area, " ".join(words[1:-1]) or words[0]


def _area(
    level: str, code: str, name: str, parent: str, whole: Any, valid_from: date, source: str
) -> Area:
    west, south, east, north = whole.bounds
    return Area(
        code=code,
        level=level,
        name=name,
        parent_code=parent,
        boundary=mapping(whole),
        west=west,
        south=south,
        east=east,
        north=north,
        valid_from=valid_from,
        source=source,
    )
