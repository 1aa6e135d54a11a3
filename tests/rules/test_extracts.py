"""Rows for research: three people, no name in a row, and nobody else gets one."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from openpyxl import load_workbook
from pyzipper import AESZipFile

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR, Actor
from jikimi.access.codes import today
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.locking import TakenFile
from jikimi.access.member import Member
from jikimi.access.models import Notice, Record
from jikimi.access.ticket import name_actor
from jikimi.insights.extract_reminders import remind_of_extracts
from jikimi.insights.extracts import (
    Request,
    approve_extract,
    ask_for_extract,
    call_off_extract,
    confirm_destroyed,
    fields_of,
    make_extract,
    make_key,
    refuse_extract,
)
from jikimi.insights.models import Extract
from tests.cast import Cast
from tests.loop import heard
from tests.publishing import counted_town, second_analyst

SignIn = Callable[[Client, Member], Client]
PASSWORD = "calm-harbour-77"
FIELDS = ("month", "kind", "area", "link", "booked", "first", "next")
HOME = "/staff/insights/extracts/"


@pytest.fixture
def town(cast: Cast) -> Cast:
    return counted_town(cast, mean=9, with_people=True)


@pytest.fixture
def second(town: Cast) -> Actor:
    return second_analyst(town)


def _request(cast: Cast, **other: Any) -> Request:
    usual = Request(
        unit="reports", fields=FIELDS, since=date(2024, 1, 1), until=date(2026, 1, 1),
        purpose="반복 신고의 간격을 연구하기 위한 자료", institution="가온대학교", basis="research",
        ethics="IRB 2026-11", keeper_id=cast.auditor.member_id,
        destroy_on=today() + timedelta(days=300),
    )  # fmt: skip
    return replace(usual, **other)


def _keyed(cast: Cast, second: Actor, **other: Any) -> tuple[Extract, TakenFile]:
    name_actor(cast.analyst)
    made = ask_for_extract(actor=cast.analyst, request=_request(cast, **other))
    name_actor(second)
    approve_extract(actor=second, extract=made)
    name_actor(cast.auditor)
    key = make_key(actor=cast.auditor, extract=made, password=PASSWORD)
    name_actor(cast.analyst)
    made.refresh_from_db()
    return made, key


def _opened(file: TakenFile) -> bytes:
    with AESZipFile(io.BytesIO(file.content)) as archive:
        archive.setpassword(PASSWORD.encode())
        return archive.read(archive.namelist()[0])


def _words_of_people() -> set[str]:
    """Every word, number and day that stands in a table about people, as anybody would write it."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in ("cases_report", "cases_reportparty", "cases_person", "cases_reporter"):
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")
            for (row,) in cursor.fetchall():
                told = json.loads(row) if isinstance(row, str) else row
                found |= {str(value) for value in told.values() if value}
    codes = {"domestic_violence", "stalking", "dating_violence", "victim", "perpetrator"}
    return {word for word in found if len(word) > 3} - codes


def test_rows_leave_pseudonymised_alike_and_without_a_word_about_anybody(
    town: Cast, second: Actor
) -> None:
    name_actor(town.officer)
    words = _words_of_people()
    assert len(words) > 100
    extract, key = _keyed(town, second)
    content = _opened(make_extract(actor=town.analyst, extract=extract, password=PASSWORD))
    book = load_workbook(io.BytesIO(content))
    head, *rows = (
        [str(c or "") for c in row] for row in book.worksheets[0].iter_rows(values_only=True)
    )
    assert head == list(FIELDS)
    text = "\n".join(str(c) for s in book for r in s.iter_rows(values_only=True) for c in r)
    assert not [word for word in words if word in text]
    assert not re.search(r"\d{4}-\d{2}-\d{2}[ T]|\d{4}-\d{2}-\d{2}", "\n".join(map(str, rows)))
    assert len(rows) == extract.told["rows"] > 20
    assert extract.told["smallest"] >= 5
    persons: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        persons.setdefault(tuple(row[:3]), set()).add(row[3])
    assert min(len(who) for who in persons.values()) == extract.told["smallest"]
    assert len({row[3] for row in rows}) < len(rows)  # the same pair comes back
    assert all(re.fullmatch("[0-9a-f]{24}", row[3]) for row in rows)
    told = json.loads(_opened(key))
    assert bytes.fromhex(told["key"]) not in content
    assert told["key"] not in text
    extract.refresh_from_db()
    assert extract.sealed_key is None
    with pytest.raises(Exception, match="wrong_stage"):
        make_extract(actor=town.analyst, extract=extract, password=PASSWORD)
    assert confirm_destroyed(actor=town.analyst, extract=extract).stage == "destroyed"


def test_nobody_else_gets_a_row(town: Cast, second: Actor) -> None:
    asked = "SELECT count(*) FROM insights_extract_rows(%s, %s, %s)"
    pads = [b"1" * 64, b"2" * 64]

    def rows(actor: Actor, number: Any, with_pads: list[bytes] = pads) -> int:
        name_actor(actor)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(asked, [number, *with_pads])
            return int(cursor.fetchone()[0])

    name_actor(town.analyst)
    extract = ask_for_extract(actor=town.analyst, request=_request(town))
    for who in [*town.actors.values(), second, THE_CLOCK, THE_OPERATOR]:
        with pytest.raises(DatabaseError):
            rows(who, extract.pk)
    extract, _key = _keyed(town, second)
    assert rows(town.analyst, extract.pk) > 20
    others = [actor for name, actor in town.actors.items() if name != "analyst"]
    for who in [*others, second, THE_CLOCK, THE_OPERATOR]:
        with pytest.raises(DatabaseError):
            rows(who, extract.pk)
    for number, given in ((uuid4(), pads), (extract.pk, [b"", b""])):
        with pytest.raises(DatabaseError):
            rows(town.analyst, number, given)
    assert not {m._meta.db_table for m in apps.get_app_config("insights").get_models()} & {
        "cases_tie"
    }


def test_three_people_have_a_hand_in_it_whatever_a_statement_says(
    town: Cast, second: Actor
) -> None:
    extract = ask_for_extract(actor=town.analyst, request=_request(town))
    with pytest.raises(NotAllowed):
        approve_extract(actor=town.analyst, extract=extract)
    here = Extract.objects.filter(pk=extract.pk)
    own = {"decided_by_id": town.analyst.member_id, "stage": "approved"}
    forged = {"decided_by_id": second.member_id, "stage": "approved"}
    for wrong in (
        own,
        forged,
        {"purpose": "x"},
        {"keeper_id": second.member_id},
        {"stage": "made"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            here.update(**wrong)
    name_actor(second)
    approve_extract(actor=second, extract=extract)
    for who in (second, town.analyst):
        name_actor(who)
        with pytest.raises(NotAllowed):
            make_key(actor=who, extract=extract, password=PASSWORD)
        with pytest.raises(DatabaseError), transaction.atomic():
            here.update(sealed_key=b"x" * 80, stage="keyed")
    name_actor(town.counsellor)
    assert not here.exists()
    name_actor(town.auditor)
    make_key(actor=town.auditor, extract=extract, password=PASSWORD)
    with pytest.raises(NotAllowed):
        make_extract(actor=town.auditor, extract=extract, password=PASSWORD)
    name_actor(town.analyst)
    extract.refresh_from_db()
    with pytest.raises(NotValid):
        make_extract(actor=town.analyst, extract=extract, password="short")
    call_off_extract(actor=town.analyst, extract=extract, why="연구가 취소됨")
    extract.refresh_from_db()
    assert extract.sealed_key is None


def test_what_is_missing_in_a_request_is_said_beside_its_field(cast: Cast) -> None:
    name_actor(cast.analyst)
    for field, wrong in (
        ("unit", {"unit": "persons"}),
        ("columns", {"fields": ("month", "stage")}),
        ("columns", {"fields": ()}),
        ("until", {"until": date(2026, 1, 2)}),
        ("purpose", {"purpose": "연구"}),
        ("institution", {"institution": " "}),
        ("basis", {"basis": "curiosity"}),
        ("ethics", {"ethics": ""}),
        ("keeper", {"keeper_id": cast.analyst.member_id}),
        ("keeper", {"keeper_id": cast.stranger.member_id}),
        ("destroy_on", {"destroy_on": today()}),
    ):
        with pytest.raises(NotValid) as refused:
            ask_for_extract(actor=cast.analyst, request=_request(cast, **wrong))
        assert field in refused.value.fields, wrong


def test_the_end_is_reminded_of_and_a_key_that_waits_too_long_goes(
    cast: Cast, client: Client, signed_in: SignIn
) -> None:
    heard(cast)
    second = second_analyst(cast)
    fields = tuple(code for code in fields_of("cases"))
    extract, _key = _keyed(
        cast, second, unit="cases", fields=fields, until=date(today().year + 1, 1, 1)
    )
    name_actor(THE_CLOCK)
    assert remind_of_extracts(actor=THE_CLOCK, on=today() + timedelta(days=8)) == 1
    assert Extract.objects.get(pk=extract.pk).sealed_key is None
    name_actor(cast.auditor)
    extract.refresh_from_db()
    make_key(actor=cast.auditor, extract=extract, password=PASSWORD)
    signed_in(client, cast.members["analyst"])
    page = f"{HOME}{extract.pk}/"
    assert client.post(f"{page}data/", {"password": "x", "again": "y"}).status_code == 422
    answer = client.post(f"{page}data/", {"password": PASSWORD, "again": PASSWORD})
    assert answer["Content-Type"] == "application/zip"
    name_actor(cast.analyst)
    extract.refresh_from_db()
    assert (extract.told["rows"], extract.told["dropped"]) == (0, 1)  # one case is too few
    for url in (HOME, page, f"{HOME}ask/"):
        assert client.get(url).status_code == 200
    name_actor(THE_CLOCK)
    for days in (286, 286, 300, 307):
        remind_of_extracts(actor=THE_CLOCK, on=today() + timedelta(days=days))
    told = Notice.objects.filter(kind__startswith="insights.extract.")
    kinds = list(told.filter(member_id=cast.analyst.member_id).values_list("kind", flat=True))
    assert kinds.count("insights.extract.soon") == 2
    assert kinds.count("insights.extract.overdue") == 1
    signed_in(client, cast.members["counsellor"])
    assert client.get(page).status_code == 404
    assert client.get(f"{HOME}ask/").status_code == 404
    name_actor(cast.auditor)
    assert Record.objects.filter(act="insights.extract.make").count() <= 1


def test_a_refusal_gives_its_reason(cast: Cast) -> None:
    second = second_analyst(cast)
    extract = ask_for_extract(actor=cast.analyst, request=_request(cast))
    name_actor(second)
    with pytest.raises(NotValid):
        refuse_extract(actor=second, extract=extract, why="")
    assert refuse_extract(actor=second, extract=extract, why="목적이 넓음").stage == "refused"
