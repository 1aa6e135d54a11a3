"""Pages from cause to closing over HTTP, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Action, Cause, MonitoringContact, Plan
from jikimi.cases.models import Measure as MeasureRow
from tests.cast import Cast
from tests.loop import Loop, end, heard, in_days

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
PARTS = ("analysis", "plan", "measures", "monitoring", "review", "closure")


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def enter_as(cast: Cast, signed_in: Callable[..., Client]) -> Callable[[str], Client]:
    """A browser in which this person is signed in, reading English."""

    def enter(who: str) -> Client:
        client = signed_in(Client(), cast.members[who])
        client.cookies["django_language"] = "en"
        return client

    return enter


Enter = Callable[[str], Client]


def at(loop: Loop, *rest: object) -> str:
    return f"/staff/cases/{loop.case.number}/" + "".join(f"{part}/" for part in rest)


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def send(client: Client, url: str, status: int = 302, **given: object) -> str:
    response = client.post(url, given)
    assert response.status_code == status, response.content.decode()[-4000:]
    return response.content.decode()


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_strangers_get_the_same_page_as_for_no_case_at_all(loop: Loop, enter_as: Enter) -> None:
    client = enter_as("stranger")
    strip = re.compile(r'value="/staff/cases/[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')
    for part in PARTS:
        forbidden = client.get(at(loop, part))
        absent = client.get(f"/staff/cases/2026-XXXXXX/{part}/")
        assert forbidden.status_code == absent.status_code == 404
        pages = {strip.sub("", answer.content.decode()) for answer in (forbidden, absent)}
        assert len(pages) == 1, part


def test_everybody_on_the_case_may_open_every_part(loop: Loop, enter_as: Enter) -> None:
    loop.acting()
    for who in ("coordinator", "counsellor", "officer", "shelter"):
        client = enter_as(who)
        for part in PARTS:
            html = page(client, at(loop, part))
            assert html.count("<h1") == 1
            assert loop.case.number in html


def test_a_case_goes_from_cause_to_closing_by_pages_alone(loop: Loop, enter_as: Enter) -> None:
    lead, refuge, coordinator = (enter_as(w) for w in ("counsellor", "shelter", "coordinator"))
    cause = {"code": "alcohol", "evidence": "신고 세 번", "said_by": "피해자", "party_id": ""}
    send(lead, at(loop, "analysis", "add"), **cause)
    send(lead, at(loop, "analysis", "finish"))
    assert loop.fresh().stage == "analysed"
    html = page(coordinator, at(loop, "plan"))
    assert "cannot be approved yet" in html
    send(coordinator, at(loop, "plan", "approve"), 409)
    loop.as_("coordinator")
    action = {
        "side": "victim",
        "agency_id": loop.cast.agencies["refuge"].pk,
        "text": "매주 만난다",
        "due_on": in_days(9).isoformat(),
        "cause_id": Cause.objects.get().pk,
        "owner_id": "",
    }
    send(coordinator, at(loop, "actions", "new"), **action)
    send(lead, at(loop, "plan", "write"), side="victim", goal="안전한 집", version=0)
    send(coordinator, at(loop, "plan", "approve"))
    send(lead, at(loop, "actions", "begin"), review_on=in_days(20).isoformat())
    assert loop.fresh().stage == "acting"
    loop.as_("shelter")
    made = Action.objects.get()
    owner = loop.cast.members["shelter"].pk
    send(refuge, at(loop, "actions", made.pk, "accept"), owner_id=owner)
    review = {"found": "조용함", "is_safer": "yes", "is_closing_next": "on"}
    send(lead, at(loop, "review", "hold"), **review)
    closing = {"reason": "safe_goals_met", "summary": "석 달 동안 안전함"}
    html = send(lead, at(loop, "closure", "close"), 409, **closing)
    assert "1 action" in html
    assert "석 달 동안 안전함" in html
    send(refuge, at(loop, "actions", made.pk, "end"), ending="done", text="")
    send(lead, at(loop, "closure", "close"), **closing)
    assert loop.fresh().stage == "closed"
    send(coordinator, at(loop, "closure", "reopen"), why="다시 신고됨")
    assert loop.fresh().stage == "selected"


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(
    loop: Loop, enter_as: Enter
) -> None:
    html = send(
        enter_as("counsellor"), at(loop, "analysis", "add"), 422, code="alcohol", evidence="본 것"
    )
    assert "본 것" in html
    assert 'href="#id_said_by"' in html


def test_the_second_writer_sees_both_versions_and_may_save_on(loop: Loop, enter_as: Enter) -> None:
    cause = loop.cause()
    url = at(loop, "analysis", cause.pk)
    first, second = enter_as("officer"), enter_as("counsellor")
    given = {"code": "alcohol", "said_by": "피해자", "party_id": "", "version": 1}
    send(first, url, evidence="병원 기록", **given)
    html = send(second, url, 409, evidence="이웃의 말", **given)
    assert "병원 기록" in html
    assert "이웃의 말" in html
    again = re.search(r'name="version"[^>]*value="(\d+)"', html)
    assert again is not None
    send(second, url, evidence="병원 기록, 이웃의 말", **{**given, "version": again[1]})
    loop.as_("coordinator")
    assert Cause.objects.get().evidence == "병원 기록, 이웃의 말"


def test_two_who_write_the_goal_at_once_see_each_other(loop: Loop, enter_as: Enter) -> None:
    loop.analysed()
    url = at(loop, "plan", "write")
    send(enter_as("counsellor"), url, side="victim", goal="살던 집에서", version=0)
    html = send(enter_as("coordinator"), url, 409, side="victim", goal="쉼터에서", version=0)
    assert "살던 집에서" in html
    assert "쉼터에서" in html
    loop.as_("coordinator")
    assert Plan.objects.get().goal == "살던 집에서"


def test_an_action_is_changed_and_its_second_writer_warned(loop: Loop, enter_as: Enter) -> None:
    loop.analysed()
    action = loop.action()
    url = at(loop, "actions", action.pk, "amend")
    given = {"owner_id": "", "cause_id": "", "version": 1}
    coordinator, lead = enter_as("coordinator"), enter_as("counsellor")
    assert action.text in page(lead, url)
    send(coordinator, url, text="매일 전화", due_on=in_days(2).isoformat(), **given)
    html = send(lead, url, 409, text="매주 방문", due_on=in_days(2).isoformat(), **given)
    assert "매일 전화" in html
    assert "매주 방문" in html


def test_what_is_not_shared_stands_on_no_page(loop: Loop, enter_as: Enter) -> None:
    loop.cause(code="money", who="officer")
    loop.as_("coordinator")
    Cause.objects.update(evidence="병원 기록")
    loop.analysed()
    loop.action(side="perpetrator", agency="police", text="가해자가 상담을 받는다")
    hidden = {"shelter": ["상담을 받는다", "병원 기록"], "counsellor": ["상담을 받는다"]}
    for who, texts in hidden.items():
        client = enter_as(who)
        for part in PARTS:
            html = page(client, at(loop, part))
            assert not [text for text in texts if text in html], (who, part)


def test_no_page_title_and_no_url_names_a_person(loop: Loop, enter_as: Enter) -> None:
    loop.acting()
    client = enter_as("coordinator")
    for part in PARTS:
        html = page(client, at(loop, part))
        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        assert title is not None
        assert "고하늘" not in title[1]


def test_measures_are_recorded_and_ended(loop: Loop, enter_as: Enter) -> None:
    client = enter_as("officer")
    given = {"code": "dv_interim_2", "started_at": "2026-11-01T10:00", "ends_on": "2026-11-20"}
    party = loop.party("perpetrator").pk
    send(client, at(loop, "measures", "record"), **given, party_id=party)
    html = page(client, at(loop, "measures"))
    assert "Past its written end" in html
    assert "문바다" in html
    loop.as_("officer")
    measure = MeasureRow.objects.get().pk
    url = at(loop, "measures", measure, "end")
    send(client, url, 422, ended_at="2026-10-01T10:00", why="잘못")
    send(client, url, ended_at="2026-11-20T10:00", why="기간 만료")
    assert "기간 만료" in page(client, at(loop, "measures"))


def test_a_contact_is_planned_missed_and_stays(loop: Loop, enter_as: Enter) -> None:
    loop.planned()
    coordinator, refuge = enter_as("coordinator"), enter_as("shelter")
    agency = loop.cast.agencies["refuge"].pk
    url = at(loop, "monitoring", "plan")
    send(coordinator, url, 422, agency_id=agency, due_on=in_days(-1).isoformat())
    send(coordinator, url, agency_id=agency, due_on=in_days(3).isoformat(), face_to_face="on")
    loop.as_("shelter")
    contact = MonitoringContact.objects.get().pk
    report = at(loop, "monitoring", contact, "report")
    send(refuge, report, 422, outcome="missed", note="")
    send(refuge, report, outcome="missed", note="담당자 휴가")
    html = page(coordinator, at(loop, "monitoring"))
    assert "1 contact was missed" in html
    assert "담당자 휴가" in html


def test_a_repeat_is_flagged(loop: Loop, enter_as: Enter) -> None:
    client = enter_as("officer")
    url = at(loop, "closure", "repeat")
    send(client, url, 422, why="")
    send(client, url, why="다시 찾아옴", earlier="", happened_on=in_days(0).isoformat())
    assert "flagged as a repeat" in page(client, at(loop, "closure"))


def test_buttons_are_offered_to_those_who_may_alone(loop: Loop, enter_as: Enter) -> None:
    end(loop, loop.reviewed())
    offered = {}
    for who in ("coordinator", "counsellor", "officer", "shelter"):
        html = page(enter_as(who), at(loop, "closure"))
        offered[who] = "closure/close/" in html
    assert offered == {"coordinator": True, "counsellor": True, "officer": False, "shelter": False}


def test_a_press_by_somebody_without_the_right_changes_nothing(loop: Loop, enter_as: Enter) -> None:
    end(loop, loop.reviewed())
    send(
        enter_as("officer"),
        at(loop, "closure", "close"),
        404,
        reason="safe_goals_met",
        summary="끝",
    )
    assert loop.fresh().stage == "reviewed"


def test_an_agency_reports_from_its_own_list(loop: Loop, enter_as: Enter) -> None:
    loop.analysed()
    late, other = loop.action(due_on=in_days(-2)), loop.action(text="둘째 일")
    loop.action(agency="police", text="경찰의 일")
    client = enter_as("shelter")
    html = page(client, "/staff/actions/")
    assert "둘째 일" in html
    assert "경찰의 일" not in html
    assert "둘째 일" not in page(client, "/staff/actions/?state=overdue")
    send(client, f"/staff/actions/{other.pk}/accept/", kept="")
    html = send(
        client,
        f"/staff/actions/{late.pk}/end/",
        422,
        ending="not_done",
        text="",
        kept="state=overdue",
    )
    assert "Say why it was not done" in html
    response = client.post(
        f"/staff/actions/{late.pk}/end/",
        {"ending": "not_done", "text": "담당자 공백", "kept": "state=overdue&page=//evil"},
    )
    assert response["Location"] == "/staff/actions/?state=overdue"
    tabs = words_of(page(client, "/staff/actions/?state=not_done"))
    assert "담당자 공백" in tabs
    send(client, f"/staff/actions/{late.pk}/resume/", kept="")
    loop.as_("shelter")
    assert Action.objects.get(pk=late.pk).stage == "accepted"


def test_with_htmx_only_the_line_comes_back(loop: Loop, enter_as: Enter) -> None:
    loop.analysed()
    action = loop.action()
    client = enter_as("shelter")
    url, htmx = f"/staff/actions/{action.pk}/end/", {"HX-Request": "true"}
    refused = client.post(url, {"ending": "not_possible", "text": ""}, headers=htmx)
    assert refused.content.decode().lstrip().startswith("<tr")
    assert "Say which circumstances changed" in refused.content.decode()
    answered = client.post(url, {"ending": "not_possible", "text": "이사함"}, headers=htmx)
    html = answered.content.decode()
    assert html.lstrip().startswith("<tr")
    assert "Not possible: circumstances changed" in html
    assert "<html" not in html


def test_another_agency_cannot_tell_that_there_is_an_action(loop: Loop, enter_as: Enter) -> None:
    loop.analysed()
    action = loop.action()
    client = enter_as("stranger")
    for word in ("end", "accept", "resume"):
        send(client, f"/staff/actions/{action.pk}/{word}/", 404, ending="done")
        send(client, f"/staff/actions/6f1f2b1c-0000-4000-8000-000000000000/{word}/", 404)
    assert page(client, "/staff/actions/").count("<tr") == 0


def test_pages_cost_the_same_for_ten_and_twenty(loop: Loop, enter_as: Enter) -> None:
    loop.analysed()
    client = enter_as("shelter")
    pages = ["/staff/actions/", *(at(loop, part) for part in PARTS)]
    counted = []
    for _ in range(2):
        for _ in range(10):
            loop.action()
            loop.cause(who="shelter")
        counted.append({url: queries(client, url) for url in pages})
    assert counted[0] == counted[1]


def queries(client: Client, url: str) -> int:
    page(client, url)
    with CaptureQueriesContext(connection) as captured:
        page(client, url)
    return len(captured)


def test_reading_is_recorded_with_the_persons(loop: Loop, enter_as: Enter) -> None:
    page(enter_as("coordinator"), at(loop, "analysis"))
    name_actor(loop.cast.auditor)
    row = Record.objects.filter(outcome="read", subject_id=loop.case.pk).latest("at")
    assert row.act == "cases.case.read"
    assert loop.party("victim").person_id in row.person_ids


def test_a_closed_case_offers_nothing_but_opening_again(loop: Loop, enter_as: Enter) -> None:
    loop.closed()
    client = enter_as("coordinator")
    for part in PARTS:
        html = page(client, at(loop, part))
        assert ("/closure/reopen/" in html) == (part == "closure")
        for word in ("/analysis/add/", "/actions/new/", "/plan/write/", "/measures/record/"):
            assert word not in html, part
    assert loop.fresh().stage == "closed"
