"""What is asked when somebody looks for places: demand, reach, number or budget, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

GOALS = ("most", "fewest", "nearest")
SOURCES = ("crime", "hazards", "sites", "points", "file", "ground")
CANDIDATES = ("grid", "demand", "sites", "file")
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Demand:
    """Where something is needed. source: one of SOURCES; times: how often each counts.

    kinds: of crimes, hazards or sites, empty for all; days: how far back, 0 for all of it.
    """

    source: str
    times: int = 1
    kinds: tuple[str, ...] = ()
    days: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. goal: as much demand as possible, all of it with the fewest, or near ways.

    sites: how many, or 0 where budget_krw and cost_krw of one say it.  candidates: one of
    CANDIDATES, with step_m for a grid and of_kind for sites.  area: a district, empty for all;
    excluded: areas without any; floor: least number in every district.  keeps: whether what stands
    counts.  seconds: how long to look.
    """

    goal: str
    radius_m: int
    demands: tuple[Demand, ...]
    sites: int = 0
    budget_krw: int = 0
    cost_krw: int = 0
    candidates: str = "grid"
    step_m: int = 100
    of_kind: str = ""
    area: str = ""
    excluded: tuple[str, ...] = ()
    floor: int = 0
    keeps: bool = True
    seconds: int = 8
    files: tuple[str, ...] = field(default=())

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @property
    def budget(self) -> float:
        """What all sites may cost, in the unit of `cost`."""
        return float(self.budget_krw or self.sites)

    @property
    def cost(self) -> float:
        """What one site costs: won where there is a budget, else one site."""
        return float(self.cost_krw) if self.budget_krw else 1.0


def asked_from(data: Mapping[str, Any]) -> Asked:
    """What was kept, as it was asked."""
    demands = tuple(Demand(**{**d, "kinds": tuple(d["kinds"])}) for d in data["demands"])
    rest = {name: value for name, value in data.items() if name != "demands"}
    lists = {name: tuple(rest[name]) for name in ("excluded", "files")}
    return Asked(**{**rest, **lists, "demands": demands})
