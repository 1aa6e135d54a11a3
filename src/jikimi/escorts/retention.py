"""How long what is kept (retention.csv); the clock deletes, and what went is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Sum

from jikimi.access.acting import acting, reading
from jikimi.access.actor import Actor
from jikimi.access.codes import codes
from jikimi.escorts.models import Deletion
from jikimi.escorts.rooms import room_of

_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was deleted on a day: what is a code of retention.csv."""

    day: date
    what: str
    rows: int


def days_kept() -> dict[str, int]:
    """For each thing, how many days it is kept."""
    return {code: int(row.more["days"]) for code, row in codes("escorts", "retention").items()}


def delete_what_is_over(*, actor: Actor) -> Mapping[str, int]:
    """Delete log lines, alarms and answers whose time is over; the watch deletes the rest.

    Safe to repeat.  Records escorts.retention.run.  Source: SR-39; Location Information Act §23.
    """
    with acting(actor, "escorts.retention.run") as doing, connection.cursor() as cursor:
        cursor.execute("SELECT escorts_retain(%s, %s)", [json.dumps(days_kept()), _BATCH])
        answer = cursor.fetchone()[0]
        found: dict[str, int] = json.loads(answer) if isinstance(answer, str) else answer
        cursor.execute("SELECT escorts_retain_meetings(%s, %s)", [days_kept()["meeting"], _BATCH])
        found["meeting"] = cursor.fetchone()[0]
        cursor.execute("SELECT escorts_retain_marks(%s)", [days_kept()["mark"]])
        found["mark"] = cursor.fetchone()[0]
        doing.details.update(found)
    return found


def deletions(actor: Actor, *, since: date) -> list[Deleted]:
    """The record of deletion for the control room, by day and thing, newest first.

    Records escorts.provisions.read.
    """
    reading(actor, "escorts.provisions.read", room_of(actor))
    rows = Deletion.objects.filter(room_id=actor.agency_id, day__gte=since)
    summed = rows.values("day", "what").annotate(n=Sum("rows")).order_by("-day", "what")
    return [Deleted(row["day"], row["what"], int(row["n"])) for row in summed]
