"""Reminders: what is due soon or overdue, told to the agencies that must act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import tell_principals_once
from jikimi.bodies.follow_up import Unfinished, days_looked_at, tell_at_points

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: what, for whom, when. Holds no name."""

    what: str
    subject_id: UUID
    principal: int
    due_on: date
    link: str


def remind_of_what_is_due(*, actor: Actor, today: date | None = None) -> int:
    """Tell every agency and coordinator what is due within three days or overdue; how many things.

    Actions are told at the set points of follow_up_points.csv, in the end to who represents the
    agency.  Safe to repeat: each thing is told once a day or point, and what fell due while the
    server was stopped is told at the next run.  Records cases.clock.remind.
    """
    day = today or timezone.localdate()
    with acting(actor, "cases.clock.remind") as doing:
        waiting = _due(day)
        for thing in waiting:
            late = "overdue" if thing.due_on < day else "soon"
            tell_principals_once(
                [thing.principal],
                f"{thing.what}.{late}",
                subject_id=thing.subject_id,
                link=thing.link,
                day=day,
            )
        told = len(waiting) + tell_at_points(_actions_unfinished(day), today=day)
        doing.details["things"] = told
    return told


def _due(day: date) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_due(%s)", [day + SOON])
        return [Due(*row) for row in cursor.fetchall()]


def _actions_unfinished(day: date) -> list[Unfinished]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_unfinished(%s, %s)", days_looked_at(day))
        return [Unfinished(*row) for row in cursor.fetchall()]
