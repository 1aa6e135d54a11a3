"""Rows on their way into the database: staged by COPY, then merged or compared by a guard."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection

from jikimi.cases.intake import COPY_COLUMNS, COPY_OPTIONS

_MEETINGS = ("23505", "40P01", "55P03")  # the number is there already, deadlock, waited too long
_ATTEMPTS = 12
_PAUSE_SECONDS = 0.5
_COPY = f"COPY pg_temp.cases_staged ({', '.join(COPY_COLUMNS)}) FROM STDIN ({COPY_OPTIONS})"


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows were new, changed or the same; lines whose number is another station's.

    masked: identity numbers covered in the free text of the new and the changed.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    masked: int = 0
    refused: tuple[int, ...] = ()


def again_when_others_meet(work: Callable[[], None]) -> None:
    """Do a transaction, and again when another import was at the same reports just then.

    Whoever waits too long gives way with everything it holds, so that one of the two gets through.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return work()
        except DatabaseError as error:
            if attempt == _ATTEMPTS or getattr(error.__cause__, "sqlstate", "") not in _MEETINGS:
                raise
        time.sleep(random.uniform(0, _PAUSE_SECONDS * attempt))  # noqa: S311 - no secret
    return None


def open_stage() -> None:
    """Make room for rows, until this transaction is over or they are merged or compared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_stage()")


def stage(rows: bytes) -> None:
    """Add rows, in the form that reading gives them (intake.CleanedBatch.copy)."""
    with connection.cursor() as cursor:
        into: Any = cursor  # Django passes on what psycopg's cursor can
        with into.copy(_COPY) as copy:
            copy.write(rows)


def merge_staged(batch_id: UUID) -> Merged:
    """Put what is staged into the reports."""
    return _asked("SELECT * FROM cases_merge_staged(%s)", batch_id)


def compare_staged() -> Merged:
    """What merging would do, without doing it; a million rows take some seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'")
    return _asked("SELECT * FROM cases_compare_staged()")


def _asked(question: str, *values: UUID) -> Merged:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        new, changed, same, masked, refused = cursor.fetchone()
    return Merged(new, changed, same, masked, tuple(refused))
