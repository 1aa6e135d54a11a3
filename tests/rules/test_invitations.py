"""Invitations go out as calendar entries that say when and where, and nothing else (SR-67)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from icalendar import Calendar, Event

from jikimi.access.actor import THE_CLOCK, Actor
from jikimi.access.mailing import send_waiting_mail
from jikimi.access.member import Member
from jikimi.bodies.attendance import answer_invitation, invite_members
from jikimi.bodies.deputies import send_deputy
from jikimi.bodies.meetings import MeetingDraft, call_meeting, cancel_meeting, move_meeting
from jikimi.bodies.models import Meeting
from jikimi.cases.models import Case
from tests.cast import Cast
from tests.sitting import CHILD, VICTIM, WORRY, called_meeting, selected_case

Enter = Callable[[Actor], None]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
LINK = "https://meet.example.kr/room-7"


@pytest.fixture
def case(cast: Cast, enter: Enter) -> Case:
    for name in ("counsellor", "colleague", "shelter", "coordinator"):
        enter(cast.actors[name])
        Member.objects.filter(pk=cast.members[name].pk).update(email=f"{name}@example.kr")
    return selected_case(cast, enter)


@pytest.fixture
def meeting(cast: Cast, enter: Enter, case: Case) -> Meeting:
    made = called_meeting(cast, enter, case)
    draft = MeetingDraft(
        starts_at=made.starts_at + timedelta(days=1),
        place="본관 3층",
        video_link=LINK,
        minutes_planned=45,
    )
    return move_meeting(actor=cast.coordinator, meeting=made, draft=draft, version=1)


def post(enter: Enter) -> dict[str, list[Any]]:
    """Send what waits; address → messages."""
    before = len(mail.outbox)
    enter(THE_CLOCK)
    send_waiting_mail(actor=THE_CLOCK)
    found: dict[str, list[Any]] = {}
    for letter in mail.outbox[before:]:
        found.setdefault(letter.to[0], []).append(letter.message())
    return found


def entries(messages: list[Message]) -> list[tuple[Calendar, Event]]:
    """The calendars in these mails, one for each that has one."""
    found = []
    for message in messages:
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_payload(decode=True))
                assert part.get_param("method") == str(calendar["METHOD"])
                found.append((calendar, calendar.walk("VEVENT")[0]))
    return found


def test_an_invitation_is_a_calendar_entry(meeting: Meeting, cast: Cast, enter: Enter) -> None:
    sent = post(enter)
    ((calendar, event),) = entries(sent["shelter@example.kr"])
    assert calendar["METHOD"] == "REQUEST"
    assert str(event["UID"]).startswith(str(meeting.pk))
    assert event["DTSTART"].dt == meeting.starts_at.replace(microsecond=0)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
    assert str(event["LOCATION"]) == "본관 3층"
    assert str(event["CONFERENCE"]) == LINK
    assert event["SEQUENCE"] == 1
    assert str(event["ATTENDEE"]) == "mailto:shelter@example.kr"
    assert f"/meetings/{meeting.pk}/" in str(event["URL"])


def test_nothing_of_a_case_or_of_others_is_in_the_mail(
    meeting: Meeting, case: Case, cast: Cast, enter: Enter
) -> None:
    letters = [letter for letters in post(enter).values() for letter in letters]
    for letter in letters:
        parts = [part.get_payload(decode=True) or b"" for part in letter.walk()]
        text = str(letter["Subject"]) + "".join(part.decode() for part in parts)
        names = [member.name for member in cast.members.values()]
        for secret in (VICTIM, CHILD, WORRY, case.number, cast.council.name_ko, *names):
            assert secret not in text
        others = {f"{name}@example.kr" for name in cast.members} - {letter["To"]}
        assert not any(other in text for other in others)


def test_a_move_raises_the_sequence_and_a_cancelled_meeting_leaves_the_calendar(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    post(enter)
    enter(cast.coordinator)
    later = MeetingDraft(starts_at=meeting.starts_at + timedelta(days=2), place="본관 3층")
    move_meeting(actor=cast.coordinator, meeting=meeting, draft=later, version=meeting.version)
    ((_moved, event),) = entries(post(enter)["counsellor@example.kr"])
    assert event["SEQUENCE"] == 2
    assert "CONFERENCE" not in event
    enter(cast.coordinator)
    cancel_meeting(actor=cast.coordinator, meeting=meeting, why="태풍")
    ((calendar, event),) = entries(post(enter)["counsellor@example.kr"])
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event["SEQUENCE"] == 3


def test_two_meetings_are_two_mails_and_other_notices_stay_neutral(
    meeting: Meeting, case: Case, cast: Cast, enter: Enter
) -> None:
    enter(cast.coordinator)
    draft = MeetingDraft(starts_at=timezone.now() + timedelta(days=9), place="강당")
    second = call_meeting(actor=cast.coordinator, body=cast.council, draft=draft)
    people = [cast.members["counsellor"].pk]
    invite_members(actor=cast.coordinator, meeting=second, member_ids=people)
    sent = post(enter)["counsellor@example.kr"]
    found = entries(sent)
    assert {str(event["UID"])[:36] for _c, event in found} == {str(meeting.pk), str(second.pk)}
    plain = [m for m in sent if not entries([m])]
    assert len(plain) == 1
    assert len({str(m["Subject"]) for m in sent}) == 1
    assert post(enter) == {}


def test_a_deputy_gets_the_entry_and_loses_it_when_not_needed(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    post(enter)
    enter(cast.counsellor)
    mine = meeting.attendances.get(member=cast.members["counsellor"])
    call = {"meeting": meeting, "attendance_id": mine.pk}
    send_deputy(actor=cast.counsellor, member_id=cast.members["colleague"].pk, why="출장", **call)
    ((calendar, _event),) = entries(post(enter)["colleague@example.kr"])
    assert calendar["METHOD"] == "REQUEST"
    enter(cast.counsellor)
    answer_invitation(actor=cast.counsellor, meeting=meeting, answer="coming")
    ((calendar, _event),) = entries(post(enter)["colleague@example.kr"])
    assert calendar["METHOD"] == "CANCEL"


def test_only_the_clock_reads_invitations_of_others(
    meeting: Meeting, cast: Cast, enter: Enter
) -> None:
    enter(cast.stranger)
    with (
        pytest.raises(ProgrammingError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT * FROM bodies_invitations(%s::uuid[], %s)",
            [[meeting.pk], cast.members["shelter"].pk],
        )
