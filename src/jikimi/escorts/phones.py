"""What a phone asks for the person who holds it: by its own secret, through the public login alone.

No function here names an actor: the database knows a phone by what only it knows (sql/person.sql).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import OperationalError, connections
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from jikimi.access.codes import codes
from jikimi.access.errors import NotValid

_TRIES = 3


def asked(function: str, *values: Any) -> Any:
    """What one of the functions for phones answers; committed when this returns.

    Of two that wait for each other the database lets one go, which is asked again: nothing a phone
    says fails for what somebody else does at the same moment.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _answer(function, values)
        except OperationalError as trouble:
            if not left or not isinstance(trouble.__cause__, DeadlockDetected):
                raise
    raise AssertionError


def _answer(function: str, values: Sequence[Any]) -> Any:
    places = ", ".join(["%s"] * len(values))
    with connections["public"].cursor() as cursor:
        cursor.execute(f"SELECT escorts_{function}({places})", list(values))
        answer = cursor.fetchone()[0]
    return json.loads(answer) if isinstance(answer, str) and answer[:1] in "{[" else answer


def consent(
    phone_key: bytes,
    *,
    purposes: list[str],
    days: int,
    is_child: bool = False,
) -> bool:
    """Consent for these purposes (purposes.csv) and days, at most 365; anew replaces the old.

    What is no purpose is left out; without any nothing is stored.
    False for a child under 14, and nothing is stored: a guardian agrees as well (guardians.py).
    Source: Location Information Act §15, §25.
    """
    wanted = [code for code in codes("escorts", "purposes") if code in purposes]
    if not wanted:
        return False
    return bool(asked("consent", phone_key, wanted, days, is_child, False))


def choose_codes(phone_key: bytes, *, cancel: str, duress: str = "") -> bool:
    """Choose what takes a call back, four to eight digits, and what only seems to.

    False when nobody consented on this phone.  Raises NotValid naming the field.
    """
    for field, code in (("cancel_code", cancel), ("duress_code", duress)):
        if (code or field == "cancel_code") and not (code.isdigit() and 4 <= len(code) <= 8):
            says = _("A code has four to eight digits.")
            raise NotValid("escorts.phones.code", {field: says})
    if cancel == duress:
        raise NotValid("escorts.phones.codes", {"duress_code": _("The two codes must differ.")})
    return bool(asked("codes", phone_key, cancel, duress))


def pause(phone_key: bytes, *, on: bool) -> bool:
    """Stop being watched, and what runs ends; or go on. False when nobody consented."""
    return bool(asked("pause", phone_key, on))


def withdraw(phone_key: bytes) -> bool:
    """Take the consent back: what runs ends and the phone is forgotten."""
    return bool(asked("withdraw", phone_key))


def log_of(phone_key: bytes) -> list[dict[str, str]]:
    """Who was told where this phone was, newest first: {at, what, recipient, purpose}."""
    return list(asked("log_of", phone_key))


def watch(journey_key: bytes, *, watcher_id: UUID, watcher_key: bytes, name: str) -> bool:
    """Let somebody look on by a link with this key. False when it is over, or five do already."""
    return bool(asked("watch", journey_key, watcher_id, watcher_key, name))


def unwatch(journey_key: bytes, *, watcher_id: UUID) -> bool:
    """End it; whoever looked on is not told, and sees what is seen when a walk is over."""
    return bool(asked("unwatch", journey_key, watcher_id))


def look_on(watcher_key: bytes) -> dict[str, Any] | None:
    """What somebody with a link sees: {stage, expected_at, destination, seen_at, fix}, or None.

    Each look is counted and shown to the person.
    """
    answer: dict[str, Any] | None = asked("look_on", watcher_key)
    return answer
