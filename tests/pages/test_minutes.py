"""Pages of minutes and letters over HTTP, and what their files hold for each reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.test import Client
from hwpx import HwpxDocument, validate_editor_open_safety
from pypdf import PdfReader

from jikimi.access.actor import Actor
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.bodies.minutes import approve_minutes
from jikimi.bodies.models import Letter, Meeting, Minutes, MinutesLine
from jikimi.cases.minuting import write_minutes
from tests.cast import Cast
from tests.minuting import (
    DECIDED,
    MATTER,
    OF_PERPETRATOR,
    OF_VICTIM,
    OWED,
    SAID,
    SETTLED,
    Sitting,
    closed_sitting,
)
from tests.sitting import CHILD, VICTIM, WORRY
from tests.unlocking import LOCK, PASSWORD, unlocked

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
HIDDEN_FROM_REFUGE = (SAID, DECIDED, OF_PERPETRATOR, WORRY, CHILD)
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def sitting(cast: Cast, enter: Enter) -> Sitting:
    return closed_sitting(cast, enter)


@pytest.fixture
def approved(cast: Cast, sitting: Sitting) -> Minutes:
    minutes = write_minutes(actor=cast.coordinator, meeting=sitting.meeting)
    return approve_minutes(actor=cast.coordinator, minutes=minutes)


@pytest.fixture
def browser(cast: Cast, signed_in: SignedIn) -> Callable[[str], Client]:
    """A browser of its own for one of the cast."""
    return lambda who: signed_in(Client(), cast.members[who])


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/staff/meetings/{meeting.pk}/minutes/{rest}"


def words_of(content: bytes, form: str) -> str:
    """All words of a file, without blanks, since a line may be broken anywhere."""
    if form == "pdf":
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    else:
        with ZipFile(BytesIO(content)) as packed:
            parts = [packed.read(name) for name in packed.namelist() if name.endswith("xml")]
        text = "".join("".join(ElementTree.fromstring(part).itertext()) for part in parts)
    return "".join(text.split())


def file_for(client: Client, url: str, form: str) -> bytes:
    """The file in its lock."""
    answer = client.post(url, {"form": form, "reason": "meeting", "why": "", **LOCK})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    ending = "pdf" if form == "pdf" else "zip"
    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    assert "no-store" in answer["Cache-Control"]
    return unlocked(answer.content, form)


def test_minutes_are_written_corrected_and_approved_over_pages(
    cast: Cast, enter: Enter, sitting: Sitting, browser: Callable[[str], Client]
) -> None:
    client = browser("coordinator")
    meeting = sitting.meeting
    assert address(meeting) in client.get(f"/staff/meetings/{meeting.pk}/").content.decode()
    assert SAID not in client.get(address(meeting)).content.decode()
    client.post(address(meeting, "write/"))
    page = client.get(address(meeting)).content.decode()
    for text in (SAID, DECIDED, OF_VICTIM, OF_PERPETRATOR, SETTLED, OWED, sitting.case.number):
        assert text in page, text
    enter(cast.coordinator)
    line = MinutesLine.objects.get(text=SAID)
    form = address(meeting, f"1/lines/{line.pk}/")
    assert client.post(form, {"text": "", "base": SAID}).status_code == 422
    fixed = {"text": "첫 줄\r\n둘째 줄", "base": SAID}
    assert client.post(form, fixed).status_code == 302
    late = client.post(form, {"text": "늦은 수정", "base": SAID})
    assert late.status_code == 409
    assert "둘째 줄" in late.content.decode()
    assert "늦은 수정" in late.content.decode()
    again = {
        "text": "늦은 수정",
        "base": re.findall(r'name="base" value="([^"]*)"', late.content.decode())[0],
    }
    assert client.post(form, again).status_code == 302
    added = {"kind": "decision", "text": "다음 달에 다시 봄"}
    client.post(address(meeting, f"1/items/{sitting.matter.pk}/add/"), added)
    client.post(address(meeting, "1/approve/"))
    page = client.get(address(meeting)).content.decode()
    assert "늦은 수정" in page
    assert "다음 달에 다시 봄" in page
    assert client.get(form).status_code == 404


def test_a_draft_is_for_those_who_write_it(
    cast: Cast, sitting: Sitting, browser: Callable[[str], Client]
) -> None:
    write_minutes(actor=cast.coordinator, meeting=sitting.meeting)
    answer = browser("counsellor").get(address(sitting.meeting))
    assert answer.status_code == 200
    assert SAID not in answer.content.decode()
    for rest in ("1/", "1/take-out/", "1/changes/"):
        assert browser("counsellor").get(address(sitting.meeting, rest)).status_code == 404
    assert browser("counsellor").post(address(sitting.meeting, "1/approve/")).status_code == 404


def test_the_page_shows_each_reader_what_that_reader_may_know(
    approved: Minutes, browser: Callable[[str], Client]
) -> None:
    page = browser("shelter").get(address(approved.meeting)).content.decode()
    assert OF_VICTIM in page
    assert SETTLED in page
    for hidden in HIDDEN_FROM_REFUGE:
        assert hidden not in page, hidden
    assert SAID in browser("counsellor").get(address(approved.meeting)).content.decode()
    for who in ("stranger", "head", "auditor"):
        absent = browser(who).get("/staff/meetings/00000000-0000-0000-0000-000000000007/minutes/")
        answer = browser(who).get(address(approved.meeting))
        assert (answer.status_code, absent.status_code) == (404, 404), who


def test_nothing_opens_before_confidentiality_is_accepted(
    approved: Minutes, browser: Callable[[str], Client]
) -> None:
    client = browser("colleague")
    page = client.get(address(approved.meeting)).content.decode()
    assert SETTLED not in page
    assert SAID not in page
    assert client.get(address(approved.meeting, "1/")).status_code == 404
    accepted = {"agreed": "on", "to": "minutes"}
    answer = client.post(f"/staff/meetings/{approved.meeting_id}/confidentiality/", accepted)
    assert answer["Location"] == address(approved.meeting)
    assert SETTLED in client.get(address(approved.meeting)).content.decode()


@pytest.mark.parametrize("form", ["pdf", "hwpx", "odt"])
def test_files_hold_what_the_reader_may_know_and_nothing_else(
    cast: Cast, enter: Enter, approved: Minutes, browser: Callable[[str], Client], form: str
) -> None:
    url = address(approved.meeting, "1/take-out/")
    mine = words_of(file_for(browser("shelter"), url, form), form)
    for text in (OF_VICTIM, MATTER, SETTLED, OWED, "역할shelter"):
        assert "".join(text.split()) in mine, text
    for hidden in (*HIDDEN_FROM_REFUGE, VICTIM):
        assert "".join(hidden.split()) not in mine, hidden
    whole = words_of(file_for(browser("coordinator"), url, form), form)
    for text in (SAID, DECIDED, OF_PERPETRATOR):
        assert "".join(text.split()) in whole, text
    enter(cast.auditor)
    taken = Record.objects.filter(act="bodies.minutes.take_out").first()
    assert taken is not None
    assert taken.why == f"meeting {form}"
    assert taken.details == {"lock": "aes-256"}
    assert PASSWORD not in str((taken.why, taken.details))
    assert len(taken.person_ids) == 3


def test_files_open_in_an_office(approved: Minutes, browser: Callable[[str], Client]) -> None:
    url = address(approved.meeting, "1/take-out/")
    made = file_for(browser("coordinator"), url, "hwpx")
    assert validate_editor_open_safety(made).ok
    assert not HwpxDocument.open(made).validate().issues
    pdf = PdfReader(BytesIO(file_for(browser("coordinator"), url, "pdf")))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "other"},
        {"form": ""},
        {"password": "", "again": ""},
        {"password": "short-1", "again": "short-1"},
        {"password": "onlyletters", "again": "onlyletters"},
        {"password": "우리만 아는 말 2026", "again": "우리만 아는 말 2026"},
        {"again": "something-else-1"},
    ],
)
def test_minutes_of_a_case_need_a_reason_and_a_good_password(
    cast: Cast,
    enter: Enter,
    approved: Minutes,
    browser: Callable[[str], Client],
    wrong: dict[str, str],
) -> None:
    url = address(approved.meeting, "1/take-out/")
    good = {"form": "hwpx", "reason": "meeting", **LOCK}
    refused = browser("coordinator").post(url, {**good, **wrong})
    assert refused.status_code == 422
    assert PASSWORD not in refused.content.decode()
    enter(cast.auditor)
    assert not Record.objects.filter(act="bodies.minutes.take_out").exists()


def test_a_new_version_is_compared_with_the_one_before(
    cast: Cast, enter: Enter, approved: Minutes, browser: Callable[[str], Client]
) -> None:
    client = browser("coordinator")
    meeting = approved.meeting
    assert client.post(address(meeting, "1/revise/"), {"why": ""}).status_code == 422
    assert client.post(address(meeting, "1/revise/"), {"why": "오기 정정"}).status_code == 302
    enter(cast.coordinator)
    line = MinutesLine.objects.get(text=SAID, minutes__number=2)
    client.post(address(meeting, f"2/lines/{line.pk}/"), {"text": "바로잡음", "base": SAID})
    client.post(address(meeting, "2/approve/"))
    changed = client.get(address(meeting, "2/changes/")).content.decode()
    assert "바로잡음" in changed
    assert SAID in changed
    hidden = browser("shelter").get(address(meeting, "2/changes/")).content.decode()
    assert "바로잡음" not in hidden
    assert SAID not in hidden
    assert SAID in client.get(address(meeting, "1/")).content.decode()


def test_a_letter_reaches_its_agency_alone(
    cast: Cast, enter: Enter, approved: Minutes, browser: Callable[[str], Client]
) -> None:
    coordinator = browser("coordinator")
    coordinator.post(address(approved.meeting, "1/letters/"))
    enter(cast.coordinator)
    letter = Letter.objects.get(agency=cast.agencies["refuge"])
    url = f"/staff/letters/{letter.pk}/"
    client = browser("shelter")
    waiting = client.get("/staff/").content.decode().count(url)
    assert url in client.get("/staff/letters/").content.decode()
    page = client.get(url).content.decode()
    assert OF_VICTIM in page
    assert OF_PERPETRATOR not in page
    assert client.get("/staff/").content.decode().count(url) == waiting - 1
    enter(cast.coordinator)
    assert Letter.objects.get(pk=letter.pk).opened_by_id == cast.members["shelter"].pk
    for form in ("pdf", "hwpx", "odt"):
        words = words_of(file_for(client, f"{url}take-out/", form), form)
        assert "".join(OF_VICTIM.split()) in words
        for hidden in (OF_PERPETRATOR, SAID, DECIDED, OWED, VICTIM):
            assert "".join(hidden.split()) not in words, hidden
    file_for(coordinator, f"{url}take-out/", "hwpx")
    enter(cast.auditor)
    row = Record.objects.get(act="bodies.letter.take_out")
    assert (row.why, row.details, len(row.person_ids)) == ("meeting hwpx", {"lock": "aes-256"}, 3)
    bare = client.post(f"{url}take-out/", {"form": "pdf", "reason": "meeting"})
    assert bare.status_code == 422
    assert 'name="password"' in bare.content.decode()
    for who in ("counsellor", "stranger", "officer", "head"):
        assert browser(who).get(url).status_code == 404, who


def test_today_says_that_minutes_wait(sitting: Sitting, browser: Callable[[str], Client]) -> None:
    page: Any = browser("coordinator").get("/staff/")
    assert address(sitting.meeting) in page.content.decode()
    assert address(sitting.meeting) not in browser("counsellor").get("/staff/").content.decode()
