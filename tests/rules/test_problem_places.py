"""Places that are a problem: marks that are nobody's, alarms together, what a group made of it."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from jikimi.access.actor import THE_CLOCK
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.ticket import name_actor
from jikimi.bodies.matters import decline_matter
from jikimi.bodies.models import Body
from jikimi.escorts import problems
from jikimi.escorts.marking import mark_unsafe, square_of
from jikimi.escorts.models import UnsafeMark
from jikimi.escorts.problem_finding import BELL_FAULTS, HOURS, MARK_DAYS, MARKS, rule
from jikimi.escorts.retention import delete_what_is_over
from jikimi.places.hazards import close_hazard, hazard_called
from jikimi.places.models import Site
from tests.cast import Cast
from tests.problem_places import DONG, over, safety_group
from tests.walking import START, Pocket
from tests.wiping import as_administrator


def _another_day(days: int) -> None:
    """What was marked so far was marked so many days earlier."""
    with as_administrator() as admin:
        admin.execute("UPDATE escorts_unsafemark SET marked_on = marked_on - %s", [days])


def _found(play: Cast) -> problems.Problems:
    with transaction.atomic():
        name_actor(play.operator)
        return problems.problems(play.operator)


class TestMarks:
    def test_a_place_is_told_after_three_days_and_says_nothing_of_anybody(
        self, play: Cast, pocket: Pocket
    ) -> None:
        assert mark_unsafe(pocket.key, place=START, reason="dark") == "no_walk"
        pocket.walk(name="홍길순", number="010-1234-5678")
        near = (START[0] + 0.0001, START[1])
        assert square_of(near) == square_of(START)
        assert mark_unsafe(pocket.key, place=START, reason="dark") == "kept"
        assert mark_unsafe(pocket.key, place=near, reason="dark") == "kept"
        assert not _found(play).found  # twice on one day is one day
        _another_day(1)
        other = Pocket()
        other.consent()
        other.walk()
        assert mark_unsafe(other.key, place=near, reason="followed") == "kept"
        assert not _found(play).found
        _another_day(1)
        assert mark_unsafe(pocket.key, place=near, reason="dark") == "kept"
        (one,) = _found(play).found
        assert (one.kind, one.count, one.reasons) == (MARKS, 3, ("dark", "followed"))
        assert (one.x, one.y) == tuple(map(float, square_of(START)))
        assert one.x is not None
        assert one.x % 50 == 25  # the middle of its square, not where anybody stood
        # Whoever takes every table finds no way from a mark to a phone, a person or an hour.
        with as_administrator() as admin:
            rows = admin.execute("SELECT to_jsonb(m) FROM escorts_unsafemark m").fetchall()
            kept = admin.execute("SELECT to_jsonb(p) FROM escorts_phone p").fetchall()
        fields = {"id", "room_id", "x", "y", "area_code", "reason", "marked_on"}
        assert {frozenset(row) for (row,) in rows} == {frozenset(fields)}
        assert {row["marking_in"] for (row,) in kept} == {f"{date.today():%Y-%m}-01"}

    def test_one_phone_marks_six_places_a_month_and_none_without_a_walk_or_a_reason(
        self, play: Cast, pocket: Pocket
    ) -> None:
        stranger = Pocket()
        assert mark_unsafe(stranger.key, place=START, reason="dark") == "no_consent"
        pocket.walk()
        said = [mark_unsafe(pocket.key, place=START, reason="empty") for _n in range(8)]
        assert said == ["kept"] * 6 + ["enough"] * 2
        for place, reason in ((START, "made up"), ((float("nan"), 37.0), "dark")):
            with pytest.raises(NotValid):
                mark_unsafe(pocket.key, place=place, reason=reason)
        with transaction.atomic():
            name_actor(play.operator)
            assert not UnsafeMark.objects.exists()
        assert rule("mark_days") == 3
        with as_administrator() as admin:
            admin.execute(
                "INSERT INTO escorts_unsafemark (id, room_id, x, y, area_code, reason, marked_on)"
                " SELECT gen_random_uuid(), %s, n, n, '', 'dark', current_date"
                " FROM generate_series(7, 1000) n",
                [_room(play)],
            )
        flood = Pocket()
        flood.begin("sos")
        assert mark_unsafe(flood.key, place=START, reason="dark") == "full"
        with transaction.atomic(), connection.cursor() as cursor:
            name_actor(play.officer)
            cursor.execute("SELECT count(*) FROM escorts_unsafe_squares(%s)", [_room(play)])
            assert cursor.fetchone() == (0,)
        for days, gone in ((MARK_DAYS, 0), (1, 1000), (0, 0)):
            _another_day(days)
            assert delete_what_is_over(actor=THE_CLOCK)["mark"] == gone

    def test_a_phone_says_it_over_the_web_and_hears_one_word(self, pocket: Pocket) -> None:
        pocket.walk()
        client = Client()

        def say(**body: Any) -> Any:
            key = base64.urlsafe_b64encode(pocket.key).decode()
            return client.post(
                "/walk/say/unsafe/",
                json.dumps(body),
                content_type="application/json",
                headers={"X-Phone-Key": key},
            )

        assert say(place=START, reason="dark").json() == {"said": "kept"}
        assert say(place="here", reason="dark").status_code == 422
        assert say(place=START, reason="").status_code == 422


def _room(play: Cast) -> int:
    return play.operator.agency_id


@pytest.fixture
def group(play: Cast) -> Body:
    """A safety working group in which the control room sits; the counsellor coordinates it."""
    return safety_group(play)


class TestWhatBecomesOfThem:
    def test_hours_and_bells_go_to_the_group_and_its_answer_comes_back(
        self, play: Cast, group: Body
    ) -> None:
        with transaction.atomic():
            name_actor(play.keeper)
            bell = Site.objects.create(
                kind="bell", number="B-7", x=950_000.0, y=1_945_000.0, area_code=DONG
            )
        over(play, many=5)
        over(play, many=4, hour=13)  # too few to be told
        over(play, many=2, hour=13, ending="bell_fault", site=bell.pk)
        found = _found(play)
        assert [(one.kind, one.count) for one in found.found] == [(HOURS, 5), (BELL_FAULTS, 2)]
        assert [body.pk for body in found.bodies] == [group.pk]
        names = [one.name for one in found.found]
        with transaction.atomic():
            name_actor(play.operator)
            with pytest.raises(NotValid):
                problems.put_problems(actor=play.operator, body=group, names=["hours:nowhere"])
            matter = problems.put_problems(actor=play.operator, body=group, names=names)
            assert "B-7" in matter.text
            with pytest.raises(NotValid):  # pressed twice it is put once
                problems.put_problems(actor=play.operator, body=group, names=names)
        put = _found(play)
        assert not put.found
        assert {one.is_over for one in put.put} == {False}
        bell_row = next(one for one in put.put if one.row.kind == BELL_FAULTS)
        hours_row = next(one for one in put.put if one.row.kind == HOURS)
        assert bell_row.hazard is not None
        assert bell_row.hazard.kind == "bell"
        with transaction.atomic():
            coordinator = play.coordinator
            name_actor(coordinator)
            hazard = hazard_called(coordinator, bell_row.hazard.pk)
            close_hazard(actor=coordinator, hazard=hazard, how="repaired", answer="부품 교체")
            assert hours_row.hazard is not None
            answer = "순찰 노선을 바꾸었음"
            other = hazard_called(coordinator, hours_row.hazard.pk)
            close_hazard(actor=coordinator, hazard=other, how="sited", answer=answer)
        after = {one.row.kind: one for one in _found(play).put}
        assert problems.answer_of(after[BELL_FAULTS]) == "부품 교체"
        assert problems.outcome_words(after[BELL_FAULTS]) != problems.outcome_words(after[HOURS])
        # Alarms before the answer are answered; what comes afterwards is found anew.
        assert not _found(play).found

    def test_a_list_declined_or_taken_back_leaves_its_places_to_be_put_again(
        self, play: Cast, group: Body
    ) -> None:
        over(play, many=6)
        (one,) = _found(play).found
        with transaction.atomic():
            name_actor(play.operator)
            matter = problems.put_problems(actor=play.operator, body=group, names=[one.name])
        with transaction.atomic():
            coordinator = play.coordinator
            name_actor(coordinator)
            decline_matter(actor=coordinator, matter=matter, answer="관할이 아님")
        after = _found(play)
        assert problems.answer_of(after.put[0]) == "관할이 아님"
        assert [again.name for again in after.found] == [one.name]

    def test_what_is_laid_aside_is_taken_up_again_and_strangers_do_neither(
        self, play: Cast, group: Body
    ) -> None:
        over(play, many=6)
        (one,) = _found(play).found
        with transaction.atomic():
            name_actor(play.operator)
            row = problems.lay_aside(actor=play.operator, name=one.name)
            assert not problems.problems(play.operator).found
            problems.take_up(actor=play.operator, number=row.pk)
            with pytest.raises(NotAllowed):
                problems.take_up(actor=play.operator, number=row.pk)
            assert problems.problems(play.operator).found
        with transaction.atomic():
            name_actor(play.officer)
            for ask in (
                lambda: problems.problems(play.officer),
                lambda: problems.put_problems(actor=play.officer, body=group, names=[one.name]),
                lambda: problems.lay_aside(actor=play.officer, name=one.name),
            ):
                with pytest.raises(NotAllowed):
                    ask()
