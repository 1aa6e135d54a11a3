"""The watch over all that is under way: asks who is late, silent or astray, then alarms."""

from __future__ import annotations

import json

from django.db import connection

from jikimi.access.acting import check
from jikimi.access.actor import THE_CLOCK
from jikimi.access.acts import act_called
from jikimi.access.ticket import named


def look_over() -> dict[str, int]:
    """One look, as each second: {asked, raised}; empty when somebody else looks just now.

    What the database does is one transaction, so that a stop in the middle loses nothing: the next
    look finds the same.
    """
    with named(THE_CLOCK), connection.cursor() as cursor:
        check(THE_CLOCK, act_called("escorts.journeys.watch"))
        cursor.execute("SELECT escorts_look()")
        answer = cursor.fetchone()[0]
    found: dict[str, int] = json.loads(answer) if isinstance(answer, str) else answer
    return found
