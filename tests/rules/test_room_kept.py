"""A control room is set up, watched, stood in for and handed over; its bells are heard once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from jikimi.access import roster
from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.roster import AgencyDraft
from jikimi.access.ticket import name_actor
from jikimi.escorts import alarms, bells, rooms, shifts
from jikimi.escorts.board import Board, board, mark_of
from jikimi.escorts.models import Alarm, AlarmStep, ControlRoom, RingHeard, ShiftChange
from jikimi.escorts.standing_in import stand_in
from jikimi.escorts.watching import look_over
from jikimi.places.models import Site
from tests.cast import Cast
from tests.walking import START, Pocket, everything, operator_of, rows, seen
from tests.wiping import as_administrator

_WAITING = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    with transaction.atomic():
        name_actor(actor)
        yield actor


def board_of(actor: Actor) -> Board:
    with acting_as(actor):
        return board(actor)


def wait(seconds: float, *, table: str = "alarm", column: str = "raised_at") -> None:
    with as_administrator() as admin:
        admin.execute(
            f"UPDATE escorts_{table} SET {column} = {column} - make_interval(secs => %s)",
            [seconds],
        )


@pytest.fixture
def next_door(play: Cast) -> Actor:
    """An operator of a second control room, which answers in Jeju."""
    draft = AgencyDraft(key="two", name_ko="둘째", name_en="Second", kind="control_room")
    with transaction.atomic():
        agency = roster.add_agency(actor=THE_OPERATOR, draft=draft)
        keep(THE_OPERATOR, play, agency=agency, areas=["50"])
        return operator_of(agency, "second")


def keep(actor: Actor, play: Cast, **said: object) -> ControlRoom:
    said = {"police": play.agencies["police"], "areas": [], **said}
    return rooms.keep_room(actor=actor, **said)  # type: ignore[arg-type]


def test_who_keeps_a_room_says_where_it_answers_and_nobody_claims_it_twice(
    play: Cast, next_door: Actor
) -> None:
    mine, theirs = rooms_of(play, next_door)
    with acting_as(play.keeper):
        for wrong, field in (
            ({"areas": ["Gwanak"]}, "areas"),
            ({"areas": ["50"]}, "areas"),
            ({"deputy": mine.agency}, "deputy"),
            ({"police": play.agencies["refuge"]}, "police"),
        ):
            with pytest.raises(NotValid) as refused:
                keep(play.keeper, play, agency=mine.agency, **wrong)
            assert set(refused.value.fields) == {field}
        with pytest.raises(NotAllowed):
            keep(play.keeper, play, agency=theirs.agency, areas=["11"])
        kept = keep(
            play.keeper, play, agency=mine.agency, areas=["5011"], deputy=theirs.agency, version=1
        )
        with pytest.raises(Changed):
            keep(play.keeper, play, agency=mine.agency, areas=["11"], version=1)
        assert kept.areas == ["5011"]
        rooms.close_room(actor=play.keeper, room=kept)
    with acting_as(play.operator), pytest.raises(NotAllowed):
        keep(play.operator, play, agency=mine.agency)
    assert rooms.answering(START)[0] == theirs.pk
    assert board_of(play.operator).room.closed_at
    with acting_as(play.keeper):
        assert keep(play.keeper, play, agency=mine.agency).closed_at is None


def rooms_of(play: Cast, next_door: Actor) -> tuple[ControlRoom, ControlRoom]:
    with acting_as(play.operator):
        mine = rooms.room_of(play.operator)
    with acting_as(next_door):
        return mine, rooms.room_of(next_door)


def test_a_call_that_nobody_takes_is_told_next_door_and_taken_over_there_whole(
    play: Cast, next_door: Actor
) -> None:
    mine, theirs = rooms_of(play, next_door)
    assert not board_of(play.operator).is_watched
    with acting_as(play.keeper):
        keep(play.keeper, play, agency=mine.agency, deputy=theirs.agency)
    pocket = Pocket()
    pocket.begin("sos", name="한가온")
    pocket.at(*START)
    with acting_as(play.operator):
        alarms.raise_drill(actor=play.operator)
        before = mark_of(mine)
    wait(61)
    look_over()
    look_over()
    found = board_of(play.operator)
    assert found.is_watched
    assert found.mark != before
    assert found.lines[0].is_unanswered
    assert [s.code for s in steps(play.operator, found)] == ["sos", "unanswered"]
    (told,) = board_of(next_door).next_door
    assert (told.room.pk, told.waiting) == (mine.pk, 1)
    with acting_as(play.operator), pytest.raises(NotAllowed):
        stand_in(actor=play.operator, agency_id=theirs.pk)
    with acting_as(next_door):
        assert stand_in(actor=next_door, agency_id=mine.pk) == 1
        (line,) = board(next_door).lines
        assert line.journey
        assert (line.journey.name, len(line.trail)) == ("한가온", 1)
        alarms.take_alarm(actor=next_door, alarm=line.alarm, version=1)
    assert pocket.at(*START)["alarm"]["taken_at"]
    assert [line.alarm.kind for line in board_of(play.operator).lines] == ["drill"]
    with as_administrator() as admin:
        told_to = admin.execute("SELECT room_id FROM escorts_provision WHERE what = 'provided'")
        assert told_to.fetchall() == [(theirs.pk,)]
    with acting_as(next_door):
        alarms.end_alarm(actor=next_door, alarm=line.alarm, ending="met")
    assert "한가온" not in everything()
    wait(6, table="watchlook", column="looked_at")
    assert not board_of(play.operator).is_watched


def test_standing_in_waits_for_whatever_the_phone_is_doing_and_makes_none_of_it_fail(
    play: Cast, next_door: Actor
) -> None:
    mine, theirs = rooms_of(play, next_door)
    with acting_as(play.keeper):
        keep(play.keeper, play, agency=mine.agency, deputy=theirs.agency)
    pocket = Pocket()
    pocket.begin("sos")
    wait(61)
    look_over()

    def stood_in() -> int:
        try:
            with acting_as(next_door):
                return stand_in(actor=next_door, agency_id=mine.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other, as_administrator() as phone, as_administrator() as looker:
        phone.execute("BEGIN")
        phone.execute("SELECT 1 FROM escorts_journey FOR UPDATE")
        moved = other.submit(stood_in)
        while not looker.execute(_WAITING).fetchone():
            assert not moved.done()
        phone.execute("UPDATE escorts_alarm SET version = version + 1")
        phone.execute("COMMIT")
        assert moved.result() == 1
    pocket.at(*START)
    assert [len(line.trail) for line in board_of(next_door).lines] == [1]


def steps(actor: Actor, found: Board) -> list[AlarmStep]:
    with acting_as(actor):
        return alarms.steps_of(found.lines[0].alarm)


def test_a_press_of_a_bell_counts_once_and_a_gateway_out_of_its_mind_is_slowed(play: Cast) -> None:
    with acting_as(play.operator):
        Site.objects.bulk_create(
            [Site(kind="bell", number=f"B-{n}", name="공원", x=1.0, y=1.0) for n in range(32)]
        )
        room = rooms.room_of(play.operator)
        key = bells.new_bell_key(actor=play.keeper, room=room)
    now = timezone.now()

    def ring(bell: str, number: str = "", *, ago_s: float = 0) -> str:
        rung_at = now - timedelta(seconds=ago_s)
        return bells.ring_bell(key, bell=bell, ring=number, rung_at=rung_at)

    assert [ring("B-0", "7"), ring("B-0", "7"), ring("B-0", "8")] == ["raised", "again", "again"]
    assert ring("B-1", "9", ago_s=7200) == "old"
    assert ring("B-1", "10", ago_s=120) == "raised"
    wait(70)
    assert ring("B-0", "11") == "again"
    said = [ring(f"B-{n}") for n in range(2, 32)]
    assert said == ["raised"] * 30
    assert ring("one more") == "too_many"
    found = {line.site.number: line.alarm for line in board_of(play.operator).lines if line.site}
    with acting_as(play.operator):
        codes = {n: sorted(s.code for s in alarms.steps_of(found[n])) for n in ("B-0", "B-1")}
        heard = rooms.room_of(play.operator).bell_heard_at
        assert not RingHeard.objects.exists()
        bells.withdraw_bell_key(actor=play.keeper, room=room)
    assert codes == {"B-0": ["bell"] * 3, "B-1": ["bell", "late_ring"]}
    assert heard
    assert ring("B-0") == bells.ring_bell("", bell="B-0") == "unknown"


def test_a_shift_changes_hands_by_name_with_what_is_open(play: Cast) -> None:
    Pocket().begin("sos")
    alarm = seen(play).lines[0].alarm
    with acting_as(play.operator):
        alarms.take_alarm(actor=play.operator, alarm=alarm)
        first = shifts.give_shift(actor=play.operator, note="x")
        with pytest.raises(NotYet):
            shifts.give_shift(actor=play.operator)
        shifts.withdraw_shift(actor=play.operator, change=first)
        given = shifts.give_shift(actor=play.operator, note="3번 화면 고장. 900101-1234567")
        assert (given.open_alarms, given.ended_alarms) == (1, 0)
        assert "1234567" not in given.note
        with pytest.raises(NotAllowed):
            shifts.take_shift(actor=play.operator, change=given)
    with acting_as(play.officer):
        assert not ShiftChange.objects.exists()
        with pytest.raises(NotAllowed):
            shifts.shift_called(play.officer, given.pk)
    with acting_as(play.relief):
        assert not ShiftChange.objects.exclude(room_id=play.relief.agency_id).exists()
        shifts.take_shift(actor=play.relief, change=shifts.shift_called(play.relief, given.pk))
        running = shifts.shift_running(rooms.room_of(play.relief))
        assert running
        names = {running.given_by_id, running.taken_by_id}
        assert names == {play.operator.member_id, play.relief.member_id}
        alarm = Alarm.objects.get(pk=alarm.pk)
        assert alarm.taken_by_id == play.relief.member_id
        alarms.ask_police(actor=play.relief, alarm=alarm)
        with pytest.raises(NotYet):
            shifts.withdraw_shift(actor=play.operator, change=given)
    assert rows("escorts_shiftchange WHERE note <> ''") == 1
