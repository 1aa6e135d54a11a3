"""Told here: a control room opens, practises once, and has one bell that rang."""

from __future__ import annotations

from collections.abc import Iterator

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.escorts import alarms, bells, rooms

_OPERATOR, _ROOM, _POLICE = "nam.garam", "room_jeju", "police_jeju"
_OPENED, _NOW = 60, 0
_BELL = "JB-108"


def events() -> Iterator[Event]:
    """The room is opened after the lists of bells came in; today a drill ended and a bell waits."""
    yield Event(_OPENED, "room_opened", _ROOM, _open)
    yield Event(_NOW, "drill", _ROOM, _practise)
    yield Event(_NOW, "bell_rang", _BELL, _ring)


def _open(town: Town) -> None:
    with named(THE_OPERATOR):
        rooms.keep_room(
            actor=THE_OPERATOR,
            agency=town.agencies[_ROOM],
            police=town.agencies[_POLICE],
            areas=[],
            phone="064-000-0148",
        )


def _practise(town: Town) -> None:
    with town.acting_as(_OPERATOR) as actor:
        alarm = alarms.raise_drill(actor=actor)
        alarms.take_alarm(actor=actor, alarm=alarm)
        alarms.note_step(actor=actor, alarm=alarm, code="camera")
        alarms.end_alarm(actor=actor, alarm=alarm, ending="drill")


def _ring(town: Town) -> None:
    with named(THE_OPERATOR):
        key = bells.new_bell_key(actor=THE_OPERATOR, room=rooms.room_at(town.agencies[_ROOM]))
    bells.ring_bell(key, bell=_BELL)
