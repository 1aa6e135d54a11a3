"""WCAG 2.2 AA as axe-core can tell, on the pages of an import and of look-alikes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connections, transaction
from django.test import Client
from playwright.sync_api import sync_playwright

from jikimi.access.actor import AT_THE_DOOR
from jikimi.access.ticket import name_actor, named
from jikimi.directory.importing_uploads import DIRECTORIES
from tests.browsing import LANGUAGES, House, Scene, _browser, _server
from tests.cast import Cast
from tests.directory.town import Town
from tests.pages.test_accessibility import _violations
from tests.samples.directory import SAMPLES

pytestmark = pytest.mark.browser
_AGAIN = "기관명,주소,전화번호\n가온여성상담소,제주 제주시 가온로 9,064-000-1234\n"
_LISTS = {
    "list.csv": (SAMPLES / "list.csv").read_bytes(),
    "again.csv": _AGAIN.encode(),
    "other.csv": b"a,b\n1,2\n",
}


@pytest.fixture(scope="module")
def desk(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, list[str]]]:
    """The town, a file tried, one applied, one refused; the server, the browser and the pages."""
    scene = Scene(town.cast)
    with transaction.atomic():
        pages = ["/staff/directory/import/", "/staff/directory/duplicates/", *_brought(town.cast)]
    with transaction.atomic():
        name_actor(AT_THE_DOOR)
        member = town.cast.members["coordinator"]
        TOTP.activate(member, generate_totp_secret())
        client = Client()
        client.force_login(member, "jikimi.access.entering.Entering")
        scene.sessions["coordinator"] = client.cookies["session"].value
    connections.close_all()
    with _server(tmp_path_factory.mktemp("server")) as address, sync_playwright() as play:
        yield House(address, _browser(play), scene), pages


def _brought(cast: Cast) -> Iterator[str]:
    actor = cast.coordinator
    for name, content in _LISTS.items():
        with named(actor):
            upload = DIRECTORIES.receive(actor=actor, name=name, source="", chunks=[content])
        DIRECTORIES.try_file(actor=actor, file=upload)
        if name == "again.csv":
            DIRECTORIES.apply_file(actor=actor, file=upload)
        yield f"/staff/directory/import/{upload.pk}/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_import_keep_the_rules(desk: tuple[House, list[str]], language: str) -> None:
    house, pages = desk
    with house.window("coordinator", language=language, bypass_csp=True) as page:
        assert not {url: says for url in pages if (says := _violations(page, url))}
