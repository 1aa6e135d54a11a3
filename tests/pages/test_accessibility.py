"""WCAG 2.2 AA as axe-core can tell: no violation on the main pages, both languages and widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsing import LANGUAGES, WIDTHS, House, Scene

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = """async (rules) => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}});
    return found.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html)]);
}"""


def _urls(scene: Scene) -> list[str]:
    case = f"/staff/cases/{scene.acting}/"
    pages = [case, f"{case}sharing/", f"{case}analysis/", f"{case}plan/", f"{case}review/"]
    pages += ["/staff/", "/staff/cases/", "/staff/nominate/", "/staff/search/", "/staff/actions/"]
    pages += [f"{case}assessments/new/?form=unified"]
    pages += [f"{case}closure/", "/staff/meetings/", "/staff/meetings/call/", scene.room]
    pages += ["/staff/signals/", "/staff/signals/new/"]
    pages += ["/staff/watching/", f"{case}registration/", "/staff/alerts/?whose=body"]
    pages += ["/staff/places/", "/staff/places/imports/", "/staff/hazards/", "/staff/hazards/new/"]
    pages += ["/staff/places/map/", "/staff/places/proposals/new/"]
    pages += ["/staff/insights/", "/staff/insights/chance/"]
    pages += [f"{case}measures/", f"{case}assessments/", f"{case}pathway/", f"{case}checks/"]
    return [*pages, f"/staff/cases/{scene.nominated}/selection/"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_staff_keep_the_rules(house: House, language: str) -> None:
    with house.window("coordinator", language=language, bypass_csp=True) as page:
        broken = {url: says for url in _urls(house.scene) if (says := _violations(page, url))}
        second_step = _second_step(page)
    assert not broken
    assert not second_step


def _bodies(scene: Scene) -> list[str]:
    body, meeting = "/staff/bodies/east/", f"/staff/meetings/{scene.meeting}/"
    pages = [f"{body}{part}" for part in ("", "seats/", "recruiting/", "recruiting/add/", "roles/")]
    pages += [f"{body}{part}" for part in ("matters/", "matters/propose/", "turns/")]
    pages += [meeting, f"{meeting}pack/", f"{meeting}pack/take-out/", f"{meeting}minutes/"]
    pages += ["/staff/bodies/", "/staff/follow-up/", "/staff/letters/", "/staff/research/"]
    pages += ["/staff/calendar/", f"/staff/cases/{scene.acting}/research/"]
    return [*pages, f"/staff/cases/{scene.acting}/research/ask/"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_those_who_sit_together_keep_the_rules(house: House, language: str) -> None:
    with house.window("coordinator", language=language, bypass_csp=True) as page:
        broken = {url: says for url in _bodies(house.scene) if (says := _violations(page, url))}
    with house.window("secretary", language=language, bypass_csp=True) as page:
        council = _violations(page, "/staff/council/heads/")
    assert not broken
    assert not council


@pytest.mark.parametrize("language", LANGUAGES)
def test_doors_keep_the_rules(house: House, language: str) -> None:
    with house.window(language=language, bypass_csp=True) as page:
        urls = ("/", "/staff/sign-in/login/")
        broken = {url: says for url in urls if (says := _violations(page, url))}
    assert not broken


def test_a_field_without_a_label_would_be_found(house: House) -> None:
    with house.window(bypass_csp=True) as page:
        page.goto("/staff/sign-in/login/")
        page.evaluate("document.querySelector('label[for=id_login]').remove()")
        assert {rule for _width, rule, _nodes in _broken_rules(page)} == {"label"}


def _second_step(page: Page) -> list[Any]:
    """What is asked once a person was looked for."""
    page.goto("/staff/nominate/")
    page.locator("[name='name']").fill("봄이슬")
    page.locator("[name='name']").press("Enter")
    page.wait_for_selector("[name='worry']")
    return _broken_rules(page)


def _violations(page: Page, url: str) -> list[Any]:
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, url
    return _broken_rules(page)


def _broken_rules(page: Page) -> list[Any]:
    assert AXE.exists(), "The accessibility tests need axe-core: npm ci"
    page.add_script_tag(path=AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, *violation) for violation in page.evaluate(_RUN, RULES)]
    return found


_SCREENS = ("home", "sos", "ask", "wish", "walk", "way", "meet", "settings", "unsafe")
_SHOW = """(name) => document.querySelectorAll('.screen').forEach((screen) => {
    screen.hidden = screen.id !== `screen-${name}`; })"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_home_and_its_board_keep_the_rules(house: House, language: str) -> None:
    with house.window("operator", language=language, bypass_csp=True) as page:
        pages = [
            "/staff/control-room/",
            "/staff/control-room/shift/",
            "/staff/control-room/figures/",
            "/staff/control-room/problems/",
            "/staff/control-room/meetings/",
            "/staff/control-room/escorts/",
            "/staff/escort-duty/",
            f"/walk/with/?lang={language}",
        ]
        broken = {url: says for url in pages if (says := _violations(page, url))}
        page.set_viewport_size({"width": 360, "height": 900})
        page.goto(f"/walk/?lang={language}")
        page.add_script_tag(path=AXE)
        for name in _SCREENS:
            page.evaluate(_SHOW, name)
            assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            if says := page.evaluate(_RUN, RULES):
                broken[name] = says
        page.goto("/staff/control-room/")
        page.click("form[action$='/drill/'] button")
        page.wait_for_selector("[data-alarm]")
        if says := _broken_rules(page):
            broken["alarm"] = says
    with house.window("keeper", language=language, bypass_csp=True) as page:
        if says := _violations(page, "/staff/control-room-setup/"):
            broken["setup"] = says
    with house.window("privacy", language=language, bypass_csp=True) as page:
        log = "/staff/control-room/location-log/"
        pages = [log, f"{log}form/", f"{log}requests/", f"{log}deletions/"]
        pages.append(f"/walk/terms/?lang={language}")
        broken |= {url: says for url in pages if (says := _violations(page, url))}
    assert not broken
