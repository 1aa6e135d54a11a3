"""By which door a reader came in decides by which login the database is asked.

Public doors ask as `jikimi_public`, which may see public rows of the directory and nothing else at
all: what it never gets, no page, print, export or index of ours can show.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

_alias: ContextVar[str | None] = ContextVar("alias_of_the_door", default=None)


@contextmanager
def public_door() -> Iterator[None]:
    """Ask the database as the public does, in one read-only view of it, until the block ends."""
    token = _alias.set("public")
    try:
        with transaction.atomic(using="public"):
            yield
    finally:
        _alias.reset(token)


def door_alias() -> str:
    """The database connection of the door the reader came in by; for plain SQL."""
    return _alias.get() or "default"


class ByDoor:
    """Django's router: inside public_door() every table is asked through the public login."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """The public connection at the public door, else Django's own choice."""
        return _alias.get()

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        """The same: whatever the public door tried to write, the login refuses."""
        return _alias.get()

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """All connections lead to one database."""
        return True
