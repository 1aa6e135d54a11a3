"""Undertakings: given under a decision, accepted, reminded of, reported, shown by evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.codes import codes
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.models import Notice
from jikimi.access.record import Record
from jikimi.bodies.agenda import add_item, decide_item
from jikimi.bodies.attendance import record_attendance
from jikimi.bodies.evidence import (
    add_evidence,
    evidence_of,
    open_evidence,
    withdraw_evidence,
)
from jikimi.bodies.follow_up import Unfinished, point_reached, remind_of_undertakings
from jikimi.bodies.models import (
    Decision,
    Evidence,
    Meeting,
    Representative,
    SpeakingNote,
    Undertaking,
)
from jikimi.bodies.notes import notes_of, write_note
from jikimi.bodies.outcomes import end_of_next_half, end_undertaking, resume_undertaking
from jikimi.bodies.papers import paper
from jikimi.bodies.recusals import declare_recusal
from jikimi.bodies.undertakings import (
    UndertakingDraft,
    accept_undertaking,
    amend_undertaking,
    assign_undertaking,
    reassign_undertaking,
)
from jikimi.bodies.undertakings_read import undertaking_called
from jikimi.bodies.voting import Vote, agencies_eligible, majority, votes_needed
from jikimi.cases.reminders import remind_of_what_is_due
from tests.cast import Cast
from tests.loop import heard
from tests.sitting import opened_meeting
from tests.unlocking import PASSWORD, unlocked

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
TODAY = timezone.localdate
TEXT = "야간 상담 전화를 함께 운영한다"


def draft(cast: Cast, agency: str = "refuge", **more: object) -> UndertakingDraft:
    given = {"text": TEXT, "due_on": TODAY() + timedelta(days=7)}
    return UndertakingDraft(agency_id=cast.agencies[agency].pk, **{**given, **more})


@pytest.fixture
def meeting(cast: Cast, enter: Enter) -> Meeting:
    """An open meeting with one matter, at which police and centre are present."""
    found = opened_meeting(cast, enter)
    add_item(actor=cast.coordinator, meeting=found, title="야간 연락 체계")
    for who in ("coordinator", "counsellor"):
        row = found.attendances.get(member=cast.members[who])
        mark = {"meeting": found, "attendance_id": row.pk, "attended": True}
        record_attendance(actor=cast.coordinator, **mark)
    return found


@pytest.fixture
def decision(cast: Cast, meeting: Meeting) -> Decision:
    item = meeting.items.get()
    call = {"actor": cast.coordinator, "meeting": meeting, "item_id": item.pk}
    return decide_item(text="함께 운영하기로 한다.", **call)


@pytest.fixture
def undertaking(cast: Cast, decision: Decision) -> Undertaking:
    return assign_undertaking(
        actor=cast.coordinator, body=cast.council, draft=draft(cast), decision=decision
    )


@pytest.mark.parametrize(
    ("rule", "of", "needed"),
    [
        ("more_than_half", 2, 2),
        ("more_than_half", 5, 3),
        ("more_than_half", 6, 4),
        ("two_thirds", 2, 2),
        ("two_thirds", 3, 2),
        ("two_thirds", 7, 5),
        ("two_thirds", 9, 6),
    ],
)
def test_what_carries_a_motion_is_a_rule_of_the_kind_of_body(
    rule: str, of: int, needed: int
) -> None:
    assert votes_needed(rule, of=of) == needed


def test_every_kind_of_body_has_a_rule_that_carries_a_motion() -> None:
    rules = {row.more["majority"] for row in codes("bodies", "body_kinds").values()}
    assert rules <= {"more_than_half", "two_thirds"}


def test_a_decision_counts_votes_against_the_agencies_that_can_decide(
    cast: Cast, enter: Enter, meeting: Meeting
) -> None:
    item = meeting.items.get()
    assert agencies_eligible(item) == 2
    assert (majority(item).rule, majority(item).needed) == ("more_than_half", 2)
    call = {"actor": cast.coordinator, "meeting": meeting, "item_id": item.pk, "text": "함"}
    for wrong in (Vote(3, 0), Vote(0, 0, 2), Vote(-1, 1), Vote(1, 1, 1)):
        with pytest.raises(NotValid) as refused:
            decide_item(vote=wrong, **call)
        assert set(refused.value.fields) == {"votes_for"}
    agreed = decide_item(**call)
    assert (agreed.method, agreed.present, agreed.votes_for) == ("consent", 2, None)
    tied = decide_item(vote=Vote(1, 1), **call)
    assert (tied.is_carried, tied.votes_abstained) == (False, 0)
    with pytest.raises(NotValid):
        assign_undertaking(
            actor=cast.coordinator, body=cast.council, draft=draft(cast), decision=tied
        )
    assert decide_item(vote=Vote(2, 0), **call).is_carried


def test_an_agency_accepts_reports_and_may_take_a_mistake_back(
    cast: Cast, enter: Enter, undertaking: Undertaking
) -> None:
    for other in (cast.counsellor, cast.coordinator, cast.officer):
        enter(other)
        with pytest.raises(NotAllowed):
            accept_undertaking(actor=other, undertaking=undertaking)
    enter(cast.shelter)
    assert Notice.objects.filter(kind="bodies.undertakings.assign").count() == 1
    found = undertaking_called(cast.shelter, undertaking.pk)
    assert accept_undertaking(actor=cast.shelter, undertaking=found).stage == "accepted"
    assert found.owner == cast.members["shelter"]
    with pytest.raises(NotValid):
        end_undertaking(actor=cast.shelter, undertaking=found, ending="not_done")
    ended = end_undertaking(
        actor=cast.shelter, undertaking=found, ending="not_possible", text="예산 삭감"
    )
    assert (ended.stage, ended.ended_by) == ("not_possible", cast.agencies["refuge"])
    enter(cast.coordinator)
    assert Notice.objects.filter(kind="bodies.undertakings.not_possible").count() == 1
    with pytest.raises(NotAllowed):
        resume_undertaking(actor=cast.coordinator, undertaking=found)
    enter(cast.shelter)
    assert resume_undertaking(actor=cast.shelter, undertaking=found).ended_at is None
    end_undertaking(actor=cast.shelter, undertaking=found, ending="done")
    Undertaking.objects.filter(pk=found.pk).update(ended_at=timezone.now() - timedelta(minutes=61))
    with pytest.raises(NotYet):
        resume_undertaking(actor=cast.shelter, undertaking=found)


def test_who_gives_it_out_may_amend_it_and_give_it_to_another_agency(
    cast: Cast, enter: Enter, undertaking: Undertaking
) -> None:
    enter(cast.shelter)
    call = {"undertaking": undertaking, "draft": draft(cast, text="다르게"), "version": 1}
    with pytest.raises(NotAllowed):
        amend_undertaking(actor=cast.shelter, **call)
    accept_undertaking(actor=cast.shelter, undertaking=undertaking)
    enter(cast.coordinator)
    with pytest.raises(Changed):
        amend_undertaking(actor=cast.coordinator, **call)
    amend_undertaking(actor=cast.coordinator, **{**call, "version": 2})
    again = {"actor": cast.coordinator, "undertaking": undertaking}
    with pytest.raises(NotValid):
        reassign_undertaking(agency_id=cast.agencies["elsewhere"].pk, why="담당", **again)
    moved = reassign_undertaking(agency_id=cast.agencies["centre"].pk, why="담당", **again)
    assert (moved.stage, moved.owner_id, moved.text) == ("open", None, "다르게")
    enter(cast.counsellor)
    assert accept_undertaking(actor=cast.counsellor, undertaking=moved).stage == "accepted"


def test_a_wrong_draft_says_which_field(cast: Cast, enter: Enter, decision: Decision) -> None:
    enter(cast.coordinator)
    call = {"actor": cast.coordinator, "body": cast.council, "decision": decision}
    wrong = draft(cast, text=" ", effect_due_on=TODAY())
    with pytest.raises(NotValid) as refused:
        assign_undertaking(draft=wrong, **call)
    assert set(refused.value.fields) == {"text", "effect_due_on"}
    for field, one in (
        ("agency_id", draft(cast, agency="elsewhere")),
        ("owner_id", draft(cast, owner_id=cast.members["officer"].pk)),
    ):
        with pytest.raises(NotValid) as refused:
            assign_undertaking(draft=one, **call)
        assert set(refused.value.fields) == {field}
    enter(cast.officer)
    with pytest.raises(NotAllowed):
        assign_undertaking(actor=cast.officer, body=cast.council, draft=draft(cast))


def test_identity_numbers_are_covered(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    made = assign_undertaking(
        actor=cast.coordinator, body=cast.council, draft=draft(cast, text="900101-1234568 확인")
    )
    assert "1234568" not in made.text


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("coordinator", True),
        ("officer", True),
        ("counsellor", True),
        ("shelter", True),
        ("stranger", False),
        ("head", False),
        ("auditor", False),
        ("administrator", False),
    ],
)
def test_undertaking_and_evidence_are_for_those_who_sit_together(
    cast: Cast, enter: Enter, undertaking: Undertaking, who: str, sees: bool
) -> None:
    enter(cast.shelter)
    add_evidence(actor=cast.shelter, undertaking=undertaking, text="운영 일지")
    enter(cast.actors[who])
    assert Undertaking.objects.exists() is sees
    assert Evidence.objects.exists() is sees
    if not sees:
        with pytest.raises(NotAllowed):
            undertaking_called(cast.actors[who], undertaking.pk)


def test_evidence_is_opened_with_a_reason_and_withdrawn_by_its_agency(
    cast: Cast, enter: Enter, undertaking: Undertaking
) -> None:
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        add_evidence(actor=cast.counsellor, undertaking=undertaking, text="내가")
    enter(cast.shelter)
    with pytest.raises(NotValid):
        add_evidence(actor=cast.shelter, undertaking=undertaking)
    brought = paper(name="일지.txt", content=b"%PDF-1.7 journal")
    row = add_evidence(actor=cast.shelter, undertaking=undertaking, document=brought)
    enter(cast.coordinator)
    call = {"undertaking": undertaking, "evidence_id": row.pk}
    with pytest.raises(NotValid):
        open_evidence(cast.coordinator, reason="other", password=PASSWORD, **call)
    with pytest.raises(NotValid):
        open_evidence(cast.coordinator, reason="follow_up", password="", **call)
    opened = open_evidence(cast.coordinator, reason="follow_up", password=PASSWORD, **call)
    assert opened.is_locked
    enter(cast.auditor)
    (taken,) = Record.objects.filter(act="bodies.evidence.open")
    assert (taken.why.strip(), taken.details) == ("follow_up", {"lock": "aes-256"})
    enter(cast.coordinator)
    assert unlocked(opened.content) == b"%PDF-1.7 journal"
    with pytest.raises(NotAllowed):
        withdraw_evidence(actor=cast.coordinator, **call)
    enter(cast.shelter)
    withdraw_evidence(actor=cast.shelter, **call)
    assert evidence_of(cast.shelter, undertaking) == []
    with pytest.raises(NotAllowed):
        open_evidence(cast.shelter, reason="follow_up", password=PASSWORD, **call)
    assert bytes(Evidence.objects.get().document) == b""


def test_a_speaking_note_is_for_its_own_agency_alone(
    cast: Cast, enter: Enter, meeting: Meeting
) -> None:
    item = meeting.items.get()
    call = {"meeting": meeting, "item_id": item.pk}
    enter(cast.counsellor)
    note = write_note(actor=cast.counsellor, text="예산은 말하지 않는다", **call)
    enter(cast.colleague)
    assert notes_of(cast.colleague, meeting, [item.pk])[item.pk].text == note.text
    with pytest.raises(Changed):
        write_note(actor=cast.colleague, text="다른 말", version=0, **call)
    write_note(actor=cast.colleague, text="예산은 나중에", version=1, **call)
    for who in ("coordinator", "shelter", "officer", "stranger", "head"):
        enter(cast.actors[who])
        assert notes_of(cast.actors[who], meeting, [item.pk]) == {}
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        write_note(actor=cast.stranger, text="x", **call)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (-8, None),
        (-7, "week_before"),
        (-3, "week_before"),
        (-1, "day_before"),
        (0, "on_the_day"),
        (2, "on_the_day"),
        (3, "three_days_late"),
        (7, "week_late"),
        (60, "week_late"),
        (68, None),
    ],
)
def test_a_thing_has_reached_the_last_point_behind_it(
    cast: Cast, days: int, code: str | None
) -> None:
    due = date(2026, 11, 20)
    thing = Unfinished(cast.council.pk, 1, 1, None, due, due - timedelta(days=90), "")
    point = point_reached(thing, today=due + timedelta(days=days))
    assert (point.code if point else None) == code


def test_points_are_told_once_and_caught_up_after_a_stop(
    cast: Cast, enter: Enter, undertaking: Undertaking
) -> None:
    stood = timezone.now() - timedelta(days=30)
    Undertaking.objects.filter(pk=undertaking.pk).update(stage_since=stood)

    def told(who: str) -> list[str]:
        enter(cast.actors[who])
        rows = Notice.objects.filter(kind__startswith="bodies.follow_up.").order_by("created_at")
        return [
            row.kind.rpartition(".")[2] for row in rows if row.member_id == cast.members[who].pk
        ]

    def run(days: int) -> None:
        enter(THE_CLOCK)
        remind_of_undertakings(actor=THE_CLOCK, today=undertaking.due_on + timedelta(days=days))

    run(-9)
    assert told("shelter") == []
    run(-7), run(-7), run(-6)
    assert told("shelter") == ["week_before"]
    run(4)
    assert told("shelter") == ["week_before", "three_days_late"]
    assert told("coordinator") == ["three_days_late"]  # nobody represents the refuge
    enter(THE_OPERATOR)
    seat = cast.council.seats.get(agency=cast.agencies["refuge"])
    head = {"body": cast.council, "seat": seat, "member": cast.members["analyst"]}
    enter(cast.coordinator)
    Representative.objects.create(since=TODAY(), **head)
    run(9)
    assert told("analyst") == ["week_late"]
    assert told("coordinator") == ["three_days_late", "week_late"]
    run(10)
    assert told("analyst") == ["week_late"]


def test_the_effect_of_a_policy_falls_due_in_the_half_year_after(cast: Cast, enter: Enter) -> None:
    assert end_of_next_half(date(2026, 3, 1)) == date(2026, 12, 31)
    assert end_of_next_half(date(2026, 11, 22)) == date(2027, 6, 30)


def test_who_stays_out_of_an_item_sees_nothing_of_what_came_of_it(
    cast: Cast, enter: Enter, meeting: Meeting, undertaking: Undertaking
) -> None:
    enter(cast.shelter)
    add_evidence(actor=cast.shelter, undertaking=undertaking, text="운영 일지")
    item = meeting.items.get()
    note = {"meeting": meeting, "item_id": item.pk, "text": "먼저 묻는다"}
    enter(cast.counsellor)
    write_note(actor=cast.counsellor, **note)
    assert agencies_eligible(item) == 2
    declare_recusal(actor=cast.counsellor, meeting=meeting, item_id=item.pk, why="own_interest")
    for rows in (Undertaking.objects, Evidence.objects, SpeakingNote.objects):
        assert not rows.exists()
    enter(cast.colleague)
    assert Undertaking.objects.exists()
    assert Evidence.objects.exists()
    assert SpeakingNote.objects.exists()
    enter(cast.coordinator)
    assert agencies_eligible(item) == 1
    enter(cast.stranger)
    assert agencies_eligible(item) == 0


def test_actions_of_cases_are_told_at_the_same_points(cast: Cast, enter: Enter) -> None:
    action = heard(cast).acting()

    def told(who: str) -> list[str]:
        enter(cast.actors[who])
        rows = Notice.objects.filter(kind__startswith="bodies.follow_up.", subject_id=action.pk)
        return sorted(row.kind.rpartition(".")[2] for row in rows)

    for days in (-7, -1, -1, 0, 3):
        enter(THE_CLOCK)
        remind_of_what_is_due(actor=THE_CLOCK, today=action.due_on + timedelta(days=days))
    assert told("shelter") == ["day_before", "on_the_day", "three_days_late"]
    assert told("coordinator") == ["three_days_late"]
    assert told("counsellor") == []
