"""The search page: by POST only, the purpose asked once, and each hit says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jikimi.access.member import Member
from jikimi.cases.models import Case
from jikimi.cases.persons import PersonDraft
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
URL = "/staff/search/"
VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678", sex="female")


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case of the centre."""
    return named_case(cast, "counsellor", VICTIM, PersonDraft(name="문바다"))


@pytest.fixture
def page(cast: Cast, signed_in: SignIn, client: Client) -> Callable[..., Any]:
    """Send the search form as a member of the cast."""

    def send(who: str, **data: str) -> Any:
        signed_in(client, cast.members[who])
        return client.post(URL, {"purpose": "case_work", **data}) if data else client.get(URL)

    return send


def test_a_hit_says_why_and_leads_to_the_case(case: Case, page: Callable[..., Any]) -> None:
    text = page("colleague", name="고하느", phone="5678").content.decode()
    assert "고하늘" in text
    assert f"/staff/cases/{case.number}/" in text
    told = re.sub(r'value="[^"]*"', "", text)
    assert not re.search(r"\b1234\b", told)  # of a number only its end is shown


def test_a_stranger_sees_the_same_as_for_nobody(case: Case, page: Callable[..., Any]) -> None:
    known = page("shelter", name="고하늘").content.decode()
    nobody = page("shelter", name="고하놀").content.decode()
    assert _plain(known).replace("고하늘", "·") == _plain(nobody).replace("고하놀", "·")


def test_the_purpose_is_asked_once(
    cast: Cast, case: Case, signed_in: SignIn, client: Client
) -> None:
    signed_in(client, cast.members["counsellor"])
    assert client.post(URL, {"name": "고하늘"}).status_code == 422
    assert client.post(URL, {"name": "고하늘", "purpose": "curiosity"}).status_code == 422
    assert client.post(URL, {"name": "고하늘", "purpose": "meeting"}).status_code == 200
    assert re.search(r'value="meeting" checked', client.get(URL).content.decode())


def test_too_little_is_said_beside_the_field(page: Callable[..., Any]) -> None:
    answer = page("counsellor", name="고")
    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.content.decode()


def test_a_search_leads_on_to_a_nomination(
    case: Case, page: Callable[..., Any], client: Client
) -> None:
    text = page("counsellor", name="고하늘").content.decode()
    carried = re.search(r'name="carried" value="([^"]+)"', text)
    pick = re.search(r'name="pick" value="(person:[^"]+)"', text)
    assert carried
    assert pick
    fields = {"step": "pick", "carried": carried[1], "pick": pick[1]}
    assert "문바다" in client.post("/staff/nominate/", fields).content.decode()


def test_nothing_is_taken_from_the_url(
    case: Case, cast: Cast, signed_in: SignIn, client: Client
) -> None:
    signed_in(client, cast.members["counsellor"])
    answer = client.get(URL, {"name": "고하늘", "purpose": "case_work"})
    assert "고하늘" not in answer.content.decode()


@pytest.mark.parametrize("who", ["auditor", "analyst", "head", "administrator"])
def test_only_case_workers_enter(page: Callable[..., Any], who: str) -> None:
    assert page(who).status_code == 404


def test_markup_typed_into_the_form_comes_back_as_text(page: Callable[..., Any]) -> None:
    text = page("counsellor", name="<b>고하늘</b>").content.decode()
    assert "<b>고하늘" not in text


def _plain(text: str) -> str:
    return re.sub(r'name="(carried|csrfmiddlewaretoken)" value="[^"]+"', "", text)
