"""Meetings of a body: called, answered, opened, attended, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid, NotYet
from jikimi.access.members import actor_for
from jikimi.access.models import Notice
from jikimi.access.roster import grant_role
from jikimi.bodies.agenda import (
    add_item,
    decide_item,
    finish_item,
    shift_item,
    start_item,
    take_off_item,
)
from jikimi.bodies.attendance import (
    accept_confidentiality,
    answer_invitation,
    invite_members,
    record_attendance,
)
from jikimi.bodies.meetings import (
    MeetingDraft,
    call_meeting,
    cancel_meeting,
    close_meeting,
    move_meeting,
    open_meeting,
    reopen_meeting,
)
from jikimi.bodies.models import Attendance, Decision, Meeting
from jikimi.bodies.reads import (
    meeting_called,
    meetings,
    meetings_unanswered,
    people_who_may_come,
)
from jikimi.bodies.seats import end_seat, found_body, give_seat
from tests.cast import Cast
from tests.sitting import called_meeting, opened_meeting

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def draft() -> MeetingDraft:
    return MeetingDraft(starts_at=timezone.now() + timedelta(days=3), place="2층 회의실")


def test_only_its_coordinator_calls_a_meeting(
    cast: Cast, enter: Enter, draft: MeetingDraft
) -> None:
    enter(cast.officer)
    with pytest.raises(NotAllowed):
        call_meeting(actor=cast.officer, body=cast.council, draft=draft)
    enter(cast.coordinator)
    meeting = call_meeting(actor=cast.coordinator, body=cast.council, draft=draft)
    assert [a.answer for a in meeting.attendances.all()] == ["coming"]


def test_a_meeting_needs_a_place_and_a_likely_date(
    cast: Cast, enter: Enter, draft: MeetingDraft
) -> None:
    enter(cast.coordinator)
    far = MeetingDraft(starts_at=draft.starts_at + timedelta(days=1000), place=" ", kind="other")
    with pytest.raises(NotValid) as refused:
        call_meeting(actor=cast.coordinator, body=cast.council, draft=far)
    assert set(refused.value.fields) == {"place", "starts_at", "kind"}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("coordinator", True),
        ("officer", True),
        ("counsellor", True),
        ("colleague", True),
        ("shelter", True),
        ("stranger", False),
        ("head", False),
        ("auditor", False),
        ("administrator", False),
        ("analyst", False),
    ],
)
def test_a_meeting_is_for_the_agencies_that_sit_in_its_body(
    cast: Cast, enter: Enter, who: str, sees: bool
) -> None:
    meeting = called_meeting(cast, enter)
    enter(cast.actors[who])
    assert Meeting.objects.filter(pk=meeting.pk).exists() is sees
    if not sees:
        with pytest.raises(NotAllowed):
            meeting_called(cast.actors[who], meeting.pk)


def test_who_comes_to_sit_in_a_body_sees_its_meetings_and_who_left_does_not(
    cast: Cast, enter: Enter
) -> None:
    meeting = called_meeting(cast, enter)
    give_seat(actor=cast.coordinator, body=cast.council, agency=cast.agencies["elsewhere"])
    enter(cast.stranger)
    assert meeting_called(cast.stranger, meeting.pk) == meeting
    enter(cast.coordinator)
    seat = cast.council.seats.get(agency=cast.agencies["elsewhere"])
    end_seat(actor=cast.coordinator, seat=seat, why="협약 종료")
    enter(cast.stranger)
    assert Meeting.objects.count() == 0


def test_members_of_the_council_of_heads_see_its_meetings(
    cast: Cast, enter: Enter, draft: MeetingDraft
) -> None:
    enter(THE_OPERATOR)
    secretary = cast.members["analyst"]
    grant_role(
        actor=THE_OPERATOR, member=secretary, kind="coordinator", why="x", body_id=cast.heads.pk
    )
    actor = actor_for(secretary)
    enter(actor)
    meeting = call_meeting(actor=actor, body=cast.heads, draft=draft)
    assert [m.username for m in people_who_may_come(cast.heads)] == ["head", "analyst"]
    enter(cast.head)
    assert meeting_called(cast.head, meeting.pk) == meeting
    enter(cast.colleague)
    assert Meeting.objects.count() == 0


def test_invited_people_are_told_without_a_word_about_a_case(cast: Cast, enter: Enter) -> None:
    meeting = called_meeting(cast, enter)
    enter(cast.shelter)
    notice = Notice.objects.get()
    assert (notice.kind, notice.link) == (
        "bodies.meeting.invite",
        f"/staff/meetings/{meeting.pk}/",
    )
    assert [m.pk for m in meetings_unanswered(cast.shelter)] == [meeting.pk]
    answer_invitation(
        actor=cast.shelter, meeting=meeting, answer="apologies", has_sent_information=True
    )
    assert meetings_unanswered(cast.shelter) == []
    with pytest.raises(NotValid):
        answer_invitation(actor=cast.shelter, meeting=meeting, answer="perhaps")


def test_only_people_who_work_on_cases_are_invited(cast: Cast, enter: Enter) -> None:
    meeting = called_meeting(cast, enter)
    with pytest.raises(NotValid):
        invite_members(
            actor=cast.coordinator, meeting=meeting, member_ids=[cast.members["auditor"].pk]
        )
    again = [cast.members["shelter"].pk]
    assert invite_members(actor=cast.coordinator, meeting=meeting, member_ids=again) == []


def test_a_moved_meeting_is_told_and_two_movers_see_each_other(
    cast: Cast, enter: Enter, draft: MeetingDraft
) -> None:
    meeting = called_meeting(cast, enter)
    move_meeting(actor=cast.coordinator, meeting=meeting, draft=draft, version=1)
    late = MeetingDraft(starts_at=draft.starts_at, place="본관 강당")
    with pytest.raises(Changed) as refused:
        move_meeting(actor=cast.coordinator, meeting=meeting, draft=late, version=1)
    assert refused.value.theirs == {"place": "2층 회의실"}
    enter(cast.shelter)
    assert {n.kind for n in Notice.objects.all()} == {
        "bodies.meeting.invite",
        "bodies.meeting.move",
    }


def test_nobody_accepts_confidentiality_for_somebody_else(cast: Cast, enter: Enter) -> None:
    meeting = called_meeting(cast, enter)
    theirs = meeting.attendances.get(member=cast.members["shelter"])
    with pytest.raises(ProgrammingError, match="refused"), transaction.atomic():
        Attendance.objects.filter(pk=theirs.pk).update(accepted_at=timezone.now())
    accept_confidentiality(actor=cast.coordinator, meeting=meeting)
    mine = meeting.attendances.get(member=cast.members["coordinator"])
    with pytest.raises(ProgrammingError, match="refused"), transaction.atomic():
        Attendance.objects.filter(pk=mine.pk).update(member=cast.members["officer"])


def test_a_colleague_of_a_seated_agency_accepts_to_read_later(cast: Cast, enter: Enter) -> None:
    meeting = called_meeting(cast, enter)
    enter(cast.colleague)
    row = accept_confidentiality(actor=cast.colleague, meeting=meeting)
    assert (row.answer, row.accepted_at is None) == ("reading", False)
    enter(cast.stranger)
    with pytest.raises(NotAllowed):
        accept_confidentiality(actor=cast.stranger, meeting=meeting)


def test_decisions_open_only_to_those_who_accepted(cast: Cast, enter: Enter) -> None:
    meeting = opened_meeting(cast, enter)
    item = add_item(actor=cast.coordinator, meeting=meeting, title="야간 연락 체계")
    decide_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk, text="당번을 둔다.")
    for who in ("counsellor", "officer"):
        enter(cast.actors[who])
        assert Decision.objects.count() == 0
        accept_confidentiality(actor=cast.actors[who], meeting=meeting)
        assert [d.text for d in Decision.objects.all()] == ["당번을 둔다."]
    enter(cast.stranger)
    assert Decision.objects.count() == 0


def test_the_wall_holds_for_bare_sql_too(cast: Cast, enter: Enter) -> None:
    meeting = opened_meeting(cast, enter)
    item = add_item(actor=cast.coordinator, meeting=meeting, title="야간 연락 체계")
    decide_item(actor=cast.coordinator, meeting=meeting, item_id=item.pk, text="당번을 둔다.")
    enter(cast.officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bodies_decision")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE bodies_decision SET text = 'x'")
        assert cursor.rowcount == 0


def test_a_decision_needs_an_open_meeting_and_acceptance(cast: Cast, enter: Enter) -> None:
    meeting = called_meeting(cast, enter)
    item = add_item(actor=cast.coordinator, meeting=meeting, title="야간 연락 체계")
    call = {"actor": cast.coordinator, "meeting": meeting, "item_id": item.pk, "text": "x"}
    with pytest.raises(NotYet):
        decide_item(**call)
    open_meeting(actor=cast.coordinator, meeting=meeting)
    with pytest.raises(NotYet, match="confidentiality"):
        decide_item(**call)


def test_the_agenda_is_put_in_order_run_and_closed(cast: Cast, enter: Enter) -> None:
    actor = cast.coordinator
    meeting = opened_meeting(cast, enter)
    first, second, third = (
        add_item(actor=actor, meeting=meeting, title=t) for t in ("하나", "둘", "셋")
    )
    shift_item(actor=actor, meeting=meeting, item_id=third.pk, by=-1)
    assert [i.title for i in meeting.items.all()] == ["하나", "셋", "둘"]
    start_item(actor=actor, meeting=meeting, item_id=first.pk)
    finish_item(actor=actor, meeting=meeting, item_id=first.pk)
    assert meeting.current_item == third.pk
    with pytest.raises(NotYet):
        close_meeting(actor=actor, meeting=meeting)
    finish_item(actor=actor, meeting=meeting, item_id=third.pk)
    take_off_item(actor=actor, meeting=meeting, item_id=second.pk, why="다음에")
    assert close_meeting(actor=actor, meeting=meeting).stage == "closed"
    assert meeting.current_item is None
    assert reopen_meeting(actor=actor, meeting=meeting, why="기록 보완").stage == "open"


def test_attendance_is_kept_by_the_coordinator(cast: Cast, enter: Enter) -> None:
    meeting = opened_meeting(cast, enter)
    row = meeting.attendances.get(member=cast.members["shelter"])
    call = {"meeting": meeting, "attendance_id": row.pk}
    record_attendance(actor=cast.coordinator, attended=True, **call)
    record_attendance(actor=cast.coordinator, has_sent_information=True, **call)
    row.refresh_from_db()
    assert (row.attended, row.has_sent_information) == (True, True)
    enter(cast.shelter)
    with pytest.raises(NotAllowed):
        record_attendance(actor=cast.shelter, attended=False, **call)


def test_a_cancelled_meeting_cannot_be_opened(cast: Cast, enter: Enter) -> None:
    meeting = called_meeting(cast, enter)
    with pytest.raises(NotValid):
        cancel_meeting(actor=cast.coordinator, meeting=meeting, why=" ")
    cancel_meeting(actor=cast.coordinator, meeting=meeting, why="태풍")
    with pytest.raises(NotYet):
        open_meeting(actor=cast.coordinator, meeting=meeting)
    assert [line.meeting.stage for line in meetings(cast.coordinator).past] == ["cancelled"]


def test_a_body_is_of_a_kind_on_the_list(cast: Cast, enter: Enter) -> None:
    enter(THE_OPERATOR)
    words = {"name_ko": "모임", "name_en": "Group", "actor": THE_OPERATOR}
    with pytest.raises(NotValid):
        found_body(key="x", kind="picnic", **words)
