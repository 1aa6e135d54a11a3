"""Planted words come out nowhere else: pages, API, exports, notices, mails, urls, titles, log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from jikimi.access.actor import THE_CLOCK, THE_OPERATOR
from jikimi.access.mailing import send_waiting_mail
from jikimi.access.member import Member
from jikimi.access.models import Notice
from jikimi.access.ticket import name_actor
from jikimi.doors.urls import handler404, handler500  # noqa: F401 - the doors' own, for this urlconf
from jikimi.doors.urls import urlpatterns as doors
from tests.cast import Cast
from tests.journeys.forms import Page
from tests.unlocking import LOCK, unlocked
from tests.walls.planting import (
    EVERYTHING,
    OF_REPORTS,
    OF_THE_CASE,
    OURS,
    SAID,
    SEALED,
    VICTIM,
    WHERE_TO,
    Planted,
    plant,
)

pytestmark = pytest.mark.django_db(databases=["default", "refusals", "public"])
SignIn = Callable[[Client, Member], Client]
# What each of the cast may come upon, no more and no less.
MAY_SEE = {
    "counsellor": OF_THE_CASE - {SAID},  # what was said opens to those who accepted at the table
    "colleague": OF_THE_CASE - {SAID},
    "coordinator": (OF_THE_CASE - {WHERE_TO}) | OF_REPORTS,  # who goes there knows where
    "officer": OF_REPORTS,
    "shelter": {VICTIM, OURS},
}
MAY_SEE_NOTHING = ("stranger", "head", "auditor", "administrator", "analyst")


def _broken(request: HttpRequest) -> HttpResponse:
    """A page that fails on what was typed; PostgreSQL cites it in its answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [request.POST["name"]])
    return HttpResponse()


urlpatterns = [path("staff/broken/", _broken), *doors]


@pytest.fixture
def planted(cast: Cast) -> Planted:
    return plant(cast)


def _patterns(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        elif route.startswith(("staff/", "api/")) and not route.startswith("staff/sign-in/"):
            yield route, entry


def _urls(planted: Planted) -> list[str]:
    """Every page and every answer of the API about what was planted."""
    found: set[str] = set()
    for route, pattern in _patterns():
        urls = [f"/{route}"]
        for name in pattern.pattern.converters:
            is_report = name == "number" and "reports/" in route
            ids = planted.ids.get("report" if is_report else name, [])
            hole = next(part for part in route.split("/") if f"{name}>" in part)
            urls = [url.replace(hole, str(one)) for url in urls for one in ids]
        found.update(urls)
    return sorted(found)


def _in(text: str) -> set[str]:
    return {word for word in EVERYTHING if word in text or word.replace("-", "") in text}


def _lines(records: Iterable[logging.LogRecord]) -> str:
    """What stands in the log, as the house writes it."""
    house = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    return "\n".join(house.format(record) for record in records)


@pytest.mark.parametrize("who", [*MAY_SEE, *MAY_SEE_NOTHING])
def test_nobody_comes_upon_words_that_are_not_for_them(
    planted: Planted, signed_in: SignIn, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    caplog.set_level(logging.DEBUG)
    client, seen = signed_in(Client(), planted.cast.members[who]), set()
    urls = _urls(planted)
    assert len(urls) > 60
    for url in urls:
        seen |= _seen(client, url)
    allowed = MAY_SEE.get(who, set())
    assert seen == allowed, (seen - allowed, allowed - seen)
    assert not _in(_lines(caplog.records))


def _seen(client: Client, url: str) -> set[str]:
    """Planted words in the answer; never any in its address, its title or where it sends one."""
    answer = client.get(url)
    assert answer.status_code < 500, url
    text = answer.content.decode()
    title = Page(text, url).title if "html" in answer.headers.get("Content-Type", "") else ""
    assert not _in(title), url
    assert not _in(unquote(url + answer.headers.get("Location", ""))), url
    return _in(text)


def test_only_who_is_named_opens_what_is_sealed(planted: Planted, signed_in: SignIn) -> None:
    url = f"/staff/cases/{planted.case.number}/sealed/{planted.ids['field_id'][0]}/"
    for who, member in planted.cast.members.items():
        client = signed_in(Client(), member)
        shown = _in(client.get(url).content.decode()) | _in(client.post(url).content.decode())
        assert (SEALED in shown) == (who == "counsellor"), who


def test_exports_name_nobody(planted: Planted, signed_in: SignIn) -> None:
    period = {"first": "2026-01-01", "last": "2026-12-31"}
    ledger = {**period, "reason": "audit", "form": "csv", "why": "점검", **LOCK}
    record = {"why": "점검", **LOCK}
    for who in ("auditor", "coordinator"):
        client = signed_in(Client(), planted.cast.members[who])
        for url, asked in (("/staff/ledger/", ledger), ("/staff/record/export/", record)):
            answer = client.post(url, asked)
            assert (answer.status_code, who) in ((200, who), (404, "coordinator")), url
            if answer.status_code == 200:
                assert not _in(unlocked(answer.content).decode("utf-8-sig")), (url, who)


def test_notices_and_mails_say_nothing(planted: Planted) -> None:
    name_actor(THE_OPERATOR)
    Member.objects.update(email="somebody@example.org")
    name_actor(THE_CLOCK)
    notices = Notice.objects.all()
    assert len(notices) > 3
    assert not _in("".join(f"{notice.kind} {notice.link}" for notice in notices))
    assert send_waiting_mail(actor=THE_CLOCK)
    for letter in mail.outbox:
        words = f"{letter.subject} {letter.body} {letter.message()}"
        assert not _in(words)
        assert planted.case.number not in words


@pytest.mark.urls("tests.walls.test_leaks")
def test_a_page_that_breaks_tells_nothing_and_neither_does_its_log(
    planted: Planted, signed_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in(Client(raise_request_exception=False), planted.cast.members["officer"])
    answer = client.post("/staff/broken/", {"name": VICTIM})
    assert answer.status_code == 500
    assert not _in(answer.content.decode())
    lines = _lines(caplog.records)
    assert "DataError" in lines
    assert "test_leaks.py" in lines
    assert not _in(lines)
