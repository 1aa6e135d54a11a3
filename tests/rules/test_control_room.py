"""The control room: who sees an alarm, who takes it over, what a caller learns, and bells."""

from __future__ import annotations

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from jikimi.access.errors import Changed, NotAllowed
from jikimi.access.ticket import name_actor
from jikimi.escorts import alarms, journeys
from jikimi.escorts.bells import new_bell_key, ring_bell
from jikimi.escorts.board import board, ended_lately, mark_of, near_to
from jikimi.escorts.models import Alarm, AlarmStep, Fix, Journey, Provision, Watcher
from jikimi.escorts.rooms import room_of
from jikimi.places.models import Site
from jikimi.settings import embedded, roles
from tests.cast import Cast
from tests.walking import START, Pocket, everything, seen


class TestTheControlRoom:
    def test_nobody_outside_it_learns_that_there_is_an_alarm(self, play: Cast) -> None:
        Pocket().begin("sos")
        alarm = seen(play).lines[0].alarm
        for outsider in (play.officer, play.counsellor, play.stranger, play.shelter):
            with transaction.atomic():
                name_actor(outsider)
                with pytest.raises(NotAllowed):
                    board(outsider)
                with pytest.raises(NotAllowed):
                    alarms.alarm_called(outsider, alarm.pk)
                for model in (Alarm, AlarmStep, Journey, Fix, Watcher, Provision):
                    assert not model._default_manager.exists()
        with roles.connect(
            {**embedded.dsn("public"), "dbname": connection.settings_dict["NAME"]}
        ) as public:
            for table in ("alarm", "journey", "fix", "provision", "phone", "watcher"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    public.execute(f"SELECT 1 FROM escorts_{table}")
                public.rollback()

    def test_two_operators_cannot_both_take_it_unknowing(self, play: Cast) -> None:
        Pocket().begin("sos")
        alarm = seen(play).lines[0].alarm
        with transaction.atomic():
            name_actor(play.relief)
            other = alarms.alarm_called(play.relief, alarm.pk)
            alarms.take_alarm(actor=play.operator, alarm=alarm, version=1)
            with pytest.raises(Changed):
                alarms.take_alarm(actor=play.relief, alarm=other, version=1)
            with pytest.raises(NotAllowed):
                alarms.ask_police(actor=play.relief, alarm=other)

    def test_it_lists_what_waits_longest_first_and_drills_last(self, play: Cast) -> None:
        with transaction.atomic():
            name_actor(play.operator)
            drill = alarms.raise_drill(actor=play.operator)
        first, second = Pocket(), Pocket()
        first.begin("sos")
        before = mark_of(seen(play).room)
        second.begin("sos", is_silent=True)
        found = seen(play)
        assert found.mark != before
        assert [line.alarm.kind for line in found.lines] == ["sos", "silent", "drill"]
        with transaction.atomic():
            name_actor(play.operator)
            with pytest.raises(NotAllowed):
                alarms.end_alarm(actor=play.operator, alarm=drill, ending="drill")
            alarms.take_alarm(actor=play.operator, alarm=drill)
            alarms.end_alarm(actor=play.operator, alarm=drill, ending="drill")
            since = timezone.now() - timedelta(hours=8)
            assert [one.pk for one in ended_lately(play.operator, since=since)] == [drill.pk]

    def test_a_bell_rings_on_the_board_once_a_minute_and_a_fault_is_told_to_its_keeper(
        self, play: Cast
    ) -> None:
        with transaction.atomic():
            name_actor(play.operator)
            bell = Site.objects.create(kind="bell", number="B-7", name="공원 화장실", x=1.0, y=1.0)
            key = new_bell_key(actor=play.keeper, room=room_of(play.operator))
        said = [ring_bell(key, bell=one) for one in ("B-7", "B-7", "no such bell")]
        assert said == ["raised", "again", "raised"]
        assert ring_bell("not the key", bell="B-7") == "unknown"
        known = next(line for line in seen(play).lines if line.site)
        assert known.place == (1.0, 1.0)
        with transaction.atomic():
            name_actor(play.operator)
            alarms.take_alarm(actor=play.operator, alarm=known.alarm)
            alarms.end_alarm(actor=play.operator, alarm=known.alarm, ending="bell_fault")
            bell.refresh_from_db()
            assert bell.state == "out_of_order"
            happened = set(bell.events.values_list("kind", flat=True))
        assert happened == {"rung", "out_of_order"}

    def test_a_caller_learns_nothing_and_the_person_decides(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.walk(number="010-1234-5678")
        pocket.at(*START)
        for number in ("010 1234 5678", "010-0000-0000"):
            with transaction.atomic():
                name_actor(play.operator)
                assert alarms.ask_person(actor=play.operator, number=number) is None  # type: ignore[func-returns-value]
        assert pocket.at(*START)["wish"]
        assert not seen(play).lines
        assert not journeys.answer_wish(pocket.journey_key, yes=False)["wish"]  # type: ignore[index]
        with transaction.atomic():
            name_actor(play.operator)
            alarms.ask_person(actor=play.operator, number="01012345678")
        journeys.answer_wish(pocket.journey_key, yes=True)
        (line,) = seen(play).lines
        assert line.alarm.kind == "third_party"
        assert near_to(line) == {}

    def test_what_the_person_wants_kept_is_kept_for_her_alone(
        self, play: Cast, pocket: Pocket
    ) -> None:
        pocket.begin("sos")
        pocket.at(*START)
        assert journeys.keep(pocket.journey_key, days=30)
        assert pocket.cancel("2580") == "over"
        with transaction.atomic():
            name_actor(play.operator)
            assert not Fix.objects.exists()
        kept = journeys.evidence(pocket.journey_key)
        assert kept
        assert [fix["seq"] for fix in kept["fixes"]] == [0]
        journeys.evidence(pocket.journey_key, delete=True)
        assert journeys.evidence(pocket.journey_key) is None
        assert "126.92" not in json.dumps(everything())
