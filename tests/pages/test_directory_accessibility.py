"""WCAG 2.2 AA as axe-core can tell, on the pages on which the directory is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connections, transaction
from django.test import Client
from playwright.sync_api import sync_playwright

from jikimi.access.actor import AT_THE_DOOR, THE_CLOCK
from jikimi.access.ticket import name_actor, named
from jikimi.directory.ages import count_ages
from jikimi.directory.asking import ask_agency
from jikimi.directory.calling import take_call
from jikimi.directory.confirming import take_up_answers
from jikimi.directory.figures import keep_figures
from jikimi.directory.links import token_for
from jikimi.directory.listing import save_row
from jikimi.directory.models import Confirmation, Organization
from tests.browsing import LANGUAGES, House, Scene, _browser, _server
from tests.directory.town import Town, key
from tests.pages.test_accessibility import _violations

pytestmark = pytest.mark.browser
_ENTRY = f"/staff/directory/{key('gaon')}/"
_SERVICE = f"service/{key('gaon.service')}/"


@pytest.fixture(scope="module")
def desk(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, list[str]]]:
    """The town with something on every page, the server, the browser, and the pages to look at."""
    scene = Scene(town.cast)
    with transaction.atomic():
        pages = _pages(town)
    with transaction.atomic():
        for who in ("counsellor", "coordinator"):
            _let_in(scene, who)
    connections.close_all()
    with _server(tmp_path_factory.mktemp("server")) as address, sync_playwright() as play:
        yield House(address, _browser(play), scene), pages


def _let_in(scene: Scene, who: str) -> None:
    name_actor(AT_THE_DOOR)
    TOTP.activate(scene.cast.members[who], generate_totp_secret())
    client = Client()
    client.force_login(scene.cast.members[who], "jikimi.access.entering.Entering")
    scene.sessions[who] = client.cookies["session"].value


def _pages(town: Town) -> list[str]:
    """Something waits on every page: a change, an answer, a call."""
    keeper, coordinator = town.cast.counsellor, town.cast.coordinator
    with named(THE_CLOCK):
        count_ages(actor=THE_CLOCK)
        keep_figures(actor=THE_CLOCK)
    with named(keeper):
        entry = Organization.objects.get(pk=key("gaon"))
        seen = {"number": "064-000-1234"}
        save_row(
            actor=keeper, entry=entry, table="phone", row_id=key("gaon.phone"),
            values={"number": "064-000-9999"}, seen=seen, note="번호 이전",
        )  # fmt: skip
        save_row(
            actor=keeper, entry=entry, table="organization", row_id=entry.pk,
            values={"email": "gaon@agency.example"}, seen={},
        )  # fmt: skip
    with named(coordinator):
        call = take_call(actor=coordinator, entry_id=key("haneul"))
        asked = ask_agency(actor=coordinator, entry=entry)
        again = ask_agency(actor=coordinator, entry=entry)
    with named(THE_CLOCK):
        Confirmation.objects.filter(pk=asked.pk).update(
            answer="changed", words="번호가 바뀌었습니다.", answered_at=asked.made_at
        )
        take_up_answers(actor=THE_CLOCK)
    return [
        *(f"/staff/directory/{page}/" for page in ("approvals", "calls", "answers", "freshness")),
        f"/staff/directory/calls/{call.pk}/",
        f"/still-right/{token_for(again.pk)}/",
        "/still-right/",
        "/staff/directory/new/",
        f"{_ENTRY}keeper/",
    ]


KEPT = [
    _ENTRY,
    f"{_ENTRY}history/",
    f"{_ENTRY}edit/{_SERVICE}",
    f"{_ENTRY}hours/{_SERVICE}",
    f"{_ENTRY}languages/{key('gaon.service')}/",
    f"{_ENTRY}audience/{_SERVICE}fees_description/",
    f"{_ENTRY}confidential/{key('gaon.location')}/",
    f"{_ENTRY}hide/phone/{key('gaon.phone')}/",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_keeping_the_directory_keep_the_rules(
    desk: tuple[House, list[str]], language: str
) -> None:
    house, pages = desk
    with house.window("counsellor", language=language, bypass_csp=True) as page:
        broken = {url: says for url in KEPT if (says := _violations(page, url))}
    with house.window("coordinator", language=language, bypass_csp=True) as page:
        broken |= {url: says for url in pages if (says := _violations(page, url))}
    assert not broken
