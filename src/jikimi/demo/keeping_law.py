"""Told here: a walk that somebody looked on, so that the log of location has lines and requests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.escorts import journeys, objecting, phones, rights
from jikimi.escorts.journeys import FixDraft, JourneyDraft

_OFFICER = "seo.bit"
_STOP = (126.5219, 33.4996)  # Jeju City Hall
_ASKED = (
    ("reason", "지난밤에 지킴이 말고 누구에게 위치가 제공되었는지 알고 싶습니다."),
    ("correction", "지킴이가 본 시각이 한 번 더 적힌 것 같습니다. 확인해 주십시오."),
)
_ANSWERED = "본인이 정한 지킴이에게 두 차례 제공되었고, 그 밖에 제공된 곳은 없습니다."


def events() -> Iterator[Event]:
    """Somebody came home, asked two things about the log, and one was answered."""
    yield Event(0, "location_logged", _OFFICER, _tell)


def _tell(town: Town) -> None:
    phone, journey, link = (secrets.token_bytes(32) for _ in range(3))
    phones.consent(phone, purposes=["sos", "walk", "watch"], days=180)
    phones.choose_codes(phone, cancel="2580", duress="1470")
    now = timezone.now()
    draft = JourneyDraft(uuid4(), "walk", here=_STOP, expected_at=now + timedelta(minutes=20))
    journeys.begin(phone, journey, draft)
    journeys.send(journey, [FixDraft(0, now, *_STOP)])
    phones.watch(journey, watcher_id=uuid4(), watcher_key=link, name="언니")
    phones.look_on(link)
    rights.told(phone)
    journeys.end(journey)
    for kind, text in _ASKED:
        rights.object_to(phone, kind=kind, text=text)
    with town.acting_as(_OFFICER) as actor:
        first = objecting.objections_said(actor)[0]
        objecting.answer_objection(actor=actor, objection=first, answer=_ANSWERED)
