"""Pages on which a coordinator brings a directory, sees what would change, applies, takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.directory.importing_uploads import DIRECTORIES
from jikimi.directory.models import Batch, Organization, Phone, Upload, Verdict
from tests.cast import Cast
from tests.directory.town import fill_town, key
from tests.samples.directory import SAMPLES

SignIn = Callable[[Client, Member], Client]
IMPORT = "/staff/directory/import/"
ALIKE = "/staff/directory/duplicates/"


@pytest.fixture
def browser(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(Client(), cast.members["coordinator"])


def _file(name: str = "list.csv", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or (SAMPLES / "list.csv").read_bytes())


def _bring(browser: Client, **given: Any) -> str:
    answer = browser.post(IMPORT, {"file": _file(**given), "source": "public_data"})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_file_is_looked_at_before_anything_changes(browser: Client) -> None:
    page = browser.get(_bring(browser)).content.decode()
    assert "031-700-2050" in page
    assert "list.csv:8 [c2]" in page
    name_actor(THE_OPERATOR)
    assert not Organization.objects.exists()


def test_it_comes_in_and_is_taken_back(browser: Client) -> None:
    one = _bring(browser)
    browser.post(f"{one}apply/")
    name_actor(THE_OPERATOR)
    assert Organization.objects.count() == 6
    batch = Batch.objects.get(kind="import")
    assert (batch.source, batch.note) == ("public_data", "list.csv")
    assert browser.get(one).status_code == 200
    assert browser.get(IMPORT).status_code == 200
    browser.post(f"{IMPORT}undo/{batch.pk}/")
    name_actor(THE_OPERATOR)
    assert not Organization.objects.exists()
    assert browser.get(IMPORT).status_code == 200


def test_a_repair_is_taken_back_where_it_is_listed(browser: Client) -> None:
    one = _bring(browser)
    assert browser.post(f"{one}repairs/0/undo/").status_code == 404
    browser.post(f"{one}apply/")
    name_actor(THE_OPERATOR)
    upload = Upload.objects.get()
    codes = [row["code"] for row in upload.findings["repaired_rows"]]
    browser.post(f"{one}repairs/{codes.index('phone_range')}/undo/")
    name_actor(THE_OPERATOR)
    assert Phone.objects.filter(number="064-000-7545~6").exists()


def test_the_same_file_again_offers_nothing_to_apply(browser: Client) -> None:
    browser.post(f"{_bring(browser)}apply/")
    again = _bring(browser)
    assert f"{again}apply/" not in browser.get(again).content.decode()


def test_refused_rows_can_be_had(browser: Client) -> None:
    answer = browser.get(f"{_bring(browser)}rejected/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "서울특별시 바람구 바람로 1" in text
    assert browser.get(f"{IMPORT}{uuid4()}/rejected/").status_code == 404


def test_a_file_that_is_none_says_where_and_why(browser: Client) -> None:
    one = _bring(browser, name="other.csv", content=b"a,b\n1,2\n")
    assert "other.csv:1" in browser.get(one).content.decode()
    name_actor(THE_OPERATOR)
    assert Upload.objects.get().state == "failed"


def test_a_file_is_thrown_away_before_it_comes_in(browser: Client) -> None:
    one = _bring(browser)
    browser.post(f"{one}discard/")
    assert browser.post(f"{one}apply/").status_code == 409


def test_a_large_file_is_worked_on_by_the_clock(cast: Cast) -> None:
    chunks = [(SAMPLES / "list.csv").read_bytes()]
    name_actor(cast.coordinator)
    upload = DIRECTORIES.receive(actor=cast.coordinator, name="list.csv", source="", chunks=chunks)
    for state in ("checked", "finished"):
        name_actor(cast.coordinator)
        DIRECTORIES.leave_to_the_clock(actor=cast.coordinator, file=upload)
        DIRECTORIES.go_on(actor=THE_CLOCK, number=upload.pk)
        name_actor(cast.coordinator)
        upload.refresh_from_db()
        assert upload.state == state
    assert Organization.objects.count() == 6


@pytest.mark.parametrize("who", ["counsellor", "officer", "auditor", "administrator"])
def test_nobody_else_sees_these_pages(who: str, cast: Cast, signed_in: SignIn) -> None:
    other = signed_in(Client(), cast.members[who])
    for url in (IMPORT, ALIKE, f"{IMPORT}{uuid4()}/"):
        assert other.get(url).status_code == 404


def test_alike_entries_stand_side_by_side_and_are_decided(cast: Cast, browser: Client) -> None:
    fill_town(cast)
    content = "기관명,전화번호\n가온상담소,064-000-1234\n".encode()
    browser.post(f"{_bring(browser, content=content)}apply/")
    page = browser.get(ALIKE).content.decode()
    assert "가온상담소" in page
    assert "가온여성상담소" in page
    name_actor(THE_OPERATOR)
    other = Organization.objects.get(name="가온상담소")
    low, high = sorted([str(other.pk), str(key("gaon"))])
    browser.post(f"{ALIKE}{low}/{high}/", {"said": "not_same"})
    assert "가온상담소" not in browser.get(ALIKE).content.decode()
    browser.post(
        f"{ALIKE}{low}/{high}/", {"said": "first" if low == str(key("gaon")) else "second"}
    )
    name_actor(THE_OPERATOR)
    assert not Organization.objects.filter(pk=other.pk).exists()
    assert Verdict.objects.get().said == "merged"
