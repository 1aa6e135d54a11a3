"""The ticket that names the actor to PostgreSQL, signed, for one transaction.

Form: `v1|expiry epoch|member|agency|p1,p2,…|hex HMAC-SHA-256 of all before the last bar`.
The database checks it with a key that only the guard role can read (access/sql/functions.sql).
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connections, transaction

from jikimi.access.actor import Actor

LIFE_S = 300
_named: ContextVar[Actor | None] = ContextVar("named_actor", default=None)


def ticket_for(actor: Actor, *, now: float | None = None) -> str:
    """A signed ticket for this actor, good for five minutes of one transaction."""
    expires = int((now or time.time()) + LIFE_S)
    principals = ",".join(str(p) for p in actor.principals)
    body = f"v1|{expires}|{actor.member_id}|{actor.agency_id}|{principals}"
    return f"{body}|{_mac(body)}"


def _mac(body: str) -> str:
    return hmac.digest(bytes.fromhex(settings.JIKIMI_TICKET_KEY), body.encode(), "sha256").hex()


def key_pads() -> tuple[bytes, bytes]:
    """The inner and outer pads of the signing key (RFC 2104), as the database keeps them."""
    key = bytes.fromhex(settings.JIKIMI_TICKET_KEY).ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


def name_actor(actor: Actor, *, using: str = "default") -> None:
    """Name the actor to the database until the end of the open transaction."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', %s, true)", [ticket_for(actor)])
    _named.set(actor)


def forget_actor(*, using: str = "default") -> None:
    """Name nobody: from here on the transaction sees no row of people."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('jikimi.ticket', '', true)")
    _named.set(None)


@contextmanager
def named(actor: Actor) -> Iterator[None]:
    """Run a block in one transaction in which the database knows this actor."""
    before = _named.get()
    with transaction.atomic():
        name_actor(actor)
        try:
            yield
        finally:
            _named.set(before)
        # What is rolled back takes the ticket with it, and may be asked nothing more.
        if before not in (None, actor) and not transaction.get_rollback():
            name_actor(before)
