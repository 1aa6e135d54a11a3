"""What a map draws of a proposal: sites chosen, what stands, demand that stays open."""

from __future__ import annotations

from dataclasses import dataclass

from jikimi.places.ground import degrees
from jikimi.places.models import SitingRun
from jikimi.places.proposal_ground import ground_from
from jikimi.places.proposal_terms import asked_from
from jikimi.places.proposal_work import open_demand


@dataclass(frozen=True, slots=True)
class Chosen:
    """One site of the list. number: from 1, as in the table; adds: demand it newly covers."""

    number: int
    longitude: float
    latitude: float
    x: float
    y: float
    area_code: str
    adds: float


@dataclass(frozen=True, slots=True)
class Layers:
    """Longitudes and latitudes WGS 84. existing: what stood near when it was asked.

    open_before, open_after: (longitude, latitude, weight) of demand out of reach of what stands,
    and of what would stand; summed over squares of at least 50 m.
    """

    radius_m: float
    chosen: list[Chosen]
    existing: list[tuple[float, float]]
    open_before: list[tuple[float, float, float]]
    open_after: list[tuple[float, float, float]]


def layers_of(run: SitingRun) -> Layers:
    """The layers of a run that was worked out; without sites before."""
    ground, asked = ground_from(run.ground), asked_from(run.terms)
    rows = (run.answer.get("told") or {}).get("rows", [])
    chosen = [
        Chosen(r["number"], r["longitude"], r["latitude"], r["x"], r["y"], r["area"], r["adds"])
        for r in rows
    ]
    existing: list[tuple[float, float]] = []
    if len(ground.existing):
        lon, lat = degrees(ground.existing[:, 0].tolist(), ground.existing[:, 1].tolist())
        existing = [(float(x), float(y)) for x, y in zip(lon, lat, strict=True)]
    before, after = (open_demand(ground, asked, sites) for sites in ([], list(run.chosen)))
    return Layers(
        radius_m=float(asked.radius_m),
        chosen=chosen,
        existing=existing,
        open_before=[(x, y, w) for x, y, w in before],
        open_after=[(x, y, w) for x, y, w in after],
    )
