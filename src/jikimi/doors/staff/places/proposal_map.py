"""A proposal on a map: sites chosen by number, what stands, demand that stays out of reach."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed
from jikimi.doors.maps import Layer, as_geojson, asked_view, sheet
from jikimi.doors.staff.pages import actor_of, show, staff_page
from jikimi.doors.staff.places.map_sheets import over
from jikimi.places import map_layers, map_reads
from jikimi.places.areas import area_names
from jikimi.places.maps import Classes
from jikimi.places.models import SitingRun
from jikimi.places.proposal_layers import Layers, layers_of
from jikimi.places.proposal_reads import READ, run_called


@staff_page(READ)
@require_safe
def proposal_map(request: HttpRequest, number: UUID) -> HttpResponse:
    """One proposal, with its list beside it."""
    run = run_called(actor_of(request), number)
    if not run.answer:
        return redirect("site_proposal", number)
    layers = layers_of(run)
    view = asked_view(request) or over(_box(layers))
    shapes, classes = map_layers.open_shapes(layers, view)
    map_ = sheet(
        _layer(run),
        view,
        page=reverse("proposal_map", args=[number]),
        query="",
        source=reverse("proposal_map_data", args=[number]),
        marks=map_layers.proposal_marks(layers, view, kind=run.kind),
        shapes=shapes,
        tones=_tones(classes),
        note=_("Reach %(metres)s m") % {"metres": f"{layers.radius_m:,.0f}"},
    )
    shown = {
        "run": run,
        "map": map_,
        "rows": layers.chosen,
        "areas": area_names(),
    }
    is_part = request.GET.get("part") == "view"
    name = "places/_proposal_map_view.html" if is_part else "places/proposal_map.html"
    return show(request, name, {**shown, **_left(layers)})


@staff_page(READ)
@require_safe
def proposal_map_data(request: HttpRequest, number: UUID) -> HttpResponse:
    """The same as GeoJSON."""
    run = run_called(actor_of(request), number)
    if not run.answer:
        raise NotAllowed
    layers = layers_of(run)
    view = asked_view(request) or over(_box(layers))
    marks = map_layers.proposal_marks(layers, view, kind=run.kind)
    shapes, _classes = map_layers.open_shapes(layers, view)
    return as_geojson(request, _layer(run), view, marks, shapes)


def _box(layers: Layers) -> map_reads.Box | None:
    chosen = [(one.longitude, one.latitude) for one in layers.chosen]
    return map_reads.box_of_places([*chosen, *((x, y) for x, y, _w in layers.open_before)])


def _left(layers: Layers) -> dict[str, float]:
    return {
        "open_before": sum(weight for *_place, weight in layers.open_before),
        "open_after": sum(weight for *_place, weight in layers.open_after),
    }


def _tones(classes: Classes) -> list[tuple[str, str]]:
    says = _("Out of reach: %(low)s to %(high)s")
    ranges = [
        (f"open{number}", says % {"low": f"{low:,.0f}", "high": f"{high:,.0f}"})
        for number, low, high in classes.ranges
    ]
    return [("reach", _("Within reach of a proposed site")), *ranges]


def _layer(run: SitingRun) -> Layer:
    return Layer(
        title=_("Map of the proposal"),
        looks=map_reads.looks(),
        kinds=labels("places", "site_kinds"),
        states={"works": _("Proposed"), "overdue": _("Stands already")},
    )


urls = [
    path("places/proposals/<uuid:number>/map/", proposal_map, name="proposal_map"),
    path("places/proposals/<uuid:number>/map/data/", proposal_map_data, name="proposal_map_data"),
]
