"""What lies in a view: sites, hazards, ground; gathered in the database where too many lie near.

Whoever shows it has recorded the reading.  No inspection is ever drawn: one that is unannounced
would be told by its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Avg, CharField, Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Cast, Floor

from jikimi.access.codes import codes
from jikimi.places.maps import Land, Lines, Mark, View
from jikimi.places.models import Area, Hazard, Site
from jikimi.places.published import published_sites
from jikimi.places.sites import SiteWish, is_overdue, site_name, sites_narrowed

Box = tuple[float, float, float, float]
MOST_MARKS = 600
# Marks nearer to each other than so many units become one; so near to the ground they do not.
_GATHERED, _ALONE = 52.0, 12.0
_NEAR_M = 1.6
_AROUND_M = 300.0


def sites_in_view(wish: SiteWish, view: View) -> tuple[Mark, ...]:
    """Marks of the sites a wish asks for; two statements, however many stand there."""
    rows = _inside(sites_narrowed(wish), view)
    return _marks(rows, view, overdue=is_overdue())


def hazard_marks(rows: Iterable[Hazard], view: View) -> tuple[Mark, ...]:
    """Marks of hazards in a view: waiting for an answer, answered or closed."""
    return tuple(
        Mark(str(one.pk), one.kind, _stands(one), one.place or one.words, *_place(one))
        for one in inside(rows, view)
    )


def inside(rows: Iterable[Hazard], view: View) -> list[Hazard]:
    """Hazards that have a place in a view."""
    west, south, east, north = view.box
    return [
        one
        for one in rows
        if one.longitude is not None
        and one.latitude is not None
        and west <= one.longitude <= east
        and south <= one.latitude <= north
    ]


def box_of_places(places: Iterable[tuple[float | None, float | None]]) -> Box | None:
    """The box around places in degrees; None without any."""
    known = [(x, y) for x, y in places if x is not None and y is not None]
    if not known:
        return None
    across, up = [x for x, _y in known], [y for _x, y in known]
    return (min(across), min(up), max(across), max(up))


def box_of_sites(wish: SiteWish) -> Box | None:
    """The box around the sites a wish asks for: of their area if it names one.

    Sites outside the boundaries do not widen it: their places are doubtful.
    """
    if wish.area:
        area = Area.objects.filter(code=wish.area).values_list("west", "south", "east", "north")
        if found := area.first():
            return found
    rows = sites_narrowed(wish)
    return box_of(rows.exclude(area_code="")) or box_of(rows)


def box_of(rows: QuerySet[Site]) -> Box | None:
    """The box around whatever has a place; None without any."""
    found = rows.aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    return None if found["west"] is None else tuple(found.values())


def box_around(longitude: float, latitude: float, *, within_m: float = _AROUND_M) -> Box:
    """The box that reaches so many metres around a place."""
    north = within_m / 111_000
    east = north / 0.8
    return (longitude - east, latitude - north, longitude + east, latitude + north)


def ground() -> Land:
    """The dong of this region as a map needs them; kept until other boundaries come in."""
    known = Area.objects.filter(level="dong").aggregate(
        n=Count("pk"), first=Min("pk"), last=Max("pk")
    )
    return _ground(*known.values())


def ground_in(view: View) -> Lines:
    """Borders, shore and names in a view."""
    return ground().lines(view)


def sources() -> list[str]:
    """Where the boundaries are from, to be named on every map."""
    return sorted(set(Area.objects.order_by().values_list("source", flat=True).distinct()))


@lru_cache(maxsize=2)
def _ground(how_many: int, first: str, last: str) -> Land:
    districts = dict(Area.objects.filter(level="district").values_list("code", "name"))
    rows = Area.objects.filter(level="dong").order_by("code")
    return Land([(row.name, districts.get(row.parent_code, ""), row.boundary) for row in rows])


def _inside(rows: QuerySet[Site], view: View) -> QuerySet[Site]:
    west, south, east, north = view.box
    place = {"longitude__range": (west, east), "latitude__range": (south, north)}
    return rows.filter(**place, x__isnull=False, y__isnull=False)


def published_in_view(view: View, *, kind: str = "") -> tuple[Mark, ...]:
    """Marks of what the public may know of; tests that are due are no matter of the public's."""
    return _marks(_inside(published_sites(kind=kind), view), view, overdue=Q(pk__in=[]))


def _marks(rows: QuerySet[Site], view: View, *, overdue: Q) -> tuple[Mark, ...]:
    """Gathered by squares of the ground; one that stands alone has its name and its page."""
    apart = _ALONE if view.true_unit_m < _NEAR_M else _GATHERED
    cell_m = apart * view.true_unit_m
    found = (
        rows.order_by()
        .annotate(column=Floor(F("x") / cell_m), row=Floor(F("y") / cell_m))
        .values("column", "row")
        .annotate(
            count=Count("pk"),
            longitude=Avg("longitude"),
            latitude=Avg("latitude"),
            one=Min(Cast("pk", CharField())),
            kinds=ArrayAgg("kind", distinct=True),
            faults=Count("pk", filter=Q(state="out_of_order")),
            overdue=Count("pk", filter=overdue),
        )
        .order_by("-count")[:MOST_MARKS]
    )
    cells = list(found)
    names = _names([cell["one"] for cell in cells if cell["count"] == 1])
    return tuple(_mark(cell, names) for cell in cells)


def _mark(cell: Mapping[str, Any], names: Mapping[str, str]) -> Mark:
    is_one = cell["count"] == 1
    state = "fault" if cell["faults"] else "overdue" if cell["overdue"] else "works"
    return Mark(
        key=cell["one"] if is_one else "",
        kind=cell["kinds"][0] if len(cell["kinds"]) == 1 else "",
        state=state if is_one else "",
        name=names.get(cell["one"], ""),
        longitude=round(cell["longitude"], 6),
        latitude=round(cell["latitude"], 6),
        count=cell["count"],
        faults=cell["faults"],
        overdue=cell["overdue"],
        kinds=tuple(cell["kinds"]),
    )


def _names(keys: list[str]) -> dict[str, str]:
    rows = Site.objects.filter(pk__in=keys).only(
        "name", "road_address", "lot_address", "number", "kind"
    )
    return {str(row.pk): site_name(row) for row in rows}


def _stands(hazard: Hazard) -> str:
    if hazard.closed_at is not None:
        return "overdue"
    return "fault" if hazard.answered_at is None else "works"


def _place(hazard: Hazard) -> tuple[float, float]:
    return (hazard.longitude or 0.0, hazard.latitude or 0.0)


def looks(name: str = "map_marks") -> dict[str, Mapping[str, str]]:
    """The shape and colour of each kind, from the list of marks."""
    return {code: row.more for code, row in codes("places", name).items()}
