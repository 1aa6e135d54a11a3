"""Choosing the way home on the phone: what is asked is answered and kept nowhere.

The phone's owner must have agreed to be looked after; each phone may ask sixty times in ten
minutes, and a process works out two ways at once at most and lets nobody wait, so that no number
of questions keeps a call for help waiting.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import NoReturn

from django.utils.translation import gettext as _

from jikimi.access.errors import NotValid
from jikimi.directory.routing import public_door
from jikimi.escorts.phones import asked
from jikimi.escorts.rooms import answering
from jikimi.places.ways import Place, Streets, Ways, streets_around, ways_between
from jikimi.places.ways_ground import Named, places_named

MOST_ASKED, WITHIN_S = 60, 600
_MOST_PHONES = 20_000
_at_once = BoundedSemaphore(2)
_lately: OrderedDict[bytes, deque[float]] = OrderedDict()
_lock = Lock()
# Phones are known here by a digest that means nothing outside this process and after it.
_salt = secrets.token_bytes(32)


def choose_way(phone_key: bytes, *, here: Place, there: Place) -> Ways:
    """Ways from here to there for a phone. Raises NotValid saying why there are none."""
    with may_ask(phone_key, here):
        return ways_between(here, there)


def find_place(phone_key: bytes, *, text: str, here: Place | None) -> list[Named]:
    """Streets and published places of a name, near here first. Raises NotValid like choose_way."""
    with may_ask(phone_key, here):
        return places_named(text, here=here)


def look_around(phone_key: bytes, *, middle: Place, within_m: float) -> Streets:
    """The streets around a place, to choose on. Raises NotValid like choose_way."""
    with may_ask(phone_key, middle):
        return streets_around(middle, within_m=within_m)


@contextmanager
def may_ask(phone_key: bytes, here: Place | None) -> Iterator[None]:
    """Answer a phone in its turn. Raises NotValid without consent, too often, or under load."""
    if not _is_let_in(phone_key):
        _refuse("too_often", _("That was too often. Wait some minutes; help can be called always."))
    room, _area = answering(here)
    if room is None:
        _refuse("no_room", _("No control room answers here. Call 112."))
    said = str(asked("way", phone_key, room))
    if said != "ok":
        _refuse(said, _WHY[said]())
    if not _at_once.acquire(blocking=False):
        _refuse("busy", _("Many ask for ways at this moment. Try again in a minute."))
    try:
        with public_door():
            yield
    finally:
        _at_once.release()


def _no_consent() -> str:
    return _("Agree first under Settings.")


def _paused() -> str:
    return _("You paused it. Go on under Settings.")


_WHY = {"no_consent": _no_consent, "paused": _paused}


def _refuse(code: str, says: str) -> NoReturn:
    raise NotValid(f"escorts.ways.{code}", {"way": says})


def _is_let_in(phone_key: bytes) -> bool:
    """Whether this phone asked fewer than sixty times within ten minutes; kept in memory alone."""
    mark, now = hashlib.sha256(_salt + phone_key).digest(), time.monotonic()
    with _lock:
        times = _lately.pop(mark, deque())
        while times and times[0] < now - WITHIN_S:
            times.popleft()
        is_let_in = len(times) < MOST_ASKED
        if is_let_in:
            times.append(now)
        _lately[mark] = times
        while len(_lately) > _MOST_PHONES:
            _lately.popitem(last=False)
    return is_let_in
