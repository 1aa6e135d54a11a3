"""Lists of sites over a page: looked at, brought in, taken back; sites listed twice are decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from jikimi.access.actor import THE_CLOCK
from jikimi.access.member import Member
from jikimi.access.ticket import name_actor
from jikimi.places.models import Site, SiteImport, SiteUpload, SiteVerdict
from jikimi.places.site_uploads import SITES
from tests.cast import Cast

SignIn = Callable[[Client, Member], Client]
IMPORTS, DOUBLES = "/staff/places/imports/", "/staff/places/duplicates/"
HEAD = "안전비상벨관리번호,설치위치,소재지도로명주소,위도,경도,관리기관명\n"
ROWS = [
    "B-101,늘봄공원,가온시 늘봄로 1,37.5,127.005,가온시청",
    "B-102,늘봄공원 정자,가온시 늘봄로 1,37.50001,127.00501,가온시 공원과",
    "B-103,해든역,가온시 해든로 2,127.015,37.5,가온시청",
    "B-104,누리길,가온시 누리길 3,,,가온시청",
    "B-105,다온길,가온시 다온길 4,일곱,127.0,가온시청",
]


def _file(rows: list[str] = ROWS) -> SimpleUploadedFile:
    return SimpleUploadedFile("bells.csv", (HEAD + "\n".join(rows) + "\n").encode("cp949"))


@pytest.fixture
def browser(cast: Cast, signed_in: SignIn) -> Client:
    return signed_in(Client(), cast.members["coordinator"])


def _bring(browser: Client, rows: list[str] = ROWS) -> str:
    answer = browser.post(IMPORTS, {"file": _file(rows), "kind": ""})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_list_is_looked_at_confirmed_and_taken_back_and_never_comes_twice(
    cast: Cast, browser: Client
) -> None:
    one = _bring(browser)
    page = browser.get(one).text
    name_actor(cast.coordinator)
    found = SiteUpload.objects.get().findings
    assert [found[name] for name in ("new", "changed", "same", "rejected")] == [4, 0, 0, 1]
    assert found["doubts"] == {"same_place": 2, "swapped": 1, "no_place": 1}
    assert found["refused"] == [{"line": 6, "column": "위도", "reason": "not_degrees"}]
    assert "늘봄공원 정자" in page
    assert "일곱" not in page
    assert not Site.objects.exists()
    refused = b"".join(browser.get(f"{one}rejected/")).decode("utf-8-sig")
    assert "B-105" in refused
    browser.post(f"{one}apply/")
    name_actor(cast.coordinator)
    assert (Site.objects.count(), SiteUpload.objects.get().state) == (4, "finished")
    assert browser.post(f"{one}apply/").status_code == 409
    again = _bring(browser)
    name_actor(cast.coordinator)
    assert SiteUpload.objects.get(state="checked").findings["same"] == 4
    browser.post(f"{again}discard/")
    browser.post(f"{IMPORTS}{SiteImport.objects.get().pk}/undo/")
    name_actor(cast.coordinator)
    assert not Site.objects.filter(removed_on=None).exists()


def test_a_wrong_file_and_a_large_one_are_told_and_others_stay_outside(
    cast: Cast, browser: Client, signed_in: SignIn
) -> None:
    answer = browser.post(IMPORTS, {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    name_actor(cast.coordinator)
    assert SiteUpload.objects.get().state == "failed"
    assert "x.csv" in browser.get(str(answer["Location"])).text
    name_actor(cast.coordinator)
    chunks = [_file().read()]
    upload = SITES.receive(actor=cast.coordinator, name="bells.csv", chunks=chunks)
    for state in ("checked", "finished"):
        name_actor(cast.coordinator)
        SITES.leave_to_the_clock(actor=cast.coordinator, file=upload)
        assert browser.get(f"{IMPORTS}{upload.pk}/?part=live").status_code == 200
        SITES.go_on(actor=THE_CLOCK, number=upload.pk)
        name_actor(cast.coordinator)
        upload.refresh_from_db()
        assert upload.state == state
    for who in ("counsellor", "auditor", "administrator"):
        other = signed_in(Client(), cast.members[who])
        for url in (IMPORTS, DOUBLES, f"{IMPORTS}{upload.pk}/", f"{IMPORTS}{uuid4()}/"):
            assert other.get(url).status_code == 404, (who, url)
    name_actor(cast.counsellor)
    assert not SiteUpload.objects.exists(), "another agency's file"


def test_two_sites_become_one_field_by_field_and_part_again_with_all_they_had(
    cast: Cast, browser: Client
) -> None:
    browser.post(f"{_bring(browser)}apply/")
    name_actor(cast.coordinator)
    one, other = Site.objects.filter(number__in=["B-101", "B-102"]).order_by("pk")
    pair = f"{DOUBLES}{one.pk}/{other.pk}/"
    assert one.name in browser.get(DOUBLES).text
    assert other.keeper_name in browser.get(pair).text
    browser.post(f"{pair}merge/", {"kept": "first", "keeper_name": "second", "name": "first"})
    name_actor(cast.coordinator)
    kept, gone = (Site.objects.get(pk=site.pk) for site in (one, other))
    assert (kept.name, kept.keeper_name, kept.number) == (one.name, other.keeper_name, one.number)
    assert (gone.state, kept.doubt) == ("removed", "")
    assert browser.get(f"/staff/places/{kept.pk}/").text.count("<tr") >= 2
    again = _bring(browser)
    browser.post(f"{again}apply/")
    name_actor(cast.coordinator)
    assert Site.objects.filter(removed_on=None).count() == 3, "the double does not come back"
    assert browser.get(pair).status_code == 404
    verdict = SiteVerdict.objects.get()
    for _again in range(2):
        browser.post(f"{DOUBLES}{verdict.pk}/undo/")
    name_actor(cast.coordinator)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.keeper_name, gone.state, gone.removed_on) == (one.keeper_name, "in_use", None)


def test_two_sites_that_are_two_are_not_asked_about_again(cast: Cast, browser: Client) -> None:
    browser.post(f"{_bring(browser)}apply/")
    name_actor(cast.coordinator)
    one, other = Site.objects.filter(number__in=["B-101", "B-102"]).order_by("pk")
    browser.post(f"{DOUBLES}{one.pk}/{other.pk}/apart/")
    name_actor(cast.coordinator)
    assert SiteVerdict.objects.get().said == "not_same"
    one.refresh_from_db()
    assert one.doubt == ""
    assert f"{one.pk}/{other.pk}/apart/" not in browser.get(DOUBLES).text
    browser.post(f"{DOUBLES}{SiteVerdict.objects.get().pk}/undo/")
    assert f"{one.pk}/{other.pk}/apart/" in browser.get(DOUBLES).text


def test_how_many_questions_doubles_cost_does_not_grow_with_the_list(
    cast: Cast, browser: Client, django_assert_max_num_queries: Callable
) -> None:
    rows = [f"C-{n},길 {n},가온시 길 {n},37.5,127.{n // 2:05d},가온시청" for n in range(60)]
    browser.post(f"{_bring(browser, rows)}apply/")
    with django_assert_max_num_queries(30, connection=connection):
        assert "C-1" in browser.get(DOUBLES).text
