"""The board of a control room: what waits, oldest unanswered first, and what is near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.escorts.models import Alarm, ControlRoom, Fix, Journey, Watcher
from jikimi.escorts.models.alarm import ON_BOARD
from jikimi.escorts.rooms import room_of
from jikimi.places.models import Site
from jikimi.places.sites import site_name

NEAR_M = 500.0
_NEAREST = {"camera": 3, "bell": 2, "safe_house": 2, "police_box": 1}
_TRAIL = 60


@dataclass(frozen=True, slots=True)
class Near:
    """A site near an alarm. away_m: metres as the crow flies."""

    site: Site
    away_m: float

    @property
    def name(self) -> str:
        """What the site is called, or where it stands."""
        return site_name(self.site)


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm on the board. journey, trail (oldest first): while it lasts; site: the bell."""

    alarm: Alarm
    urgency: int
    journey: Journey | None = None
    trail: Sequence[Fix] = ()
    site: Site | None = None

    @property
    def is_waiting(self) -> bool:
        """Nobody has taken it yet."""
        return self.alarm.stage == "raised"

    @property
    def last(self) -> Fix | None:
        """The newest place that can be believed."""
        return next((fix for fix in reversed(self.trail) if not fix.is_doubtful), None)

    @property
    def place(self) -> tuple[float, float] | None:
        """Metres east and north in EPSG:5179, or None while nobody knows."""
        if self.last:
            return self.last.x, self.last.y
        if self.site and self.site.x is not None and self.site.y is not None:
            return self.site.x, self.site.y
        return None


@dataclass(frozen=True, slots=True)
class Board:
    """What a control room sees. under_way: how many walk under its eyes; mark: when it was read."""

    room: ControlRoom
    lines: list[AlarmLine] = field(default_factory=list)
    under_way: int = 0
    mark: str = ""


def board(actor: Actor) -> Board:
    """Everything that is not ended, for whoever works in the control room.

    What is shown for the first time is marked as seen, and the phones say so.
    Records escorts.board.read.
    """
    room = room_of(actor)
    reading(actor, "escorts.board.read", room)
    lines = _lines(room)
    _mark_shown(lines)
    return Board(room, lines, _under_way(room), mark_of(room))


def mark_of(room: ControlRoom) -> str:
    """A word that changes when anything on the board does, at little cost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(version), 0), max(raised_at)"
            " FROM escorts_alarm WHERE room_id = %s AND stage <> 'ended'",
            [room.pk],
        )
        return "-".join(str(one or 0).replace(" ", "T") for one in cursor.fetchone())


def ended_lately(actor: Actor, *, since: datetime) -> list[Alarm]:
    """What ended since then, newest first, for the hand-over of a shift."""
    room = room_of(actor)
    rows = Alarm.objects.filter(room=room.agency, ended_at__gte=since)
    return list(rows.select_related("taken_by").order_by("-ended_at")[:200])


def line_of(actor: Actor, alarm: Alarm) -> AlarmLine:
    """One alarm with its journey and trail."""
    return _lines(room_of(actor), only=alarm.pk)[0]


def near_to(line: AlarmLine) -> dict[str, list[Near]]:
    """The nearest cameras, bells, safe houses and police boxes within NEAR_M, nearest first."""
    if line.place is None:
        return {}
    x, y = line.place
    square = Q(x__range=(x - NEAR_M, x + NEAR_M), y__range=(y - NEAR_M, y + NEAR_M))
    rows = Site.objects.filter(square, kind__in=_NEAREST, removed_on=None, state="in_use")
    found = sorted(_distances(rows, x, y), key=lambda one: (one.site.kind, one.away_m))
    return {
        kind: list(nearest)[: _NEAREST[kind]]
        for kind, nearest in groupby(found, key=lambda one: one.site.kind)
    }


def watchers_of(line: AlarmLine) -> list[Watcher]:
    """Who else looks on, as the person named them."""
    if line.journey is None:
        return []
    return list(Watcher.objects.filter(journey=line.journey, ended_at=None).order_by("name"))


def _distances(rows: Iterable[Site], x: float, y: float) -> list[Near]:
    near = []
    for site in rows:
        if site.x is not None and site.y is not None:
            away = ((site.x - x) ** 2 + (site.y - y) ** 2) ** 0.5
            if away <= NEAR_M:
                near.append(Near(site, away))
    return near


def _lines(room: ControlRoom, *, only: UUID | None = None) -> list[AlarmLine]:
    rows = Alarm.objects.filter(room=room.agency).select_related("taken_by")
    alarms = list(rows.filter(pk=only) if only else rows.filter(ON_BOARD))
    keys = [alarm.journey_id for alarm in alarms if alarm.journey_id]
    journeys = Journey.objects.in_bulk(keys)
    trails = _trails(keys)
    sites = Site.objects.in_bulk([alarm.site_id for alarm in alarms if alarm.site_id])
    lines = [
        AlarmLine(
            alarm,
            _urgency(alarm.kind),
            journeys.get(alarm.journey_id) if alarm.journey_id else None,
            trails.get(alarm.journey_id, []) if alarm.journey_id else [],
            sites.get(alarm.site_id) if alarm.site_id else None,
        )
        for alarm in alarms
    ]
    return sorted(lines, key=_order)


def _order(line: AlarmLine) -> tuple[bool, bool, int, datetime]:
    alarm = line.alarm
    return (not line.is_waiting, alarm.is_drill, line.urgency, alarm.raised_at)


def _trails(keys: Sequence[UUID]) -> dict[UUID, list[Fix]]:
    """The newest fixes of each journey, by their number: late ones stand where they belong."""
    newest = Fix.objects.filter(journey_id__in=keys, seq__gt=F("journey__last_seq") - _TRAIL)
    trails: dict[UUID, list[Fix]] = {}
    for fix in newest.order_by("journey_id", "seq"):
        trails.setdefault(fix.journey_id, []).append(fix)
    return trails


def _urgency(kind: str) -> int:
    row = codes("escorts", "alarm_kinds").get(kind)
    return int(row.more["urgency"]) if row else 1


def _mark_shown(lines: Iterable[AlarmLine]) -> None:
    fresh = [line.alarm for line in lines if line.alarm.shown_at is None]
    if fresh:
        now = timezone.now()
        Alarm.objects.filter(pk__in=[alarm.pk for alarm in fresh], shown_at=None).update(
            shown_at=now
        )
        for alarm in fresh:
            alarm.shown_at = now


def _under_way(room: ControlRoom) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT escorts_under_way(%s)", [room.pk])
        return int(cursor.fetchone()[0])
