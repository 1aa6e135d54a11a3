"""Told here: a pair of escorts is put on duty, one meeting is given to it, one waits for a pair."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.escorts import bookings, meetings, phones, scouts
from jikimi.escorts.bookings import BookingDraft
from jikimi.escorts.scouts import PairDraft

_OPERATOR, _PAIR = "nam.garam", ("seok.haram", "pyo.gangmul")
_STOP = (126.5219, 33.4996)  # Jeju City Hall
_NOW = 0
_WEEKS = timedelta(days=14)


def events() -> Iterator[Event]:
    """Tonight's duty is set and two people asked to be met."""
    yield Event(_NOW, "escorts_met", _OPERATOR, _tell)


def _tell(town: Town) -> None:
    with town.acting_as(_OPERATOR) as actor:
        members = [town.members[name].pk for name in _PAIR]
        draft = PairDraft("1조", members[0], members[1], phone="064-000-0151")
        pair = scouts.add_pair(actor=actor, draft=draft)
        scouts.put_on_duty(actor=actor, pair=pair, since=town.today, until=town.today + _WEEKS)
    times, _area = bookings.times_to_ask(here=_STOP)
    if not times:
        return
    first = _ask(times[0], "시청 버스 정류장", "연동 집", "우산을 들고 있어요.")
    _ask(times[-1], "제주시청 정문", "이도동 집", "")
    with town.acting_as(_OPERATOR) as actor:
        meeting = meetings.meeting_called(actor, first)
        meetings.assign(actor=actor, meeting=meeting, pair=pair)


def _ask(at: datetime, where: str, destination: str, notes: str) -> UUID:
    """A phone that consented to this alone asks, and is not heard of again."""
    phone, number = secrets.token_bytes(32), uuid4()
    phones.consent(phone, purposes=["scouts"], days=14)
    draft = BookingDraft(
        number, at, where, destination, name="가온", number="010-0000-4412", notes=notes, here=_STOP
    )
    bookings.book(phone, secrets.token_bytes(32), draft)
    return number
