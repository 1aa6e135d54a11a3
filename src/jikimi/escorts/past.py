"""Alarms that are over, as figures read them: kinds, endings, hours, dongs, seconds; no place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.escorts.models import Alarm
from jikimi.escorts.rooms import room_of

READ = "escorts.figures.read"
# Each step with what it is counted from and to.
STEPS = (
    ("shown", "raised_at", "shown_at"),
    ("taken", "shown_at", "taken_at"),
    ("answered", "raised_at", "taken_at"),
    ("police", "taken_at", "police_asked_at"),
    ("way", "police_asked_at", "on_the_way_at"),
    ("ended", "raised_at", "ended_at"),
)


@dataclass(frozen=True, slots=True)
class PastAlarm:
    """One alarm that is over. band: of hour_bands.csv; seconds: by step (STEPS), if it came."""

    raised_at: datetime
    kind: str
    ending: str
    area_code: str
    band: str
    is_drill: bool
    is_false: bool
    site_id: UUID | None
    seconds: Mapping[str, float]


def past_alarms(actor: Actor, *, since: date, until: date) -> list[PastAlarm]:
    """What was raised to the actor's control room from since up to before until, and is over.

    Records escorts.figures.read.
    """
    room = room_of(actor)
    reading(actor, READ, room)
    return [past(row) for row in raised_between(room.pk, since, until)]


def raised_between(room_id: int, since: date, until: date) -> QuerySet[Alarm]:
    """Alarms that are over, by the day they were raised."""
    first, last = _midnight(since), _midnight(until)
    rows = Alarm.objects.filter(room_id=room_id, stage="ended")
    return rows.filter(raised_at__gte=first, raised_at__lt=last)


def past(alarm: Alarm) -> PastAlarm:
    """One alarm without anything that leads to it."""
    row = codes("escorts", "alarm_endings").get(alarm.ending)
    return PastAlarm(
        raised_at=alarm.raised_at,
        kind=alarm.kind,
        ending=alarm.ending,
        area_code=alarm.area_code,
        band=band_of(timezone.localtime(alarm.raised_at).hour),
        is_drill=alarm.is_drill,
        is_false=row is not None and row.more["is_false"] == "yes",
        site_id=alarm.site_id,
        seconds=_seconds(alarm),
    )


def band_of(hour: int) -> str:
    """The part of the day an hour lies in (hour_bands.csv)."""
    rows = list(codes("escorts", "hour_bands").values())
    firsts = [int(row.more["first"]) for row in rows]
    return rows[bisect_right(firsts, hour) - 1].code


def group_of(kind: str) -> str:
    """The kind as it is published: calls, bells, walks (alarm_groups.csv)."""
    rows = codes("escorts", "alarm_groups")
    return next((code for code, row in rows.items() if kind in row.more["kinds"].split()), "other")


def false_endings() -> list[str]:
    """Endings that say nobody needed help."""
    rows = codes("escorts", "alarm_endings")
    return [code for code, row in rows.items() if row.more["is_false"] == "yes"]


def _seconds(alarm: Alarm) -> dict[str, float]:
    found = {}
    for step, since, until in STEPS:
        first, last = getattr(alarm, since), getattr(alarm, until)
        if first is not None and last is not None and last >= first:
            found[step] = (last - first).total_seconds()
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
