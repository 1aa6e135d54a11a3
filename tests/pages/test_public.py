"""The public door over HTTP: nothing kept, nothing told that is not public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory.changes import Edit, apply_edits
from jikimi.directory.models import Translation
from jikimi.directory.search.hours import KOREA, Opening
from jikimi.doors.public.cards import opening_words
from jikimi.doors.public.wants import GUIDES
from tests.directory.town import SECRETS, key

pytestmark = pytest.mark.usefixtures("town")
STANDING = ["/", "/guide/1/", "/guide/2/", "/guide/3/", "/traces/", "/kept/", "/without-network/"]
ENTRIES = ("gaon", "refuge", "haneul", "meomchum", "dari")
LANGUAGES = ("ko", "en")
_ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](https?:[^"']+|//[^"']+)""")


def _entry(name: str) -> str:
    return f"/services/{key(f'{name}.service')}/"


def _all_pages(client: Client, language: str) -> Iterator[tuple[str, Any]]:
    asking = {"headers": {"accept-language": language}}
    for url in [*STANDING, *map(_entry, ENTRIES), "/offline.html", "/worker.js"]:
        yield url, client.get(url, **asking)  # type: ignore[arg-type]
    kept = [str(key(f"{name}.service")) for name in ENTRIES]
    yield "/kept/ posted", client.post("/kept/", {"keep": kept}, **asking)  # type: ignore[arg-type]
    for words in ("쉼터", "한울쉼터", "남편이 때려요", "zzzz", "064-999-0001", "숨은마을길"):
        found = client.post("/", {"words": words}, **asking)  # type: ignore[arg-type]
        yield f"/ asked {words}", found
    for code, _words in GUIDES[1]():
        yield f"/ need {code}", client.post("/", {"need": code}, **asking)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_sets_a_cookie_or_may_be_stored_or_asks_elsewhere(
    client: Client, language: str
) -> None:
    for url, answer in _all_pages(client, language):
        assert answer.status_code == 200, url
        assert not answer.cookies, url
        assert answer["Cache-Control"] == "no-store", url
        assert answer["Referrer-Policy"] == "no-referrer", url
        assert "default-src 'none'" in answer["Content-Security-Policy"], url
        text = answer.content.decode()
        assert set(_ELSEWHERE.findall(text)) <= {"https://www.weather.go.kr/"}, url
        assert "csrfmiddlewaretoken" not in text, url


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_tells_what_is_not_public(client: Client, language: str) -> None:
    for url, answer in _all_pages(client, language):
        text = answer.content.decode()
        typed = url.partition(" asked ")[2]
        assert [secret for secret in SECRETS if secret in text and secret != typed] == [], url


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_the_same_neutral_title_and_a_plain_way_out(
    client: Client, language: str
) -> None:
    titles = set()
    for url, answer in _all_pages(client, language):
        text = answer.content.decode()
        if url != "/worker.js":
            titles |= set(re.findall("<title>(.*?)</title>", text))
            out = re.search(r'<a class="out" data-exit href="([^"]+)"', text)
            assert out, url
            assert out[1] == "https://www.weather.go.kr/"
    assert titles == {{"ko": "안내", "en": "Information"}[language]}


def test_the_way_out_leads_where_the_house_says(client: Client) -> None:
    with override_settings(JIKIMI_EXIT_URL="https://recipes.example/"):
        assert b'data-exit href="https://recipes.example/"' in client.get("/").content


def test_what_is_asked_stands_in_no_address(client: Client) -> None:
    first = client.get("/").content.decode()
    forms = re.findall(r"<form[^>]*>", first)
    assert forms
    assert all('method="post"' in form for form in forms)
    assert client.get("/?words=쉼터").content == client.get("/").content


def test_of_a_confidential_place_only_the_number_to_call_is_told(client: Client) -> None:
    text = client.get(_entry("refuge")).content.decode()
    assert 'href="tel:0640005678"' in text
    assert "geo:" not in text
    assert "아라동" not in text
    assert "제주시" not in text


def test_an_open_place_tells_its_address_hours_and_whom_it_is_for(client: Client) -> None:
    text = client.get(_entry("gaon"), headers={"accept-language": "ko"}).content.decode()
    for words in (
        "제주특별자치도 제주시 가온로 12",
        "월–금 09:00–18:00",
        "가정폭력 피해를 입은 누구나",
    ):
        assert words in text
    assert 'href="tel:0640001234"' in text


def test_an_entry_that_ended_looks_like_one_that_never_was(client: Client) -> None:
    never = client.get(f"/services/{uuid4()}/")
    with _status("defunct"):
        ended = client.get(_entry("meomchum"))
    assert (never.status_code, ended.status_code) == (404, 404)
    assert _without_address(never) == _without_address(ended)


@contextmanager
def _status(word: str) -> Iterator[None]:
    """멈춤 with another status, and back."""
    for status in (word, "active"):
        edit = Edit("service", key("meomchum.service"), "set", "status", status)
        with named(THE_OPERATOR):
            apply_edits(actor=THE_OPERATOR, edits=[edit], kind="import", source="test")
        if status == word:
            yield


def _without_address(answer: Any) -> str:
    return re.sub(r"/services/[0-9a-f-]+/", "", answer.content.decode())


def test_texts_are_read_in_the_language_chosen_and_machine_words_are_marked(
    client: Client,
) -> None:
    with named(THE_OPERATOR):
        Translation.objects.create(
            table="service", row_id=key("haneul.service"), field="name", language="vi",
            text="Đường dây khủng hoảng", is_machine=True,
        )  # fmt: skip
    english = client.get(f"{_entry('gaon')}?lang=en").content.decode()
    assert "<h1>Counselling on domestic violence</h1>" in english
    assert '<html lang="en">' in english
    foreign = client.get(f"{_entry('haneul')}?lang=vi", headers={"accept-language": "en"})
    assert '<span lang="vi">Đường dây khủng hoảng</span>' in foreign.content.decode()
    assert "Translated by machine" in foreign.content.decode()
    assert "Translated by machine" not in english


@pytest.mark.parametrize(
    ("words", "number"),
    [("다누리", "1577-1366"), ("1366", "1366"), ("남편이 때려요", "1366"), ("죽고 싶어요", "109")],
)
def test_a_number_that_answers_now_stands_first(client: Client, words: str, number: str) -> None:
    text = client.post("/", {"words": words}).content.decode()
    assert re.findall(r'call__number">([^<]+)<', text)[0] == number


def test_a_search_says_why_and_finds_nothing_without_saying_nothing(client: Client) -> None:
    found = client.post("/", {"words": "남편이 때려요"}).content.decode()
    assert 'class="why"' in found
    assert _entry("haneul") in found
    nothing = client.post("/", {"words": "zzqqxx"}).content.decode()
    assert 'class="hit"' not in nothing
    assert 'href="tel:1366"' in nothing


@pytest.mark.parametrize(
    ("words", "guide"),
    [
        ("아빠가 때려요", "/guide/1/"),
        ("아내를 때렸어요", "/guide/2/"),
        ("친구가 맞고 있어요", "/guide/3/"),
    ],
)
def test_who_asks_is_shown_the_guide_for_them(client: Client, words: str, guide: str) -> None:
    assert f'href="{guide}"' in client.post("/", {"words": words}).content.decode()


def test_numbers_set_aside_come_from_the_form_alone(client: Client) -> None:
    kept = [str(key("gaon.service")), "nonsense", str(uuid4())]
    listed = client.post("/kept/", {"keep": kept}).content.decode()
    assert "064-000-1234" in listed
    assert "1500-0000" not in listed
    assert "064-000-1234" not in client.get("/kept/").content.decode()


def test_many_entries_cost_as_many_statements_as_one(client: Client) -> None:
    counts = []
    for names in (ENTRIES[:1], ENTRIES):
        kept = [str(key(f"{name}.service")) for name in names]
        with CaptureQueriesContext(connections["public"]) as asked:
            client.post("/kept/", {"keep": kept})
        counts.append(len(asked))
    assert 5 < counts[0] == counts[1]


def test_the_first_page_asks_the_database_nothing(client: Client) -> None:
    for url in ("/", "/guide/1/", "/guide/2/", "/guide/3/", "/traces/"):
        for name in ("default", "public"):
            with CaptureQueriesContext(connections[name]) as asked:
                client.get(url)
            assert len(asked) == 0, url


@override_settings(ROOT_URLCONF="jikimi.doors.urls_public", JIKIMI_PUBLIC_ONLY=True)
def test_the_public_process_knows_no_address_of_staff(client: Client) -> None:
    for url in ("/staff/", "/staff/sign-in/login/", "/api/v1/openapi.json", "/i18n/setlang/"):
        assert client.get(url).status_code == 404, url
    assert "/staff/" not in client.get("/").content.decode()
    assert client.get("/readyz").json() == {"status": "ok", "database": True}


NOW = datetime(2026, 11, 23, 15, 0, tzinfo=KOREA)


@pytest.mark.parametrize(
    ("opening", "says"),
    [
        (Opening("yes", "always"), "24시간 운영"),
        (Opening("yes", "told", until=NOW.replace(hour=22)), "지금 열려 있음 · 22:00까지"),
        (
            Opening("yes", "told", until=datetime(2026, 11, 24, tzinfo=KOREA)),
            "지금 열려 있음 · 24:00까지",
        ),
        (
            Opening("no", "told", opens=datetime(2026, 11, 24, 9, tzinfo=KOREA)),
            "지금은 닫혀 있음 · 내일 09:00에 엽니다",
        ),
        (
            Opening("no", "told", opens=datetime(2026, 11, 26, 18, tzinfo=KOREA)),
            "지금은 닫혀 있음 · 목요일 18:00에 엽니다",
        ),
        (Opening("no", "told"), "지금은 닫혀 있음"),
        (Opening("unknown", "untold"), ""),
    ],
)
def test_hours_are_told_in_words(opening: Opening, says: str) -> None:
    assert opening_words(opening, now=NOW) == says
