"""The law of walking home: who was told is told, what is over is gone, and a person is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.ticket import name_actor
from jikimi.escorts import alarms, journeys, objecting, phones, provisions, retention, rights
from jikimi.escorts.models import Deletion, Objection
from jikimi.escorts.provisions import ProvisionFilter
from jikimi.escorts.watching import look_over
from tests.cast import Cast
from tests.walking import START, Pocket, everything, pass_by, rows, seen
from tests.wiping import as_administrator

ALL = ProvisionFilter()


def handed_over(play: Cast, pocket: Pocket) -> Any:
    """Its call is taken and told to 112."""
    alarm = seen(play).lines[0].alarm
    with transaction.atomic():
        alarms.take_alarm(actor=play.operator, alarm=alarm)
        alarms.ask_police(actor=play.operator, alarm=alarm)
    return alarm


def older(table: str, days: int, *columns: str) -> None:
    """Everything there happened so many days earlier."""
    with as_administrator() as admin:
        for column in columns:
            admin.execute(f"UPDATE {table} SET {column} = {column} - make_interval(days => {days})")


def recipients(pocket: Pocket) -> list[str]:
    """Whom the phone's own log names, without the times."""
    return sorted(f"{line['what']} {line['recipient']}" for line in phones.log_of(pocket.key))


class TestTheLog:
    def test_each_provision_is_told_by_the_phone_and_seen_by_the_auditor_alone(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.begin("sos", name="마커이름")
        handed_over(play, pocket)
        with transaction.atomic():
            name_actor(play.privacy)
            before = provisions.provision_counts(play.privacy, ALL)
            late = ProvisionFilter(state="untold", recipient="police", what="provided")
            (line,) = provisions.provision_lines(play.privacy, late)
            assert (before["all"], before["provided"], before["untold"]) == (3, 1, 1)
            for outsider in (play.operator, play.officer, play.stranger, play.auditor):
                name_actor(outsider)
                with pytest.raises(NotAllowed):
                    provisions.provision_lines(outsider, ALL)
        assert rights.told(pocket.key) == 1
        told = next(one for one in phones.log_of(pocket.key) if one["recipient"] == "police")
        assert told["told_at"]
        assert told["room_ko"] == "관제센터"
        with transaction.atomic():
            name_actor(play.privacy)
            assert provisions.provision_counts(play.privacy, ALL)["untold"] == 0
            plain = provisions.provision_file(play.privacy, ALL, why="점검")
            assert (plain.is_locked, plain.content.count(b"\n")) == (False, 4)
            assert line.mark.encode() not in plain.content
            for wrong in ({"why": " "}, {"why": "점검", "marks": True}):
                with pytest.raises(NotValid):
                    provisions.provision_file(play.privacy, ALL, **wrong)
            password = "a-Good-pass-1"
            marked = provisions.provision_file(
                play.privacy, ALL, why="점검", marks=True, password=password
            )
            assert marked.is_locked
        assert "마커" not in plain.content.decode()

    def test_all_together_only_as_she_agreed_and_never_later_than_thirty_days(
        self, play: Cast, pocket: Pocket
    ) -> None:
        with pytest.raises(NotValid):
            rights.bundle(pocket.key, days=31)
        assert rights.bundle(pocket.key, days=30)
        pocket.begin("sos")
        handed_over(play, pocket)
        assert rights.told(pocket.key) == 0
        older("escorts_provision", 31, "at")
        with transaction.atomic():
            name_actor(play.privacy)
            assert provisions.provision_counts(play.privacy, ALL)["late"] == 1
        assert rights.told(pocket.key) == 1

    def test_what_is_written_under_duress_waits_until_it_is_safe(self, play: Cast) -> None:
        real, forced = Pocket(), Pocket()
        for pocket, code in ((real, "2580"), (forced, "1470")):
            pocket.consent()
            pocket.begin("sos")
            assert pocket.cancel(code) == "over"
        alarm = handed_over(play, forced)
        assert recipients(real) == recipients(forced)
        with transaction.atomic():
            name_actor(play.privacy)
            (held,) = provisions.provision_lines(play.privacy, ProvisionFilter(state="held"))
            with pytest.raises(NotValid):
                provisions.release_line(actor=play.privacy, number=held.number, why="아직")
        with transaction.atomic():
            alarms.end_alarm(actor=play.operator, alarm=alarm, ending="police")
        assert recipients(real) == recipients(forced)
        with transaction.atomic():
            name_actor(play.privacy)
            provisions.release_line(actor=play.privacy, number=held.number, why="본인과 통화함")
            with pytest.raises(NotAllowed):
                provisions.release_line(actor=play.privacy, number=held.number, why="다시")
        (shown,) = (one for one in phones.log_of(forced.key) if one["recipient"] == "police")
        assert shown["purpose"] == "sos"


class TestWhatIsOverIsGone:
    def test_taking_the_consent_back_takes_log_and_evidence_along(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.walk(name="마커이름")
        pocket.at(*START)
        assert journeys.keep(pocket.journey_key, days=30)
        assert journeys.end(pocket.journey_key) == "over"
        assert rights.object_to(pocket.key, kind="reason", text="마커질문") == "kept"
        assert journeys.evidence(pocket.journey_key)
        assert phones.withdraw(pocket.key)
        assert journeys.evidence(pocket.journey_key) is None
        pass_by(1000)
        look_over()
        for table in ("phone", "journey", "fix", "provision", "objection"):
            assert rows(f"escorts_{table}") == 0, table
        assert "마커" not in everything()
        with transaction.atomic():
            name_actor(play.privacy)
            gone = {one.what: one.rows for one in _deletions(play)}
        assert gone == {"journey": 1, "evidence": 1, "provision": 1, "objection": 1}

    def test_the_clock_deletes_what_is_over_its_days_and_writes_down_how_much(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.begin("sos")
        alarm = handed_over(play, pocket)
        with transaction.atomic():
            alarms.end_alarm(actor=play.operator, alarm=alarm, ending="met")
        kept = retention.days_kept()
        older("escorts_provision", kept["provision"] - 1, "at")
        assert not any(retention.delete_what_is_over(actor=THE_CLOCK).values())
        older("escorts_provision", 2, "at")
        older("escorts_alarm", kept["alarm"] + 1, "ended_at")
        older("escorts_deletion", 1, "day")
        done = retention.delete_what_is_over(actor=THE_CLOCK)
        assert (done["provision"], done["alarm"]) == (3, 1)
        assert not any(retention.delete_what_is_over(actor=THE_CLOCK).values())
        assert rows("escorts_alarm") == rows("escorts_alarmstep") == 0
        with pytest.raises(NotAllowed):
            retention.delete_what_is_over(actor=play.operator)
        with transaction.atomic():
            name_actor(play.privacy)
            assert {(one.what, one.rows) for one in _deletions(play)} == {
                ("journey", 1),
                ("provision", 3),
                ("alarm", 1),
            }
            name_actor(play.officer)
            assert not Deletion.objects.exclude(room_id=None).exists()


class TestWhatShePutsRight:
    def test_a_new_statement_is_agreed_to_anew_and_never_keeps_her_from_calling(
        self, play: Cast, pocket: Pocket
    ) -> None:
        found = rights.agreed(pocket.key)
        assert found
        assert (found["terms"], found["is_current"]) == (rights.current_terms(), True)
        older("escorts_phone", 400, "consented_at")
        found = rights.agreed(pocket.key)
        assert found
        assert not found["is_current"]
        assert pocket.walk() == "new_terms"
        assert pocket.begin("sos") == "begun"
        pocket.cancel("2580")
        pocket.consent()
        again = Pocket(key=pocket.key)
        assert again.walk() == "begun"
        assert rights.agreed(b"nobody") is None

    def test_a_request_is_answered_on_her_phone_and_nobody_learns_whose_it_is(
        self, play: Cast, pocket: Pocket
    ) -> None:
        text = "제 기록에 없는 조회가 있습니다. 900101-2345678"
        assert rights.object_to(b"unknown", kind="reason", text=text) == "nothing"
        assert not rights.objections(pocket.key)
        pocket.walk()
        for wrong in ({"kind": "none", "text": text}, {"kind": "reason", "text": " "}):
            with pytest.raises(NotValid):
                rights.object_to(pocket.key, **wrong)
        said = [rights.object_to(pocket.key, kind="correction", text=text) for _ in range(6)]
        assert said == ["kept"] * 5 + ["too_many"]
        with transaction.atomic():
            name_actor(play.operator)
            assert not Objection.objects.exists()
            name_actor(play.privacy)
            first, *others = objecting.objections_said(play.privacy)
            assert len(others) == 4
            assert "2345678" not in first.text
            assert first.due_on - timezone.localdate() <= timedelta(days=10)
            objecting.answer_objection(actor=play.privacy, objection=first, answer="확인했습니다.")
            with pytest.raises(NotYet):
                objecting.answer_objection(actor=play.privacy, objection=first, answer="또")
            with pytest.raises(NotAllowed):
                objecting.objection_called(play.privacy, uuid4())
        answers = [one["answer"] for one in rights.objections(pocket.key)]
        assert answers.count("확인했습니다.") == 1


def _deletions(play: Cast) -> list[retention.Deleted]:
    return retention.deletions(play.privacy, since=timezone.localdate() - timedelta(days=7))
