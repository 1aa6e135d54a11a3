"""Which agencies take part in a council and in the councils below it, and which are new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from jikimi.access.models import Agency
from jikimi.bodies.halves import Half
from jikimi.bodies.models import Body, Seat


@dataclass(frozen=True, slots=True)
class Joined:
    """Agencies at the end of a half-year. new: those that joined within it, with their day."""

    seated: int
    new: tuple[tuple[Agency, date], ...]


def joined(council: Body, half: Half) -> Joined:
    """Agencies seated in a council or below it on the last day of a half-year. Two queries.

    An agency is new in the half-year in which it took its first seat.
    """
    family = Q(body=council) | Q(body__above=council)
    rows = Seat.objects.filter(family, joined_on__lte=half.last).values("agency_id")
    seats = rows.annotate(since=Min("joined_on")).order_by("since")
    open_ones = set(
        Seat.objects.filter(family, joined_on__lte=half.last)
        .filter(Q(left_on=None) | Q(left_on__gt=half.last))
        .values_list("agency_id", flat=True)
    )
    fresh = {row["agency_id"]: row["since"] for row in seats if half.has(row["since"])}
    agencies = Agency.objects.in_bulk(list(fresh))
    return Joined(len(open_ones), tuple((agencies[pk], day) for pk, day in fresh.items()))
