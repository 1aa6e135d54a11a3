"""What a phone sends with a call, what is kept for its person, and who agrees for a child."""

from __future__ import annotations

import base64
import secrets
import wave
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from PIL import Image
from pyzipper import AESZipFile

from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.ticket import name_actor
from jikimi.doors.public.walk.evidence import evidence_file
from jikimi.escorts import alarms, guardians, journeys, phones, recordings
from jikimi.escorts.models import Guardianship, Recording
from jikimi.escorts.watching import look_over
from tests.cast import Cast
from tests.walking import START, Pocket, pass_by, rows, seen
from tests.wiping import as_administrator


def photo(side: int = 400) -> bytes:
    """A photo with a place among what the camera wrote, and something behind its end."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "marker in the description"
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=70, exif=exif)
    return out.getvalue() + b"marker behind the end"


def sound(rate: int = 8000, seconds: float = 5) -> bytes:
    """Silence as a file of sound."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(round(rate * seconds) * 2))
    return out.getvalue()


def sent(pocket: Pocket, kind: str, content: bytes) -> str:
    return recordings.record(
        pocket.journey_key,
        recording_id=uuid4(),
        kind=kind,
        content=content,
        sent_at=timezone.now(),
    )


class TestAPhotoAndASound:
    def test_they_go_with_a_call_only_if_chosen_and_only_the_room_sees_them(
        self, play: Cast, pocket: Pocket
    ) -> None:
        assert not recordings.choose_recordings(secrets.token_bytes(32), kinds=["photo"])
        pocket.walk()
        assert sent(pocket, "photo", photo()) == "not_called"
        journeys.call(pocket.journey_key, silent=True)
        assert sent(pocket, "photo", photo()) == "not_chosen"
        assert recordings.choose_recordings(pocket.key, kinds=["photo", "sound", "film"])
        assert [sent(pocket, "photo", photo()) for _ in range(2)] == ["kept", "kept"]
        assert sent(pocket, "sound", sound()) == "kept"
        assert rows("escorts_recording") == 2
        alarm = seen(play).lines[0].alarm
        with transaction.atomic():
            name_actor(play.operator)
            assert [one.kind for one in recordings.recordings_of(alarm)] == ["photo", "sound"]
            shown = recordings.recording_called(actor=play.operator, alarm=alarm, kind="photo")
        assert b"marker" not in bytes(shown.content)
        assert len(shown.content) <= 100_000
        for outsider in (play.officer, play.stranger):
            with transaction.atomic():
                name_actor(outsider)
                assert not Recording.objects.exists()
                with pytest.raises(NotAllowed):
                    recordings.recording_called(actor=outsider, alarm=alarm, kind="photo")

    def test_what_is_neither_is_refused_by_its_content(self, pocket: Pocket) -> None:
        recordings.choose_recordings(pocket.key, kinds=["photo", "sound"])
        pocket.begin("sos")
        broken = [
            ("photo", b"\xff\xd8\xff\xe0 no photo"),
            ("photo", b"\xff\xd8" + bytes(100_000)),
            ("photo", sound()),
            ("sound", photo(20)),
            ("sound", sound(rate=16000, seconds=1)),
            ("sound", sound(seconds=0)),
            ("film", sound()),
        ]
        for kind, content in broken:
            with pytest.raises(NotValid):
                sent(pocket, kind, content)
        assert sent(Pocket(), "photo", b"drawn for nobody") == "over"

    def test_they_go_when_it_ends(self, play: Cast, pocket: Pocket) -> None:
        recordings.choose_recordings(pocket.key, kinds=["photo"])
        pocket.begin("sos")
        sent(pocket, "photo", photo())
        alarm = seen(play).lines[0].alarm
        assert pocket.cancel("2580") == "over"
        assert rows("escorts_recording") == 0
        assert sent(pocket, "photo", photo()) == "over"
        with transaction.atomic():
            name_actor(play.operator)
            assert recordings.recordings_of(alarm) == []


class TestWhatIsKeptForHer:
    def test_she_alone_takes_it_away_locked_or_plain_and_deletes_it(
        self, play: Cast, pocket: Pocket
    ) -> None:
        recordings.choose_recordings(pocket.key, kinds=["photo", "sound"])
        pocket.begin("sos", name="한나")
        pocket.at(*START)
        sent(pocket, "photo", photo())
        assert evidence_file(pocket.journey_key, password="") is None
        assert journeys.keep(pocket.journey_key, days=30)
        alarm = seen(play).lines[0].alarm
        with transaction.atomic():
            alarms.take_alarm(actor=play.operator, alarm=alarm)
            alarms.end_alarm(actor=play.operator, alarm=alarm, ending="met")
            assert not Recording.objects.exists()
        with pytest.raises(NotValid):
            evidence_file(pocket.journey_key, password="short")
        plain = evidence_file(pocket.journey_key, password="")
        taken = evidence_file(pocket.journey_key, password="long-enough-1")
        assert plain
        assert taken
        page = base64.b64decode(plain["content"]).decode()
        assert "37.480000, 126.920000" in page
        assert "data:image/jpeg;base64,/9j/" in page
        assert "한나" not in page
        with AESZipFile(BytesIO(base64.b64decode(taken["content"]))) as archive:
            archive.setpassword(b"long-enough-1")
            assert b"37.480000" in archive.read(archive.namelist()[0])
        assert journeys.evidence(pocket.journey_key, delete=True)
        assert rows("escorts_recording") == rows("escorts_fix") == 0
        assert evidence_file(pocket.journey_key, password="") is None

    def test_it_goes_when_its_time_is_over(self, pocket: Pocket) -> None:
        recordings.choose_recordings(pocket.key, kinds=["sound"])
        pocket.begin("sos")
        sent(pocket, "sound", sound(seconds=1))
        assert journeys.keep(pocket.journey_key, days=1)
        assert pocket.cancel("2580") == "over"
        assert not journeys.keep(pocket.journey_key, days=1)
        pass_by(1000)
        look_over()
        assert rows("escorts_recording") == rows("escorts_journey") == 1
        with as_administrator() as admin:
            admin.execute("UPDATE escorts_journey SET evidence_until = current_date - 1")
        look_over()
        assert rows("escorts_recording") == rows("escorts_journey") == 0


class TestAChild:
    def asked(self, child: Pocket) -> bytes:
        link = secrets.token_bytes(32)
        assert guardians.ask_guardian(
            child.key, link, purposes=["walk", "never heard of"], days=30, age_band="child"
        )
        return link

    def test_a_guardian_agrees_on_a_phone_of_their_own_and_sees_nothing_by_that(
        self, play: Cast
    ) -> None:
        child, guardian, other = Pocket(), secrets.token_bytes(32), secrets.token_bytes(32)
        assert not phones.consent(child.key, purposes=["walk"], days=30, is_child=True)
        link = self.asked(child)
        assert child.walk() == "no_consent"
        own = guardians.guardian_asked(link, child.key)
        assert own == {"stage": "own_phone"}
        assert guardians.answer_child(link, child.key, yes=True, relation="parent") == "over"
        with pytest.raises(NotValid):
            guardians.answer_child(link, guardian, yes=True)
        asked = guardians.guardian_asked(link, guardian)
        assert asked
        assert (asked["stage"], asked["purposes"], asked["days"]) == ("asked", ["walk"], 30)
        assert guardians.answer_child(link, guardian, yes=True, relation="parent") == "agreed"
        assert guardians.answer_child(link, other, yes=True, relation="parent") == "over"
        assert guardians.guardian_asked(link, other) is None
        stands = guardians.guardian_of(child.key)
        assert stands
        assert stands["stage"] == "agreed"
        assert phones.choose_codes(child.key, cancel="2580", duress="1470")
        assert child.walk() == "begun"
        child.at(*START)
        after = guardians.guardian_asked(link, guardian)
        assert after
        assert set(after) == set(asked)
        assert "126.9" not in str(after)
        assert not guardians.take_back(link, other)
        assert guardians.take_back(link, guardian)
        assert child.at(*START) == {"stage": "over"}
        assert Pocket(key=child.key).walk() == "no_consent"
        ended = guardians.guardian_of(child.key)
        assert ended
        assert ended["stage"] == "ended"
        with transaction.atomic():
            name_actor(play.operator)
            assert not Guardianship.objects.exists()

    def test_a_call_for_help_needs_no_guardian_and_no_guardian_ends_it(self, play: Cast) -> None:
        child, guardian = Pocket(), secrets.token_bytes(32)
        link = self.asked(child)
        guardians.answer_child(link, guardian, yes=True, relation="parent")
        guardians.guardian_of(child.key)
        assert phones.choose_codes(child.key, cancel="2580", duress="1470")
        assert child.begin("sos") == "begun"
        child.at(*START)
        assert journeys.keep(child.journey_key, days=30)
        assert guardians.take_back(link, guardian)
        assert len(seen(play).lines) == 1
        assert child.cancel("2580") == "over"
        look_over()
        kept = journeys.evidence(child.journey_key)
        assert kept
        assert len(kept["fixes"]) == 1

    def test_a_refusal_and_a_question_nobody_answers_are_forgotten(self, play: Cast) -> None:
        child, guardian = Pocket(), secrets.token_bytes(32)
        assert guardians.answer_child(self.asked(child), guardian, yes=False) == "refused"
        assert guardians.guardian_of(child.key) is None
        assert rows("escorts_guardianship") == 0
        self.asked(child)
        with as_administrator() as admin:
            admin.execute(
                "UPDATE escorts_guardianship SET asked_at = %s",
                [timezone.now() - timedelta(days=1, seconds=1)],
            )
        assert guardians.guardian_of(child.key) is None
        look_over()
        assert rows("escorts_guardianship") == 0
        with pytest.raises(NotValid):
            guardians.ask_guardian(child.key, b"link", purposes=["walk"], days=1, age_band="adult")

    def test_withdrawing_forgets_the_guardian_too(self, play: Cast) -> None:
        child, guardian = Pocket(), secrets.token_bytes(32)
        link = self.asked(child)
        guardians.answer_child(link, guardian, yes=True, relation="parent")
        guardians.guardian_of(child.key)
        assert phones.withdraw(child.key)
        assert rows("escorts_guardianship") == 0
