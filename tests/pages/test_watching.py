"""Pages of watching: registered with consent, tried, missed, listed; others see nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jikimi.cases.escalating import propose_by_rules
from jikimi.cases.models import ContactAttempt, MonitoringContact, Proposal, Registration
from jikimi.cases.monitoring import plan_contact
from jikimi.cases.repeats import flag_repeat
from tests.cast import Cast
from tests.loop import Loop, heard
from tests.watched import clock_keeps, registered, reported

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def as_browser(loop: Loop, signed_in: Any, who: str) -> Client:
    return signed_in(Client(), loop.cast.members[who])  # type: ignore[no-any-return]


def test_a_household_is_registered_tried_missed_and_released(loop: Loop, signed_in: Any) -> None:
    today = timezone.localdate()
    browser = as_browser(loop, signed_in, "coordinator")
    home = f"/staff/cases/{loop.case.number}"
    entered = {
        "grade": "B",
        "agency_id": loop.cast.agencies["police"].pk,
        "decided_on": today.isoformat(),
        "why": "심의위원회 의결",
    }
    refused = browser.post(f"{home}/registration/register/", entered)
    assert refused.status_code == 422
    assert b"id_register_consented_on_error" in refused.content
    entered |= {"consented_by": "person", "consented_on": today.isoformat()}
    assert browser.post(f"{home}/registration/register/", entered).status_code == 302
    loop.as_("coordinator")
    row = Registration.objects.get()
    turn = MonitoringContact.objects.get()
    tried = {
        "party_id": str(loop.party("victim").pk),
        "channel": "phone",
        "outcome": "no_answer",
        "tried_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
    }
    officer = as_browser(loop, signed_in, "officer")
    url = f"{home}/monitoring/{turn.pk}/attempt/"
    unsafe = officer.post(url, tried)
    assert (unsafe.status_code, b"anyway_error" in unsafe.content) == (422, True)
    assert officer.post(url, {**tried, "anyway": "안전 확인이 급함"}).status_code == 302
    loop.as_("officer")
    attempt = ContactAttempt.objects.get()
    assert (attempt.outcome, attempt.contact_id) == ("no_answer", turn.pk)
    clock_keeps(turn.due_on + timedelta(days=1))
    missed = {"note": "인사이동", "outcome": "seen"}
    url = f"{home}/monitoring/{turn.pk}/missed/"
    assert officer.post(url, missed).status_code == 422
    assert officer.post(url, {"note": "인사이동"}).status_code == 302
    shown = officer.get(f"{home}/monitoring/").content.decode()
    assert "인사이동" in shown
    withdrawn = {"withdrawn_on": today.isoformat()}
    url = f"{home}/registration/{row.pk}/withdraw/"
    assert as_browser(loop, signed_in, "shelter").post(url, withdrawn).status_code == 404
    assert officer.post(url, withdrawn).status_code == 302
    assert officer.get(f"{home}/registration/").status_code == 200


def test_a_proposal_is_answered_on_the_page_by_who_may(loop: Loop, signed_in: Any) -> None:
    today = timezone.localdate()
    reported(loop, today - timedelta(days=1), result="입건")
    reported(loop, today - timedelta(days=3), result="입건")
    propose_by_rules(case=loop.fresh())
    row = Proposal.objects.get()
    home = f"/staff/cases/{loop.case.number}/proposals/"
    answer = {"version": row.version, "answer": "decline", "why": "동의하지 않음"}
    for who in ("officer", "shelter", "stranger"):
        browser = as_browser(loop, signed_in, who)
        assert browser.post(f"{home}{row.pk}/answer/", answer).status_code == 404
    browser = as_browser(loop, signed_in, "coordinator")
    assert str(row.pk) in browser.get("/staff/watching/proposals/").content.decode()
    url = f"{home}{row.pk}/answer/"
    assert browser.post(url, {**answer, "why": ""}).status_code == 422
    assert browser.post(url, answer).status_code == 302
    assert browser.post(url, answer).status_code == 409
    assert browser.post(f"{home}{row.pk}/again/", {"why": "잘못 누름"}).status_code == 302
    loop.as_("coordinator")
    assert Proposal.objects.get().answered_at is None
    assert str(row.pk) not in as_browser(loop, signed_in, "shelter").get(home).content.decode()


def test_lists_show_each_reader_the_own_households(
    loop: Loop, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    registered(loop, today)
    flag_repeat(actor=loop.as_("coordinator"), case=loop.fresh(), why="다시 위협함")
    until = loop.fresh().repeat_until
    assert until is not None
    loop.planned()
    refuge = loop.cast.agencies["refuge"].pk
    actor, case = loop.as_("coordinator"), loop.fresh()
    plan_contact(actor=actor, case=case, agency_id=refuge, due_on=today, reason="high_risk")
    number, home = loop.case.number, "/staff/watching/"
    month = f"{until:%Y-%m}"
    expected = {
        "": {"coordinator", "officer"},
        f"?find={number[-4:]}&order=missed&grade=A&state=soon": set(),
        f"flags/?month={month}": {"coordinator", "officer", "shelter"},
        f"children/?month={today:%Y-%m}": {"coordinator", "officer", "shelter"},
        "proposals/": set(),
    }
    for who in ("coordinator", "officer", "shelter", "stranger"):
        browser = as_browser(loop, signed_in, who)
        for url, readers in expected.items():
            with django_assert_max_num_queries(20):
                page = browser.get(f"{home}{url}")
            assert page.status_code == 200
            assert (f">{number}<" in page.content.decode()) is (who in readers), (who, url)
    assert as_browser(loop, signed_in, "head").get(home).status_code == 404
    assert as_browser(loop, signed_in, "officer").get(f"{home}flags/?month=x").status_code == 200
