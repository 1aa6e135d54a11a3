"""When minutes are due: three working days after the meeting; the clock reminds of them (SR-59)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.notices import tell_principals_once
from jikimi.access.principals import Principal
from jikimi.access.working_days import working_day_after
from jikimi.bodies.models import Meeting

WORKING_DAYS = 3


def minutes_due_on(closed_on: date) -> date:
    """The day by which the minutes of a meeting closed on this day are to be approved."""
    return working_day_after(closed_on, days=WORKING_DAYS)


def minutes_waiting(actor: Actor, *, most: int = 30) -> list[Meeting]:
    """Closed meetings whose minutes the actor is to write or approve, the most pressing first."""
    mine = (
        Q(body_id__in=actor.bodies_coordinated())
        | Q(chair_id=actor.member_id)
        | Q(clerk_id=actor.member_id)
    )
    rows = Meeting.objects.filter(
        mine, stage="closed", minutes_approved_at=None, minutes_due_on__isnull=False
    )
    return list(rows.select_related("body").order_by("minutes_due_on")[:most])


def remind_of_minutes(*, actor: Actor, today: date | None = None) -> int:
    """Tell coordinators, chair and clerk of minutes due by the next working day or overdue.

    Safe to repeat: once a day, and what fell due while the server was stopped is told at the next
    run. How many meetings.  Records bodies.clock.minutes.
    """
    day = today or timezone.localdate()
    with acting(actor, "bodies.clock.minutes") as doing:
        waiting = _due(working_day_after(day))
        for meeting, body, chair, clerk, due_on in waiting:
            people = {Principal.MEMBER.of(one) for one in (chair, clerk) if one}
            tell_principals_once(
                {Principal.BODY.of(body), *people},
                "bodies.minutes.overdue" if due_on < day else "bodies.minutes.soon",
                subject_id=meeting,
                link=f"/staff/meetings/{meeting}/minutes/",
                day=day,
            )
        doing.details["meetings"] = len(waiting)
    return len(waiting)


def _due(until: date) -> list[tuple[UUID, int, int | None, int | None, date]]:
    """Meeting, body, chair, clerk and day, of minutes not approved that are due by then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bodies_minutes_due(%s)", [until])
        return list(cursor.fetchall())
