"""GeoJSON: the same map for a browser that can move it. Pure. Source: RFC 7946."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from jikimi.places.maps.drawing import Mark, Shape
from jikimi.places.maps.ground_lines import Lines, in_degrees

Feature = dict[str, Any]


def collection(features: Iterable[Feature], **more: Any) -> dict[str, Any]:
    """Features as one document; more: what else it says, such as how many there are in all."""
    return {"type": "FeatureCollection", **more, "features": list(features)}


def features_of(
    lines: Lines, marks: Sequence[Mark] = (), shapes: Iterable[Shape] = ()
) -> Iterator[Feature]:
    """Ground, areas and marks, from below to above."""
    yield from ground_features(lines)
    for one in shapes:
        ring = np.round(one.ring, 6).tolist()
        yield _feature(
            {"type": "Polygon", "coordinates": [ring]}, "shape", tone=one.tone, says=one.says
        )
    for mark in marks:
        yield mark_feature(mark)


def ground_features(lines: Lines) -> Iterator[Feature]:
    """Land, borders and names, each a feature."""
    for layer in ("land", "dong", "districts"):
        geometry = getattr(lines, layer)
        if geometry is not None and not geometry.is_empty:
            yield _feature(in_degrees(geometry, digits=lines.digits), layer)
    for name, longitude, latitude, is_district in lines.names:
        yield _feature(_point(longitude, latitude), "name", says=name, wide=is_district)


def mark_feature(mark: Mark) -> Feature:
    """One mark; what is empty is left out."""
    said = {
        name: getattr(mark, name)
        for name in ("key", "kind", "state", "name", "faults", "overdue", "number")
    }
    more = {name: value for name, value in said.items() if value}
    if mark.count > 1:
        more["count"] = mark.count
    return _feature(_point(mark.longitude, mark.latitude), "mark", **more)


def _point(longitude: float, latitude: float) -> Feature:
    return {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]}


def _feature(geometry: Any, layer: str, **more: Any) -> Feature:
    return {"type": "Feature", "properties": {"layer": layer, **more}, "geometry": geometry}
