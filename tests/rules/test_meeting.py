"""Being met by a pair of escorts: asked for in time, told truthfully, deleted when it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import name_actor
from jikimi.escorts import bookings, hours, meetings, phones, scouts
from jikimi.escorts.bookings import BookingDraft
from jikimi.escorts.models import Booking, ScoutEvening, ScoutPair
from jikimi.escorts.watching import look_over
from tests.cast import Cast
from tests.meeting import Asking, Duty, later, night, on_duty
from tests.walking import Pocket, everything, rows

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def duty(play: Cast) -> Duty:
    return on_duty(play)


@pytest.fixture
def asking(pocket: Pocket) -> Asking:
    assert phones.consent(pocket.key, purposes=["scouts"], days=30)
    return Asking(pocket.key)


def given(play: Cast, duty: Duty, asking: Asking, **more: Any) -> Booking:
    """Somebody asked, and the pair was told."""
    assert asking.book(duty.at, **more).said == "booked"
    with transaction.atomic():
        name_actor(play.operator)
        meeting = meetings.meeting_called(play.operator, asking.booking_id)
        return meetings.assign(actor=play.operator, meeting=meeting, pair=duty.pair)


def told_of(asking: Asking) -> object:
    """What the phone hears of its being told when it says that nobody is there."""
    found = bookings.nobody_here(asking.booking_key)
    assert found
    return found["told"]


class TestTheHours:
    def test_after_midnight_belongs_to_the_evening_before(self) -> None:
        """Monday ends at midnight, the others at one: domain notes §6."""
        monday, tuesday = (
            hours.evening_on("", date(2026, 11, 23)),
            hours.evening_on("", date(2026, 11, 24)),
        )
        assert monday
        assert tuesday
        assert monday.closes_at == datetime(2026, 11, 24, tzinfo=SEOUL)
        assert tuesday.closes_at == datetime(2026, 11, 25, 1, tzinfo=SEOUL)
        assert hours.evening_of("", datetime(2026, 11, 24, 0, 30, tzinfo=SEOUL)) is None
        late = hours.evening_of("", datetime(2026, 11, 25, 0, 30, tzinfo=SEOUL))
        assert late == tuesday
        assert hours.evening_on("", date(2026, 11, 22)) is None

    def test_nobody_is_offered_a_time_within_the_notice_or_past_a_week(self) -> None:
        now = datetime(2026, 11, 24, 22, 15, tzinfo=SEOUL)
        moments = hours.moments_open("", now=now)
        assert moments[0] == datetime(2026, 11, 24, 22, 50, tzinfo=SEOUL)
        assert moments[-1] <= now + timedelta(days=7)
        wished = datetime(2026, 11, 24, 21, tzinfo=SEOUL)
        assert hours.nearest(moments, wished, most=2) == moments[:2]


class TestAskingForAPair:
    def test_a_refusal_says_why_and_what_can_be_had(self, duty: Duty, asking: Asking) -> None:
        soon = asking.book(timezone.now() + timedelta(minutes=5))
        assert soon.said in ("too_soon", "closed")
        noon = asking.book(duty.at.replace(hour=12) + timedelta(days=1))
        assert noon.said == "closed"
        far = asking.book(duty.at + timedelta(days=14))
        assert far.said in ("too_far", "closed")
        for answer in (soon, noon, far):
            assert answer.free
            assert all(hours.evening_of("", one) for one in answer.free)
        with pytest.raises(NotValid) as wrong:
            asking.book(duty.at, meet_at=" ", people=9)
        assert set(wrong.value.fields) == {"meet_at", "people"}

    def test_it_needs_consent_for_that_and_one_pair_is_given_once(
        self, play: Cast, duty: Duty, asking: Asking
    ) -> None:
        stranger = Pocket()
        stranger.consent()
        assert Asking(stranger.key).book(duty.at).said == "no_consent"
        assert [asking.book(duty.at).said for _ in range(2)] == ["booked", "booked"]
        assert len(night(play, duty.at).open) == 1
        assert phones.consent(stranger.key, purposes=["scouts"], days=30)
        full = Asking(stranger.key).book(duty.at + timedelta(minutes=20))
        assert full.said == "full"
        assert duty.at + timedelta(minutes=40) in full.free
        assert duty.at + timedelta(minutes=30) not in full.free
        after = Asking(stranger.key)
        assert after.book(duty.at + timedelta(minutes=40)).said == "booked"
        assert Asking(stranger.key).book(duty.at + timedelta(days=1)).said in ("booked", "closed")

    def test_without_anybody_on_duty_it_says_so(self, play: Cast, asking: Asking) -> None:
        moment = hours.moments_open("", now=timezone.now())[-1]
        assert asking.book(moment).said == "no_scouts"

    def test_one_tap_takes_it_back_and_pausing_does_too(
        self, play: Cast, duty: Duty, asking: Asking
    ) -> None:
        asking.book(duty.at)
        assert bookings.unbook(asking.booking_key) == "over"
        assert asking.says()["ending"] == "cancelled"
        again = Asking(asking.key)
        assert again.book(duty.at).said == "booked"
        assert phones.pause(asking.key, on=True)
        assert again.says()["ending"] == "withdrawn"
        assert Asking(asking.key).book(duty.at).said == "paused"
        assert not night(play, duty.at).open


class TestTheEvening:
    def test_both_sides_see_the_same_word_and_the_screen_follows(
        self, play: Cast, duty: Duty, asking: Asking
    ) -> None:
        asking.book(duty.at, notes="마커메모", number="010-9999-8888", name="마커이름")
        before = asking.says()
        assert (before["stage"], before["word"], before["pair"]) == ("booked", None, None)
        with transaction.atomic():
            name_actor(play.operator)
            meeting = meetings.meeting_called(play.operator, asking.booking_id)
            meetings.assign(actor=play.operator, meeting=meeting, pair=duty.pair)
        told = {(line["what"], line["recipient"]) for line in phones.log_of(asking.key)}
        assert told == {("collected", "control_room"), ("provided", "scouts")}
        with transaction.atomic():
            name_actor(duty.walker)
            (mine,) = meetings.meetings_of_mine(duty.walker)
            with pytest.raises(NotYet):
                meetings.meet(actor=duty.walker, meeting=mine)
        steps = [(meetings.set_out, "on_the_way"), (meetings.arrive, "here")]
        steps += [(meetings.step_back, "on_the_way"), (meetings.arrive, "here")]
        for step, stage in [*steps, (meetings.meet, "met")]:
            with transaction.atomic():
                name_actor(duty.walker)
                step(actor=duty.walker, meeting=mine)
            said = asking.says()
            assert said["stage"] == stage
        assert (said["digits"], said["pair"]) == (mine.digits, "1조")
        assert said["word"]
        with transaction.atomic():
            name_actor(duty.walker)
            meetings.see_home(actor=duty.walker, meeting=mine)
        assert (asking.says()["stage"], asking.says()["ending"]) == ("ended", "home")
        kept = everything()
        for trace in ("마커", "010-9999", "126.92"):
            assert trace not in kept
        later(20)
        look_over()
        assert asking.says() is None
        assert rows("escorts_booking") == 1

    def test_a_pair_sees_its_own_and_nobody_else_sees_any(
        self, play: Cast, duty: Duty, asking: Asking
    ) -> None:
        meeting = given(play, duty, asking)
        for outsider in (play.officer, play.stranger, play.auditor):
            with transaction.atomic():
                name_actor(outsider)
                for model in (Booking, ScoutPair, ScoutEvening):
                    assert not model._default_manager.exists()
                with pytest.raises(NotAllowed):
                    meetings.meeting_called(outsider, meeting.pk)
        with transaction.atomic():
            name_actor(duty.walker)
            assert Booking.objects.count() == 1
            with pytest.raises(NotAllowed):
                meetings.call_off(actor=duty.walker, meeting=meeting, ending="weather")
        with transaction.atomic():
            name_actor(play.operator)
            with pytest.raises(NotAllowed):
                meetings.set_out(actor=play.operator, meeting=meeting)
            Booking.objects.filter(pk=meeting.pk).update(scouts=[])
        with transaction.atomic():
            name_actor(duty.walker)
            assert not Booking.objects.exists()

    def test_what_does_not_go_as_promised_is_told_to_the_room_once(
        self, play: Cast, duty: Duty, asking: Asking
    ) -> None:
        asking.book(duty.at)
        ahead = (duty.at - timezone.now()).total_seconds() / 60
        assert told_of(asking) is None
        later(ahead - 10)
        look_over()
        (waiting,) = seen_open(play)
        assert waiting.late_why == "unassigned"
        look_over()
        (again,) = seen_open(play)
        assert again.version == waiting.version
        with transaction.atomic():
            name_actor(play.operator)
            meetings.call_off(actor=play.operator, meeting=again, ending="no_pair")
        assert asking.says()["ending"] == "no_pair"
        other = Asking(asking.key)
        given(play, duty, other)
        later(ahead + 7)
        look_over()
        (late,) = seen_open(play)
        assert late.late_why == "late"
        assert told_of(other) == "waits"
        later(6 * 60)
        look_over()
        assert other.says()["ending"] == "lapsed"

    def test_the_room_books_for_a_caller_and_the_pair_is_not_given_twice(
        self, play: Cast, duty: Duty, asking: Asking
    ) -> None:
        given(play, duty, asking)
        draft = BookingDraft(uuid4(), duty.at + timedelta(minutes=10), "역", "집")
        with transaction.atomic():
            name_actor(play.operator)
            with pytest.raises(NotValid):
                meetings.take_booking(actor=play.operator, draft=draft)
            with pytest.raises(NotValid):
                scouts.end_pair(actor=play.operator, pair=duty.pair)
            other = scouts.add_pair(
                actor=play.operator,
                draft=scouts.PairDraft("2조", play.operator.member_id, play.relief.member_id),
            )
            day = meetings.tonight(duty.at)
            scouts.put_on_duty(actor=play.operator, pair=other, since=day, until=day)
            taken = meetings.take_booking(actor=play.operator, draft=draft)
            with pytest.raises(NotValid):
                meetings.assign(actor=play.operator, meeting=taken, pair=duty.pair)
            assert meetings.pairs_for(play.operator, taken) == [other]
            found = meetings.night_of(play.operator, day)
            assert (len(found.open), len(found.pairs)) == (2, 2)


def seen_open(play: Cast) -> list[Booking]:
    with transaction.atomic():
        name_actor(play.operator)
        return list(Booking.objects.exclude(stage="ended"))
