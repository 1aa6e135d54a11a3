"""A map of problem places that lie in one spot, numbered as in the list."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jikimi.access.codes import codes, labels
from jikimi.doors.maps import Layer, Sheet, sheet
from jikimi.escorts.problem_finding import Found
from jikimi.places import map_reads
from jikimi.places.ground import degrees
from jikimi.places.maps import Mark, view_over


def map_of_problems(found: Sequence[Found]) -> Sheet | None:
    """Bells and squares; whole neighbourhoods stand in the list alone. None where there is none."""
    marks = [mark for number, one in enumerate(found, 1) for mark in _marks(number, one)]
    if not marks:
        return None
    boxes = [map_reads.box_around(mark.longitude, mark.latitude) for mark in marks]
    west, south, east, north = zip(*boxes, strict=True)
    view = view_over((min(west), min(south), max(east), max(north)))
    return sheet(_layer(), view, page="", query="", source="", marks=marks)


def _marks(number: int, one: Found) -> list[Mark]:
    if one.x is None or one.y is None:
        return []
    longitude, latitude = (float(at[0]) for at in degrees([one.x], [one.y]))
    return [Mark(str(number), one.kind, "works", "", longitude, latitude, number=number)]


def _layer() -> Layer:
    return Layer(
        title=_("Map of problem places"),
        looks={code: row.more for code, row in codes("escorts", "problem_marks").items()},
        kinds=labels("escorts", "problem_kinds"),
        page="#place-KEY",
    )
