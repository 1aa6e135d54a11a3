"""Which words are common in the directory: counted by the clock, asked by every search."""

from __future__ import annotations

from django.db import connection

from jikimi.access.acting import acting
from jikimi.access.actor import Actor


def count_common_words(*, actor: Actor) -> None:
    """Count anew how many services hold each word. Records directory.finding.count.

    Without it a search finds the same, only slower in a large directory.
    """
    with acting(actor, "directory.finding.count"), connection.cursor() as cursor:
        cursor.execute("SELECT directory_count_findings()")
