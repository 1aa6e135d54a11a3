"""The selection page: read, see who may be known already, decide with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.models import Case
from jikimi.cases.persons import PersonDraft
from jikimi.cases.reaching import ContactDraft
from tests.cast import Cast
from tests.naming import named_case

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]
VICTIM = PersonDraft(name="고하늘", born_on=date(1990, 3, 5), phone="010-1234-5678", sex="female")
OTHER = PersonDraft(name="문바다", born_on=date(1988, 7, 1))


@pytest.fixture
def earlier(cast: Cast) -> Case:
    """Police named the pair first."""
    return named_case(cast, "officer", VICTIM, OTHER)


@pytest.fixture
def case(earlier: Case, cast: Cast) -> Case:
    """Then the centre did."""
    contact = ContactDraft(channel="phone", address="010-1234-5678", caution="저녁에는 걸지 않음")
    return named_case(cast, "counsellor", VICTIM, OTHER, signs=["fear"], contacts=[contact])


@pytest.fixture
def page(case: Case, cast: Cast, signed_in: SignIn, client: Client) -> Callable[..., Any]:
    """The page as a member of the cast; with data, a step."""

    def send(who: str, of: Case = case, **data: str) -> Any:
        signed_in(client, cast.members[who])
        url = f"/staff/cases/{of.number}/selection/"
        return client.post(url, data) if data else client.get(url)

    return send


def test_the_coordinator_reads_the_worry_and_the_possible_match(
    case: Case, earlier: Case, page: Callable[..., Any]
) -> None:
    text = page("coordinator").content.decode()
    for word in ("밤마다 다툼이", "고하늘", "저녁에는 걸지 않음", earlier.number):
        assert word in text
    assert 'value="repeat"' in text


def test_the_nominator_reads_what_it_said_and_nothing_of_the_match(
    case: Case, earlier: Case, page: Callable[..., Any]
) -> None:
    answer = page("counsellor")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "밤마다 다툼이" in text
    assert earlier.number not in text
    for button in ("repeat", "dismiss", "accept", "decline"):
        assert f'value="{button}"' not in text


@pytest.mark.parametrize("who", ["officer", "shelter", "stranger", "head", "auditor"])
def test_absent_and_forbidden_look_the_same(
    case: Case, cast: Cast, page: Callable[..., Any], client: Client, who: str
) -> None:
    forbidden = page(who)
    absent = client.get("/staff/cases/2026-ZZZZZZ/selection/")
    assert forbidden.status_code == absent.status_code == 404
    assert _plain(forbidden, case.number) == _plain(absent, "2026-ZZZZZZ")


def test_selecting_needs_a_reason_and_happens_once(
    cast: Cast, case: Case, page: Callable[..., Any]
) -> None:
    assert page("coordinator", do="accept", why=" ").status_code == 422
    assert page("coordinator", do="accept", why="위험이 커짐").status_code == 302
    assert page("coordinator", do="accept", why="다시").status_code == 409
    name_actor(cast.coordinator)
    assert Case.objects.get(pk=case.pk).stage == "selected"


def test_a_declined_nomination_comes_back_with_its_reason(
    cast: Cast, case: Case, page: Callable[..., Any]
) -> None:
    assert page("coordinator", do="decline", why="점수 낮음", reason="score").status_code == 422
    why = "사실 확인이 더 필요함"
    assert page("coordinator", do="decline", why=why, reason="not_enough_known").status_code == 302
    text = page("counsellor").content.decode()
    assert why in text
    assert 'value="reconsider"' in text
    assert page("counsellor", do="reconsider", why="새로 알게 됨").status_code == 302
    assert "새로 알게 됨" in page("coordinator").content.decode()


def test_a_match_is_flagged_as_a_repeat(
    cast: Cast, case: Case, earlier: Case, page: Callable[..., Any]
) -> None:
    other = str(earlier.pk)
    assert page("coordinator", do="repeat", other=other, why="").status_code == 422
    assert page("coordinator", do="repeat", other=other, why="같은 부부").status_code == 302
    name_actor(cast.counsellor)
    assert Case.objects.get(pk=case.pk).is_repeat
    assert earlier.number not in page("counsellor").content.decode()


def test_a_match_is_dismissed_and_brought_back(earlier: Case, page: Callable[..., Any]) -> None:
    other = str(earlier.pk)
    assert page("coordinator", do="dismiss", other=other, why="동명이인").status_code == 302
    assert 'value="restore"' in page("coordinator").content.decode()
    assert page("coordinator", do="restore", other=other).status_code == 302
    assert 'value="repeat"' in page("coordinator").content.decode()


@pytest.mark.parametrize("do", ["repeat", "dismiss", "accept", "decline"])
def test_nobody_else_decides(earlier: Case, page: Callable[..., Any], do: str) -> None:
    data = {"do": do, "other": str(earlier.pk), "why": "x", "reason": "other"}
    assert page("counsellor", **data).status_code == 404


def test_an_unknown_step_is_not_found(page: Callable[..., Any]) -> None:
    assert page("coordinator", do="made_up").status_code == 404


def test_names_are_never_read_as_markup(cast: Cast, page: Callable[..., Any]) -> None:
    evil = PersonDraft(name="<script>alert(1)</script>", phone="01099998888")
    named_case(cast, "officer", evil, OTHER)
    second = named_case(cast, "counsellor", evil, OTHER, worry="<img src=x>")
    text = page("coordinator", of=second).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x>" not in text


def test_the_page_costs_the_same_for_one_match_and_for_ten(
    cast: Cast, page: Callable[..., Any]
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page("coordinator")
        return len(queries)

    cost()
    one = cost()
    for i in range(9):
        named_case(cast, "officer", PersonDraft(name="고하늘"), OTHER, worry=f"걱정 {i}")
    assert cost() == one


def _plain(answer: Any, number: str) -> str:
    text = re.sub(r'"csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return text.replace(number, "·")
