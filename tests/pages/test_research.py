"""Questions before a meeting over HTTP: asked, answered, declined, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jikimi.access.member import Member
from jikimi.cases.models import Research
from tests.cast import Cast
from tests.loop import Loop, heard, in_days

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
Visit = Callable[[str], Client]
TOLD = "매주 화요일에 만나고 있다."


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def visit(loop: Loop, signed_in: Callable[[Client, Member], Client]) -> Visit:
    return lambda who: signed_in(Client(), loop.cast.members[who])


def home(loop: Loop, rest: str = "") -> str:
    return f"/staff/cases/{loop.case.number}/research/{rest}"


def asked(loop: Loop, visit: Visit, **more: Any) -> Any:
    agency = loop.cast.agencies["refuge"].pk
    entered = {
        "asks": ["earlier_help"],
        "why": "회의에서 안전을 판단하기 위함",
        "basis": "consent",
        "due_on": in_days(3).isoformat(),
    }
    return visit("coordinator").post(home(loop, f"ask/?agency={agency}"), {**entered, **more})


def the_one(loop: Loop) -> Research:
    loop.as_("coordinator")
    return Research.objects.get()


def test_the_coordinator_asks_and_the_agency_answers(loop: Loop, visit: Visit) -> None:
    coordinator = visit("coordinator")
    assert "refuge 기관" in coordinator.get(home(loop, "ask/")).content.decode()
    agency = loop.cast.agencies["refuge"].pk
    form = coordinator.get(home(loop, f"ask/?agency={agency}")).content.decode()
    assert "earlier_help" in form
    assert "reports_112" not in form
    done = asked(loop, visit)
    assert done.headers["Location"] == home(loop)
    row = the_one(loop)
    shelter = visit("shelter")
    assert loop.case.number in shelter.get("/staff/research/").content.decode()
    assert f"{row.pk}" in shelter.get("/staff/").content.decode()
    page = shelter.get(home(loop, f"{row.pk}/")).content.decode()
    assert "회의에서 안전을 판단하기 위함" in page
    answered = shelter.post(home(loop, f"{row.pk}/answer/"), {"text": TOLD, "version": 1})
    assert answered.headers["Location"] == "/staff/research/"
    assert TOLD in coordinator.get(home(loop)).content.decode()
    assert TOLD in visit("shelter").get(home(loop, f"{row.pk}/")).content.decode()


def test_a_question_out_of_proportion_is_refused_beside_its_field(loop: Loop, visit: Visit) -> None:
    refused = asked(loop, visit, asks=[], why="")
    assert refused.status_code == 422
    refused = asked(loop, visit, basis="special_statute")
    assert refused.status_code == 422
    assert 'id="id_basis_note_error"' in refused.content.decode()


def test_a_colleague_who_was_quicker_is_shown(loop: Loop, visit: Visit) -> None:
    asked(loop, visit)
    row = the_one(loop)
    shelter = visit("shelter")
    place = home(loop, f"{row.pk}/answer/")
    shelter.post(place, {"text": TOLD, "version": 1})
    late = shelter.post(place, {"text": "내가 적은 말", "version": 1})
    page = late.content.decode()
    assert late.status_code == 409
    assert TOLD in page
    assert "내가 적은 말" in page
    assert shelter.post(place, {"text": "내가 적은 말", "version": 2}).status_code == 302


def test_declining_and_taking_back_need_a_reason(loop: Loop, visit: Visit) -> None:
    asked(loop, visit)
    row = the_one(loop)
    shelter = visit("shelter")
    decline = home(loop, f"{row.pk}/decline/")
    assert shelter.post(decline, {"why": "", "version": 1}).status_code == 422
    assert shelter.post(decline, {"why": "원하지 않음", "version": 1}).status_code == 302
    listed = shelter.get("/staff/research/?state=declined").content.decode()
    assert loop.case.number in listed
    withdraw = home(loop, f"{row.pk}/withdraw/")
    assert visit("coordinator").get(withdraw).status_code == 404  # it is answered: nothing waits


def test_a_question_is_taken_back(loop: Loop, visit: Visit) -> None:
    asked(loop, visit)
    row = the_one(loop)
    coordinator = visit("coordinator")
    assert coordinator.get(home(loop, f"{row.pk}/withdraw/")).status_code == 200
    done = coordinator.post(home(loop, f"{row.pk}/withdraw/"), {"why": "더 필요하지 않음"})
    assert done.headers["Location"] == home(loop)
    answer = home(loop, f"{row.pk}/answer/")
    assert visit("shelter").post(answer, {"text": TOLD, "version": 2}).status_code == 404


def test_a_question_is_not_there_for_those_it_is_not_for(loop: Loop, visit: Visit) -> None:
    asked(loop, visit)
    row = the_one(loop)
    for who in ("stranger", "head", "auditor", "analyst"):
        for rest in ("", "ask/", f"{row.pk}/", f"{row.pk}/answer/"):
            assert visit(who).get(home(loop, rest)).status_code == 404, (who, rest)
    officer = visit("officer")  # takes part, holds no way to reach the victim
    assert officer.get(home(loop)).status_code == 200
    assert officer.get(home(loop, f"{row.pk}/")).status_code == 404
    assert visit("counsellor").post(home(loop, "ask/"), {}).status_code == 404


def test_the_list_costs_no_more_queries_for_more_questions(loop: Loop, visit: Visit) -> None:
    shelter = visit("shelter")
    _ask_many(loop, 10)
    few = _queries(shelter)
    _ask_many(loop, 10)
    assert _queries(shelter) == few


def _ask_many(loop: Loop, number: int) -> None:
    loop.as_("coordinator")
    for _ in range(number):
        Research.objects.create(
            case_id=loop.case.pk,
            agency=loop.cast.agencies["refuge"],
            field_group="victim",
            asks=["earlier_help"],
            why="안전 판단",
            basis="consent",
            asked_by=loop.cast.members["coordinator"],
            due_on=timezone.localdate(),
        )


def _queries(client: Client) -> int:
    client.get("/staff/research/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/staff/research/").status_code == 200
    return len(captured)
