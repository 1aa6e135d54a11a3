"""Walking home: nobody sees a walk until something is wrong, and then it is seen at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access.errors import NotValid
from jikimi.access.ticket import name_actor
from jikimi.escorts import alarms, journeys, phones
from jikimi.escorts.models import Fix, Journey
from jikimi.escorts.watching import look_over
from tests.cast import Cast
from tests.walking import HOME, START, Pocket, everything, pass_by, rows, seen
from tests.wiping import as_administrator


class TestACallForHelp:
    def test_it_is_on_the_board_at_once_and_the_phone_says_only_what_happened(
        self, play: Cast
    ) -> None:
        pocket = Pocket()
        assert pocket.begin("sos", name="한나", number="010-1234-5678") == "begun"
        said = pocket.at(*START)
        assert said["alarm"]["raised_at"]
        assert not said["alarm"]["shown_at"]
        (line,) = seen(play).lines
        assert line.is_waiting
        assert line.journey
        assert line.journey.name == "한나"
        assert line.last
        assert (line.last.longitude, line.last.latitude) == START
        alarm = line.alarm
        for step, word in (
            (alarms.take_alarm, "taken_at"),
            (alarms.ask_police, "police_asked_at"),
            (alarms.police_on_the_way, "on_the_way_at"),
        ):
            before = pocket.at(*START)["alarm"]
            assert before["shown_at"]
            assert not before[word]
            with transaction.atomic():
                step(actor=play.operator, alarm=alarm)
            assert pocket.at(*START)["alarm"][word]
        told = {(line["what"], line["recipient"]) for line in phones.log_of(pocket.key)}
        assert told == {
            ("collected", "control_room"),
            ("used", "control_room"),
            ("provided", "police"),
        }

    def test_when_the_room_ends_it_nothing_is_left_but_the_log_without_a_place(
        self, play: Cast
    ) -> None:
        pocket = Pocket()
        pocket.begin("sos", name="마커이름", number="010-9999-8888", looks="마커외투")
        pocket.at(126.98765, 37.43219)
        alarm = seen(play).lines[0].alarm
        with transaction.atomic():
            alarms.take_alarm(actor=play.operator, alarm=alarm)
            alarms.note_step(actor=play.operator, alarm=alarm, code="noted", note="마커메모")
            with pytest.raises(NotValid):
                alarms.end_alarm(actor=play.operator, alarm=alarm, ending="drill")
            ended = alarms.end_alarm(actor=play.operator, alarm=alarm, ending="met")
        assert (ended.stage, ended.journey_id) == ("ended", None)
        kept = everything()
        for trace in ("마커", "010-9999", "126.98", "37.43"):
            assert trace not in kept
        assert pocket.at(*START) == {"stage": "over"}
        assert rows("escorts_fix") == 0
        pass_by(1000)
        look_over()
        assert rows("escorts_journey") == 0
        assert len(phones.log_of(pocket.key)) == 2

    def test_saying_it_twice_calls_once_and_a_call_is_never_refused(self, pocket: Pocket) -> None:
        assert [pocket.begin("sos") for _ in range(2)] == ["begun", "begun"]
        assert rows("escorts_alarm") == 1
        for _ in range(7):
            again = Pocket(key=pocket.key)
            assert again.begin("sos") == "begun"
        with as_administrator() as admin:
            found = admin.execute(
                "SELECT count(*) FROM escorts_alarmstep WHERE code = 'many_calls'"
            ).fetchone()
        assert found
        assert found[0] >= 2

    def test_places_that_come_late_stand_in_order_and_are_marked(self, play: Cast) -> None:
        pocket = Pocket()
        pocket.begin("sos")
        pocket.at(*START)
        later = [
            journeys.FixDraft(seq, timezone.now() - timedelta(seconds=58 - 5 * seq), 126.92, 37.48)
            for seq in range(1, 13)
        ]
        journeys.send(pocket.journey_key, later[6:])
        journeys.send(pocket.journey_key, later)
        trail = seen(play).lines[0].trail
        assert [fix.seq for fix in trail] == list(range(13))
        assert [fix.is_late for fix in trail[1:]] == [seq * 5 < 45 for seq in range(1, 13)]


class TestTheCodes:
    def test_the_code_takes_a_call_back(self, play: Cast, pocket: Pocket) -> None:
        pocket.begin("sos")
        pocket.at(*START)
        assert pocket.cancel("0000") == "wrong"
        assert seen(play).lines
        assert pocket.cancel("2580") == "over"
        assert not seen(play).lines
        assert rows("escorts_fix") == 0

    def test_the_duress_code_looks_the_same_on_the_phone_and_is_an_alarm_on_the_board(
        self, play: Cast
    ) -> None:
        real, forced = Pocket(), Pocket()
        for pocket, code in ((real, "2580"), (forced, "1470")):
            pocket.consent()
            pocket.begin("sos")
            pocket.at(*START)
            assert pocket.cancel(code) == "over"
        pass_by(60)
        after = [(one.at(*HOME), journeys.end(one.journey_key)) for one in (real, forced)]
        assert after[0] == after[1] == ({"stage": "over"}, "over")
        assert forced.cancel("2580") == "over"
        assert phones.pause(forced.key, on=True)
        assert phones.withdraw(forced.key)
        (line,) = seen(play).lines
        assert (line.alarm.kind, line.alarm.is_silent, line.urgency) == ("duress", True, 1)
        assert line.last
        assert line.last.longitude == HOME[0]

    def test_taking_the_consent_back_ends_no_call_for_help(
        self, play: Cast, pocket: Pocket
    ) -> None:
        """Whoever takes the phone out of her hand needs no code for that."""
        pocket.begin("sos")
        pocket.at(*START)
        assert phones.pause(pocket.key, on=True)
        assert phones.withdraw(pocket.key)
        assert pocket.at(*START) == {"stage": "over"}
        (line,) = seen(play).lines
        assert line.is_waiting
        assert len(line.trail) == 2
        with transaction.atomic():
            name_actor(play.operator)
            assert [step.code for step in alarms.steps_of(line.alarm)] == ["sos", "withdrawn"]


class TestAWalk:
    def test_nobody_sees_it_while_nothing_is_wrong(self, play: Cast, pocket: Pocket) -> None:
        assert pocket.walk(name="한나") == "begun"
        pocket.at(*START)
        assert not seen(play).lines
        assert seen(play).under_way == 1
        with transaction.atomic():
            name_actor(play.operator)
            assert not (Journey.objects.exists())
            assert not (Fix.objects.exists())

    @pytest.mark.parametrize(
        ("why", "steps"),
        [
            ("silence", [(START, 95)]),
            ("late", [(START, 60)] * 26),
            ("off_route", [((126.925, 37.4830), 30)] * 3),
            ("still", [(START, 60)] * 6),
        ],
    )
    def test_what_is_wrong_is_asked_first_and_told_when_nobody_answers(
        self, play: Cast, pocket: Pocket, why: str, steps: list[tuple[tuple[float, float], float]]
    ) -> None:
        pocket.walk()
        for number, (place, seconds) in enumerate(steps):
            moved = 0.00035 * number if why == "late" else 0
            said = pocket.at(place[0] + moved, place[1])
            assert said["stage"] == "under_way"
            pass_by(seconds)
        assert look_over()["asked"] == 1
        assert not seen(play).lines
        said = pocket.at(steps[-1][0][0] + 0.0001, steps[-1][0][1])
        assert (said["stage"], said["ask"]) == ("asked", why)
        assert journeys.well(pocket.journey_key)["stage"] == "under_way"  # type: ignore[index]
        pass_by(600)
        look_over()
        pass_by(61)
        assert look_over()["raised"] == 1
        assert len(seen(play).lines) == 1

    def test_arriving_ends_it(self, play: Cast, pocket: Pocket) -> None:
        pocket.walk()
        pocket.at(*START)
        pass_by(60)
        assert pocket.at(*HOME) == {"stage": "arrived"}
        assert rows("escorts_fix") == 0

    def test_a_place_nobody_can_have_reached_neither_ends_nor_moves_it(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.walk()
        pocket.at(*START)
        pass_by(3)
        assert pocket.at(*HOME)["stage"] == "under_way"
        with pytest.raises(NotValid):
            pocket.at(float("nan"))

    def test_it_needs_consent_and_stops_when_it_is_taken_back(
        self, play: Cast, pocket: Pocket
    ) -> None:
        assert Pocket().walk() == "no_consent"
        with pytest.raises(NotValid):
            phones.choose_codes(pocket.key, cancel="2580", duress="2580")
        assert not phones.consent(b"child", purposes=["walk"], days=30, is_child=True)
        pocket.walk()
        pocket.at(*START)
        assert phones.pause(pocket.key, on=True)
        assert pocket.at(*START) == {"stage": "over"}
        again = Pocket(key=pocket.key)
        assert again.walk() == "paused"
        assert phones.withdraw(pocket.key)
        assert again.walk() == "no_consent"


class TestSomebodyLooksOn:
    @pytest.fixture
    def link(self, pocket: Pocket) -> Iterator[tuple[bytes, str]]:
        pocket.walk(destination="우리 집")
        pocket.at(*START)
        key, number = secrets.token_bytes(32), uuid4()
        assert phones.watch(pocket.journey_key, watcher_id=number, watcher_key=key, name="언니")
        return key, str(number)

    def test_the_person_sees_it_and_ends_it_without_a_word(
        self, pocket: Pocket, link: tuple[bytes, str]
    ) -> None:
        seen_there = phones.look_on(link[0])
        assert seen_there
        assert seen_there["fix"]["longitude"] == START[0]
        (watcher,) = pocket.at(*START)["watchers"]
        assert (watcher["name"], watcher["looks"], watcher["id"]) == ("언니", 1, link[1])
        assert phones.unwatch(pocket.journey_key, watcher_id=watcher["id"])
        assert phones.look_on(link[0]) is phones.look_on(b"never was") is None

    def test_nobody_who_looks_on_learns_of_a_silent_call(
        self, play: Cast, pocket: Pocket, link: tuple[bytes, str]
    ) -> None:
        journeys.call(pocket.journey_key, silent=True)
        assert len(seen(play).lines) == 1
        before = phones.look_on(link[0])
        assert before
        assert before["stage"] == "under_way"

    def test_it_ends_with_the_walk(self, pocket: Pocket, link: tuple[bytes, str]) -> None:
        assert journeys.end(pocket.journey_key) == "over"
        assert phones.look_on(link[0]) is None
        assert rows("escorts_watcher") == 0
