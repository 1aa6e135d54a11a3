"""Maps in a real browser: taken over by a script, reached by keyboard, and silent to the world.

Every window fails the test when a script, the content policy or a file complains.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from jikimi.access.ticket import name_actor
from tests.browsing import House
from tests.mapping import EAST, NORTH, four_dong, put_up

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sites(house: House, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A published bell and safe house and a camera; the bell's key."""
    folder = tmp_path_factory.mktemp("ground")
    with ThreadPoolExecutor(1) as beside:  # the browser's loop runs in this one
        return beside.submit(_put_up, house, folder).result()


def _put_up(house: House, folder: Path) -> str:
    now = timezone.now()
    shown = {"audience": "public", "published_at": now, "tested_on": now.date()}
    with transaction.atomic():
        four_dong(folder)
        name_actor(house.scene.cast.coordinator)
        bell = put_up("bell", "늘봄공원 벨", **shown)
        put_up("safe_house", "누리 편의점", 0.004, **shown)
        put_up("camera", "누리길 카메라", 0.008)
    connections.close_all()
    return str(bell.pk)


def _asked(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: found.append(request))
    return found


def test_a_map_is_moved_by_keyboard_and_asks_no_other_machine(house: House, sites: str) -> None:
    with house.window("officer") as page:
        asked = _asked(page)
        page.goto("/staff/places/map/")
        expect(page.locator(".map--live .map-mark")).to_have_count(3)
        mark = page.locator(f".map-mark[data-key='{sites}']")
        mark.focus()
        page.keyboard.press("Enter")
        link = page.locator(".leaflet-popup-content a")
        expect(link).to_be_focused()
        page.keyboard.press("Escape")
        expect(mark).to_be_focused()
        page.locator("[data-map-live]").focus()
        with page.expect_response(lambda answer: "part=view" in answer.url):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#map-beside-title")).to_be_visible()
        mark.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/staff/places/{sites}/")
    assert [one.url for one in asked if not one.url.startswith(f"{house.address}/")] == []


def test_where_somebody_is_stays_on_their_device(house: House, sites: str) -> None:
    with house.window() as page:
        page.context.grant_permissions(["geolocation"], origin=house.address)
        page.context.set_geolocation({"longitude": EAST + 0.00123, "latitude": NORTH + 0.00123})
        asked = _asked(page)
        page.goto("/")
        page.locator("a[href^='/map/']").click()
        expect(page.locator(".map--live .map-mark")).to_have_count(2)
        before = len(asked)
        page.locator("[data-near-me]").click()
        expect(page.locator("[data-near-list] li").first).to_contain_text("늘봄공원 벨")
        page.locator("[data-near-words]").fill("누리")
        expect(page.locator("[data-near-list] li")).to_have_count(1)
        page.locator("[data-near-middle]").click()
        expect(page.locator("[data-near-list] li")).to_have_count(2)
        assert len(asked) == before
        assert page.url == f"{house.address}/"
    told = [f"{one.url} {one.post_data or ''} {one.headers}" for one in asked]
    assert not any(digits in text for text in told for digits in ("126.5", "33.50", "누리"))
    assert [one.url for one in asked if not one.url.startswith(f"{house.address}/")] == []
