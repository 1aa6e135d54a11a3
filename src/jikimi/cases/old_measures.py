"""Old measures: recorded before their time limits were kept, they get their clocks once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.ticket import named
from jikimi.cases.clocks import Clock
from jikimi.cases.clocks.periods import KOREA, midnight_after
from jikimi.cases.clocks.rules import MEASURE
from jikimi.cases.guards import called, rows_of
from jikimi.cases.statutes import clocks_from, measure_rule

BATCH = 500
_INSTANTS = ("starts", "due", "calendar", "extendable_to")
_WORDS = ("code", "rule", "article", "kind", "event", "who", "forces", "start_rule", "holiday_rule")


def start_old_clocks(*, actor: Actor) -> int:
    """Start the clocks of measures recorded before clocks were kept; how many clocks.

    Only those that are still to come: of what is past nobody but those who know the case can say
    whether it was done.  A batch a run; safe to repeat.  Records cases.clock.old_measures.
    """
    with transaction.atomic(), named(actor):
        rows = rows_of("cases_old_measures", BATCH)
        started = sum(_started(*row) for row in rows)
        if rows:
            with acting(actor, "cases.clock.old_measures") as doing:
                doing.details.update(measures=len(rows), clocks=started)
    return started


def _started(measure_id: UUID, code: str, started_at: datetime, ends_on: date | None) -> int:
    rule = measure_rule(code, on=started_at.astimezone(KOREA).date())
    written = midnight_after(ends_on) if ends_on else None
    clocks = clocks_from(code, events={MEASURE: started_at}, written_end=written)
    given = [_given(clock, rule.until_majority) for clock in clocks if clock.due]
    return int(called("cases_start_old_clocks", measure_id, rule.rule, Jsonb(given)))


def _given(clock: Clock, until_majority: bool) -> dict[str, Any]:
    """A clock as the guard function takes it. How far an order until majority reaches stays out."""
    instants = {name: getattr(clock, name) for name in _INSTANTS}
    if until_majority:
        instants["extendable_to"] = None
    return {
        **{name: getattr(clock, name) for name in _WORDS},
        **{name: at.isoformat() if at else None for name, at in instants.items()},
        "is_written": clock.is_written,
    }
