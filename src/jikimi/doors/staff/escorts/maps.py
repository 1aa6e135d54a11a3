"""Maps of alarms: where they are, as far as anybody knows; no address says what is looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from jikimi.access.codes import codes, labels
from jikimi.doors.maps import Layer, Sheet, sheet
from jikimi.doors.staff.places.map_sheets import site_layer
from jikimi.escorts.board import AlarmLine
from jikimi.places import map_reads, sites
from jikimi.places.ground import degrees
from jikimi.places.maps import Mark, Shape, view_over

_ANY_KEY = UUID(int=0)
_CORNERS = 36


def map_of_alarms(lines: Sequence[AlarmLine]) -> Sheet | None:
    """All open alarms with a place, numbered as in the list; None while there is none."""
    marks = [_mark(number, line) for number, line in enumerate(lines, 1) if line.place]
    if not marks:
        return None
    boxes = [map_reads.box_around(mark.longitude, mark.latitude) for mark in marks]
    west, south, east, north = zip(*boxes, strict=True)
    view = view_over((min(west), min(south), max(east), max(north)))
    return sheet(_alarm_layer(), view, page="", query="", source="", marks=marks)


def map_of_alarm(line: AlarmLine) -> Sheet | None:
    """Where one alarm is, how surely, and what stands around it."""
    if line.place is None:
        return None
    longitude, latitude = _degrees(line.place)
    accuracy = line.last.accuracy_m if line.last else None
    reach = map_reads.box_around(longitude, latitude, within_m=max(300.0, accuracy or 0.0))
    view = view_over(reach)
    marks = map_reads.sites_in_view(sites.SiteWish(), view)
    shapes = [_circle(line.place, accuracy)] if accuracy else []
    return sheet(
        site_layer(),
        view,
        page="",
        query="",
        source="",
        marks=marks,
        shapes=shapes,
        tones=[("reach", _("Somewhere in here, says the phone"))] if shapes else [],
        ring=(longitude, latitude),
    )


def _alarm_layer() -> Layer:
    page = reverse("alarm", args=[_ANY_KEY]).replace(str(_ANY_KEY), "KEY")
    return Layer(
        title=_("Map of open alarms"),
        looks={code: row.more for code, row in codes("escorts", "alarm_marks").items()},
        kinds=labels("escorts", "alarm_kinds"),
        states={"works": _("Waits"), "overdue": _("Looked after")},
        page=page,
    )


def _mark(number: int, line: AlarmLine) -> Mark:
    longitude, latitude = _degrees(line.place or (0.0, 0.0))
    alarm = line.alarm
    state = "works" if line.is_waiting else "overdue"
    name = _("DRILL") if alarm.is_drill else _("Waits") if line.is_waiting else ""
    return Mark(str(alarm.pk), alarm.kind, state, name, longitude, latitude, number=number)


def _degrees(place: tuple[float, float]) -> tuple[float, float]:
    longitude, latitude = degrees([place[0]], [place[1]])
    return float(longitude[0]), float(latitude[0])


def _circle(place: tuple[float, float], radius_m: float) -> Shape:
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
    longitude, latitude = degrees(
        [place[0] + radius_m * math.cos(turn) for turn in turns],
        [place[1] + radius_m * math.sin(turn) for turn in turns],
    )
    return Shape(np.stack([longitude, latitude], axis=-1), "reach")
