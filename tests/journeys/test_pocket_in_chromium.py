"""The phone in a real browser: one thumb, the dark, no connection, under a cover, for a child."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import LANGUAGES, House
from tests.journeys.keyboard import reach
from tests.journeys.test_walking_home_in_chromium import BOARD, START, agree, hold, take_back
from tests.pages.test_accessibility import _RUN, AXE, RULES
from tests.wiping import as_administrator

pytestmark = pytest.mark.browser
SCREENS = ("home", "sos", "ask", "wish", "walk", "way", "settings")
ALLOWED = ["geolocation", "camera", "microphone"]
_SHOW = "name => import('/static/walk/screen.js').then((screen) => screen.show(name))"
_LARGE = "document.documentElement.style.fontSize = '200%'"
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SMALL = """() => [...document.querySelectorAll('main button, main a, main input, main select')]
    .filter((one) => one.offsetParent && one.type !== 'checkbox')
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 48 || box.width < 48).map(([one]) => one.outerHTML)"""
_TICKS = """() => [...document.querySelectorAll('main [type=checkbox]')]
    .filter((one) => one.offsetParent && one.labels[0].getBoundingClientRect().height < 48)
    .map((one) => one.id)"""
_UNDER_THUMB = """() => ['#sos', '[data-do=silent]', '[href="tel:112"]'].map((name) => {
    const box = document.querySelector(`#screen-home ${name}`).getBoundingClientRect();
    return Math.min(box.bottom, innerHeight) - Math.max(box.top, innerHeight / 3); })"""
_ALL = """document.querySelectorAll('.screen, .screen [hidden]')
    .forEach((one) => { one.hidden = false; })"""
_FELT = """() => { navigator.geolocation.watchPosition = (each) => {
    window.feel = (longitude) => each({timestamp: Date.now(),
        coords: {longitude, latitude: 37.48, accuracy: 5, heading: 90, speed: null}});
    Promise.resolve().then(() => window.feel(126.92));
    document.documentElement.dataset.felt = 'yes'; return 1; }; }"""
_LEFT = """Object.defineProperty(document, 'hidden', {value: true}),
    document.dispatchEvent(new Event('visibilitychange'))"""
_NAMED = "async () => (await fetch(document.querySelector('[rel=manifest]').href)).json()"
_CACHED = "async () => (await (await caches.open('w1')).keys()).map((one) => one.url)"
_STORED = """async () => {
    const answer = (asked) => new Promise((done) => {
        asked.onsuccess = () => done(asked.result); });
    const base = await answer(indexedDB.open('k'));
    const rows = [];
    for (const part of base.objectStoreNames) {
        rows.push(...await answer(base.transaction(part).objectStore(part).getAll()));
    }
    const plain = rows.map((row) => (row.sealed ? new TextDecoder('latin1').decode(row.sealed)
        : JSON.stringify(row)));
    return [...plain, ...Object.values(localStorage), ...Object.values(sessionStorage),
        document.cookie].join(' '); }"""


@contextmanager
def phone(house: House, address: str = "/walk/", **more: Any) -> Iterator[Page]:
    wish: dict[str, Any] = {"width": 360, "geolocation": START, "permissions": ALLOWED} | more
    with house.window(**wish) as page:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        yield page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_used_with_one_thumb_in_the_dark_and_with_letters_of_twice_the_size(
    house: House, language: str
) -> None:
    more: dict[str, Any] = {"color_scheme": "dark", "bypass_csp": True, "language": language}
    with phone(house, f"/walk/?lang={language}", **more) as page:
        assert min(page.evaluate(_UNDER_THUMB)) >= 48
        page.add_script_tag(path=str(AXE))
        broken: dict[str, Any] = {}
        for screen in SCREENS:
            page.evaluate(_SHOW, screen)
            broken[screen] = [*page.evaluate(_SMALL), *page.evaluate(_TICKS)]
        page.evaluate(_ALL)
        broken["rules"] = page.evaluate(_RUN, RULES)
        page.evaluate(_LARGE)
        for screen in SCREENS:
            page.evaluate(_SHOW, screen)
            broken[f"{screen} wide"] = page.evaluate(_WIDER)
        for address in ("/walk/guardian/?", "/walk/install/?", "/walk/?as=notes&"):
            page.goto(f"{address}lang={language}")
            page.evaluate(_LARGE)
            page.add_script_tag(path=str(AXE))
            broken[address] = page.evaluate(_RUN, RULES) or page.evaluate(_WIDER)
    assert not {name: found for name, found in broken.items() if found}


def test_the_keyboard_alone_calls_and_takes_back(house: House) -> None:
    with phone(house) as page:
        agree(page)
        reach(page, "#sos")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("[data-step=raised].is-done")).to_be_visible()
        reach(page, "#code")
        page.keyboard.type("2580")
        page.keyboard.press("Enter")
        expect(page.locator("#screen-home")).to_be_visible()


def test_a_call_without_a_connection_waits_with_photo_and_sound_and_goes_in_order(
    house: House,
) -> None:
    with house.window(width=360, permissions=ALLOWED) as page:
        page.clock.install(time=datetime.now(UTC) - timedelta(seconds=62))
        page.add_init_script(f"({_FELT})()")
        page.goto("/walk/")
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        agree(page)
        page.click("[data-go=settings]")
        page.fill("#unlock-code", "1470")
        page.click("#unlock button")
        page.check("#send-photo")
        page.check("#send-sound")
        page.click("#recordings button")
        expect(page.locator("#said")).not_to_be_empty()
        page.click("#screen-settings [data-go=home]")
        page.context.set_offline(True)
        page.click("[data-do=silent]")
        expect(page.locator("html")).to_have_attribute("data-felt", "yes")
        expect(page.locator("#recorded-sound")).not_to_be_empty()
        for step in range(6):
            page.clock.run_for(10_000)
            page.evaluate("(at) => window.feel(at)", 126.9201 + step / 10_000)
        expect(page.locator("#recorded-photo")).not_to_be_empty()
        expect(page.locator("#net")).to_be_visible()
        expect(page.locator(".is-done")).to_have_count(0)
        assert "126.9" in str(page.get_attribute("#screen-sos [data-text]", "href"))
        assert "126.9" not in page.evaluate(_STORED)
        page.context.set_offline(False)
        expect(page.locator("[data-step=raised].is-done")).to_be_visible()
        expect(page.locator("#net")).to_be_hidden()
        fixes = _wait_for("SELECT seq, is_late FROM escorts_fix ORDER BY id", 7)
        assert [seq for seq, _late in fixes] == list(range(7))
        assert [late for _seq, late in fixes[:5]] == [True] * 5
        assert not fixes[-1][1]
        kinds = _wait_for("SELECT kind FROM escorts_recording ORDER BY kind", 2)
        assert [kind for (kind,) in kinds] == ["photo", "sound"]
        with house.window("operator") as board:
            board.goto(BOARD)
            board.click("#board a")
            expect(board.locator("#recordings img")).to_be_visible()
            assert board.evaluate("document.querySelector('#recordings img').naturalWidth") > 100
        take_back(page, "2580")
        assert _wait_for("SELECT 1 FROM escorts_recording", 0) == []


def test_a_code_typed_without_a_connection_is_heard_later(house: House) -> None:
    with phone(house) as page:
        agree(page)
        hold(page)
        expect(page.locator("[data-step=raised].is-done")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-kept", "yes")
        page.context.set_offline(True)
        page.reload()
        expect(page.locator("#screen-sos")).to_be_visible()
        page.fill("#code", "0000")
        page.click("#cancel button")
        expect(page.locator("#said")).not_to_be_empty()
        expect(page.locator("#screen-sos")).to_be_visible()
        take_back(page, "1470")
        page.context.set_offline(False)
        _wait_for("SELECT 1 FROM escorts_alarm WHERE kind = 'duress' AND stage <> 'ended'", 1)
        assert page.locator("#screen-home").is_visible()


def test_under_the_name_of_notes_nothing_tells_what_it_is(house: House) -> None:
    with phone(house, "/walk/?as=notes") as page:
        before = page.evaluate("history.length")
        assert page.inner_text("body").strip() == page.title()
        named = page.evaluate(_NAMED)
        assert named["name"] == named["short_name"] == page.title()
        assert [one["src"].rsplit("/", 1)[1] for one in named["icons"]] == ["notes.svg"]
        page.fill("#cover-notes", "marker in a note")
        _open_cover(page)
        agree(page)
        page.click("[data-go=settings]")
        page.fill("#unlock-code", "2580")
        page.click("#unlock button")
        page.fill("#name", "marker")
        page.click("#about button[type=submit]")
        expect(page.locator("#said")).not_to_be_empty()
        page.evaluate(_LEFT)
        expect(page.locator("#cover-name")).to_be_visible()
        expect(page.locator("header")).to_be_hidden()
        _open_cover(page)
        page.reload()
        expect(page.locator("#cover-notes")).to_have_value("marker in a note")
        assert "marker" not in page.evaluate(_STORED)
        assert page.evaluate("history.length") == before
        kept = page.evaluate(_CACHED)
        assert not [url for url in kept if "say" in url or "guardian" in url or "install" in url]


def _open_cover(page: Page) -> None:
    page.focus("#cover-name")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#sos")).to_be_visible()


def test_a_guardian_agrees_on_another_phone_and_takes_it_back(house: House) -> None:
    with phone(house) as child, house.window(width=360) as guardian:
        child.click("[data-go=settings]")
        child.select_option("#age-band", "child")
        child.click("#consent button[type=submit]")
        expect(child.locator("#guardian-picture")).to_be_visible()
        link = child.inner_text("#guardian-address")
        guardian.goto(link)
        assert "#" not in guardian.url
        guardian.select_option("[name=relation]", "parent")
        guardian.click("[value=yes]")
        expect(guardian.locator("[value=end]")).to_be_visible()
        child.click("[data-do=guardian-look]")
        expect(child.locator("#guardian-link")).to_be_hidden()
        expect(child.locator("#agreed")).to_contain_text("20")
        child.fill("#cancel-code", "2580")
        child.click("#codes button")
        guardian.reload()
        guardian.click("[value=end]")
        expect(guardian.locator("[value=forget]")).to_be_visible()
        child.reload()
        child.click("[data-go=walk]")
        child.click("#walk button[type=submit]")
        expect(child.locator("#screen-home")).to_be_visible()
        expect(child.locator("#said")).not_to_be_empty()


def test_whoever_looks_on_is_seen_and_sent_away_without_a_word(house: House) -> None:
    with phone(house) as page, house.window(width=360) as stalker:
        stalker.clock.install()
        stalker.goto("/walk/with/#" + "A" * 43)
        expect(stalker.locator("#said")).not_to_be_empty()
        never = stalker.inner_text("main")
        agree(page)
        page.click("[data-go=walk]")
        page.fill("#watcher", "marker")
        page.click("#walk button[type=submit]")
        expect(page.locator("#link")).to_be_visible()
        stalker.goto("/")
        stalker.goto("/walk/with/#" + page.inner_text("#link").rsplit("#", 1)[1])
        expect(stalker.locator("#facts")).to_be_visible()
        expect(page.locator("#watchers li")).to_contain_text("marker · ", timeout=12_000)
        page.click("#watchers button")
        expect(page.locator("#watchers li")).to_have_count(0, timeout=12_000)
        stalker.clock.run_for(5000)
        expect(stalker.locator("#facts")).to_be_hidden()
        assert stalker.inner_text("main") == never
        page.click("[data-do=arrived]")
        expect(page.locator("#screen-home")).to_be_visible()


def test_what_she_wants_kept_is_saved_as_a_file_and_deleted(house: House) -> None:
    with phone(house) as page:
        agree(page)
        hold(page)
        expect(page.locator("[data-step=raised].is-done")).to_be_visible()
        with page.expect_response("**/walk/say/keep/"):
            page.check("#keep-sos")
        plain = page.evaluate("JSON.parse(document.querySelector('#words').textContent).over")
        take_back(page, "2580")
        assert page.inner_text("#said") != plain
        page.click("[data-go=settings]")
        page.fill("#unlock-code", "2580")
        page.click("#unlock button")
        page.click("#kept button[type=submit]")
        expect(page.locator("#said")).not_to_be_empty()
        page.check("#kept-plain")
        with page.expect_download() as saved:
            page.click("#kept button[type=submit]")
        assert "37.480000, 126.920000" in saved.value.path().read_text()
        page.click("[data-do=kept-delete]")
        expect(page.locator("#kept-none")).to_be_visible()
        assert (
            _wait_for(
                "SELECT 1 FROM escorts_fix f JOIN escorts_journey j ON j.id = f.journey_id"
                " WHERE j.ended_at IS NOT NULL",
                0,
            )
            == []
        )


def _wait_for(sql: str, many: int) -> list[Any]:
    """What the database has, asked until it is so many."""
    found: list[Any] = []
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with as_administrator() as admin:
            found = admin.execute(sql).fetchall()
        if len(found) == many:
            return found
        time.sleep(0.05)
    raise AssertionError(found)
