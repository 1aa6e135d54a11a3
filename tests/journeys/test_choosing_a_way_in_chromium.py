"""On a phone the way home is chosen by name, on a map or to the home she kept, and is walked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from playwright.sync_api import Page, expect

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.ticket import named
from tests.browsing import House
from tests.pages.test_accessibility import _RUN, AXE, RULES
from tests.samples.streets import at, brought

pytestmark = pytest.mark.browser
_HOME = at(600, 0)
START: Any = {"longitude": 126.92, "latitude": 37.48, "accuracy": 8}
HOME: Any = {"longitude": _HOME[0], "latitude": _HOME[1], "accuracy": 8}


@pytest.fixture(scope="module")
def streets(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("streets")
    with ThreadPoolExecutor(1) as beside:  # the browser keeps a loop in this thread
        beside.submit(_bring, folder).result()


def _bring(folder: Path) -> None:
    with transaction.atomic(), named(THE_OPERATOR):
        brought(folder)
    connections.close_all()


@pytest.fixture
def page(house: House, streets: None) -> Iterator[Page]:
    """A phone in the dark whose owner agreed and kept her home."""
    asked = {"geolocation": HOME, "permissions": ["geolocation"], "color_scheme": "dark"}
    with house.window(width=360, bypass_csp=True, **asked) as page:
        page.goto("/walk/")
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        page.click("[data-go=settings]")
        page.click("#consent button")
        expect(page.locator("#agreed")).not_to_be_empty()
        page.click("[data-do=save-home]")
        expect(page.locator("#said")).not_to_be_empty()
        page.fill("#cancel-code", "2580")
        page.fill("#duress-code", "1470")
        page.click("#codes button")
        page.click("#screen-settings [data-go=home]")
        page.context.set_geolocation(START)
        page.click("[data-go=walk]")
        page.click("[data-go=choose]")
        yield page


def fits(page: Page) -> None:
    """Nothing to shove aside, and nothing axe complains of."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.add_script_tag(path=AXE)
    assert page.evaluate(_RUN, RULES) == []


def test_the_way_home_is_drawn_compared_taken_along_and_forgotten(page: Page) -> None:
    page.click("[data-do=way-home]")
    choices = page.locator("#choose-list input")
    expect(choices).to_have_count(2)
    expect(page.locator("#choose-drawn .track--near-by path").first).to_be_attached()
    expect(page.locator("#choose-passed")).to_contain_text("밝은길 비상벨")
    expect(page.locator("#choose-limits li")).not_to_have_count(0)
    assert "760 m" in page.inner_text("#choose-list")
    fits(page)
    choices.nth(1).check()
    expect(page.locator("#choose-passed")).not_to_contain_text("밝은길 비상벨")
    choices.nth(0).check()
    page.click("[data-do=way-take]")
    assert int(page.input_value("#minutes")) == 17
    with page.expect_request("**/walk/say/begin/") as begun:
        page.click("#walk button[type=submit]")
    assert len(begun.value.post_data_json["route"]) == 4
    page.click("#way-chosen summary")
    expect(page.locator("#way-drawn .spot--here")).to_be_attached()
    page.click("[data-do=arrived]")
    expect(page.locator("#screen-home")).to_be_visible()
    assert page.inner_html("#way-drawn") == page.inner_html("#choose-drawn") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_where_to_go_is_found_by_name_or_pointed_at_with_the_keyboard(page: Page) -> None:
    page.fill("#choose-text", "밝은길")
    page.click("#choose-name button")
    page.locator("#choose-found button").first.click()
    sheet = page.locator("#choose-sheet")
    expect(sheet.locator(".spot--goal")).to_be_attached()
    fits(page)
    before = sheet.locator(".spot--goal").get_attribute("cx")
    sheet.focus()
    page.keyboard.press("ArrowRight")
    assert sheet.locator(".spot--goal").get_attribute("cx") != before
    with page.expect_response("**/walk/say/ways-around/"):
        page.click("[data-do=map-farther]")
    sheet.locator("svg.map__picture").click(position={"x": 40, "y": 40})
    page.click("#choose-there")
    expect(page.locator("#choose-list input").first).to_be_attached()
    assert page.url.endswith("/walk/")
