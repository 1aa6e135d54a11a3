"""The pack over HTTP: confidentiality first, what was read, taking it out, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.bodies.agenda import add_item
from jikimi.bodies.attendance import accept_confidentiality
from jikimi.bodies.meetings import cancel_meeting
from jikimi.bodies.models import Meeting
from jikimi.cases.hearing import call_hearing
from jikimi.cases.models import Case
from jikimi.cases.risk import RiskDraft, judge_risk
from tests.cast import Cast
from tests.sitting import VICTIM, WORRY, called_meeting, selected_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
PASSWORD = "gentle-harbour-41"


@pytest.fixture
def meeting(cast: Cast, enter: Enter) -> Meeting:
    """A meeting tomorrow with one case; counsellor and shelter are invited."""
    return called_meeting(cast, enter, selected_case(cast, enter))


@pytest.fixture
def counsellor(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(Client(), cast.members["counsellor"])


@pytest.fixture
def coordinator(cast: Cast, enter: Enter, meeting: Meeting, signed_in: SignedIn) -> Client:
    """The coordinator, who accepted confidentiality, and whose record the auditor reads."""
    accept(cast, enter, meeting, "coordinator")
    return signed_in(Client(), cast.members["coordinator"])


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/staff/meetings/{meeting.pk}/pack/{rest}"


def accept(cast: Cast, enter: Enter, meeting: Meeting, who: str = "counsellor") -> None:
    enter(cast.actors[who])
    accept_confidentiality(actor=cast.actors[who], meeting=meeting)


def test_the_pack_opens_after_confidentiality_is_accepted(
    meeting: Meeting, counsellor: Client
) -> None:
    before = counsellor.get(address(meeting)).content.decode()
    assert "비밀유지" in before
    assert VICTIM not in before
    assert WORRY not in before
    pledge = f"/staff/meetings/{meeting.pk}/confidentiality/"
    accepted = counsellor.post(pledge, {"agreed": "on", "to": "pack"})
    assert accepted.headers["Location"] == address(meeting)
    after = counsellor.get(address(meeting)).content.decode()
    assert VICTIM in after
    assert WORRY in after


def test_reading_the_pack_is_recorded_once_with_its_persons(
    cast: Cast, enter: Enter, meeting: Meeting, coordinator: Client
) -> None:
    coordinator.get(address(meeting))
    enter(cast.auditor)
    rows = Record.objects.filter(act="bodies.pack.read", outcome="read")
    assert [len(row.person_ids) for row in rows] == [3]


def test_what_was_read_is_marked_and_what_is_new_shows(
    cast: Cast, enter: Enter, meeting: Meeting, counsellor: Client
) -> None:
    accept(cast, enter, meeting)
    item = meeting.items.get()
    place = address(meeting, f"{item.pk}/read/")
    done = counsellor.post(place)
    assert done.headers["Location"] == f"{address(meeting)}#item_{item.pk}"
    assert "<b>1 / 1</b>" in counsellor.get(address(meeting)).content.decode()
    enter(cast.counsellor)
    case = Case.objects.get()
    judge_risk(actor=cast.counsellor, case=case, draft=RiskDraft("high", "흉기를 보았다고 함"))
    again = counsellor.get(address(meeting)).content.decode()
    assert "<b>0 / 1</b>" in again
    assert "1 new since you read it" in again or "읽은 뒤 새 내용 1건" in again
    counsellor.post(place)
    counsellor.post(place, {"unread": "1"})
    assert "<b>0 / 1</b>" in counsellor.get(address(meeting)).content.decode()


def test_an_item_of_another_meeting_is_marked_by_nobody(
    cast: Cast, enter: Enter, meeting: Meeting, counsellor: Client
) -> None:
    accept(cast, enter, meeting)
    other = called_meeting(cast, enter)
    item = add_item(actor=cast.coordinator, meeting=other, title="다른 회의의 안건")
    assert counsellor.post(address(meeting, f"{item.pk}/read/")).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "nonsense"},
        {"reason": "other"},
        {"password": "short1", "again": "short1"},
        {"password": "onlylettershere", "again": "onlylettershere"},
        {"again": "something-else-1"},
    ],
)
def test_nothing_leaves_without_a_reason_and_a_good_password(
    cast: Cast, enter: Enter, meeting: Meeting, counsellor: Client, wrong: dict[str, str]
) -> None:
    accept(cast, enter, meeting)
    given = {"how": "pdf", "reason": "preparation", "password": PASSWORD, "again": PASSWORD}
    refused = counsellor.post(address(meeting, "take-out/"), {**given, **wrong})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert PASSWORD not in page
    assert "short1" not in page


def test_who_took_the_pack_out_and_why_is_recorded_and_the_password_nowhere(
    cast: Cast, enter: Enter, meeting: Meeting, coordinator: Client
) -> None:
    given = {"how": "pdf", "reason": "other", "why": "출장 중에 읽음"}
    file = coordinator.post(
        address(meeting, "take-out/"), {**given, "password": PASSWORD, "again": PASSWORD}
    )
    assert file.headers["Content-Disposition"].startswith('attachment; filename="meeting-pack-')
    assert file.headers["Cache-Control"] == "no-store"
    enter(cast.auditor)
    row = Record.objects.get(act="bodies.pack.take_out")
    assert row.why == "출장 중에 읽음"
    assert (row.details["reason"], row.details["form"]) == ("other", "pdf")
    assert len(row.person_ids) == 3
    assert PASSWORD not in str((row.why, row.details))


def test_the_sheet_for_the_printer_names_its_reader_and_needs_no_password(
    cast: Cast, enter: Enter, meeting: Meeting, counsellor: Client
) -> None:
    accept(cast, enter, meeting)
    sheet = counsellor.post(
        address(meeting, "take-out/"), {"how": "print", "reason": "no_screen"}
    ).content.decode()
    assert WORRY in sheet
    assert "역할counsellor (centre 기관)" in sheet


def test_a_cancelled_meeting_has_no_pack(
    cast: Cast, enter: Enter, meeting: Meeting, counsellor: Client
) -> None:
    accept(cast, enter, meeting)
    enter(cast.coordinator)
    cancel_meeting(actor=cast.coordinator, meeting=meeting, why="연기")
    assert counsellor.get(address(meeting)).status_code == 404


def test_a_long_agenda_costs_no_more_queries(
    cast: Cast, enter: Enter, meeting: Meeting, counsellor: Client
) -> None:
    accept(cast, enter, meeting)
    add_item_to(cast, enter, meeting, 4)
    few = _queries(counsellor, meeting)
    for name in ("고바다", "고산", "고들"):
        case = selected_case(cast, enter, victim=name)
        call_hearing(actor=cast.coordinator, case=case, meeting=meeting)
    add_item_to(cast, enter, meeting, 192)
    assert _queries(counsellor, meeting) == few


def add_item_to(cast: Cast, enter: Enter, meeting: Meeting, number: int) -> None:
    enter(cast.coordinator)
    for position in range(number):
        add_item(actor=cast.coordinator, meeting=meeting, title=f"안건 {position}")


def _queries(client: Client, meeting: Meeting) -> int:
    client.get(address(meeting))  # what is remembered for the process is remembered now
    with CaptureQueriesContext(connection) as captured:
        page: Any = client.get(address(meeting))
    assert page.status_code == 200
    return len(captured)
