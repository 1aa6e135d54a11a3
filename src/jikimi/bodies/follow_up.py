"""Follow-up: set points before and after a day due at which those concerned are told (SR-48).

The points are data: bodies/data/follow_up_points.csv. The room of cases uses them for actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.access.notices import tell_principals_once
from jikimi.access.principals import Principal
from jikimi.bodies.answering import Place, representatives_of

# A server that was stopped for longer tells what is overdue by its lists alone.
CATCH_UP = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Point:
    """A day so many days after the day due (negative: before), and who is told then."""

    code: str
    days: int
    tells: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something an agency still has to do. moved_on: the day of its last step. Holds no name.

    is_of_body: not of a case, so that whoever sits in the body for the agency is told from the
    beginning while nobody is named to see to it.
    """

    subject_id: UUID
    agency_id: int
    body_id: int
    owner_id: int | None
    due_on: date
    moved_on: date
    link: str
    is_of_body: bool = False


def remind_of_undertakings(*, actor: Actor, today: date | None = None) -> int:
    """Tell the agencies what they owe their bodies, at the set points; how many were at a point.

    Safe to repeat: each point is told once, and one passed while the server was stopped is told at
    the next run.  Records bodies.clock.remind.
    """
    day = today or timezone.localdate()
    with acting(actor, "bodies.clock.remind") as doing:
        told = tell_at_points(_unfinished(day), today=day)
        doing.details["things"] = told
    return told


def tell_at_points(things: Iterable[Unfinished], *, today: date) -> int:
    """Tell of each thing that has reached a point, once a point however often run; how many."""
    reached = [(thing, point) for thing in things if (point := point_reached(thing, today=today))]
    answering = representatives_of({thing.body_id for thing, _point in reached})
    for thing, point in reached:
        tell_principals_once(
            _whom(thing, point, answering),
            f"bodies.follow_up.{point.code}",
            subject_id=thing.subject_id,
            link=thing.link,
            day=thing.due_on + timedelta(days=point.days),
        )
    return len(reached)


def point_reached(thing: Unfinished, *, today: date) -> Point | None:
    """The last point a thing has reached; None before the first, or when there was a step since."""
    for point in reversed(points()):
        at = thing.due_on + timedelta(days=point.days)
        if at <= today:
            return point if thing.moved_on < at >= today - CATCH_UP else None
    return None


def days_looked_at(today: date) -> tuple[date, date]:
    """Between which days a thing must be due to be at a point that was not told long ago."""
    first, last = points()[0], points()[-1]
    return today - timedelta(days=last.days) - CATCH_UP, today - timedelta(days=first.days)


def points() -> tuple[Point, ...]:
    """The set points of today, the earliest first."""
    return _points(timezone.localdate())


@cache
def _points(day: date) -> tuple[Point, ...]:
    rows = codes("bodies", "follow_up_points", on=day).values()
    made = [
        Point(row.code, int(row.more["days"]), frozenset(row.more["tells"].split())) for row in rows
    ]
    return tuple(sorted(made, key=lambda point: point.days))


def _whom(thing: Unfinished, point: Point, answering: Mapping[Place, set[int]]) -> list[int]:
    """Where nobody represents the agency, its lateness goes to those who coordinate the body."""
    sitting = answering.get((thing.body_id, thing.agency_id), set())
    is_early = thing.is_of_body and thing.owner_id is None
    people = sitting if "representative" in point.tells or is_early else set()
    whom = {Principal.MEMBER.of(number) for number in people}
    if "agency" in point.tells:
        whom |= {Principal.AGENCY.of(thing.agency_id)}
        whom |= {Principal.MEMBER.of(thing.owner_id)} if thing.owner_id else set()
    if "coordinator" in point.tells or ("representative" in point.tells and not people):
        whom |= {Principal.BODY.of(thing.body_id)}
    return sorted(whom)


def _unfinished(day: date) -> list[Unfinished]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bodies_unfinished(%s, %s)", days_looked_at(day))
        return [replace(Unfinished(*row), is_of_body=True) for row in cursor.fetchall()]
