"""Sources: counts out of the rooms, kept small and additive, never counted anew for a page.

What a statement changes in reports and cases is noted in its own transaction (cases/sql/ties.sql);
counting takes notes away in the transaction that counts them.  So a stop at any moment loses and
doubles nothing.  Method: docs/methods/indicators.md
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import ProgrammingError, connection
from psycopg.errors import InsufficientPrivilege

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.codes import code_rows, today
from jikimi.access.errors import NotAllowed
from jikimi.access.principals import CLOCK, COMMAND_LINE
from jikimi.access.ticket import named
from jikimi.cases.grading import booking_patterns
from jikimi.escorts.past import band_of, false_endings, group_of
from jikimi.insights.models import Counting
from jikimi.insights.telling import tell_again

AT_ONCE = 20_000
_URGENT_WORDS = "긴급임시조치|긴급응급조치"
_PROVISIONAL = {"interim", "provisional"}


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did. reports, cases, alarms: counted; tables: years told again.

    is_busy: somebody else was counting, and nothing was done.
    """

    reports: int
    cases: int
    tables: int
    seconds: float
    is_busy: bool = False
    alarms: int = 0


def refresh_figures(*, actor: Actor, anew: bool = False, on: date | None = None) -> Refreshed:
    """Count what moved in reports and cases since the last time, a piece a transaction.

    anew: forget all counts first and count everything; it also happens when the code lists that
    counting rests on have changed.  is_busy: somebody else is counting.
    Raises NotAllowed for whoever is neither the clock nor the operator.
    Records insights.figures.count, when anything was counted.
    """
    began, day = time.monotonic(), on or today()
    if not {CLOCK, COMMAND_LINE} & set(actor.principals):
        raise NotAllowed
    lists = _lists()
    if (anew or _is_outdated(actor, lists)) and not _begin_anew(actor, lists):
        return Refreshed(0, 0, 0, time.monotonic() - began, is_busy=True)
    words = booking_patterns()
    spoken = (words["sounds_like"], words["means"], _URGENT_WORDS)
    reports = _until_done(actor, "insights_count_reports", AT_ONCE, *spoken)
    cases = _until_done(actor, "insights_count_cases", AT_ONCE, _provisional_codes(), day)
    alarms = _until_done(actor, "insights_count_alarms", AT_ONCE, *_alarm_words())
    if reports is None or cases is None or alarms is None:
        return Refreshed(reports or 0, cases or 0, 0, time.monotonic() - began, is_busy=True)
    tables = _finish(actor, reports + cases + alarms, on=day)
    return Refreshed(reports, cases, tables, time.monotonic() - began, alarms=alarms)


def _until_done(actor: Actor, function: str, *arguments: Any) -> int | None:
    """How many were counted in all; None when somebody else counts."""
    total = 0
    while True:
        with named(actor):
            _without_limit()
            count = _called(function, *arguments)
        if count < 0:
            return None
        if count == 0:
            return total
        total += count


def _finish(actor: Actor, counted: int, *, on: date) -> int:
    with named(actor):
        if not counted and not tell_again(actor, on=on, is_asked_only=True):
            return 0
        with acting(actor, "insights.figures.count") as doing:
            tables = tell_again(actor, on=on)
            doing.details.update(counted=counted, tables=tables)
    return tables


def _begin_anew(actor: Actor, lists: str) -> bool:
    with named(actor), acting(actor, "insights.figures.count") as doing:
        doing.details["anew"] = True
        _without_limit()
        if not _called("insights_count_anew"):
            return False
        Counting.objects.update_or_create(source="lists", defaults={"lists": lists})
    return True


def _is_outdated(actor: Actor, lists: str) -> bool:
    """Whether the lists say something else than when counting began; the first time notes them."""
    with named(actor):
        kept, is_new = Counting.objects.get_or_create(source="lists", defaults={"lists": lists})
    return not is_new and kept.lists != lists


def _lists() -> str:
    """A digest of the words and codes that decide what is counted for what."""
    rules = [booking_patterns(), _URGENT_WORDS, _provisional_codes()]
    return hashlib.sha256(json.dumps(rules, ensure_ascii=False).encode()).hexdigest()


def _provisional_codes() -> list[str]:
    rows = code_rows("cases", "measures")
    return sorted({row.code for row in rows if row.more["family"] in _PROVISIONAL})


def _alarm_words() -> tuple[str, str, list[str]]:
    """Which group a kind of alarm is published in, which part of the day an hour, what is false."""
    kinds = {row.code for row in code_rows("escorts", "alarm_kinds")}
    groups = {kind: group_of(kind) for kind in sorted(kinds)}
    bands = {str(hour): band_of(hour) for hour in range(24)}
    return json.dumps(groups), json.dumps(bands), false_endings()


def _without_limit() -> None:
    """Counting a piece may take longer than a page may, on a slow disk with nothing in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


def _called(function: str, *arguments: Any) -> Any:
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"SELECT {function}({places})", list(arguments))
        except ProgrammingError as error:
            if isinstance(error.__cause__, InsufficientPrivilege):
                raise NotAllowed from error
            raise
        (answer,) = cursor.fetchone()
    return answer
