"""What a council of heads may know: numbers, never a case (SR-24)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.cases.words import words

_LISTS = {"stage": "stages", "kind": "kinds"}


@dataclass(frozen=True, slots=True)
class Figure:
    """How many cases. number: None where it is hidden because few people would stand behind it."""

    label: str
    number: int | None


def council_figures(actor: Actor) -> dict[str, list[Figure]]:
    """Numbers of cases by stage and by kind, under the councils the actor is a member of.

    Numbers under 5 are hidden, and a second one where one alone could be worked out.
    Records cases.council.read.
    """
    reading(actor, "cases.council.read")
    with connection.cursor() as cursor:
        cursor.execute("SELECT dimension, code, number FROM cases_council_figures()")
        found = {(dimension, code): number for dimension, code, number in cursor.fetchall()}
    return {dimension: _figures(dimension, found) for dimension in _LISTS}


def _figures(dimension: str, found: dict[tuple[str, str], int | None]) -> list[Figure]:
    return [
        Figure(row.label, found[dimension, row.code])
        for row in words(_LISTS[dimension]).values()
        if (dimension, row.code) in found
    ]
