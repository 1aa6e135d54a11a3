"""Control rooms: who answers for which area, and who works there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.agency import Agency
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.directory.routing import door_alias, public_door
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.phones import asked
from jikimi.places.areas import boundaries

Place = tuple[float, float]


def keep_room(
    *, actor: Actor, agency: Agency, police: Agency, areas: Sequence[str], phone: str = ""
) -> ControlRoom:
    """Let an agency be the control room for these areas, or change which.

    areas: beginnings of dong codes; none means everywhere.  Raises NotValid for what is no code.
    Records escorts.rooms.keep.
    """
    if not all(code.isdigit() and len(code) <= 10 for code in areas):
        raise NotValid("escorts.rooms.areas", {"areas": _("An area is given by its code.")})
    room = ControlRoom.objects.filter(pk=agency.pk).first() or ControlRoom(agency=agency)
    with acting(actor, "escorts.rooms.keep", room if room.police_id else None) as doing:
        room.police, room.areas, room.phone = police, list(areas), phone
        room.closed_at = None
        room.save()
        doing.about(room)
    return room


def new_bell_key(*, actor: Actor, room: ControlRoom) -> str:
    """A new secret for the gateway of the bells, shown this once; the old one no longer counts.

    Records escorts.rooms.keep.
    """
    secret = secrets.token_urlsafe(32)
    with acting(actor, "escorts.rooms.keep", room):
        room.bell_key = hashlib.sha256(secret.encode()).digest()
        room.version += 1
        room.save()
    return secret


def ring_bell(secret: str, *, bell: str) -> str:
    """A bell rang, says its gateway: raised, again within a minute, unknown for a wrong key."""
    return str(asked("ring", secret.encode(), bell))


def close_room(*, actor: Actor, room: ControlRoom) -> None:
    """Nobody answers there any more; what is under way is finished. Records escorts.rooms.keep."""
    with acting(actor, "escorts.rooms.keep", room):
        room.closed_at = timezone.now()
        room.save()


def room_of(actor: Actor) -> ControlRoom:
    """The control room the actor works in. Raises NotAllowed when there is none."""
    room = ControlRoom.objects.select_related("agency", "police").filter(pk=actor.agency_id).first()
    if room is None or room.closed_at is not None:
        raise NotAllowed
    return room


def room_at(agency: Agency) -> ControlRoom:
    """The control room an agency keeps."""
    return ControlRoom.objects.get(pk=agency.pk)


def answering(here: Place | None) -> tuple[int | None, str]:
    """Which control room answers for a place, by its agency, and the dong it lies in, if known.

    Where no area is known the first room answers: somebody must.
    """
    with public_door():
        with connections[door_alias()].cursor() as cursor:
            cursor.execute("SELECT agency, areas FROM escorts_rooms()")
            rooms: list[tuple[int, list[str]]] = cursor.fetchall()
        area = _area(here) if here else ""
    fitting = [
        (max((len(code) for code in codes if area.startswith(code)), default=0 if codes else 1), n)
        for n, (_agency, codes) in enumerate(rooms)
    ]
    best = max(fitting, key=lambda one: (one[0], -one[1]), default=None)
    return (rooms[best[1]][0] if best else None), area


def _area(here: Place) -> str:
    known = boundaries()
    found = known.places([here[0]], [here[1]])[0]
    return known.of[found].code if found >= 0 else ""
