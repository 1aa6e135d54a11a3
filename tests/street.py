"""A real browser before the public door: the public process alone, with the town committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.browsing import House, Scene, _browser, _server
from tests.directory.town import Town

PUBLIC = "jikimi.doors.web_public"


@pytest.fixture(scope="module")
def street(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The town is there, the public process answers, the browser is open."""
    folder = tmp_path_factory.mktemp("public")
    with _server(folder, PUBLIC) as address, sync_playwright() as play:
        yield House(address, _browser(play), Scene(town.cast))
