"""Pages of help over HTTP, without JavaScript: from a cause to the plan, or noted as missing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.analysis import finish_analysis
from jikimi.cases.models import Action, Cause, UnmetNeed
from jikimi.directory.models import Service
from tests.cast import Cast
from tests.loop import Loop, heard, in_days
from tests.offers import places, service

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
As = Callable[[str], Client]
SEEK = {"need": "domestic_violence", "party_id": "", "district": "", "when": ""}


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def signed(cast: Cast, signed_in: Callable[[Client, Member], Client]) -> As:
    """A browser of its own for each member, reading English."""

    def enter(who: str) -> Client:
        client = signed_in(Client(), cast.members[who])
        client.cookies["django_language"] = "en"
        return client

    return enter


@pytest.fixture
def cause(loop: Loop) -> Cause:
    """Controlling behaviour, suffered by the victim; the analysis is finished."""
    made = loop.cause("controlling_behaviour", party_id=loop.party("victim").pk)
    finish_analysis(actor=loop.as_("counsellor"), case=loop.fresh("counsellor"))
    return made


@pytest.fixture
def offered(loop: Loop) -> Service:
    made = service(
        "쉼터 상담",
        ["domestic_violence"],
        keeper=loop.cast.agencies["refuge"],
        for_sex="female",
    )
    places(made, 3, 8)
    return made


def at(loop: Loop, *rest: object) -> str:
    return f"/staff/cases/{loop.case.number}/helping/" + "".join(f"{part}/" for part in rest)


def told(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', html)
    assert found, name
    return found[1]


def test_from_a_cause_to_a_service_in_the_plan_in_one_step(
    loop: Loop, cause: Cause, offered: Service, signed: As
) -> None:
    browser = signed("coordinator")
    first = browser.get(at(loop)).content.decode()
    assert at(loop, cause.pk) in first
    assert "Domestic violence" in told(first)
    html = browser.get(at(loop, cause.pk)).content.decode()
    words = told(html)
    assert "For women only" in words
    assert "3 of 8 places free" in words
    assert "Refuge gives it." in words
    text = re.search(r'<textarea[^>]*name="text"[^>]*>\n([^<]*)<', html)
    assert text
    given = {name: hidden(html, name) for name in ("service_id", "cause_id", "side", "due_on")}
    answer = browser.post(at(loop, "choose"), {**given, "text": text[1]})
    assert answer.status_code == 302
    name_actor(loop.cast.coordinator)
    action = Action.objects.get()
    assert (action.agency.key, action.cause_id) == ("refuge", cause.pk)
    assert "쉼터 상담" in action.text


def test_a_refused_choice_keeps_what_was_typed(
    loop: Loop, cause: Cause, offered: Service, signed: As
) -> None:
    sent = {
        "service_id": str(offered.pk),
        "cause_id": str(cause.pk),
        "side": "victim",
        "text": "내가 적은 말",
        "due_on": in_days(-3).isoformat(),
    }
    answer = signed("coordinator").post(at(loop, "choose"), sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "내가 적은 말" in html
    assert "This day is past" in html
    name_actor(loop.cast.coordinator)
    assert Action.objects.count() == 0


def test_what_is_looked_for_is_posted_and_narrows(
    loop: Loop, cause: Cause, offered: Service, signed: As
) -> None:
    browser = signed("coordinator")
    him = str(loop.party("perpetrator").pk)
    answer = browser.post(at(loop, cause.pk), {**SEEK, "party_id": him})
    assert answer.status_code == 200
    words = told(answer.content.decode())
    assert "Services that do not fit: 1" in words
    assert "No service fits" in words
    assert browser.post(at(loop), {**SEEK, "need": "gold"}).status_code == 422
    anything = told(browser.post(at(loop), SEEK).content.decode())
    assert "쉼터 상담" in anything


def test_before_the_analysis_ends_services_are_shown_and_cannot_be_chosen(
    loop: Loop, offered: Service, signed: As
) -> None:
    made = loop.cause("controlling_behaviour", party_id=loop.party("victim").pk)
    html = signed("coordinator").get(at(loop, made.pk)).content.decode()
    assert "쉼터 상담" in html
    assert "once the analysis is finished" in told(html)
    assert "Put into the plan</button>" not in html


def test_what_is_missing_is_noted_shown_on_the_case_and_settled(
    loop: Loop, cause: Cause, signed: As
) -> None:
    browser = signed("counsellor")
    html = browser.get(at(loop, cause.pk)).content.decode()
    assert 'value="none_exists" checked' in html
    note = {
        "need": "safe_place",
        "why": "full",
        "district": "50130",
        "words": "두 곳 모두 찼음",
        "cause_id": str(cause.pk),
    }
    assert browser.post(at(loop, "unmet"), {**note, "why": ""}).status_code == 422
    assert browser.post(at(loop, "unmet"), note).status_code == 302
    case_page = told(browser.get(f"/staff/cases/{loop.case.number}/").content.decode())
    assert "Needed and not found" in case_page
    assert "두 곳 모두 찼음" in case_page
    name_actor(loop.cast.counsellor)
    made = UnmetNeed.objects.get()
    assert browser.post(at(loop, "unmet", made.pk), {"ending": "gold"}).status_code == 422
    assert browser.post(at(loop, "unmet", made.pk), {"ending": "met"}).status_code == 302
    assert browser.post(at(loop, "unmet", made.pk), {"ending": "met"}).status_code == 409
    assert "Help was found" in told(browser.get(at(loop)).content.decode())


def test_a_partner_without_causes_sees_none_of_them_here(
    loop: Loop, cause: Cause, offered: Service, signed: As
) -> None:
    browser = signed("shelter")
    assert "Controlling" not in told(browser.get(at(loop)).content.decode())
    assert browser.get(at(loop, cause.pk)).status_code == 404
    note = {"need": "safe_place", "why": "full", "cause_id": ""}
    assert browser.post(at(loop, "unmet"), note).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "head", "auditor", "analyst"])
def test_everybody_else_gets_the_page_that_says_there_is_none(
    loop: Loop, cause: Cause, who: str, signed: As
) -> None:
    browser = signed(who)
    for url in (at(loop), at(loop, cause.pk), at(loop, "choose"), at(loop, "unmet")):
        assert browser.get(url).status_code == 404
        assert browser.post(url, SEEK).status_code == 404


def test_both_languages(loop: Loop, cause: Cause, offered: Service, signed: As) -> None:
    browser = signed("coordinator")
    browser.cookies["django_language"] = "ko"
    assert "가정폭력" in browser.get(at(loop, cause.pk)).content.decode()
