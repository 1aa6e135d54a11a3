"""Calling a place unsafe after a walk: nobody's, coarse, and few from any one phone."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.access.errors import NotValid
from jikimi.escorts.phones import asked
from jikimi.escorts.rooms import Place, answering
from jikimi.places.ground import metres

SQUARE_M = 50


def mark_unsafe(phone_key: bytes, *, place: Place, reason: str) -> str:
    """Keep the square of 50 m in which a place lies, the day and the reason; nothing else.

    kept; or no_consent, no_walk (nobody set out from this phone in the last twelve hours), enough
    (six in a month), full (a thousand in the room that day), no_room.
    Raises NotValid for what is no reason or no place.
    """
    if reason not in codes("escorts", "unsafe_reasons"):
        raise NotValid("escorts.marks.reason", {"reason": _("Choose one from the list.")})
    if not all(map(math.isfinite, place)) or abs(place[0]) > 180 or abs(place[1]) > 85:
        says = _("A position is not a place on earth.")
        raise NotValid("escorts.marks.place", {"place": says})
    x, y = square_of(place)
    room, area = answering(place)
    if room is None:
        return "no_room"
    return str(asked("mark_unsafe", phone_key, room, area, x, y, reason))


def square_of(place: Place) -> tuple[int, int]:
    """The middle of the square a place lies in, in metres of EPSG:5179."""
    east, north = metres([place[0]], [place[1]])
    return _middle(float(east[0])), _middle(float(north[0]))


def _middle(metre: float) -> int:
    return math.floor(metre / SQUARE_M) * SQUARE_M + SQUARE_M // 2
