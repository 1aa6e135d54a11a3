"""Expiry: shares and emergency openings end when their period is over, also after a stop."""

from __future__ import annotations

from django.db import connection

from jikimi.access.acting import acting
from jikimi.access.actor import Actor


def end_what_is_over(*, actor: Actor) -> int:
    """End every share and emergency opening whose time has passed; how many cases that touched.

    Records cases.clock.end_shares when there was something to end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_end_what_is_over()")
        touched = {row[0] for row in cursor.fetchall()}
    if touched:
        with acting(actor, "cases.clock.end_shares") as doing:
            doing.details["cases"] = len(touched)
    return len(touched)
