"""The one-tap link as an agency meets it: without an account, and telling only what is public."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connections, transaction
from django.test import Client

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from jikimi.directory.asking import ask_agency
from jikimi.directory.models import Confirmation, Organization
from tests.directory.town import SECRETS, Town, key

pytestmark = pytest.mark.usefixtures("town")


def _link(town: Town, entry: str) -> str:
    coordinator = town.cast.coordinator
    with transaction.atomic(), named(THE_OPERATOR):
        Organization.objects.filter(pk=key(entry)).update(email=f"{entry}@agency.example")
    with transaction.atomic(), named(coordinator):
        ask_agency(actor=coordinator, entry=Organization.objects.get(pk=key(entry)))
    found = re.search(r"http://[^/]+(/still-right/[^/\s]+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_the_link_shows_the_public_entry_and_three_answers(town: Town) -> None:
    answer = Client().get(_link(town, "gaon"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "가온여성상담소" in page
    assert "064-000-1234" in page
    assert "월–금 09:00–18:00" in page
    assert page.count('name="answer"') == 3
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_the_link_of_a_shelter_tells_nothing_that_is_not_public(town: Town) -> None:
    page = Client().get(_link(town, "refuge")).content.decode()
    assert "064-000-5678" in page
    assert not [secret for secret in SECRETS if secret in page]


def test_looking_changes_nothing_and_an_answer_counts_once(town: Town) -> None:
    link, browser = _link(town, "haneul"), Client(enforce_csrf_checks=True)
    for _look in range(2):
        assert browser.get(link).status_code == 200
    shown = re.search(r'name="shown" value="(\w+)"', browser.get(link).content.decode())
    assert shown
    first = browser.post(link, {"answer": "right", "shown": shown[1]})
    assert (first.status_code, first["Location"]) == (302, "/still-right/")
    assert browser.get("/still-right/").status_code == 200
    assert browser.post(link, {"answer": "ended"}).status_code == 404
    with named(town.cast.coordinator):
        asked = Confirmation.objects.filter(entry_id=key("haneul")).get(answer="right")
    assert asked.shown == shown[1]


def test_a_change_must_be_written_down(town: Town) -> None:
    link = _link(town, "meomchum")
    assert Client().post(link, {"answer": "changed", "words": " "}).status_code == 422
    assert Client().post(link, {"answer": "changed", "words": "이사했습니다"}).status_code == 302


def test_used_forged_and_senseless_links_are_one_page(town: Town) -> None:
    link = _link(town, "dari")
    Client().post(link, {"answer": "ended"})
    pages = [Client().get(url) for url in (link, f"{link[:-3]}x/", "/still-right/nothing/")]
    assert [page.status_code for page in pages] == [404] * 3
    bodies = {re.sub(r'href="[^"]*lang=[^"]*"', "", page.content.decode()) for page in pages}
    assert len(bodies) == 1


def test_an_answer_nobody_knows_is_refused(town: Town) -> None:
    assert Client().post(_link(town, "gaon"), {"answer": "other"}).status_code == 404


def test_the_pages_speak_english_too(town: Town) -> None:
    page = Client().get(_link(town, "gaon") + "?lang=en").content.decode()
    assert "Is this still right?" in page


def teardown_module() -> None:
    connections.close_all()
