"""What the clock tells of places: repairs at their set points, inspections past their day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import tell_principals_once
from jikimi.bodies.follow_up import Unfinished, days_looked_at, tell_at_points
from jikimi.places.models import Repair
from jikimi.places.repairs import link


def remind_of_places(*, actor: Actor, today: date | None = None) -> int:
    """Tell agencies what repairs they owe, at the set points, and teams what is past its day.

    An unannounced inspection is told of to those alone who know of it.  Safe to repeat.
    Records places.clock.remind.
    """
    day = today or timezone.localdate()
    with acting(actor, "places.clock.remind") as doing:
        told = tell_at_points(_unfinished(day), today=day)
        late = _tell_late(day)
        doing.details.update(repairs=told, inspections=late)
    return told + late


def _unfinished(day: date) -> list[Unfinished]:
    first, last = days_looked_at(day)
    rows = Repair.objects.filter(stage__in=("open", "accepted"), due_on__range=(first, last))
    return [
        Unfinished(
            subject_id=row.pk,
            agency_id=row.agency_id,
            body_id=row.body_id,
            owner_id=None,
            due_on=row.due_on,
            moved_on=timezone.localtime(row.stage_since).date(),
            link=link(row),
            is_of_body=True,
        )
        for row in rows
    ]


def _tell_late(day: date) -> int:
    """Each once, the day after it was planned for; how many are late."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, told, planned_on FROM places_inspections_late(%s)", [day])
        rows = cursor.fetchall()
    for number, told, planned_on in rows:
        tell_principals_once(
            told,
            "places.inspections.overdue",
            subject_id=number,
            link=f"/staff/inspections/{number}/",
            day=planned_on + timedelta(days=1),
        )
    return len(rows)
