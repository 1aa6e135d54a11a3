"""Guard functions of this room (cases/sql) called by name, and the reason they are given."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid


def rows_of(function: str, *arguments: object) -> list[tuple[Any, ...]]:
    """Every row a guard function answers."""
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}({places})", list(arguments))
        return cursor.fetchall()


def called(function: str, *arguments: object) -> Any:
    """The single value a guard function answers."""
    return rows_of(function, *arguments)[0][0]


def need_reason(why: str, *, field: str = "why") -> None:
    """Raise NotValid when no reason is given."""
    if not why.strip():
        raise NotValid("cases.reason", {field: _("Give the reason.")})
