"""The public map: bells and safe houses that were published, nothing else.

No address says what somebody looks at: a district is posted, and what is near somebody is worked
out on their own device, from a document that is the same for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jikimi.access.codes import labels
from jikimi.doors.maps import Layer, Sheet, packed, sheet
from jikimi.doors.public.frame import public_page, repeatable, show
from jikimi.doors.public.lines import URGENT, lines
from jikimi.places.map_reads import ground, looks, published_in_view
from jikimi.places.maps import View, view_over
from jikimi.places.maps.geojson import ground_features
from jikimi.places.published import (
    MOST_LISTED,
    PUBLIC_KINDS,
    District,
    PublicSite,
    districts_published,
    everything_published,
    sites_published,
)

_KOREA = (125.8, 33.0, 129.8, 38.7)
# The ground for a device to keep: as fine as a city needs, and small enough to be sent whole.
_GROUND_WIDE = 1_600


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def public_map(request: HttpRequest) -> HttpResponse:
    """Where bells and safe houses are; posted to, those of one district."""
    districts = districts_published()
    chosen = next((d for d in districts if d.code == request.POST.get("district", "")), None)
    kind = request.POST.get("kind", "")
    kind = kind if kind in PUBLIC_KINDS else ""
    found = sites_published(chosen.code, kind=kind) if chosen else []
    context = {
        "here": repeatable(request),
        "districts": districts,
        "chosen": chosen,
        "kind": kind,
        "kinds": {code: labels("places", "site_kinds")[code] for code in PUBLIC_KINDS},
        "found": found,
        "is_cut": len(found) == MOST_LISTED,
        "map": _sheet(districts, chosen, kind),
        "data": reverse("public_map_data"),
        "urgent": lines(URGENT),
    }
    return show(request, "map", context)


@public_page
@require_safe
def public_map_data(request: HttpRequest) -> HttpResponse:
    """All that is published, the same for everybody: one row a site, and the ground under it."""
    return packed(request, _document(everything_published()))


def _document(sites: Sequence[PublicSite]) -> dict[str, Any]:
    """kinds: numbered by their place; sites: [kind, degrees east and north, name, where, dong,
    works], degrees in hundred-thousandths."""
    dong = sorted({site.dong for site in sites})
    number = {name: n for n, name in enumerate(dong)}
    view = view_over(ground().box or _KOREA, wide=_GROUND_WIDE)
    return {
        "kinds": PUBLIC_KINDS,
        "dong": dong,
        "ground": list(ground_features(ground().lines(view))),
        "sites": [
            [
                PUBLIC_KINDS.index(site.kind),
                round(site.longitude * 1e5),
                round(site.latitude * 1e5),
                site.name,
                site.where,
                number[site.dong],
                int(site.works),
            ]
            for site in sites
        ],
    }


def _sheet(districts: Sequence[District], chosen: District | None, kind: str) -> Sheet:
    view = _view(districts, chosen)
    marks = published_in_view(view, kind=kind)
    return sheet(_layer(), view, page="", query="", source="", marks=marks)


def _view(districts: Sequence[District], chosen: District | None) -> View:
    boxes = [chosen.box] if chosen else [district.box for district in districts]
    if not boxes:
        return view_over(ground().box or _KOREA)
    west, south, east, north = zip(*boxes, strict=True)
    return view_over((min(west), min(south), max(east), max(north)))


def _layer() -> Layer:
    words = labels("places", "site_kinds")
    return Layer(
        title=_("Map of bells and safe houses"),
        looks={kind: look for kind, look in looks().items() if kind in PUBLIC_KINDS},
        kinds={kind: words[kind] for kind in PUBLIC_KINDS},
        states={"works": _("Works"), "fault": _("Does not work now")},
    )


urls = [
    path("map/", public_map, name="public_map"),
    path("map/data.json", public_map_data, name="public_map_data"),
]
