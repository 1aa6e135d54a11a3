"""Pages around a meeting: calling it, who comes, who stays out, matters, regular turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.member import Member
from jikimi.access.roster import grant_role
from jikimi.bodies.cadence import keep_turns
from jikimi.bodies.matters import MatterDraft, propose_matter
from jikimi.bodies.models import (
    AgendaItem,
    Body,
    Matter,
    Meeting,
    Recusal,
    Representative,
    Turn,
)
from jikimi.cases.models import Case
from tests.cast import Cast
from tests.loop import heard
from tests.sitting import called_meeting, selected_case

Enter = Callable[[Actor], None]
SignedIn = Callable[[Client, Member], Client]
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
LINK = "https://meet.example.kr/room-7"


@pytest.fixture
def as_(cast: Cast, signed_in: SignedIn) -> Callable[[str], Client]:
    """A browser of one of the cast."""
    return lambda who: signed_in(Client(), cast.members[who])


def entered(cast: Cast, **more: object) -> dict[str, Any]:
    starts = timezone.localtime() + timedelta(days=3)
    given = {
        "body": cast.council.pk,
        "starts_at": starts.strftime("%Y-%m-%dT%H:%M"),
        "place": "2층 회의실",
        "kind": "ad_hoc",
    }
    return {**given, **more}


def test_what_was_promised_and_flags_that_run_out_are_put_first(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    loop = heard(cast)
    loop.acting()
    enter(cast.coordinator)
    until = timezone.localdate() + timedelta(days=20)
    Case.objects.filter(pk=loop.case.pk).update(is_repeat=True, repeat_until=until)
    browser = as_("coordinator")
    page = browser.get("/staff/meetings/call/").content.decode()
    assert loop.case.number in page
    done = browser.post("/staff/meetings/call/", entered(cast, topics="야간 연락"))
    home = done.headers["Location"]
    enter(cast.coordinator)
    assert [i.kind for i in AgendaItem.objects.all()] == ["follow_up", "flags", "policy"]
    shown = browser.get(home).content.decode()
    assert "이행 점검" in shown
    assert loop.case.number in shown
    assert loop.case.number not in as_("stranger").get(home).content.decode()


def test_too_little_notice_is_said_beside_the_date_unless_urgent(
    cast: Cast, as_: Callable[[str], Client]
) -> None:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    browser = as_("coordinator")
    english = {"Accept-Language": "en"}
    refused = browser.post("/staff/meetings/call/", entered(cast, starts_at=now), headers=english)
    assert refused.status_code == 422
    assert "mark it as urgent" in refused.content.decode()
    done = browser.post("/staff/meetings/call/", entered(cast, starts_at=now, is_urgent="on"))
    assert done.status_code == 302


def test_the_video_link_is_for_those_invited_alone(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    browser = as_("coordinator")
    for wrong in ("http://meet.example.kr/x", "ftp://meet.example.kr"):
        refused = browser.post("/staff/meetings/call/", entered(cast, video_link=wrong))
        assert refused.status_code == 422
    invited = [cast.members["shelter"].pk]
    done = browser.post("/staff/meetings/call/", entered(cast, video_link=LINK, members=invited))
    home = done.headers["Location"]
    assert LINK in as_("shelter").get(home).content.decode()
    assert LINK in browser.get(home).content.decode()
    page = as_("counsellor").get(home)
    assert (page.status_code, LINK in page.content.decode()) == (200, False)
    entry = Calendar.from_ical(as_("shelter").get(f"{home}calendar.ics").content)
    assert (entry["METHOD"], str(entry.walk("VEVENT")[0]["CONFERENCE"])) == ("PUBLISH", LINK)
    for who in ("stranger", "counsellor"):
        assert as_(who).get(f"{home}calendar.ics").status_code == 404


def test_a_deputy_is_sent_and_reasons_are_for_those_who_run_the_meeting(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    meeting = called_meeting(cast, enter)
    home = f"/staff/meetings/{meeting.pk}/"
    mine = meeting.attendances.get(member=cast.members["counsellor"])
    page = f"{home}deputy/{mine.pk}/"
    assert as_("shelter").get(page).status_code == 404
    browser = as_("counsellor")
    assert browser.post(page, {"deputy": ""}).status_code == 422
    sent = {"deputy": cast.members["colleague"].pk, "why": "법원 출석"}
    assert browser.post(page, sent).status_code == 302
    assert as_("colleague").get(home).status_code == 200
    for who, reads in (("coordinator", True), ("counsellor", True), ("shelter", False)):
        assert ("법원 출석" in as_(who).get(home).content.decode()) is reads, who


def test_who_leads_and_who_keeps_the_minutes_is_shown(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    meeting = called_meeting(cast, enter)
    home = f"/staff/meetings/{meeting.pk}/"
    shelter = cast.members["shelter"].pk
    named = {"chair": shelter, "clerk": "", "version": 1}
    browser = as_("coordinator")
    assert browser.post(f"{home}officers/", named).status_code == 302
    again = {"chair": "", "clerk": shelter, "version": 1}
    assert browser.post(f"{home}officers/", again).status_code == 409
    assert as_("counsellor").post(f"{home}officers/", named).status_code == 404
    enter(cast.coordinator)
    assert Meeting.objects.get().chair_id == shelter
    assert f"{home}open/" in as_("shelter").get(home).content.decode()
    assert f"{home}open/" not in as_("counsellor").get(home).content.decode()


def test_staying_out_of_an_item_and_of_a_case(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    case = selected_case(cast, enter)
    meeting = called_meeting(cast, enter, case)
    home = f"/staff/meetings/{meeting.pk}/"
    browser = as_("coordinator")
    browser.post(f"{home}agenda/topic/", {"title": "위탁 심사", "minutes": 5})
    enter(cast.coordinator)
    about_case, topic = meeting.items.all()
    page = f"{home}agenda/{topic.pk}/recusal/"
    me = {"member": cast.members["shelter"].pk, "reason": "own_interest"}
    shelter = as_("shelter")
    assert shelter.get(page).status_code == 200
    assert shelter.post(page, {**me, "reason": "whim"}).status_code == 422
    someone = {**me, "member": cast.members["counsellor"].pk}
    assert shelter.post(page, someone).status_code == 422
    assert shelter.post(page, me).status_code == 302
    assert "위탁 심사" not in shelter.get(home).content.decode()
    assert browser.post(page, someone).status_code == 302
    assert "위탁 심사" not in as_("counsellor").get(home).content.decode()
    enter(cast.coordinator)
    row = Recusal.objects.get(member=cast.members["shelter"])
    lift = f"{home}recusals/{row.pk}/lift/"
    assert shelter.get(lift).status_code == 404
    assert browser.post(lift, {"why": ""}).status_code == 422
    assert browser.post(lift, {"why": "착오"}).status_code == 302
    assert "위탁 심사" in shelter.get(home).content.decode()
    on_case = f"{home}agenda/{about_case.pk}/recusal/"
    counsellor = as_("counsellor")
    assert counsellor.get(on_case).status_code == 200
    left = {"member": cast.members["counsellor"].pk, "reason": "acquaintance"}
    assert counsellor.post(on_case, left).status_code == 302
    assert case.number not in counsellor.get(home).content.decode()
    assert counsellor.get(on_case).status_code == 404


def test_matters_are_proposed_and_go_onto_the_agenda(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    meeting = called_meeting(cast, enter)
    shelter, browser = as_("shelter"), as_("coordinator")
    home = "/staff/bodies/east/matters/"
    assert shelter.get(home).status_code == 200
    assert shelter.post(f"{home}propose/", {"kind": "policy", "title": ""}).status_code == 422
    said = {"kind": "site_proposal", "title": "비상벨", "text": "어두운 길"}
    assert shelter.post(f"{home}propose/", said).status_code == 302
    enter(cast.coordinator)
    matter = Matter.objects.get()
    one = f"{home}{matter.pk}/"
    assert "비상벨" in browser.get("/staff/").content.decode()
    assert browser.get(f"/staff/matters/{matter.pk}/").headers["Location"] == one
    assert (
        shelter.post(f"{one}amend/", {**said, "title": "비상벨 둘", "version": 1}).status_code
        == 302
    )
    late = {**said, "title": "비상벨 셋", "version": 1}
    assert browser.post(f"{one}amend/", late).status_code == 409
    assert as_("counsellor").post(f"{one}withdraw/").status_code == 404
    assert browser.post(f"{one}decline/", {"answer": ""}).status_code == 422
    assert browser.post(f"{one}decline/", {"answer": "시청 소관"}).status_code == 302
    assert "시청 소관" in shelter.get(one).content.decode()
    assert shelter.post(f"{one}reopen/").status_code == 302
    put = f"/staff/meetings/{meeting.pk}/agenda/matter/"
    assert browser.post(put, {"matter": str(matter.pk), "minutes": 10}).status_code == 302
    assert "비상벨 둘" in shelter.get(f"/staff/meetings/{meeting.pk}/").content.decode()
    for who in ("stranger", "head", "auditor"):
        assert as_(who).get(home).status_code == as_(who).get(one).status_code == 404
    assert as_("shelter").get("/staff/bodies/nowhere/matters/").status_code == 404


def test_regular_meetings_owed_are_shown_called_and_let_go(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    enter(THE_OPERATOR)
    grant_role(
        actor=THE_OPERATOR,
        member=cast.members["analyst"],
        kind="coordinator",
        why="x",
        body_id=cast.heads.pk,
    )
    Body.objects.filter(pk=cast.heads.pk).update(valid_from="2001-01-01")
    enter(THE_CLOCK)
    keep_turns(actor=THE_CLOCK)
    browser = as_("analyst")
    home = "/staff/bodies/heads/turns/"
    enter(THE_OPERATOR)
    turn = Turn.objects.filter(body=cast.heads).order_by("due_on").first()
    assert turn is not None
    Turn.objects.filter(pk=turn.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    assert "기한" in browser.get("/staff/").content.decode()
    assert f"?body={cast.heads.pk}" in browser.get("/staff/meetings/").content.decode()
    assert browser.get(f"/staff/meetings/call/?body={cast.heads.pk}").status_code == 200
    assert as_("head").get(home).status_code == 200
    assert as_("head").get(f"{home}{turn.pk}/waive/").status_code == 404
    assert as_("stranger").get(home).status_code == 404
    assert browser.post(f"{home}{turn.pk}/waive/", {"why": ""}).status_code == 422
    assert browser.post(f"{home}{turn.pk}/waive/", {"why": "태풍"}).status_code == 302
    assert "태풍" in browser.get(home).content.decode()
    assert browser.post(f"{home}{turn.pk}/restore/").status_code == 302
    enter(cast.head)
    assert Turn.objects.get(pk=turn.pk).waived_on is None


def test_lists_cost_the_same_for_10_and_20_rows(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    browser = as_("coordinator")
    numbers = []
    for many in (10, 10):
        enter(cast.shelter)
        for n in range(many):
            draft = MatterDraft("policy", f"안건 {n}")
            propose_matter(actor=cast.shelter, body=cast.council, draft=draft)
        browser.get("/staff/bodies/east/matters/")
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/staff/bodies/east/matters/")
        assert page.status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_those_who_sit_for_their_agencies_are_invited_with_one_tick(
    cast: Cast, enter: Enter, as_: Callable[[str], Client]
) -> None:
    enter(THE_OPERATOR)
    seat = cast.council.seats.get(agency=cast.agencies["refuge"])
    given = {"body": cast.council, "seat": seat, "since": timezone.localdate()}
    Representative.objects.create(member=cast.members["shelter"], **given)
    browser = as_("coordinator")
    done = browser.post("/staff/meetings/call/", entered(cast, invite_sitting="on"))
    enter(cast.coordinator)
    meeting = Meeting.objects.get()
    assert done.headers["Location"] == f"/staff/meetings/{meeting.pk}/"
    listed = {row.member.username for row in meeting.attendances.all()}
    assert listed == {"coordinator", "shelter"}
