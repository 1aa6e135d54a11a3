"""Published figures over HTTP: prepared and published by staff, read by anybody."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.test import Client, override_settings
from jsonstat_validator import validate_jsonstat
from openpyxl import load_workbook

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.insights.models import Publication
from jikimi.insights.publishing import prepare_publication, publish, withdraw_publication
from jikimi.insights.publishing_draft import Plan
from jikimi.settings import embedded, roles
from tests.cast import Cast, on_stage
from tests.publishing import counted_town, second_analyst
from tests.wiping import wipe

SignIn = Callable[[Client, Member], Client]
PLAN = Plan("report_rate", date(2024, 1, 1), date(2026, 1, 1), level="district", is_by_kind=True)
HOME = "/staff/insights/publications/"


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """One table that is public, one that was withdrawn, one draft; committed, wiped afterwards."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield_ = _published()
            yield yield_
        finally:
            connections.close_all()
            wipe()


def _published() -> dict[str, Any]:
    cast = counted_town(on_stage(), mean=1)
    second = second_analyst(cast)
    rows: dict[str, Any] = {"cast": cast, "second": second}
    for word in ("public", "withdrawn", "draft"):
        name_actor(cast.analyst)
        made = prepare_publication(
            actor=cast.analyst, plan=PLAN, title_ko=f"신고율 {word}", title_en=f"Rate {word}"
        )
        rows[word] = made.pk
        if word != "draft":
            name_actor(second)
            publish(actor=second, publication=made)
        if word == "withdrawn":
            withdraw_publication(actor=second, publication=made, why="정의 오류")
    return rows


pytestmark = pytest.mark.django_db(databases=["default", "refusals", "public"])


def test_anybody_reads_what_is_public_and_takes_it_along(
    town: dict[str, Any], client: Client
) -> None:
    listed = client.get("/figures/?lang=en")
    assert "Rate public" in listed.text
    assert "Rate draft" not in listed.text
    assert "Rate withdrawn" not in listed.text
    page = client.get(f"/figures/{town['public']}/")
    assert page.status_code == 200
    assert not page.cookies
    assert page["Cache-Control"] == "no-store"
    assert page.text.count('<tr class="figures__hidden">') > 0
    assert page.text.count("<svg") >= 2
    assert "비밀로" not in page.text
    files = {
        form: client.get(f"/figures/{town['public']}/figures.{form}").content
        for form in ("csv", "json", "xlsx", "csv-metadata.json")
    }
    told = json.loads(files["json"])
    assert validate_jsonstat(told)
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    hidden = [row for row in rows if row["status"] == "c"]
    assert hidden
    assert all(row["number"] == row["value"] == row["low"] == "" for row in hidden)
    assert len(told["status"]) >= len(hidden)
    book = load_workbook(io.BytesIO(files["xlsx"]))
    assert [sheet.max_row > 5 for sheet in book] == [True, True]


def test_what_is_not_public_is_absent_and_so_is_every_other_table(
    town: dict[str, Any], client: Client
) -> None:
    for number in (town["draft"], town["withdrawn"], uuid4()):
        assert client.get(f"/figures/{number}/").status_code == 404
        assert client.get(f"/figures/{number}/figures.csv").status_code == 404
    assert client.get(f"/figures/{town['public']}/figures.exe").status_code == 404
    with roles.connect(embedded.dsn("public")) as public:
        seen = public.execute("SELECT id FROM insights_publication").fetchall()
        assert seen == [(town["public"],)]
        for table in ("insights_withheld", "insights_tally", "insights_extract", "cases_report"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT 1 FROM {table}")
            public.rollback()


@override_settings(ROOT_URLCONF="jikimi.doors.urls_public", JIKIMI_PUBLIC_ONLY=True)
def test_the_process_of_the_public_door_shows_it_as_well(
    town: dict[str, Any], client: Client
) -> None:
    assert client.get(f"/figures/{town['public']}/").status_code == 200


def test_staff_prepare_see_and_publish_a_table_over_pages(
    town: dict[str, Any], client: Client, signed_in: SignIn
) -> None:
    cast: Cast = town["cast"]
    signed_in(client, cast.members["analyst"])
    assert client.get(HOME).status_code == 200
    asked = {
        "indicator": "processing_rate", "level": "region", "since": "2024-01-01",
        "until": "2025-02-01", "step": "year", "title_ko": "처리율",
    }  # fmt: skip
    assert client.post(f"{HOME}prepare/", asked).status_code == 422
    made = client.post(f"{HOME}prepare/", {**asked, "until": "2026-01-01"})
    assert made.status_code == 302
    page = client.get(made["Location"])
    assert page.status_code == 200
    assert "publish/" not in page.text
    assert client.post(f"{made['Location']}publish/").status_code == 404
    signed_in(client, cast.members["officer"])
    assert client.get(made["Location"]).status_code == 404
    assert client.get(f"{HOME}prepare/").status_code == 404
    assert client.get(f"{HOME}{town['public']}/").status_code == 200
    signed_in(client, cast.members["colleague"])
    assert "publish/" in client.get(made["Location"]).text
    assert client.post(f"{made['Location']}publish/").status_code == 302
    assert client.get(f"{made['Location']}figures.json").status_code == 200
    assert client.post(f"{made['Location']}withdraw/", {"why": ""}).status_code == 422
    assert client.post(f"{made['Location']}withdraw/", {"why": "오류"}).status_code == 302
    export = "/staff/insights/figures/report_rate/export/?period=2025&format="
    assert validate_jsonstat(json.loads(client.get(f"{export}json").content))
    signed_in(client, cast.members["officer"])
    content = client.get(f"{export}csv").content.decode("utf-8-sig")
    shown = [row["number"] for row in csv.DictReader(io.StringIO(content))]
    assert shown
    assert not {"1", "2", "3", "4"} & set(shown)
    assert client.get(f"{export}exe").status_code == 404
    name_actor(THE_OPERATOR)
    assert Publication.objects.get(title_ko="처리율").stage == "withdrawn"
