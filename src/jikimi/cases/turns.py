"""Turns: the calendar by which a registered household is looked at again.

Grade A every month, B every two months, counted by the Civil Act from the day of the decision.
A turn that nobody used is missed: it stays, counts, and is never rolled over (SR-63).
Checked: tests/numbers/test_turns.py
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.cases.clocks.periods import Period, last_day
from jikimi.cases.grading import rule_named
from jikimi.cases.guards import rows_of


def turn(decided_on: date, every: Period, number: int) -> date:
    """The last day of the turn with this number, the first being 1.

    Each is counted from the decision, so that a short month shortens no later turn: 31 January →
    28 February, 31 March.  The day of the decision is not counted (art. 157), months end by the
    calendar (art. 160); no turn moves to a later working day.
    """
    return last_day(decided_on + timedelta(days=1), every * number)


def first_turn(decided_on: date, every: Period, *, from_day: date) -> date:
    """The first turn that is not over before a day."""
    days = (turn(decided_on, every, number) for number in count(1))
    return next(day for day in days if day >= from_day)


def turns_come(decided_on: date, every: Period, *, after: date, until: date) -> list[date]:
    """Turns later than one day: every one that is over on another, and the one running then."""
    found: list[date] = []
    for number in count(1):
        day = turn(decided_on, every, number)
        if day > after:
            found.append(day)
        if day >= until:
            return found
    return found


def how_often(scheme: str, grade: str, *, on: date) -> Period:
    """How often a household of this grade is looked at, by the rule as it stood on a day."""
    return Period.of(rule_named(scheme, grade, on=on).more["contact_every"])


def keep_turns(*, actor: Actor, today: date | None = None) -> tuple[int, int]:
    """Plan the turns that have come and mark missed what is past; how many of each.

    Safe to repeat; after days without a server every turn that went by is there, as missed.  Tells
    the agency and the coordinators of what was missed, each case once a run.  Records
    cases.clock.watch when there was something to do.
    """
    day = today or timezone.localdate()
    rows = [
        (registration, due)
        for registration, scheme, grade, decided_on, registered_on, newest in rows_of(
            "cases_turns_over", day
        )
        for due in turns_come(
            decided_on,
            how_often(scheme, grade, on=decided_on),
            after=newest or registered_on - timedelta(days=1),
            until=day,
        )
    ]
    ids, dues = [row[0] for row in rows], [row[1] for row in rows]
    ((planned, missed),) = rows_of("cases_keep_turns", ids, dues, day)
    if planned or missed:
        with acting(actor, "cases.clock.watch") as doing:
            doing.details.update(planned=planned, missed=missed)
    return planned, missed
