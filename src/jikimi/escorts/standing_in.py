"""Standing in: what nobody answers in one control room is another one's to see and to take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.escorts.models import ControlRoom
from jikimi.escorts.rooms import room_of


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many alarms wait unanswered in a room, since when; what they are is not told."""

    room: ControlRoom
    waiting: int
    since: datetime


def unanswered_next_door(room: ControlRoom) -> list[Unanswered]:
    """The rooms this one stands in for in which alarms wait too long, longest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency, waiting, since FROM escorts_unanswered(%s)", [room.pk])
        found = cursor.fetchall()
    rooms = ControlRoom.objects.select_related("agency").in_bulk([row[0] for row in found])
    waiting = [Unanswered(rooms[agency], count, since) for agency, count, since in found]
    return sorted(waiting, key=lambda one: one.since)


def stand_in(*, actor: Actor, agency_id: int) -> int:
    """Take over what nobody answers in a room the actor's room stands in for; how many alarms.

    They are on the actor's board from now on; each provision of a place is written down.
    Raises NotAllowed for any other room.  Records escorts.rooms.stand_in.
    """
    room_of(actor)
    room = ControlRoom.objects.filter(pk=agency_id).first()
    if room is None:
        raise NotAllowed
    with acting(actor, "escorts.rooms.stand_in", room) as doing, connection.cursor() as cursor:
        cursor.execute("SELECT escorts_stand_in(%s)", [room.pk])
        moved = int(cursor.fetchone()[0])
        doing.details["alarms"] = moved
    return moved
