"""The watch over all that is under way: asks who is late, silent or astray, then alarms."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from jikimi.access.acting import check
from jikimi.access.actor import THE_CLOCK
from jikimi.access.acts import act_called
from jikimi.access.ticket import named
from jikimi.escorts.hours import booking_rule
from jikimi.escorts.models import WatchLook
from jikimi.escorts.rooms import room_rule


def look_over() -> dict[str, int]:
    """One look, as each second: {asked, raised}; empty when somebody else looks just now.

    What the database does is one transaction, so that a stop in the middle loses nothing: the next
    look finds the same.  Each look is written down, so that a board sees when there is none, and
    so is an alarm that nobody took for too long (room_rules.csv).
    """
    with named(THE_CLOCK), connection.cursor() as cursor:
        check(THE_CLOCK, act_called("escorts.journeys.watch"))
        cursor.execute("SELECT escorts_look()")
        answer = cursor.fetchone()[0]
        cursor.execute("SELECT escorts_forget_guardians()")
        cursor.execute("SELECT escorts_look_at_bookings(%s)", [json.dumps(booking_rule())])
        found: dict[str, int] = json.loads(answer) if isinstance(answer, str) else answer
        if found:
            rule = room_rule()
            numbers = [rule["unanswered_s"], int(rule["note_days"])]
            cursor.execute("SELECT escorts_look_rooms(%s, %s)", numbers)
    return found


def last_look() -> datetime | None:
    """When the watch last looked; None when it never did."""
    return WatchLook.objects.values_list("looked_at", flat=True).first()
