"""The board of a control room: what waits, oldest unanswered first, and what is near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Min, Q
from django.utils import timezone

from jikimi.access.acting import check, reading
from jikimi.access.actor import Actor
from jikimi.access.acts import act_called
from jikimi.access.codes import codes
from jikimi.escorts.models import Alarm, ControlRoom, Fix, Journey, Watcher
from jikimi.escorts.models.alarm import ON_BOARD
from jikimi.escorts.rooms import room_of, room_rule
from jikimi.escorts.standing_in import Unanswered, unanswered_next_door
from jikimi.escorts.watching import last_look
from jikimi.places.models import Site
from jikimi.places.sites import site_name

READ = "escorts.board.read"
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
    def is_unanswered(self) -> bool:
        """Nobody has taken it for so long that another room was told."""
        return self.is_waiting and self.alarm.unanswered_at is not None

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
    """What a control room sees. under_way: how many walk under its eyes; mark: as it was read.

    next_door: rooms it stands in for in which nobody answers.  looked_at: when the watch last
    looked; is_watched: whether that is short enough ago (room_rules.csv).
    """

    room: ControlRoom
    lines: list[AlarmLine] = field(default_factory=list)
    under_way: int = 0
    mark: str = ""
    next_door: list[Unanswered] = field(default_factory=list)
    looked_at: datetime | None = None
    is_watched: bool = True

    @property
    def is_drill(self) -> bool:
        """A drill is going on."""
        return any(line.alarm.is_drill for line in self.lines)

    @property
    def waiting(self) -> list[AlarmLine]:
        """What nobody has taken yet, oldest first; without drills."""
        lines = [line for line in self.lines if line.is_waiting and not line.alarm.is_drill]
        return sorted(lines, key=lambda line: line.alarm.raised_at)


def board(actor: Actor, *, known: str = "") -> Board:
    """Everything that is not ended, for whoever works in the control room.

    What is shown for the first time is marked as seen, and the phones say so.
    known: the mark of what the page shows already; while no alarm has changed, its reading is
    recorded, and only where a phone is was added.  Records escorts.board.read.
    """
    room = room_of(actor)
    check(actor, act_called(READ), room)
    lines = _lines(room)
    _mark_shown(lines)
    mark = mark_of(room)
    if _alarms_in(known) != _alarms_in(mark):
        reading(actor, READ, room)
    looked_at = last_look()
    return Board(
        room,
        lines,
        _under_way(room),
        mark,
        unanswered_next_door(room),
        looked_at,
        _is_watched(looked_at),
    )


def mark_of(room: ControlRoom) -> str:
    """A word that changes when anything on the board does, at little cost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(a.version), 0), max(a.raised_at),"
            " sum(j.last_seq), max(j.seen_at)"
            " FROM escorts_alarm a LEFT JOIN escorts_journey j ON j.id = a.journey_id"
            " WHERE a.room_id = %s AND a.stage <> 'ended'",
            [room.pk],
        )
        alarms, moved = _words(cursor.fetchone(), 3)
        cursor.execute(
            "SELECT sum(waiting), min(since), (SELECT max(stage_since) FROM escorts_shiftchange"
            " WHERE room_id = %s) FROM escorts_unanswered(%s)",
            [room.pk, room.pk],
        )
        (next_door,) = _words(cursor.fetchone(), 3)
    return f"{alarms}-{next_door}.{moved}-{int(_is_watched(last_look()))}"


def waiting_calls(room: ControlRoom, *, but: Alarm | None = None) -> tuple[int, datetime | None]:
    """How many calls nobody has taken, since when the oldest; without drills and without one."""
    rows = Alarm.objects.filter(room=room.agency, stage="raised", is_drill=False)
    others = rows.exclude(pk=but.pk) if but else rows
    found = others.aggregate(n=Count("pk"), at=Min("raised_at"))
    return found["n"], found["at"]


def mark_of_alarm(alarm: Alarm) -> str:
    """A word that changes when anything on the page of an alarm does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.version, a.stage, (SELECT count(*) FROM escorts_alarmstep s"
            " WHERE s.alarm_id = a.id), j.last_seq, j.seen_at, (SELECT count(*)"
            " FROM escorts_watcher w WHERE w.journey_id = j.id AND w.ended_at IS NULL),"
            " (SELECT count(*) FROM escorts_recording r WHERE r.journey_id = j.id)"
            " FROM escorts_alarm a LEFT JOIN escorts_journey j ON j.id = a.journey_id"
            " WHERE a.id = %s",
            [alarm.pk],
        )
        return ".".join(_words(cursor.fetchone() or (), 3))


def is_same_alarm(known: str, mark: str) -> bool:
    """Whether two marks differ in nothing but where the phone is."""
    return _alarms_in(known) == _alarms_in(mark)


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


def _alarms_in(mark: str) -> str:
    return mark.partition(".")[0]


def _words(values: Sequence[object], first: int) -> list[str]:
    """Values as words for a mark: the first so many together, then the others together."""
    said = [str(one or 0).replace(" ", "T").replace(".", ",") for one in values]
    return ["-".join(part) for part in (said[:first], said[first:]) if part]


def _is_watched(looked_at: datetime | None) -> bool:
    still = timedelta(seconds=room_rule()["watch_still_s"])
    return looked_at is not None and timezone.now() - looked_at <= still


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
