"""Walking home: nobody sees a walk until something is wrong, and then it is seen at once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from jikimi.access.errors import Changed, NotAllowed, NotValid
from jikimi.access.ticket import name_actor
from jikimi.escorts import alarms, journeys, phones
from jikimi.escorts.board import Board, board, ended_lately, mark_of, near_to
from jikimi.escorts.models import Alarm, AlarmStep, Fix, Journey, Provision, Watcher
from jikimi.escorts.rooms import new_bell_key, ring_bell, room_of
from jikimi.escorts.watching import look_over
from jikimi.places.models import Site
from jikimi.settings import embedded, roles
from tests.cast import Cast, on_stage
from tests.walking import HOME, START, Pocket, control_room
from tests.wiping import as_administrator


@pytest.fixture
def play(committed: None) -> Cast:
    """The cast, committed: phones come by the public login, which sees only what is committed."""
    with transaction.atomic():
        cast = on_stage()
        there = control_room(cast)
    cast.actors |= {"operator": there.operator, "relief": there.colleague, "keeper": there.keeper}
    return cast


@pytest.fixture
def pocket(play: Cast) -> Pocket:
    """A phone whose owner consented."""
    mine = Pocket()
    mine.consent()
    return mine


def seen(play: Cast) -> Board:
    with transaction.atomic():
        name_actor(play.operator)
        return board(play.operator)


def pass_by(seconds: float) -> None:
    """Let time pass: everything that is under way happened so much earlier."""
    with as_administrator() as admin:
        for column in ("begun_at", "seen_at", "moved_at", "off_since", "asked_at", "expected_at"):
            admin.execute(
                f"UPDATE escorts_journey SET {column} = {column} - make_interval(secs => %s)",
                [seconds],
            )
        admin.execute(
            "UPDATE escorts_fix SET sent_at = sent_at - make_interval(secs => %s)", [seconds]
        )
        admin.execute(
            "UPDATE escorts_journey SET ended_at = ended_at - make_interval(secs => %s)", [seconds]
        )


def rows(table: str) -> int:
    with as_administrator() as admin:
        found = admin.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert found
        return int(found[0])


def everything() -> str:
    """Every row of every table of this room and of the record, as text."""
    with as_administrator() as admin:
        tables = admin.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND (relname LIKE 'escorts%%'"
            " OR relname LIKE 'access_rec%%' OR relname LIKE 'access_notice%%')"
        ).fetchall()
        texts = [
            admin.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM {name} t").fetchone()
            for (name,) in tables
        ]
    return "".join(text[0] for text in texts if text)


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

    def test_it_ends_with_the_walk(self, pocket: Pocket, link: tuple[bytes, str]) -> None:
        assert journeys.end(pocket.journey_key) == "over"
        assert phones.look_on(link[0]) is None
        assert rows("escorts_watcher") == 0


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
        assert journeys.end(pocket.journey_key, keep_days=30) == "code"
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
