"""What maps at every door share: a sheet to draw, and the same as GeoJSON for a script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import compress_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jikimi.access.codes import today
from jikimi.places.map_reads import ground_in, sources
from jikimi.places.maps import Mark, Picture, Shape, Track, View, drawn, view_of
from jikimi.places.maps.geojson import collection, features_of

_SMALL = 1_000


@dataclass(frozen=True)
class Layer:
    """What the marks of a map mean. kinds, states: words by code; looks: shape and colour by kind.

    page: the address of one mark's own page with KEY for its key, empty where there is none.
    """

    title: str
    looks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    page: str = ""

    def said(self, mark: Mark) -> str:
        """A mark in words, for those who hear it and for the little window on it."""
        kind = self.kinds.get(mark.kind, "")
        if mark.count > 1:
            kind = ", ".join(self.kinds.get(one, one) for one in mark.kinds) or kind
            near = ngettext("%(num)d place", "%(num)d places", mark.count) % {"num": mark.count}
            faults = self.states.get("fault", "") if mark.faults else ""
            parts = [near, kind, f"{faults} {mark.faults}" if faults else ""]
        else:
            number = f"{mark.number}." if mark.number else ""
            state = "" if mark.state == "works" else self.states.get(mark.state, "")
            parts = [number, kind, mark.name, state]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Sheet:
    """A map on a page. here: address of this page that a box is put behind; whole: without a box;
    both empty where no address may say what is looked at.

    source: address of the same as GeoJSON, the box follows.  tones: (class, words) of areas.
    """

    layer: Layer
    picture: Picture
    here: str
    whole: str
    source: str
    on: date
    sources: Sequence[str]
    tones: Sequence[tuple[str, str]] = ()
    note: str = ""
    ring: tuple[float, float] | None = None

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds that are on the map, for its legend."""
        marks = [placed.mark for placed in self.picture.marks]
        there = {kind for mark in marks for kind in (mark.kinds or (mark.kind,))}
        return [(kind, words) for kind, words in self.layer.kinds.items() if kind in there]

    @property
    def told(self) -> str:
        """What the script needs to draw the same marks."""
        words = {
            "nearer": _("Nearer"),
            "farther": _("Farther"),
            "map": self.layer.title,
            "open": _("Open the page"),
            "failed": _("The map could not be brought up to date. Load the page again."),
        }
        ring = list(self.ring) if self.ring else None
        told = {
            "ring": ring,
            "looks": {k: dict(v) for k, v in self.layer.looks.items()},
            "words": words,
        }
        names = {"kinds": dict(self.layer.kinds), "states": dict(self.layer.states)}
        return json.dumps({**told, **names, "page": self.layer.page}, ensure_ascii=False)


def sheet(
    layer: Layer,
    view: View,
    *,
    page: str,
    query: str,
    source: str,
    marks: Sequence[Mark] = (),
    shapes: Iterable[Shape] = (),
    tones: Sequence[tuple[str, str]] = (),
    note: str = "",
    ring: tuple[float, float] | None = None,
    tracks: Iterable[Track] = (),
) -> Sheet:
    """Draw a map. page, source: addresses; query: what both are asked besides the box.

    ring: longitude and latitude of the place the map is about; tracks: streets and ways.
    """
    asked = f"{query}&" if query else ""
    return Sheet(
        layer=layer,
        picture=drawn(view, ground_in(view), marks, shapes, ring=ring, tracks=tracks),
        here=f"{page}?{asked}box=" if page else "",
        whole=f"{page}?{query}" if query else page,
        source=f"{source}?{asked}box=" if source else "",
        on=today(),
        sources=sources(),
        tones=tones,
        note=note,
        ring=ring,
    )


def asked_view(request: HttpRequest) -> View | None:
    """The view an address asks for; None where it asks for none."""
    return view_of(request.GET.get("box", "")[:120], wide=request.GET.get("wide", "")[:6])


def as_geojson(
    request: HttpRequest,
    layer: Layer,
    view: View,
    marks: Sequence[Mark] = (),
    shapes: Iterable[Shape] = (),
) -> HttpResponse:
    """The map as GeoJSON, packed where the browser unpacks it."""
    features = list(features_of(ground_in(view), marks, shapes))
    said = iter(marks)
    for feature in features:
        if feature["properties"]["layer"] == "mark":
            feature["properties"]["says"] = layer.said(next(said))
            feature["properties"].pop("name", None)
    return packed(request, collection(features, bbox=list(view.box)))


def packed(request: HttpRequest, document: Mapping[str, Any]) -> HttpResponse:
    """A document of open facts as JSON; nothing secret stands in it, so it may be packed."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/geo+json; charset=utf-8")
    response["Vary"] = "Accept-Encoding"
    if len(body) > _SMALL and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = compress_string(body)
        response["Content-Encoding"] = "gzip"
    return response
