"""Services that a reader of the interface finds by words."""

from __future__ import annotations

from uuid import UUID

from jikimi.directory.search.finding import MOST_AT_ALL, find, services_found


def services_by_words(search: str) -> list[UUID]:
    """What the public search finds with all of the words, the best first; it is not counted."""
    found = find(search, most=MOST_AT_ALL, is_counted=False)
    return [] if found.instead else services_found(found)
