"""A photo and a few seconds of sound with a call for help, if the person chose it beforehand.

Both are made anew from what is seen and heard, so that nothing else of the phone stays in the file.
"""

from __future__ import annotations

import wave
from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jikimi.access.acting import acting
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.photos import MEDIA_TYPE, strip
from jikimi.escorts.models import Alarm, Recording
from jikimi.escorts.models.recording import MOST_RECORDED_BYTES, RECORDING_KINDS
from jikimi.escorts.phones import asked

SOUND_TYPE = "audio/wav"
MEDIA_TYPES = {"photo": MEDIA_TYPE, "sound": SOUND_TYPE}
_LONGEST_SIDE = 960
_RATE = 8000
_LONGEST_S = 6


def choose_recordings(phone_key: bytes, *, kinds: list[str]) -> bool:
    """Choose what is sent with a call: photo, sound, both or nothing.

    False when nobody consented on this phone.
    """
    chosen = [kind for kind in RECORDING_KINDS if kind in kinds]
    return bool(asked("choose_recordings", phone_key, chosen))


def record(
    journey_key: bytes, *, recording_id: UUID, kind: str, content: bytes, sent_at: datetime
) -> str:
    """Keep one of a call: kept; or not_chosen, not_called, over. The same twice is one.

    content: JPEG, PNG or WebP; or WAV with one channel of 16 bits at 8,000 a second, up to six
    seconds.  Raises NotValid under `photo` or `sound`.
    """
    if kind not in RECORDING_KINDS:
        raise NotValid("escorts.recordings.kind", {"kind": _("Choose a photo or a sound.")})
    if len(content) > MOST_RECORDED_BYTES:
        raise NotValid("escorts.recordings.size", {kind: _("This is too much at once.")})
    answer = str(asked("record", journey_key, recording_id, kind, None, sent_at))
    if answer != "may":
        return answer
    clean = _photo(content) if kind == "photo" else _sound(content)
    return str(asked("record", journey_key, recording_id, kind, clean, sent_at))


def recordings_of(alarm: Alarm) -> list[Recording]:
    """Which there are of an alarm, without their content, while its journey lasts."""
    return list(_of(alarm).defer("content"))


def recording_called(*, actor: Actor, alarm: Alarm, kind: str) -> Recording:
    """One to look at or to listen to. Raises NotAllowed when there is none.

    Records escorts.recordings.read.
    """
    with acting(actor, "escorts.recordings.read", alarm):
        found = _of(alarm).filter(kind=kind).first()
        if found is None:
            raise NotAllowed
    return found


def _of(alarm: Alarm) -> QuerySet[Recording]:
    if alarm.journey_id is None:
        return Recording.objects.none()
    return Recording.objects.filter(journey_id=alarm.journey_id).order_by("kind")


def _photo(content: bytes) -> bytes:
    return strip(content, longest_side=_LONGEST_SIDE, most_bytes=MOST_RECORDED_BYTES)


def _sound(content: bytes) -> bytes:
    try:
        with wave.open(BytesIO(content)) as given:
            shape = (given.getnchannels(), given.getsampwidth(), given.getframerate())
            heard = given.readframes(min(given.getnframes(), _RATE * _LONGEST_S))
    except (wave.Error, EOFError) as error:
        raise _no_sound() from error
    if shape != (1, 2, _RATE) or not heard:
        raise _no_sound()
    out = BytesIO()
    with wave.open(out, "wb") as clean:
        clean.setnchannels(1)
        clean.setsampwidth(2)
        clean.setframerate(_RATE)
        clean.writeframes(heard)
    return out.getvalue()


def _no_sound() -> NotValid:
    return NotValid("escorts.recordings.sound", {"sound": _("This is no sound.")})
