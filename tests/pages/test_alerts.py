"""The page of time limits: what waits, narrowed, answered in place; the case page and Today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from jikimi.bodies.models import Seat
from jikimi.bodies.representing import name_representative
from jikimi.cases.models import Alert, Measure, Task
from tests.cast import Cast
from tests.clocking import after, under_way
from tests.loop import Loop, heard

SignedIn = Callable[[Client, Member], Client]
HOME, ORDER = "/staff/alerts/", "긴급임시조치 2호"
pytestmark = pytest.mark.django_db(databases=["default", "refusals"])


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


@pytest.fixture
def desk(cast: Cast, signed_in: SignedIn) -> Callable[[str], Client]:
    return lambda who: signed_in(Client(), cast.members[who])


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def lapsed(loop: Loop) -> tuple[Alert, Task, Measure]:
    """A measure of which the time ran out an hour ago; the police station was told."""
    measure = under_way(loop, hours_ago=49, agency_id=loop.cast.agencies["police"].pk)
    after(measure, 49)
    loop.as_("officer")
    return Alert.objects.get(point="due"), Task.objects.get(), measure


def test_an_alert_is_answered_in_place_and_shows_on_the_case_and_on_today(
    loop: Loop, desk: Callable[[str], Client]
) -> None:
    alert, task, _measure = lapsed(loop)
    officer = desk("officer")
    for place in (HOME, f"/staff/cases/{loop.case.number}/"):
        page = text(officer.get(place))
        assert f'id="a{alert.pk}"' in page
        assert f'id="t{task.pk}"' in page
    today = text(officer.get("/staff/"))
    assert f"{HOME}#a{alert.pk}" in today
    assert f"{HOME}#t{task.pk}" in today
    url = f"{HOME}{alert.pk}/acknowledge/"
    assert "<details" in text(officer.post(url, {"answer": ""}), 422)
    answer = {"answer": "검사에게 확인", "kept": f"case={loop.case.number}"}
    assert officer.post(url, answer).url == f"/staff/cases/{loop.case.number}/"
    assert text(officer.post(url, answer), 409)
    seen = text(officer.get(f"{HOME}?state=seen"))
    assert "검사에게 확인" in seen
    assert f'id="a{alert.pk}"' not in text(officer.get(HOME))
    back = officer.post(f"{HOME}{alert.pk}/take-back/", {"kept": "state=seen"})
    assert back.url == f"{HOME}?state=seen"
    assert f'id="a{alert.pk}"' in text(officer.get(f"{HOME}?point=due&order=latest"))
    assert f'id="a{alert.pk}"' not in text(officer.get(f"{HOME}?point=half"))
    name_actor(loop.cast.auditor)
    read = Record.objects.filter(act="cases.alerts.read").order_by("-at").first()
    assert len(read.person_ids) == 0
    assert any(row.person_ids for row in Record.objects.filter(act="cases.alerts.read"))


def test_a_task_ends_where_it_stands(loop: Loop, desk: Callable[[str], Client]) -> None:
    _alert, task, _measure = lapsed(loop)
    officer, url = desk("officer"), f"/staff/tasks/{task.pk}/"
    sent = {"outcome": "done", "note": "취소함", "version": 1}
    assert text(officer.post(f"{url}end/", sent), 409), "the end of the measure comes first"
    loop.as_("officer")
    Task.objects.update(kind="vary")
    assert text(officer.post(f"{url}end/", {**sent, "outcome": "not_needed", "note": ""}), 422)
    assert officer.post(f"{url}end/", sent).url == HOME
    assert "취소함" in text(officer.get(f"{HOME}?state=seen"))
    assert officer.post(f"{url}reopen/", {}).status_code == 302
    loop.as_("officer")
    assert Task.objects.get().ended_at is None
    party = loop.party("victim")
    move = f"/staff/cases/{loop.case.number}/parties/{party.pk}/move/"
    assert text(officer.post(move, {"moved_on": "2099-01-01"}), 422)
    assert officer.post(move, {"moved_on": "2026-11-20"}).status_code == 302


def test_others_see_nothing_and_who_only_answers_for_the_agency_no_case(
    loop: Loop, desk: Callable[[str], Client]
) -> None:
    cast = loop.cast
    name_actor(THE_OPERATOR)
    seat = Seat.objects.get(body=cast.council, agency=cast.agencies["centre"])
    name_representative(actor=THE_OPERATOR, seat=seat, member_id=cast.members["head"].pk)
    measure = under_way(loop, agency_id=cast.agencies["centre"].pk)
    after(measure, 24)
    after(measure, 34)
    loop.as_("coordinator")
    alert = Alert.objects.get()
    shown = text(desk("head").get(HOME))
    assert f'id="a{alert.pk}"' in shown
    for hidden in (loop.case.number, ORDER, "고하늘", "문바다", "가정폭력처벌법"):
        assert hidden not in shown
    assert f"{HOME}#a{alert.pk}" in text(desk("head").get("/staff/"))
    assert f'id="a{alert.pk}"' in text(desk("coordinator").get(f"{HOME}?whose=body"))
    for who in ("shelter", "stranger"):
        page = text(desk(who).get(f"{HOME}?whose=body"))
        assert loop.case.number not in page
        answer = desk(who).post(f"{HOME}{alert.pk}/acknowledge/", {"answer": "봄"})
        assert answer.status_code == 404
    assert desk("auditor").get(HOME).status_code == 404


def test_the_page_costs_the_same_for_3_and_20_lines(
    loop: Loop, desk: Callable[[str], Client]
) -> None:
    officer, numbers = desk("officer"), []
    officer.get(HOME)
    for more in (3, 17):
        for _n in range(more):
            measure = under_way(loop, hours_ago=49, agency_id=loop.cast.agencies["police"].pk)
        after(measure, 49)
        with CaptureQueriesContext(connection) as counted:
            page = text(officer.get(HOME))
        numbers.append(len(counted))
    assert page.count('class="row" id="a') == 20
    assert numbers[0] == numbers[1]
