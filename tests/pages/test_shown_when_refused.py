"""What a page showed stands in the record, also when the change sent with it was refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jikimi.access.member import Member
from jikimi.access.record import Record
from jikimi.access.ticket import name_actor
from tests.cast import Cast
from tests.loop import Loop, heard

pytestmark = pytest.mark.django_db(databases=["default", "refusals"])
SignIn = Callable[[Client, Member], Client]


@pytest.fixture
def loop(cast: Cast) -> Loop:
    return heard(cast)


def _readings(cast: Cast) -> list[tuple[str, str, object]]:
    name_actor(cast.auditor, using="refusals")
    rows = Record.objects.using("refusals").order_by("number")
    return [(row.act, row.outcome, row.details.get("refused_with")) for row in rows]


def test_a_refused_form_shows_the_case_and_is_recorded_as_read(
    loop: Loop, cast: Cast, signed_in: SignIn, client: Client
) -> None:
    browser = signed_in(client, cast.members["officer"])
    answer = browser.post(f"/staff/cases/{loop.case.number}/analysis/add/", {"code": ""})
    assert answer.status_code == 422
    assert ("cases.case.read", "read", 422) in _readings(cast)
    row = Record.objects.using("refusals").get(act="cases.case.read")
    assert row.subject_id == loop.case.pk
    assert row.person_ids


def test_a_page_that_shows_nothing_of_the_case_is_not_recorded_as_read(
    loop: Loop, cast: Cast, signed_in: SignIn, client: Client
) -> None:
    browser = signed_in(client, cast.members["officer"])
    answer = browser.post(f"/staff/cases/{loop.case.number}/selection/accept/", {"why": "위험"})
    assert answer.status_code >= 400
    assert [row for row in _readings(cast) if row[1] == "read"] == []
