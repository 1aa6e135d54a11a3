"""Alerting: what running clocks came to is told, and what the law then forces is put as a task.

The points are data (alert_points.csv), the tasks too (task_kinds.csv). The clock of the house sees
no case: all is done by guard functions (cases/sql/alerting.sql), a batch at a time.
Source: SR-48, SR-50, SR-51; docs/methods/alerts.md.  Checked: tests/rules/test_alerting.py
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.ticket import named
from jikimi.cases.guards import called, rows_of
from jikimi.cases.words import words

BATCH = 500
_NUMBERS = ("share", "after_share", "escalate_share")


@dataclass(frozen=True, slots=True)
class Raised:
    """What one run of the clock did. looked: clocks; told: members; lapsed: measures.

    raised: alerts; forced: tasks; missed: clocks; escalated: alerts nobody had seen in time.
    """

    looked: int = 0
    raised: int = 0
    told: int = 0
    lapsed: int = 0
    forced: int = 0
    missed: int = 0
    escalated: int = 0

    def __add__(self, other: Raised) -> Raised:
        return Raised(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def raise_alerts(*, actor: Actor, now: datetime | None = None) -> Raised:
    """Raise what running clocks came to since the last run, and escalate what nobody has seen.

    Safe to repeat and to break off: each clock and point is raised once, also those passed while
    the server was stopped; each member is told once a run and point, in neutral words.  A measure
    without a decision in time lapses, and its cancelling becomes a task (SR-50).  Only members are
    told, never a party.  Records cases.clock.alerts when there was something to do.
    """
    at = now or timezone.now()
    done = Raised()
    while (batch := _raised(actor, at)).looked == BATCH:
        done += batch
    done += batch
    while (carried := _escalated(actor, at)).escalated == BATCH:
        done += carried
    return done + carried


def points_given(on: date | None = None) -> list[dict[str, Any]]:
    """The points as the guard functions take them."""
    return [_point(code, dict(row.more)) for code, row in words("alert_points", on=on).items()]


def task_kinds_given() -> list[dict[str, Any]]:
    """The kinds of tasks as the guard functions take them."""
    return [
        {
            "kind": row.code,
            "forces": row.more["forces"],
            "due_from": row.more["due_from"],
            "within": row.more["within"],
            "lapses": row.more["lapses"] == "yes",
            "agency_kinds": row.more["agency_kinds"].split(),
        }
        for row in words("task_kinds").values()
    ]


def _point(code: str, more: dict[str, str]) -> dict[str, Any]:
    numbers = {name: float(more[name]) if more[name] else None for name in _NUMBERS}
    return {
        "point": code,
        **numbers,
        "after_most": more["after_most"] or None,
        "escalate_most": more["escalate_most"],
        "tells": more["tells"].split(),
        "escalates_to": more["escalates_to"].split(),
    }


def _raised(actor: Actor, at: datetime) -> Raised:
    given = (at, Jsonb(points_given()), Jsonb(task_kinds_given()), BATCH)
    with transaction.atomic(), named(actor):
        row = rows_of("cases_raise_alerts", *given)[0]
        found = Raised(*(number or 0 for number in row))
        _record(actor, found)
    return found


def _escalated(actor: Actor, at: datetime) -> Raised:
    with transaction.atomic(), named(actor):
        number = called("cases_escalate_alerts", at, Jsonb(points_given()), BATCH)
        found = Raised(escalated=number)
        _record(actor, found)
    return found


def _record(actor: Actor, found: Raised) -> None:
    noted = {name: getattr(found, name) for name in ("raised", "lapsed", "forced", "missed")}
    noted["escalated"] = found.escalated
    if any(noted.values()):
        with acting(actor, "cases.clock.alerts") as doing:
            doing.details.update(noted)
