"""Cadence: regular meetings a body owes are written down, taken, let go, and never forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.access.members import actor_for
from jikimi.access.models import Notice
from jikimi.access.roster import grant_role
from jikimi.bodies.cadence import (
    keep_turns,
    remind_of_turns,
    restore_turn,
    turns,
    turns_open,
    waive_turn,
)
from jikimi.bodies.meetings import MeetingDraft, call_meeting, cancel_meeting, move_meeting
from jikimi.bodies.models import Body, Meeting, Turn
from jikimi.bodies.seats import found_body
from jikimi.cases.convening import MeetingPlan, convene
from tests.cast import Cast

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
JANUARY = date(2001, 1, 1)


@pytest.fixture
def secretary(cast: Cast, enter: Enter) -> Actor:
    """Who coordinates the council of heads, founded long ago."""
    enter(THE_OPERATOR)
    member = cast.members["analyst"]
    grant_role(
        actor=THE_OPERATOR, member=member, kind="coordinator", why="x", body_id=cast.heads.pk
    )
    Body.objects.filter(pk=cast.heads.pk).update(valid_from=JANUARY)
    cast.heads.refresh_from_db()
    return actor_for(member)


def keep(enter: Enter, today: date) -> int:
    enter(THE_CLOCK)
    return keep_turns(actor=THE_CLOCK, today=today)


def called(actor: Actor, body: Body, starts_on: date, kind: str = "regular") -> Meeting:
    noon = timezone.make_aware(timezone.datetime.combine(starts_on, timezone.datetime.min.time()))
    draft = MeetingDraft(starts_at=noon + timedelta(hours=12), place="강당", kind=kind)
    return call_meeting(actor=actor, body=body, draft=draft)


def test_the_clock_writes_down_each_year_what_a_body_owes_once(
    cast: Cast, enter: Enter, secretary: Actor
) -> None:
    assert keep(enter, date(2026, 3, 1)) == 2
    assert keep(enter, date(2026, 10, 31)) == 0
    assert keep(enter, date(2026, 11, 1)) == 2
    found = Turn.objects.filter(body=cast.heads).order_by("due_on")
    assert [(t.year, t.number, t.begins_on, t.due_on) for t in found][:2] == [
        (2026, 1, date(2026, 1, 1), date(2026, 6, 30)),
        (2026, 2, date(2026, 7, 1), date(2026, 12, 31)),
    ]
    assert not Turn.objects.filter(body=cast.council).exists()


def test_four_a_year_are_quarters_and_none_before_the_founding(cast: Cast, enter: Enter) -> None:
    enter(THE_OPERATOR)
    words = {"name_ko": "협의체", "name_en": "Group", "actor": THE_OPERATOR}
    group = found_body(key="safe", kind="safety_working_group", since=date(2026, 5, 10), **words)
    keep(enter, date(2026, 6, 1))
    found = Turn.objects.filter(body=group, year=2026).order_by("due_on")
    assert [t.due_on for t in found] == [date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]


def test_a_regular_meeting_takes_the_oldest_open_turn_and_an_ad_hoc_one_none(
    cast: Cast, enter: Enter, secretary: Actor
) -> None:
    year = timezone.localdate().year
    keep(enter, date(year, 8, 1))
    enter(secretary)
    first, second = Turn.objects.filter(body=cast.heads, year=year).order_by("due_on")
    called(secretary, cast.heads, date(year, 9, 1), kind="ad_hoc")
    assert not Turn.objects.filter(meeting__isnull=False).exists()
    late = called(secretary, cast.heads, date(year, 9, 2))
    first.refresh_from_db()
    assert first.meeting_id == late.pk
    in_time = called(secretary, cast.heads, date(year, 10, 2))
    second.refresh_from_db()
    assert second.meeting_id == in_time.pk
    cancel_meeting(actor=secretary, meeting=late, why="태풍")
    first.refresh_from_db()
    assert first.meeting_id is None
    other = MeetingDraft(starts_at=in_time.starts_at, place="강당", kind="ad_hoc")
    move_meeting(actor=secretary, meeting=in_time, draft=other, version=1)
    second.refresh_from_db()
    assert second.meeting_id is None


def test_a_turn_is_let_go_with_a_reason_and_owed_again(
    cast: Cast, enter: Enter, secretary: Actor
) -> None:
    year = timezone.localdate().year
    keep(enter, date(year, 8, 1))
    enter(secretary)
    first, second = Turn.objects.filter(body=cast.heads, year=year).order_by("due_on")
    with pytest.raises(NotValid):
        waive_turn(actor=secretary, turn=first, why=" ")
    waive_turn(actor=secretary, turn=first, why="감염병 유행")
    states = {line.turn.pk: line.state for line in turns(secretary, cast.heads)}
    assert states[first.pk] == "waived"
    assert first.pk not in {line.turn.pk for line in turns_open(secretary)}
    restore_turn(actor=secretary, turn=first)
    called(secretary, cast.heads, date(year, 9, 2))
    with pytest.raises(NotYet):
        waive_turn(actor=secretary, turn=first, why="x")
    enter(cast.head)
    with pytest.raises(NotAllowed):
        waive_turn(actor=cast.head, turn=second, why="x")


def test_coordinators_are_told_once_at_each_point_also_after_a_stop(
    cast: Cast, enter: Enter, secretary: Actor
) -> None:
    keep(enter, date(2026, 2, 1))

    def told_on(day: date) -> list[str]:
        enter(THE_CLOCK)
        remind_of_turns(actor=THE_CLOCK, today=day)
        remind_of_turns(actor=THE_CLOCK, today=day)
        enter(secretary)
        return [f"{n.kind} {n.day}" for n in Notice.objects.order_by("created_at")]

    assert told_on(date(2026, 5, 20)) == []
    assert told_on(date(2026, 6, 5)) == ["bodies.turn.soon 2026-05-31"]
    assert len(told_on(date(2026, 6, 22))) == 1
    assert told_on(date(2026, 6, 24))[-1] == "bodies.turn.soon 2026-06-23"
    assert told_on(date(2026, 7, 9))[-1] == "bodies.turn.overdue 2026-07-07"
    assert len(told_on(date(2026, 7, 13))) == 3
    assert told_on(date(2026, 7, 14))[-1] == "bodies.turn.overdue 2026-07-14"


def test_who_may_see_what_a_body_owes(cast: Cast, enter: Enter, secretary: Actor) -> None:
    keep(enter, timezone.localdate())
    for who in (secretary, cast.head):
        enter(who)
        assert turns(who, cast.heads)
    for name in ("stranger", "auditor", "shelter"):
        enter(cast.actors[name])
        with pytest.raises(NotAllowed):
            turns(cast.actors[name], cast.heads)


def test_a_meeting_that_is_not_urgent_needs_the_bodys_notice(
    cast: Cast, enter: Enter, secretary: Actor
) -> None:
    enter(secretary)
    soon = timezone.now() + timedelta(days=3)
    plan = MeetingPlan(draft=MeetingDraft(starts_at=soon, place="강당"))
    with pytest.raises(NotValid) as refused:
        convene(actor=secretary, body=cast.heads, plan=plan)
    assert set(refused.value.fields) == {"starts_at"}
    urgent = MeetingDraft(starts_at=soon, place="강당", kind="ad_hoc", is_urgent=True)
    meeting = convene(actor=secretary, body=cast.heads, plan=MeetingPlan(draft=urgent))
    assert (meeting.is_urgent, meeting.turns.exists()) == (True, False)
    nearer = MeetingDraft(starts_at=soon - timedelta(days=1), place="강당", kind="ad_hoc")
    with pytest.raises(NotValid):
        move_meeting(actor=secretary, meeting=meeting, draft=nearer, version=1)


@pytest.mark.parametrize(
    ("link", "is_kept"),
    [
        ("https://meet.example.kr/room", True),
        ("http://meet.example.kr/room", False),
        ("javascript:alert(1)", False),
        ("https://you@meet.example.kr/room", False),
        ("https://", False),
    ],
)
def test_a_video_link_is_a_safe_one(cast: Cast, enter: Enter, link: str, is_kept: bool) -> None:
    enter(cast.coordinator)
    draft = MeetingDraft(
        starts_at=timezone.now() + timedelta(days=3), place="강당", video_link=link
    )
    if is_kept:
        meeting = call_meeting(actor=cast.coordinator, body=cast.council, draft=draft)
        assert meeting.video_link == link
        return
    with pytest.raises(NotValid):
        call_meeting(actor=cast.coordinator, body=cast.council, draft=draft)
