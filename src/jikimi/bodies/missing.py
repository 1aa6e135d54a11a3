"""Which kinds of agency a body still lacks, in which districts, and who is on the way there."""

from __future__ import annotations

from dataclasses import dataclass

from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.codes import label
from jikimi.bodies.body_kinds import kinds_wanted
from jikimi.bodies.districts import district_label, districts_to_fill, is_served_by
from jikimi.bodies.models import Body, Candidate

_ON_THE_WAY = ("found", "visited", "agreed", "signed")
_Place = tuple[str, str]  # kind, district


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind in one district. state: seated, on_the_way or missing; number: how many."""

    district: str
    state: str
    number: int

    @property
    def district_label(self) -> str:
        """The district in the reader's language."""
        return district_label(self.district)


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of agency that is wanted, district by district; is_missing: nowhere at all."""

    kind: str
    cells: tuple[Cell, ...]
    seated: int

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return label("access", "agency_kinds", self.kind)

    @property
    def missing_in(self) -> list[Cell]:
        """Where nobody sits and nobody is on the way."""
        return [cell for cell in self.cells if cell.state == "missing"]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Kinds wanted × districts. districts: codes in the order of the cells."""

    districts: tuple[str, ...]
    lines: tuple[KindLine, ...]

    @property
    def gaps(self) -> int:
        """In how many places somebody is missing."""
        return sum(len(line.missing_in) for line in self.lines)


def agencies_missing(actor: Actor, body: Body) -> Lacking:
    """What a body lacks of the kinds its own kind wants (data/body_kinds.csv), by district.

    Who is on the way is counted only for those who may know it; two queries.
    """
    sitting = Agency.objects.filter(seats__body=body, seats__left_on=None, left_on=None)
    seated: list[_Place] = list(sitting.values_list("kind", "district"))
    coming: list[_Place] = list(
        Candidate.objects.filter(body=body, stage__in=_ON_THE_WAY).values_list("kind", "district")
    )
    districts = districts_to_fill(district for _, district in (*seated, *coming)) or [""]
    lines = [_line(kind, districts, seated, coming) for kind in kinds_wanted(body)]
    return Lacking(tuple(districts), tuple(lines))


def _line(kind: str, districts: list[str], seated: list[_Place], coming: list[_Place]) -> KindLine:
    cells = tuple(_cell(kind, district, seated, coming) for district in districts)
    return KindLine(kind, cells, sum(1 for place in seated if place[0] == kind))


def _cell(kind: str, district: str, seated: list[_Place], coming: list[_Place]) -> Cell:
    for state, places in (("seated", seated), ("on_the_way", coming)):
        number = sum(1 for k, there in places if k == kind and is_served_by(district, there))
        if number:
            return Cell(district, state, number)
    return Cell(district, "missing", 0)
