"""The maps of staff ready to be drawn: what their marks mean, what they show at first."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jikimi.access.codes import labels
from jikimi.doors.maps import Layer, Sheet, sheet
from jikimi.places import map_reads, sites
from jikimi.places.map_reads import Box
from jikimi.places.maps import Mark, View, view_over
from jikimi.places.models import Hazard, Site

_ANY_KEY = UUID(int=0)
_KOREA: Box = (125.8, 33.0, 129.8, 38.7)
_NOT_KEPT = {"box", "wide", "part", "page"}
Query = dict[str, str]


def map_of_site(here: Site) -> Sheet | None:
    """Where one site is and what stands around it; None while its place is not known."""
    if here.longitude is None or here.latitude is None or here.x is None:
        return None
    view = view_over(map_reads.box_around(here.longitude, here.latitude))
    marks = map_reads.sites_in_view(sites.SiteWish(), view)
    return sites_sheet(view, marks, {}, ring=(here.longitude, here.latitude))


def site_layer() -> Layer:
    """What marks of sites mean."""
    return Layer(
        title=_("Map of sites"),
        looks=map_reads.looks(),
        kinds=labels("places", "site_kinds"),
        states={
            "works": _("In service"),
            "fault": _("Out of order"),
            "overdue": _("Test overdue"),
        },
        page=_page_of("site"),
    )


def hazard_layer() -> Layer:
    """What marks of hazards mean."""
    return Layer(
        title=_("Map of hazards"),
        looks=map_reads.looks("hazard_marks"),
        kinds=labels("places", "hazard_kinds"),
        states={
            "works": _("Answered"),
            "fault": _("Without an answer"),
            "overdue": _("Closed"),
        },
        page=_page_of("hazard"),
    )


def sites_sheet(
    view: View,
    marks: tuple[Mark, ...],
    narrowed: Query,
    *,
    ring: tuple[float, float] | None = None,
) -> Sheet:
    """A map of sites; narrowed: how the list is narrowed."""
    is_full = len(marks) >= map_reads.MOST_MARKS
    return sheet(
        site_layer(),
        view,
        page=reverse("site_map"),
        query=urlencode(narrowed),
        source=reverse("site_map_data"),
        marks=marks,
        note=_("Not all are drawn; look nearer.") if is_full else "",
        ring=ring,
    )


def hazards_sheet(view: View, rows: list[Hazard], narrowed: Query) -> Sheet:
    """A map of hazards; narrowed: how their list is narrowed."""
    return sheet(
        hazard_layer(),
        view,
        page=reverse("hazard_map"),
        query=urlencode(narrowed),
        source=reverse("hazard_map_data"),
        marks=map_reads.hazard_marks(rows, view),
    )


def over(box: Box | None) -> View:
    """The view over what was found; without any over the region, else over Korea."""
    return view_over(box or map_reads.ground().box or _KOREA)


def over_hazards(rows: list[Hazard]) -> View:
    """The view over hazards that have a place."""
    box = map_reads.box_of_places((row.longitude, row.latitude) for row in rows)
    return over(box)


def _page_of(name: str) -> str:
    return reverse(name, args=[_ANY_KEY]).replace(str(_ANY_KEY), "KEY")


def kept(request: HttpRequest) -> Query:
    """What a map is narrowed by, without what it shows of it."""
    return {k: str(v) for k, v in request.GET.items() if k not in _NOT_KEPT and v}
