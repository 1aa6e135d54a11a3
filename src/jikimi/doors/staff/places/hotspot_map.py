"""Where harm happens, on a map: cells beside the list of them, the same as the page without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jikimi.doors.maps import Layer, as_geojson, asked_view, sheet
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of
from jikimi.doors.staff.places.hotspots import READ, CellForm
from jikimi.doors.staff.places.map_sheets import kept, over
from jikimi.places import map_layers
from jikimi.places.areas import area_names
from jikimi.places.crime_cells import CrimeCell, CrimeCells, crime_cells
from jikimi.places.maps import Shape

LOOKS = ("chance", "often")
_SHOWN = 50
Tones = list[tuple[str, str]]


@staff_page(READ)
@require_safe
def hotspot_map(request: HttpRequest) -> HttpResponse:
    """Cells on a map: what chance does not explain, or how often."""
    form, found = _asked(request)
    cells = found.cells if found else []
    view = asked_view(request) or over(map_layers.box_of_cells(cells))
    inside = map_layers.cells_in(cells, view)
    shapes, tones = _drawn(request, inside)
    query = urlencode(kept(request))
    context = {
        "form": form,
        "found": found,
        "shown": inside[:_SHOWN],
        "total": len(inside),
        "looks": _tabs(request),
        "map": sheet(
            _layer(), view, page=reverse("hotspot_map"), query=query,
            source=reverse("hotspot_map_data"), shapes=shapes, tones=tones, note=_note(found),
        ),
        "areas": area_names(),
        "list_url": f"{reverse('hotspots')}?{query}",
        "is_narrowed": bool(query),
    }  # fmt: skip
    is_part = request.GET.get("part") == "view"
    name = "places/_hotspot_map_view.html" if is_part else "places/hotspot_map.html"
    return show(request, name, context, status=status_of(form))


@staff_page(READ)
@require_safe
def hotspot_map_data(request: HttpRequest) -> HttpResponse:
    """The same cells as GeoJSON."""
    _form, found = _asked(request)
    cells = found.cells if found else []
    view = asked_view(request) or over(map_layers.box_of_cells(cells))
    shapes, _tones = _drawn(request, map_layers.cells_in(cells, view))
    return as_geojson(request, _layer(), view, shapes=shapes)


def _asked(request: HttpRequest) -> tuple[CellForm, CrimeCells | None]:
    form = CellForm(request.GET)
    if not form.is_valid():
        return form, None
    return form, ruled(form, lambda: crime_cells(actor_of(request), form.wish()))


def _drawn(request: HttpRequest, cells: Sequence[CrimeCell]) -> tuple[list[Shape], Tones]:
    says = [_says(cell) for cell in cells]
    if _look(request) == "often":
        shapes, classes = map_layers.often_shapes(cells, says)
        ranges = [(str(n), f"{low:,.1f} – {high:,.1f}") for n, low, high in classes.ranges]
        return shapes, [("0", _("Nothing counted")), *ranges]
    return map_layers.chance_shapes(cells, says), _chances()


def _look(request: HttpRequest) -> str:
    asked = request.GET.get("look", "")
    return asked if asked in LOOKS else LOOKS[0]


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    asked = kept(request)
    return [
        {
            "url": f"?{urlencode({**asked, 'look': look})}",
            "label": says,
            "current": look == _look(request),
        }
        for look, says in _looks().items()
    ]


def _looks() -> dict[str, str]:
    return {"chance": _("More or less than chance"), "often": _("How often a year, per km²")}


def _chances() -> Tones:
    return [
        ("hot2", _("More than chance: 1 percent false alarms at most")),
        ("hot1", _("More than chance: 5 percent false alarms at most")),
        ("cold1", _("Less than chance: 5 percent false alarms at most")),
        ("cold2", _("Less than chance: 1 percent false alarms at most")),
        ("none", _("Chance explains it: no colour")),
    ]


def _says(cell: CrimeCell) -> str:
    values: dict[str, Any] = {
        "rank": cell.rank,
        "count": cell.count,
        "rate": f"{cell.per_km2:,.1f}",
    }
    values |= {"low": f"{cell.low:,.1f}", "high": f"{cell.high:,.1f}"}
    says = _("No. %(rank)d: %(count)d counted, %(rate)s a year per km² (%(low)s to %(high)s)")
    return says % values


def _note(found: CrimeCells | None) -> str:
    if found is None or not found.incidents:
        return ""
    wish = found.wish
    values = {"from": wish.since.isoformat(), "to": wish.until.isoformat(), "size": found.cell_m}
    return _("Incidents from %(from)s to %(to)s in cells %(size)d m wide") % values


def _layer() -> Layer:
    return Layer(title=_("Map of hot spots"))


urls = [
    path("hotspots/map/", hotspot_map, name="hotspot_map"),
    path("hotspots/map/data/", hotspot_map_data, name="hotspot_map_data"),
]
