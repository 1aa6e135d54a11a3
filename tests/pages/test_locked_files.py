"""What leaves as a file: under a password when it tells of a case, a person or the staff."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.bodies.agenda import decide_item, finish_item, put_item
from jikimi.bodies.letters import send_letters
from jikimi.bodies.meetings import close_meeting
from jikimi.bodies.minutes import approve_minutes
from jikimi.bodies.models import Letter, Minutes, Undertaking
from jikimi.cases.minuting import write_minutes
from tests.cast import Cast
from tests.sitting import opened_meeting
from tests.unlocking import LOCK, PASSWORD, unlocked

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
SETTLED, OWED = "야간 연락망을 두기로 함.", "연락망 명단을 만든다"
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def browser(cast: Cast, signed_in: SignedIn) -> Callable[[str], Client]:
    """A browser of its own for one of the cast."""
    return lambda who: signed_in(Client(), cast.members[who])


@pytest.fixture
def about_no_case(cast: Cast, enter: Enter) -> Minutes:
    """Minutes of a meeting that spoke of a policy matter alone, with a task for the centre."""
    meeting = opened_meeting(cast, enter)
    item = put_item(meeting=meeting, kind="policy", title="야간 연락망")
    who = {"actor": cast.coordinator, "meeting": meeting}
    decide_item(**who, item_id=item.pk, text=SETTLED)
    due = timezone.localdate() + timedelta(days=14)
    place = {"body": meeting.body, "meeting": meeting, "item": item}
    Undertaking.objects.create(**place, agency=cast.agencies["centre"], text=OWED, due_on=due)
    finish_item(**who, item_id=item.pk)
    close_meeting(**who)
    minutes = write_minutes(**who)
    return approve_minutes(actor=cast.coordinator, minutes=minutes)


def locks(cast: Cast, enter: Enter, act: str) -> list[str]:
    """How each file that an act took out was locked, as the record has it."""
    enter(cast.auditor)
    return [row.details["lock"] for row in Record.objects.filter(act=act).order_by("at")]


def asks_for_password(page: str) -> bool:
    """Whether the page does not let one go on without a password."""
    return "required" in re.findall(r"<input[^>]*name=.password.[^>]*>", page)[0]


def test_minutes_about_no_case_may_leave_open_or_locked(
    cast: Cast, enter: Enter, about_no_case: Minutes, browser: Callable[[str], Client]
) -> None:
    client = browser("coordinator")
    url = f"/staff/meetings/{about_no_case.meeting_id}/minutes/1/take-out/"
    assert not asks_for_password(client.get(url).content.decode())
    given = {"form": "odt", "reason": "meeting"}
    left = client.post(url, given)
    assert left["Content-Disposition"].endswith('.odt"')
    assert left.content.startswith(b"PK")
    assert client.post(url, {**given, "password": "weak", "again": "weak"}).status_code == 422
    kept = client.post(url, {**given, **LOCK})
    assert kept["Content-Disposition"].endswith('.zip"')
    assert unlocked(kept.content).startswith(b"PK")
    assert locks(cast, enter, "bodies.minutes.take_out") == ["none", "aes-256"]


def test_a_letter_about_no_case_may_leave_open(
    cast: Cast, enter: Enter, about_no_case: Minutes, browser: Callable[[str], Client]
) -> None:
    enter(cast.coordinator)
    assert send_letters(actor=cast.coordinator, minutes=about_no_case)
    letter = Letter.objects.get(agency=cast.agencies["centre"])
    client, url = browser("coordinator"), f"/staff/letters/{letter.pk}/take-out/"
    assert not asks_for_password(client.get(url).content.decode())
    left = client.post(url, {"form": "hwpx", "reason": "follow_up"})
    assert left["Content-Disposition"].endswith('.hwpx"')
    assert locks(cast, enter, "bodies.letter.take_out") == ["none"]


def test_the_record_leaves_under_a_password(
    cast: Cast, enter: Enter, browser: Callable[[str], Client]
) -> None:
    client = browser("auditor")
    page = client.get("/staff/record/").content.decode()
    assert asks_for_password(page)
    url = "/staff/record/export/"
    for wrong in ({}, {"password": PASSWORD}, {"password": "short-1", "again": "short-1"}):
        assert client.post(url, {"why": "점검", **wrong}).status_code == 422
    assert client.post(url, {"why": "", **LOCK}).status_code == 422
    left = client.post(url, {"why": "점검", **LOCK})
    assert left["Content-Disposition"].endswith('.zip"')
    rows = list(csv.DictReader(io.StringIO(unlocked(left.content).decode("utf-8-sig"))))
    assert {"at", "member", "act", "persons", "details"} <= set(rows[0])
    assert locks(cast, enter, "access.record.export") == ["aes-256"]
