"""What a person on the way may turn to, as far as it is published; and places found by name."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from jikimi.access.codes import codes
from jikimi.places.areas import area_names
from jikimi.places.ground import degrees, metres
from jikimi.places.models import Site, Stretch
from jikimi.places.streets.lines import Floats, middle_of, unpacked

MOST_NAMED = 8
_MOST_ROWS = 400
_NUMBER = re.compile(r"\s*\d+(-\d+)?\s*$")


@dataclass(frozen=True, slots=True)
class Helping:
    """A published site that counts for a way. near_m: how far from it it still helps."""

    kind: str
    word: str
    name: str
    where: str
    at: Floats
    near_m: float
    works: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A place found by its name. away_m: how far from where it was asked, None when not known."""

    name: str
    where: str
    longitude: float
    latitude: float
    away_m: int | None


def helping_around(start: Floats, end: Floats, around_m: float) -> list[Helping]:
    """Published sites around two places that count for a way, those least out of the way first."""
    west, south = np.minimum(start, end) - around_m
    east, north = np.maximum(start, end) + around_m
    rows = published_to_turn_to().filter(x__range=(west, east), y__range=(south, north))
    known = {kind: word for word, kinds in _kinds().items() for kind in kinds}
    near_m = {
        code: float(r.more["near_m"]) for code, r in codes("places", "street_weights").items()
    }
    listed = rows.order_by("pk").values_list(
        "kind", "name", "number", "road_address", "lot_address", "x", "y", "state"
    )[:5000]
    found = [
        Helping(
            kind=kind,
            word=known[kind],
            name=name or road or lot or number,
            where=(road or lot) if name else "",
            at=np.array([x, y]),
            near_m=near_m[known[kind]],
            works=state != "out_of_order",
        )
        for kind, name, number, road, lot, x, y, state in listed
    ]
    return sorted(found, key=lambda one: math.dist(one.at, start) + math.dist(one.at, end))


def published_to_turn_to() -> QuerySet[Site]:
    """Published sites that stand, have a place and count for a way."""
    kinds = [kind for group in _kinds().values() for kind in group]
    return Site.objects.filter(
        kind__in=kinds, audience="public", published_at__isnull=False, removed_on=None,
        x__isnull=False, y__isnull=False, longitude__isnull=False,
    )  # fmt: skip


def places_named(text: str, *, here: tuple[float, float] | None = None) -> list[Named]:
    """Streets and published sites by the beginning of a name; a building's number is passed over.

    At most eight, the nearest first where it is known from where.  Two or three queries.
    """
    wanted = _NUMBER.sub("", " ".join(text.split()))[:40]
    if len(wanted) < 2:
        return []
    start = _metres(here) if here else None
    found = [*_streets_named(wanted, start), *_sites_named(wanted, start)]
    return sorted(found, key=lambda one: (one.away_m is None, one.away_m or 0, one.name))[
        :MOST_NAMED
    ]


def _streets_named(wanted: str, start: Floats | None) -> Iterable[Named]:
    rows = Stretch.objects.filter(stands=True, name__startswith=wanted).order_by("name", "pk")
    nearest: dict[str, tuple[float, Floats]] = {}
    for name, line in rows.values_list("name", "line")[:_MOST_ROWS]:
        middle = middle_of(unpacked(bytes(line)))
        away = math.dist(middle, start) if start is not None else 0.0
        if name not in nearest or away < nearest[name][0]:
            nearest[name] = (away, middle)
    for name, (away, at) in nearest.items():
        longitude, latitude = _degrees(at)
        yield Named(name, "", longitude, latitude, round(away) if start is not None else None)


def _sites_named(wanted: str, start: Floats | None) -> Iterable[Named]:
    rows = published_to_turn_to().filter(
        Q(name__icontains=wanted) | Q(road_address__contains=wanted)
    )
    areas = area_names()
    fields = ("name", "road_address", "area_code", "longitude", "latitude", "x", "y")
    for name, road, area, longitude, latitude, x, y in rows.order_by("name").values_list(*fields)[
        :_MOST_ROWS
    ]:
        away = round(math.dist((x, y), start)) if start is not None else None
        yield Named(name or road, road or areas.get(area, ""), longitude, latitude, away)


def _kinds() -> dict[str, list[str]]:
    rows = codes("places", "street_weights")
    return {code: row.more["site_kinds"].split() for code, row in rows.items()}


def _metres(place: tuple[float, float]) -> Floats:
    east, north = metres([place[0]], [place[1]])
    return np.array([east[0], north[0]])


def _degrees(at: Floats) -> tuple[float, float]:
    east, north = degrees([float(at[0])], [float(at[1])])
    return round(float(east[0]), 6), round(float(north[0]), 6)
