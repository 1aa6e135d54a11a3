"""Told here: a shift of the control room changes hands by name, with what the next must know."""

from __future__ import annotations

from collections.abc import Iterator

from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.escorts import shifts

_GIVES, _TAKES, _ROOM = "bang.sol", "nam.garam", "room_jeju"
_LAST_NIGHT = 0
_NOTE = (
    "3번 화면이 흐려 수리를 요청함. 탑동광장 카메라는 내일 오전까지 점검 중. /"
    " Screen 3 is dim, repair asked for. The camera at Tapdong square is under test until tomorrow."
)


def events() -> Iterator[Event]:
    """The head of the room gives the shift, the operator of the day takes it."""
    yield Event(_LAST_NIGHT, "shift_changed", _ROOM, _change)


def _change(town: Town) -> None:
    with town.acting_as(_GIVES) as actor:
        given = shifts.give_shift(actor=actor, note=_NOTE)
    with town.acting_as(_TAKES) as actor:
        shifts.take_shift(actor=actor, change=given)
