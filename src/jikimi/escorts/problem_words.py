"""Words for a place that is a problem: for a list, for a hazard, for an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.utils.translation import gettext as _

from jikimi.access.codes import codes, label, labels
from jikimi.escorts.models import ControlRoom, ProblemPlace
from jikimi.escorts.problem_finding import BELL_FAULTS, HOURS, MARKS, Found
from jikimi.places.areas import area_names
from jikimi.places.ground import degrees
from jikimi.places.hazards import HazardDraft
from jikimi.places.sites import site_name

_LONGEST_TEXT = 4000


def what_of(one: Found | ProblemPlace) -> str:
    """What is wrong there: the kind of problem, its hours and reasons."""
    reasons = labels("escorts", "unsafe_reasons")
    parts = [label("escorts", "problem_kinds", one.kind)]
    parts += [label("escorts", "hour_bands", one.hours)] if one.hours else []
    parts += [reasons.get(code, code) for code in one.reasons]
    return " · ".join(parts)


def many_of(one: Found | ProblemPlace) -> str:
    """How often, and within how long."""
    asked = {"number": one.count, "days": one.days}
    if one.kind == MARKS:
        return _("%(number)d different days within %(days)d days") % asked
    if one.kind == BELL_FAULTS:
        return _("%(number)d faults within %(days)d days") % asked
    return _("%(number)d alarms within %(days)d days") % asked


def where_of(one: Found, areas: dict[str, str]) -> str:
    """The neighbourhood, or the bell by its number and where it stands."""
    area = areas.get(one.area_code) or one.area_code or _("Neighbourhood not known")
    if one.site is None:
        return area
    numbered = dict.fromkeys([one.site.number, site_name(one.site)])
    return " ".join(word for word in numbered if word) + f" ({area})"


def title_of(room: ControlRoom) -> str:
    """What the list is called on an agenda."""
    said = _("Problem places found by the control room: %(room)s")
    return (said % {"room": room.agency.name})[:200]


def text_of(chosen: Sequence[Found]) -> str:
    """The list, a line each; nothing in it leads to a person."""
    areas = area_names()
    lines = [
        f"{number}. {where_of(one, areas)}: {what_of(one)}, {many_of(one)}"
        for number, one in enumerate(chosen, 1)
    ]
    return "\n".join(lines)[:_LONGEST_TEXT]


def hazard_of(one: Found, body_id: int) -> HazardDraft:
    """The same as a hazard that is answered and closed."""
    longitude = latitude = None
    if one.x is not None and one.y is not None:
        east, north = degrees([one.x], [one.y])
        longitude, latitude = round(float(east[0]), 6), round(float(north[0]), 6)
    return HazardDraft(
        kind=_hazard_kind(one),
        body_id=body_id,
        words=f"{what_of(one)}, {many_of(one)}"[:300],
        place=where_of(one, area_names())[:200],
        longitude=longitude,
        latitude=latitude,
        key=uuid4(),
    )


def _hazard_kind(one: Found) -> str:
    if one.site is not None:
        return "bell"
    if one.kind == HOURS or not one.reasons:
        return "other"
    rows = codes("escorts", "unsafe_reasons")
    kinds = {rows[code].more["hazard_kind"] for code in one.reasons if code in rows}
    told = kinds - {"other"}
    return min(told) if len(told) == 1 else "other"
