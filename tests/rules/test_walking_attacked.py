"""Whoever attacks walking home: holds the phone, floods, lies, comes at once with others, kills."""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from jikimi.access.errors import NotYet, Refusal
from jikimi.access.ticket import name_actor
from jikimi.doors.public.walk.bounds import MANY_CALLS, Bounds, bounds, most_a_minute
from jikimi.escorts import alarms, journeys, phones, rides
from jikimi.escorts.bells import new_bell_key, ring_bell
from jikimi.escorts.models import Alarm, Journey
from jikimi.escorts.rooms import room_of
from jikimi.escorts.watching import look_over
from jikimi.places.models import Site
from tests.cast import Cast
from tests.walking import START, Pocket, everything, pass_by, rows, seen
from tests.wiping import as_administrator

ROOT = Path(__file__).parent.parent.parent


def key_text(key: bytes) -> str:
    return urlsafe_b64encode(key).decode().rstrip("=")


def says(pocket: Pocket, word: str, body: Any, **more: Any) -> Any:
    """What the door answers to a phone: its status and JSON."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Client().post(
        f"/walk/say/{word}/",
        sent,
        content_type="application/json",
        headers={
            "X-Phone-Key": key_text(pocket.key),
            "X-Journey-Key": key_text(pocket.journey_key),
        },
        **more,
    )
    return answer.status_code, answer.json()


class TestWhoeverHoldsThePhone:
    def test_learns_by_no_word_which_code_was_typed(self, play: Cast) -> None:
        told = []
        for code in ("2580", "1470"):
            pocket, watcher, link = Pocket(), uuid4(), secrets.token_bytes(32)
            pocket.consent()
            pocket.walk(number="010-1234-5678")
            pocket.at(*START)
            phones.watch(pocket.journey_key, watcher_id=watcher, watcher_key=link, name="언니")
            journeys.keep(pocket.journey_key, days=9)
            if code == "1470":
                with transaction.atomic():
                    name_actor(play.operator)
                    alarms.ask_person(actor=play.operator, number="01012345678")
            journeys.call(pocket.journey_key)
            assert pocket.cancel(code) == "over"
            pass_by(30)
            kept = journeys.evidence(pocket.journey_key) or {}
            told.append(
                {
                    "send": pocket.at(126.95),
                    "call": journeys.call(pocket.journey_key, silent=True),
                    "well": journeys.well(pocket.journey_key),
                    "wish": journeys.answer_wish(pocket.journey_key, yes=True),
                    "cancel": [pocket.cancel(one) for one in ("2580", "1470", "0000")],
                    "end": journeys.end(pocket.journey_key),
                    "keep": journeys.keep(pocket.journey_key, days=5),
                    "ride": rides.leave_ride(pocket.journey_key),
                    "watch": phones.watch(
                        pocket.journey_key, watcher_id=uuid4(), watcher_key=b"x" * 32, name=""
                    ),
                    "unwatch": phones.unwatch(pocket.journey_key, watcher_id=watcher),
                    "look_on": phones.look_on(link),
                    "evidence": (set(kept), len(kept["fixes"]), bool(kept["ended_at"])),
                    "deleted": bool(journeys.evidence(pocket.journey_key, delete=True)),
                    "again": journeys.evidence(pocket.journey_key),
                    "begin": pocket.begin("sos"),
                    "log": sorted(
                        f"{one['what']}{one['purpose']}" for one in phones.log_of(pocket.key)
                    ),
                    "walks": [Pocket(key=pocket.key).walk() for _ in range(2)],
                }
            )
        assert told[0] == told[1]
        assert [line.alarm.kind for line in seen(play).lines] == ["duress"]

    def test_cannot_try_all_codes_and_the_forced_one_is_heard_even_then(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.begin("sos")
        assert {pocket.cancel(f"{number:04}") for number in range(10)} == {"wrong"}
        assert [pocket.cancel(code) for code in ("2580", "1470")] == ["wrong", "wrong"]
        (line,) = seen(play).lines
        assert line.alarm.kind == "duress"
        with transaction.atomic():
            name_actor(play.operator)
            steps = [step.code for step in alarms.steps_of(line.alarm)]
        assert steps == ["sos", "wrong_codes", "codes_locked", "duress"]

    def test_sees_by_no_clock_which_code_it_was(self, play: Cast) -> None:
        for code in ("2580", "1470"):
            pocket = Pocket()
            pocket.consent()
            pocket.begin("sos")
            for word, body in (("cancel", {"code": code}), ("end", {}), ("send", {"fixes": []})):
                begun = time.monotonic()
                assert "over" in str(says(pocket, word, body))
                assert time.monotonic() - begun > 0.12, (code, word)


class TestWhoeverLies:
    @settings(
        max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        some.dictionaries(
            some.sampled_from(
                ["here", "name", "number", "looks", "route", "expected_at", "language"]
            ),
            some.one_of(
                some.text(max_size=8),
                some.floats(),
                some.integers(),
                some.lists(some.one_of(some.floats(), some.text(max_size=3)), max_size=3),
                some.just("9999-12-31T23:59:59-14:00"),
                some.just("\x00\ud800"),
                some.just([10**400, 1]),
            ),
        )
    )
    def test_is_helped_all_the_same_whatever_a_call_says(
        self, play: Cast, said: dict[str, Any]
    ) -> None:
        pocket = Pocket()
        call = {**said, "journey": str(pocket.journey_id), "kind": "sos"}
        assert says(pocket, "begin", call) == (200, {"said": "begun"})

    def test_breaks_nobody_s_board_by_false_times_and_places(self, play: Cast) -> None:
        pocket = Pocket()
        pocket.begin("sos")
        fix = {
            "seq": 0,
            "longitude": 126.92,
            "latitude": 37.48,
            "sent_at": "0001-01-01T00:00+14:00",
        }
        odd = {"battery": -9e5, "heading": 9e5, "accuracy_m": -5, "speed_m_s": 9e5}
        assert says(pocket, "send", {"fixes": [{**fix, **odd}]})[0] == 200
        (line,) = seen(play).lines
        assert line.last
        assert line.last.is_late
        assert (line.last.battery, line.last.heading, line.last.accuracy_m) == (None, None, None)
        refused = [{**fix, "seq": 2**40}, {**fix, "longitude": 10**400}, {**fix, "seq": -1}]
        for one in refused:
            assert says(pocket, "send", {"fixes": [one]})[0] == 422
        for body in (b"[" * 60_000, b'"' + b"a" * 70_000 + b'"', b"\xff\xfe", b"[]"):
            assert says(pocket, "send", body)[0] == 422
        assert says(pocket, "consent", {"purposes": ["x" * 99], "days": 1}) == (
            200,
            {"said": False},
        )
        taken = Pocket(journey_id=pocket.journey_id)
        again = {"journey": str(taken.journey_id), "kind": "sos"}
        assert says(taken, "begin", again)[0] == 422
        walker = Pocket()
        walker.consent()
        far = {
            "journey": str(walker.journey_id),
            "kind": "walk",
            "expected_at": "9999-12-31T23:59-14:00",
        }
        assert says(walker, "begin", far) == (200, {"said": "begun"})
        journeys.call(walker.journey_key)
        assert len(seen(play).lines) == 2

    def test_rings_no_bell_of_another_town_by_its_number(self, play: Cast) -> None:
        with transaction.atomic():
            name_actor(play.operator)
            for number, area in (
                ("B-7", "1162010100"),
                ("B-7", "2611010100"),
                ("B-8", "2611010100"),
            ):
                Site.objects.create(kind="bell", number=number, area_code=area, x=1.0, y=1.0)
            key = new_bell_key(actor=play.keeper, room=room_of(play.operator))
        with as_administrator() as admin:
            admin.execute("UPDATE escorts_controlroom SET areas = '{1162}'")
        assert [ring_bell(key, bell=one) for one in ("B-7", "B-8")] == ["raised", "raised"]
        areas = {line.site.area_code if line.site else "" for line in seen(play).lines}
        assert areas == {"1162010100", ""}

    def test_who_floods_is_refused_everything_but_a_call_for_help(self, play: Cast) -> None:
        pocket, address = Pocket(), "203.0.113.9"
        for _ in range(most_a_minute("object") or 0):
            bounds.heard("object", address)
        for _ in range(MANY_CALLS):
            bounds.heard("begin", address)
        asked = {"kind": "reason", "text": "?"}
        assert says(pocket, "object", asked, REMOTE_ADDR=address)[0] == 429
        assert says(pocket, "object", asked)[0] == 200
        call = {"journey": str(uuid4()), "kind": "sos"}
        assert says(pocket, "begin", call, REMOTE_ADDR=address) == (200, {"said": "begun"})
        with as_administrator() as admin:
            found = admin.execute(
                "SELECT count(*) FROM escorts_alarmstep WHERE code = 'many_from_one'"
            ).fetchone()
        assert found == (1,)

    def test_addresses_are_counted_by_network_and_stand_nowhere(self) -> None:
        counted = Bounds()
        assert [counted.heard("log", f"2001:db8::{n}") for n in (1, 2)] == [1, 2]
        assert [counted.heard("log", one) for one in ("10.0.0.1", "10.0.0.2", "?")] == [1, 1, 1]
        assert "10.0.0.1" not in str(vars(counted))


class TestWhoeverComesAtTheSameMoment:
    def test_makes_nobody_s_word_fail_and_leaves_all_or_nothing(self, play: Cast) -> None:
        for code in ("2580", "1470", "2580"):
            pocket = Pocket()
            pocket.consent()
            pocket.begin("sos")
            alarm = seen(play).lines[0].alarm
            with transaction.atomic():
                alarms.take_alarm(actor=play.operator, alarm=alarm)
            words = at_once(play, pocket, alarm, code)
            with ThreadPoolExecutor(len(words)) as crowd:
                for one in [crowd.submit(_alone, word) for word in words]:
                    one.result()
            assert pocket.at(*START) in ({"stage": "over"}, None)
            with transaction.atomic():
                name_actor(play.operator)
                assert not Journey.objects.filter(pk=pocket.journey_id).exists()
            assert not seen(play).lines
            assert rows("escorts_fix") == 0

    def test_who_takes_consent_back_waits_without_holding_up_a_call(self, play: Cast) -> None:
        pocket = Pocket()
        pocket.consent()
        pocket.begin("sos")
        with ThreadPoolExecutor(1) as crowd, as_administrator() as caller:
            with caller.transaction():
                caller.execute("SELECT 1 FROM escorts_journey FOR UPDATE")
                leaving = crowd.submit(_alone, lambda: phones.withdraw(pocket.key))
                until_somebody_waits()
                # A journey that is changed twice in one word asks for this.
                caller.execute("SELECT 1 FROM escorts_phone FOR KEY SHARE NOWAIT")
            leaving.result()
        assert pocket.at(*START) in ({"stage": "over"}, None)


def until_somebody_waits() -> None:
    asked = (
        "SELECT 1 FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with as_administrator() as looker:
        for _ in range(200):
            if looker.execute(asked).fetchone():
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def at_once(play: Cast, pocket: Pocket, alarm: Alarm, code: str) -> list[Callable[[], Any]]:
    """What phone, control room and clock may all do about one call at the same moment."""
    return [
        lambda: pocket.cancel(code),
        lambda: journeys.call(pocket.journey_key),
        lambda: [pocket.at(126.92 + 0.0001 * n) for n in range(5)],
        lambda: phones.withdraw(pocket.key),
        lambda: alarms.end_alarm(actor=play.operator, alarm=alarm, ending="met"),
        look_over,
    ]


def _alone(word: Callable[[], Any]) -> None:
    """In a thread with connections of its own; what the rules refuse is no failure."""
    try:
        word()
    except (NotYet, Refusal):
        pass
    finally:
        connections.close_all()


class TestWhatIsLeft:
    def test_nothing_of_a_journey_is_in_database_logs_files_or_caches(
        self, play: Cast, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.INFO)
        pocket = Pocket()
        pocket.consent()
        marks = ("마커", "010-9999-8888", "126.98765", "37.43219")
        call = {"journey": str(pocket.journey_id), "kind": "sos", "name": "마커이름\x00\ud800"}
        call |= {"number": "010-9999-8888", "looks": "마커외투", "here": [126.98765, 37.43219]}
        assert says(pocket, "begin", call)[1] == {"said": "begun"}
        fix = {
            "seq": 0,
            "longitude": 126.98765,
            "latitude": 37.43219,
            "sent_at": "2026-11-22T10:00Z",
        }
        assert says(pocket, "send", {"fixes": [fix]})[0] == 200
        assert says(pocket, "send", {"fixes": [{**fix, "seq": "마커"}]})[0] == 422
        for word, body in (
            ("watch", {"name": "마커언니"}),
            ("begin", {"name": "마커", "kind": "x"}),
        ):
            assert says(pocket, word, body)[0] == 422
        assert "마커" in everything()
        alarm = seen(play).lines[0].alarm
        with transaction.atomic():
            alarms.take_alarm(actor=play.operator, alarm=alarm)
            alarms.note_step(actor=play.operator, alarm=alarm, code="noted", note="마커메모")
            alarms.end_alarm(actor=play.operator, alarm=alarm, ending="met")
        pass_by(1000)
        look_over()
        said = capfd.readouterr()
        kept = [everything(), caplog.text, said.out, said.err, *_files()]
        kept.append(str(vars(cache).get("_cache", "")))
        for mark in marks:
            assert not [text[:200] for text in kept if mark in text], mark

    def test_a_killed_server_and_clock_lose_nothing(self, play: Cast) -> None:
        walker, caller = Pocket(), Pocket()
        walker.consent()
        walker.walk()
        caller.begin("sos")
        keys = [urlsafe_b64encode(one.journey_key).decode() for one in (walker, caller)]
        command = [sys.executable, "-m", "tests.walking_killed", *keys]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
        ) as server:
            assert server.stdout
            acknowledged = [int(server.stdout.readline()) for _ in range(20)]
            server.kill()
            acknowledged += [int(line) for line in server.stdout.read().split()]
        (line,) = seen(play).lines
        assert line.is_waiting
        assert rows("escorts_fix") >= 2 * len(acknowledged)
        walker.seq = caller.seq = acknowledged[-1] + 5
        assert walker.at(*START)["stage"] == "under_way"
        assert caller.at(*START)["alarm"]
        pass_by(95)
        assert look_over()["asked"] == 1


def _files() -> list[str]:
    """What stands in the data folder beside the database's own files."""
    folder = Path(os.environ["JIKIMI_DATA"])
    return [
        found.read_bytes().decode("utf-8", "ignore")
        for found in folder.rglob("*")
        if found.is_file() and "postgres" not in found.parts and "static" not in found.parts
    ]
