"""What kind of way a line of a file is, told by the columns of its publisher. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Seoul's ways on foot flag what a link is with 1; the first that is flagged counts.
_FLAGS = (
    (("BLDG", "건물내"), "indoors"),
    (("SBWY_NTW", "지하철네트워크"), "indoors"),
    (("TNL", "터널"), "underpass"),
    (("OVRP", "육교"), "bridge"),
    (("EXPN_CAR_RD", "고가도로"), "bridge"),
    (("BRG", "교량"), "bridge"),
    (("CRSWK", "횡단보도"), "crossing"),
    (("PARK", "공원,녹지"), "park"),
)
_FLAGGED = {"1", "1.0", "y", "Y", "true", "True"}
_ROAD_TYPES = {"001": "bridge", "002": "underpass", "003": "bridge", "004": "underpass"}
_CAR_ONLY = {"101", "102"}
_OSM_CLOSED = {
    "motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed", "raceway",
}  # fmt: skip
_OSM_KINDS = {"steps": "steps", "footway": "path", "path": "path", "pedestrian": "path"}
_NOT_FOR_ALL = {"no", "private"}


def kind_of(facts: Mapping[str, Any]) -> str:
    """A code of street_kinds.csv; street when nothing says otherwise."""
    if "LNKG_ID" in facts or "링크 ID" in facts:
        return _seoul(facts)
    if "ROAD_RANK" in facts:
        rank, kind = str(facts["ROAD_RANK"]).strip(), str(facts.get("ROAD_TYPE", "")).strip()
        return "closed" if rank in _CAR_ONLY else _ROAD_TYPES.get(kind.zfill(3), "street")
    if "ROA_CLS_SE" in facts:
        return "closed" if str(facts["ROA_CLS_SE"]).strip() == "1" else "street"
    return _osm(facts) if "highway" in facts else "street"


def _seoul(facts: Mapping[str, Any]) -> str:
    for names, kind in _FLAGS:
        if any(str(facts.get(name, "")).strip() in _FLAGGED for name in names):
            return kind
    return "path"


def _osm(facts: Mapping[str, Any]) -> str:
    way, foot = str(facts["highway"]), str(facts.get("foot", ""))
    is_let_in = foot in ("yes", "designated", "permissive")
    is_shut = foot == "no" or str(facts.get("access", "")) in _NOT_FOR_ALL
    if not is_let_in and (way in _OSM_CLOSED or is_shut):
        return "closed"
    if str(facts.get("indoor", "no")) != "no" or way == "corridor":
        return "indoors"
    for word, kind in (("bridge", "bridge"), ("tunnel", "underpass")):
        if str(facts.get(word) or "no") != "no":
            return kind
    return "crossing" if facts.get("footway") == "crossing" else _OSM_KINDS.get(way, "street")
