"""Told here: somebody practises on her phone, with a photo and a sound as she chose beforehand."""

from __future__ import annotations

import math
import secrets
import wave
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

from PIL import Image, ImageDraw

from jikimi.access.photos import jpeg_of
from jikimi.demo.order import Event
from jikimi.demo.town import Town
from jikimi.escorts import journeys, phones, recordings
from jikimi.escorts.journeys import FixDraft, JourneyDraft

_HERE = (126.5312, 33.4996)
_NOW = 0
_LAMPS = ((80, 60), (200, 110), (300, 140), (370, 158))
_RATE = 8000


def events() -> Iterator[Event]:
    """A call that says it is a drill stands on the board, with what its phone recorded."""
    yield Event(_NOW, "phone_practised", "pocket", _practise)


def _practise(_town: Town) -> None:
    phone, journey, now = secrets.token_bytes(32), secrets.token_bytes(32), datetime.now(UTC)
    phones.consent(phone, purposes=["sos"], days=30)
    recordings.choose_recordings(phone, kinds=["photo", "sound"])
    draft = JourneyDraft(uuid4(), "sos", here=_HERE, is_drill=True, looks="노란 우산")
    if journeys.begin(phone, journey, draft) != "begun":
        return
    journeys.send(journey, [FixDraft(0, now, *_HERE, {"accuracy_m": 9.0, "battery": 64.0})])
    for kind, content in (("photo", _street()), ("sound", _steps())):
        recordings.record(journey, recording_id=uuid4(), kind=kind, content=content, sent_at=now)


def _street() -> bytes:
    """An invented street at night."""
    picture = Image.new("RGB", (480, 320), "#10151c")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 320), (480, 320), (420, 170), (390, 170)], fill="#232a33")
    for east, south in _LAMPS:
        pen.line([(east, south), (east, 320 - south // 2)], fill="#555f6b", width=4)
        pen.ellipse([east - 9, south - 9, east + 9, south + 9], fill="#ffd98a")
    return jpeg_of(picture)


def _steps() -> bytes:
    """Two seconds of something like steps."""
    values = array("h")
    for number in range(2 * _RATE):
        fade = math.exp(-(number % (_RATE // 2)) / 300)
        values.append(round(9000 * fade * math.sin(number * 0.12)))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(values.tobytes())
    return out.getvalue()
