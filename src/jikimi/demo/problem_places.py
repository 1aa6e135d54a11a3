"""Told here: a bell that rings again and again goes to the safety working group, which answers."""

from __future__ import annotations

from collections.abc import Iterator

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.bodies.seats import give_seat
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.escorts import alarms, bells, problems, rooms
from jikimi.escorts.board import board
from jikimi.places.hazards import answer_hazard, hazard_called

_OPERATOR, _ROOM, _GROUP, _IN_CHARGE = "nam.garam", "room_jeju", "safety_jeju", "muni_jeju_women"
_BELL = "JB-103"
_ENDINGS = ("nobody", "by_mistake", "met", "nobody", "by_mistake", "nobody")


def events() -> Iterator[Event]:
    """After the group was founded and the lists of bells came in."""
    yield Event(0, "problem_places", _BELL, _tell)


def _tell(town: Town) -> None:
    with named(THE_OPERATOR):
        room, body = town.agencies[_ROOM], town.bodies[_GROUP]
        give_seat(actor=THE_OPERATOR, body=body, agency=room)
        key = bells.new_bell_key(actor=THE_OPERATOR, room=rooms.room_at(room))
    for ending in _ENDINGS:
        bells.ring_bell(key, bell=_BELL)
        _answer(town, ending)
    with town.acting_as(_OPERATOR) as actor:
        names = [one.name for one in problems.problems(actor).found]
        problems.put_problems(actor=actor, body=body, names=names)
        hazards = [one.hazard.pk for one in problems.problems(actor).put if one.hazard]
    with town.acting_as(town.coordinators[_GROUP]) as actor:
        answer_hazard(
            actor=actor,
            hazard=hazard_called(actor, hazards[0]),
            answer="벨 높이를 바꾸고 잘못 누르지 않도록 덮개를 달기로 함",
            in_charge=town.agencies[_IN_CHARGE],
        )


def _answer(town: Town, ending: str) -> None:
    """The operator takes what rang over and ends it."""
    with town.acting_as(_OPERATOR) as actor:
        for line in board(actor).lines:
            if line.site is not None and line.site.number == _BELL:
                alarms.take_alarm(actor=actor, alarm=line.alarm)
                alarms.end_alarm(actor=actor, alarm=line.alarm, ending=ending)
