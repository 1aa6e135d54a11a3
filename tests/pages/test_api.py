"""The staff API: the same walls as the pages, problem+json, and a committed description."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.cases.nomination import NominationDraft, nominate
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.doors.api.v1 import api
from tests.cast import Cast

SignIn = Callable[[Client, Member], Client]
DESCRIPTION = Path(__file__).parent.parent.parent / "docs" / "openapi.json"


def test_the_committed_description_is_the_present_one() -> None:
    said = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    assert json.loads(DESCRIPTION.read_text(encoding="utf-8")) == said, "run `make openapi`"


def test_nobody_is_told_anything_without_signing_in(client: Client, db: None) -> None:
    for url in ("/api/v1/me", "/api/v1/cases", "/api/v1/cases/2026-AAAAAA", "/api/v1/actions"):
        answer = client.get(url)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"


def test_absent_and_forbidden_answer_alike(
    client: Client, cast: Cast, case_number: str, signed_in: SignIn
) -> None:
    signed_in(client, cast.members["stranger"])
    absent = client.get("/api/v1/cases/2026-ZZZZZZ")
    forbidden = client.get(f"/api/v1/cases/{case_number}")
    assert absent.status_code == forbidden.status_code == 404
    assert absent.content == forbidden.content


def test_an_agency_reads_its_cases(
    client: Client, cast: Cast, case_number: str, signed_in: SignIn
) -> None:
    signed_in(client, cast.members["counsellor"])
    listed = client.get("/api/v1/cases").json()["cases"]
    assert [case["number"] for case in listed] == [case_number]
    assert client.get(f"/api/v1/cases/{case_number}").json()["stage"] == "nominated"


def test_bad_input_names_the_field(client: Client, cast: Cast, signed_in: SignIn) -> None:
    signed_in(client, cast.members["counsellor"])
    answer = client.get("/api/v1/actions?page=soon")
    assert answer.status_code == 422
    assert any("page" in field for field in answer.json()["fields"])


@pytest.fixture
def case_number(cast: Cast) -> str:
    """A case the counselling centre nominated."""
    name_actor(cast.counsellor)
    draft = NominationDraft(
        body_id=cast.council.pk,
        kind="domestic_violence",
        basis="consent",
        consented_on=date(2026, 11, 1),
        worry="밤마다 다툼이 잦아지고 있다.",
        parties=[PartyDraft("victim", PersonDraft(name="고하늘"))],
    )
    return nominate(actor=cast.counsellor, draft=draft).number
