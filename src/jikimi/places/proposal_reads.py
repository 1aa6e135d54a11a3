"""What pages read of proposals: the list, one of them, two beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from scipy.spatial import cKDTree

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed
from jikimi.places.models import CrimePoint, SitingRun
from jikimi.places.proposal_ground import ground_from
from jikimi.places.proposal_terms import Asked, asked_from
from jikimi.places.proposal_work import covered_elsewhere

READ = "places.proposals.read"
STAGES = ("", "done", "decided", "thrown")


@dataclass(frozen=True, slots=True)
class RunView:
    """One run as it stands. told: worth and reasons of the list as people left it.

    lost: how much less it covers than what was worked out; below 0 when people found better.
    """

    run: SitingRun
    asked: Asked
    told: dict[str, Any]
    lost: float

    @property
    def share(self) -> float:
        """What is covered of all demand."""
        total = self.run.answer.get("total", 0)
        return float(self.told["covered"] / total) if total else 0.0

    @property
    def share_before(self) -> float:
        """What was covered before."""
        total = self.run.answer.get("total", 0)
        return float(self.run.answer["already"] / total) if total else 0.0


@dataclass(frozen=True, slots=True)
class Beside:
    """Two runs. common: sites of one within 25 m of one of the other.

    crossed: what the sites of the other cover on the ground of each, with its reach.
    """

    one: RunView
    other: RunView
    common: int
    crossed: tuple[float, float]


def runs_found(actor: Actor, *, kind: str = "", stage: str = "", text: str = "") -> list[SitingRun]:
    """Runs, newest first, without those thrown away. Records places.proposals.read."""
    reading(actor, READ)
    rows = SitingRun.objects.select_related("body", "agency").defer("ground")
    rows = rows.filter(stage=stage) if stage in STAGES[1:] else rows.exclude(stage="thrown")
    if kind:
        rows = rows.filter(kind=kind)
    if text.strip():
        rows = rows.filter(name__icontains=text.strip())
    return list(rows[:100])


def run_called(actor: Actor, number: UUID) -> SitingRun:
    """One run; NotAllowed when there is none. Records places.proposals.read."""
    run = SitingRun.objects.select_related("body", "agency", "member").filter(pk=number).first()
    if run is None:
        raise NotAllowed
    reading(actor, READ, run)
    return run


def viewed(run: SitingRun) -> RunView:
    """A run that was worked out, as it stands now."""
    told = run.answer.get("told") or {"rows": [], "covered": 0.0, "by_source": []}
    lost = float(run.answer.get("covered", 0.0)) - float(told["covered"])
    return RunView(run, asked_from(run.terms), told, lost)


def beside(one: SitingRun, other: SitingRun) -> Beside:
    """Two runs that were worked out, compared."""
    first, second = viewed(one), viewed(other)
    places = [_places(view) for view in (first, second)]
    common = 0
    if len(places[0]) and len(places[1]):
        away, _which = cKDTree(places[1]).query(places[0])
        common = int((away <= 25).sum())
    crossed = (
        covered_elsewhere(ground_from(one.ground), first.asked, places[1]),
        covered_elsewhere(ground_from(other.ground), second.asked, places[0]),
    )
    return Beside(first, second, common, crossed)


def _places(view: RunView) -> Any:
    rows = [(row["x"], row["y"]) for row in view.told["rows"]]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def crime_kinds() -> list[tuple[str, str]]:
    """Kinds of crime points that came in: code and words."""
    known = labels("places", "coarsening")
    rows = CrimePoint.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [(code, known.get(code, code)) for code in rows]
