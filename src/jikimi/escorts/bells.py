"""Emergency bells: their gateway speaks by the key of its control room."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime

from django.utils import timezone

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.phones import asked
from jikimi.escorts.rooms import room_rule


def new_bell_key(*, actor: Actor, room: ControlRoom) -> str:
    """A new secret for the gateway of the bells, shown this once; the old one no longer counts.

    Records escorts.rooms.keep.
    """
    secret = secrets.token_urlsafe(32)
    with acting(actor, "escorts.rooms.keep", room):
        room.bell_key = hashlib.sha256(secret.encode()).digest()
        room.bell_key_at, room.bell_heard_at = timezone.now(), None
        room.version += 1
        room.save()
    return secret


def withdraw_bell_key(*, actor: Actor, room: ControlRoom) -> None:
    """No gateway speaks for the bells of this room any more. Records escorts.rooms.keep."""
    with acting(actor, "escorts.rooms.keep", room):
        room.bell_key, room.bell_key_at, room.bell_heard_at = b"", None, None
        room.version += 1
        room.save()


def ring_bell(secret: str, *, bell: str, ring: str = "", rung_at: datetime | None = None) -> str:
    """A bell rang, says its gateway: raised, again, old, too_many, or unknown for a wrong key.

    ring: the gateway's own number of this press; told twice it counts once.  rung_at: when it was
    pressed; after an hour nothing is raised any more, and the press stands in the log of its site
    (room_rules.csv).
    """
    if not secret:
        return "unknown"
    rule = {code: int(value) for code, value in room_rule().items()}
    return str(asked("ring", secret.encode(), bell, ring, rung_at, json.dumps(rule)))
