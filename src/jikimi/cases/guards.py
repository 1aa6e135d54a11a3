"""Guard functions of this room (cases/sql) called by name, and the reason they are given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import ProgrammingError, connection
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from jikimi.access.errors import NotAllowed, NotValid


def rows_of(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """Every row a guard function answers. Raises NotAllowed when it refuses.

    Called within acting(), whose transaction takes the refused statement back.
    """
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor, _refusing():
        cursor.execute(f"SELECT * FROM {function}({places})", list(arguments))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def called(function: str, *arguments: Any) -> Any:
    """The single value a guard function answers."""
    return rows_of(function, *arguments)[0][0]


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise NotAllowed from error
        raise


def need_reason(why: str, *, field: str = "why") -> None:
    """Raise NotValid when no reason is given."""
    if not why.strip():
        raise NotValid("cases.reason", {field: _("Give the reason.")})
