"""Maps over pages: sites as the list narrows them, one site among its neighbours, hazards.

Each is drawn by the server; a script takes it over and asks the address beside it for GeoJSON.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from jikimi.access.acting import reading
from jikimi.access.codes import labels
from jikimi.doors.maps import as_geojson, asked_view
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.places.hazards import hazard_shows, hazards_asked
from jikimi.doors.staff.places.map_sheets import (
    hazard_layer,
    hazards_sheet,
    kept,
    over,
    over_hazards,
    site_layer,
    sites_sheet,
)
from jikimi.doors.staff.places.sites import Narrow
from jikimi.places import hazards, map_reads, sites
from jikimi.places.areas import area_names

READ = "places.sites.read"
READ_HAZARDS = "places.hazards.read"


@staff_page(READ)
@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Sites on a map, narrowed as the list, with the list of what is in view beside it."""
    form = Narrow(request.GET)
    wish = form.wish(request.GET.get("page", ""))
    view = asked_view(request) or over(map_reads.box_of_sites(wish))
    page = sites.sites_found(actor_of(request), replace(wish, box=view.box))
    asked = kept(request)
    map_ = sites_sheet(view, map_reads.sites_in_view(wish, view), asked)
    here = {**asked, "box": view.text}
    context = {
        "form": form,
        "page": page,
        "map": map_,
        "list_url": f"{reverse('sites')}?{urlencode(asked)}",
        "kinds": labels("places", "site_kinds"),
        "areas": area_names(),
        "doubts": labels("places", "site_doubts"),
        "is_narrowed": bool(asked),
        "newer": f"?{urlencode({**here, 'page': page.page - 1})}" if page.page > 1 else "",
        "older": f"?{urlencode({**here, 'page': page.page + 1})}" if page.page < page.pages else "",
    }
    is_part = request.GET.get("part") == "view"
    return show(request, "places/_map_view.html" if is_part else "places/map.html", context)


@staff_page(READ)
@require_safe
def site_map_data(request: HttpRequest) -> HttpResponse:
    """The same sites as GeoJSON."""
    reading(actor_of(request), READ)
    wish = Narrow(request.GET).wish("")
    view = asked_view(request) or over(map_reads.box_of_sites(wish))
    return as_geojson(request, site_layer(), view, map_reads.sites_in_view(wish, view))


@staff_page(READ_HAZARDS)
@require_safe
def hazard_map(request: HttpRequest) -> HttpResponse:
    """Hazards on a map, narrowed as their list."""
    shown, text = hazards_asked(request)
    rows = hazards.hazards_found(actor_of(request), show=shown, text=text)
    view = asked_view(request) or over_hazards(rows)
    asked = kept(request)
    context = {
        "rows": map_reads.inside(rows, view),
        "without_place": sum(row.longitude is None for row in rows),
        "map": hazards_sheet(view, rows, asked),
        "list_url": f"{reverse('hazards')}?{urlencode(asked)}",
        "chosen": shown,
        "text": text,
        "shows": list(hazard_shows().items()),
        "is_narrowed": bool(asked),
        "kinds": labels("places", "hazard_kinds"),
        "areas": area_names(),
    }
    is_part = request.GET.get("part") == "view"
    name = "places/_hazard_map_view.html" if is_part else "places/hazard_map.html"
    return show(request, name, context)


@staff_page(READ_HAZARDS)
@require_safe
def hazard_map_data(request: HttpRequest) -> HttpResponse:
    """The same hazards as GeoJSON."""
    shown, text = hazards_asked(request)
    rows = hazards.hazards_found(actor_of(request), show=shown, text=text)
    view = asked_view(request) or over_hazards(rows)
    return as_geojson(request, hazard_layer(), view, map_reads.hazard_marks(rows, view))


urls = [
    path("places/map/", site_map, name="site_map"),
    path("places/map/data/", site_map_data, name="site_map_data"),
    path("hazards/map/", hazard_map, name="hazard_map"),
    path("hazards/map/data/", hazard_map_data, name="hazard_map_data"),
]
