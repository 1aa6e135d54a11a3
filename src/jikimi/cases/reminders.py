"""Reminders: what is due soon or overdue, told once a day to the agencies that must act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import tell_principals_once

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

    Safe to repeat: each thing is told once a day, and what fell due while the server was stopped is
    told at the next run.  Records cases.clock.remind.
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
        doing.details["things"] = len(waiting)
    return len(waiting)


def _due(day: date) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_due(%s)", [day + SOON])
        return [Due(*row) for row in cursor.fetchall()]
