"""Who comes: reasons, deputies, who leads, whether enough agencies are at the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from jikimi.access.actor import THE_OPERATOR, Actor
from jikimi.access.errors import Changed, NotAllowed, NotValid
from jikimi.access.members import actor_for
from jikimi.access.models import Notice
from jikimi.access.roster import grant_role
from jikimi.bodies.attendance import answer_invitation, name_officers, record_attendance
from jikimi.bodies.budget import time_budget
from jikimi.bodies.deputies import deputies_for, send_deputy
from jikimi.bodies.meetings import MeetingDraft, call_meeting, close_meeting, open_meeting
from jikimi.bodies.models import Chair, Meeting
from jikimi.bodies.quorum import Quorum, quorum
from jikimi.bodies.reads import attendances
from jikimi.bodies.seats import found_body, give_seat
from tests.cast import Cast
from tests.sitting import called_meeting

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def meeting(cast: Cast, enter: Enter) -> Meeting:
    return called_meeting(cast, enter)


def place(meeting: Meeting, cast: Cast, who: str) -> dict[str, object]:
    row = meeting.attendances.get(member=cast.members[who])
    return {"meeting": meeting, "attendance_id": row.pk}


def counted(meeting: Meeting) -> Quorum:
    return quorum(meeting, attendances(meeting))


def test_a_reason_goes_with_the_answer(meeting: Meeting, cast: Cast, enter: Enter) -> None:
    enter(cast.shelter)
    answer_invitation(actor=cast.shelter, meeting=meeting, answer="apologies", why=" 교육 ")
    row = meeting.attendances.get(member=cast.members["shelter"])
    assert (row.answer, row.why, row.answered_at is None) == ("apologies", "교육", False)
    with pytest.raises(NotValid):
        answer_invitation(actor=cast.shelter, meeting=meeting, answer="apologies", why="교육" * 200)


def test_a_deputy_of_the_same_agency_comes_instead(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    enter(cast.counsellor)
    mine = place(meeting, cast, "counsellor")
    row = meeting.attendances.get(member=cast.members["counsellor"])
    offered = [m.username for m in deputies_for(cast.counsellor, meeting, row)]
    assert offered == ["colleague"]
    for wrong in ("officer", "counsellor", "stranger"):
        with pytest.raises(NotValid):
            send_deputy(actor=cast.counsellor, member_id=cast.members[wrong].pk, **mine)
    deputy = cast.members["colleague"].pk
    made = send_deputy(actor=cast.counsellor, member_id=deputy, why="출장", **mine)
    row.refresh_from_db()
    assert (row.answer, row.why, made.stands_in_for_id) == ("apologies", "출장", row.pk)
    enter(cast.colleague)
    assert [n.kind for n in Notice.objects.all()] == ["bodies.meeting.deputise"]
    answer_invitation(actor=cast.colleague, meeting=meeting, answer="coming")
    enter(cast.counsellor)
    answer_invitation(actor=cast.counsellor, meeting=meeting, answer="coming")
    made.refresh_from_db()
    assert (made.answer, made.stands_in_for_id) == ("reading", None)


def test_a_coordinator_names_a_deputy_for_an_agency_and_nobody_else_does(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    theirs = place(meeting, cast, "counsellor")
    deputy = cast.members["colleague"].pk
    enter(cast.shelter)
    with pytest.raises(NotAllowed):
        send_deputy(actor=cast.shelter, member_id=deputy, **theirs)
    enter(cast.coordinator)
    send_deputy(actor=cast.coordinator, member_id=deputy, **theirs)
    assert meeting.attendances.filter(stands_in_for__isnull=False).count() == 1


def test_two_agencies_are_a_quorum_of_a_working_council(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    before = counted(meeting)
    assert (before.rule, before.needed, before.coming, before.is_likely) == ("two", 2, 1, False)
    enter(cast.shelter)
    answer_invitation(actor=cast.shelter, meeting=meeting, answer="coming")
    assert counted(meeting).is_likely
    enter(cast.coordinator)
    open_meeting(actor=cast.coordinator, meeting=meeting)
    assert not counted(meeting).is_reached
    for who in ("coordinator", "shelter"):
        call = place(meeting, cast, who)
        record_attendance(actor=cast.coordinator, attended=True, **call)  # type: ignore[arg-type]
    assert counted(meeting).is_reached


def test_more_than_half_of_the_seats_that_somebody_can_fill(cast: Cast, enter: Enter) -> None:
    enter(THE_OPERATOR)
    for key in ("police", "centre", "refuge", "elsewhere"):
        give_seat(actor=THE_OPERATOR, body=cast.heads, agency=cast.agencies[key])
    for name in ("officer", "shelter"):
        kind = "coordinator" if name == "officer" else "council_member"
        grant_role(
            actor=THE_OPERATOR,
            member=cast.members[name],
            kind=kind,
            why="x",
            body_id=cast.heads.pk,
        )
    actor = actor_for(cast.members["officer"])
    enter(actor)
    draft = MeetingDraft(starts_at=timezone.now() + timedelta(days=20), place="강당")
    found = counted(call_meeting(actor=actor, body=cast.heads, draft=draft))
    assert (found.rule, found.seats, found.needed, found.coming) == ("half", 3, 2, 1)


def test_a_team_needs_one_of_each_kind_and_says_which_is_missing(cast: Cast, enter: Enter) -> None:
    enter(THE_OPERATOR)
    words = {"name_ko": "대응팀", "name_en": "Team", "actor": THE_OPERATOR}
    team = found_body(key="team", kind="child_response_team", **words)
    give_seat(actor=THE_OPERATOR, body=team, agency=cast.agencies["police"])
    grant_role(
        actor=THE_OPERATOR,
        member=cast.members["officer"],
        kind="coordinator",
        why="x",
        body_id=team.pk,
    )
    actor = actor_for(cast.members["officer"])
    enter(actor)
    draft = MeetingDraft(starts_at=timezone.now() + timedelta(days=2), place="상황실")
    found = counted(call_meeting(actor=actor, body=team, draft=draft))
    assert (found.needed, found.coming, len(found.missing)) == (3, 1, 2)


def test_who_leads_and_who_keeps_the_minutes_is_named_from_the_list(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    shelter, officer = cast.members["shelter"].pk, cast.members["officer"].pk
    enter(cast.coordinator)
    call = {"actor": cast.coordinator, "meeting": meeting}
    with pytest.raises(NotValid):
        name_officers(chair_id=officer, clerk_id=None, version=1, **call)
    name_officers(chair_id=shelter, clerk_id=None, version=1, **call)
    with pytest.raises(Changed):
        name_officers(chair_id=None, clerk_id=shelter, version=1, **call)
    enter(cast.counsellor)
    with pytest.raises(NotAllowed):
        open_meeting(actor=cast.counsellor, meeting=meeting)
    enter(cast.shelter)
    open_meeting(actor=cast.shelter, meeting=meeting)
    assert close_meeting(actor=cast.shelter, meeting=meeting).stage == "closed"


def test_who_chairs_the_body_leads_its_meetings_and_is_invited(cast: Cast, enter: Enter) -> None:
    enter(cast.coordinator)
    Chair.objects.create(
        body=cast.council, member=cast.members["shelter"], since=timezone.localdate()
    )
    meeting = called_meeting(cast, enter)
    assert meeting.chair_id == cast.members["shelter"].pk
    enter(cast.shelter)
    assert Notice.objects.filter(kind="bodies.meeting.invite").count() == 1


def test_the_time_of_the_agenda_is_held_against_the_length(meeting: Meeting) -> None:
    meeting.minutes_planned = 30
    items = [meeting.items.model(minutes_planned=n) for n in (20, 25)]
    found = time_budget(meeting, items)
    assert (found.asked, found.over, found.left) == (45, 15, 0)
    meeting.minutes_planned = 0
    assert time_budget(meeting, items).over == 0
