"""Searches that found nothing: counted by the week, and nothing about who asked or what was typed.

Kept are codes of needs, places and languages, and words that stand in the names or texts of three
public services or more; the database refuses anything else (sql/finding_search.sql).
"""

from __future__ import annotations

from django.db import connections

from jikimi.directory.routing import door_alias
from jikimi.directory.search.parts import FILTERS, Asked

_MOST = 6


def count_missed(asked: Asked) -> None:
    """Count a search that found nothing."""
    codes = sorted(set(_codes(asked)))[:_MOST]
    words = sorted({part.typed for part in asked.of("word")})[:_MOST]
    with connections[door_alias()].cursor() as cursor:
        cursor.execute("SELECT directory_count_missed(%s, %s)", [codes, words])


def _codes(asked: Asked) -> list[str]:
    named = [f"{p.kind}:{p.value}" for p in asked.parts if p.kind in ("need", "place", "language")]
    return named + [f"filter:{part.kind}" for part in asked.parts if part.kind in FILTERS]
