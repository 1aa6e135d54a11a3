"""A joint check on phones without a connection: kept sealed, sent once; two who differ."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browsing import House
from tests.journeys.visitor import Visitor
from tests.rules.test_checking import PLACE, photo_with_place

pytestmark = pytest.mark.browser
PIN, PHONE = "482915", "/staff/checks/phone/"
_KEPT = """async () => {
    const open = indexedDB.open('jikimi-checks', 1);
    const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const asked = database.transaction('kept').objectStore('kept').getAll();
    const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    database.close();
    const words = (row) => row instanceof ArrayBuffer ? new TextDecoder().decode(row)
        : row && typeof row === 'object' ? Object.values(row).map(words).join(' ') : String(row);
    const caught = await Promise.all((await caches.keys()).map(async (name) => {
        const store = await caches.open(name);
        const all = await store.matchAll();
        return Promise.all(all.map((one) => one.text()));
    }));
    return [rows.length, rows.map(words).join(' '), caught.flat().join(' ')];
}"""


@pytest.fixture(scope="module")
def check(house: House) -> str:
    """The number of a check of centre and police, planned on the page of the case under way."""
    with house.window("counsellor") as page:
        visitor = Visitor(page)
        visitor.open(f"/staff/cases/{house.scene.acting}/checks/new/")
        police = house.scene.cast.agencies["police"].pk
        visitor.send("place", form="child_check", place=PLACE, with_agencies=police)
        return page.url.rstrip("/").rsplit("/", 1)[-1]


def _take_along(page: Page, *wrong: tuple[str, str]) -> None:
    """Take the day along with a PIN, after trying those that are refused."""
    page.goto(PHONE)
    for pin, again in (*wrong, (PIN, PIN)):
        page.fill("#pin", pin)
        page.fill("#again", again)
        page.locator("#take button").click()
        if (pin, again) in wrong:
            expect(page.locator("#said")).to_be_visible()
    expect(page.locator(".phone__visit")).to_have_count(1)


def _unlock(page: Page) -> None:
    page.fill("#old", PIN)
    page.locator("#unlock button").click()
    page.locator(".phone__visit summary").first.click()


def _answer(page: Page, check: str, item: str, answer: str, note: str = "") -> None:
    field = page.locator(f"input[name='{check}_{item}']")
    field.and_(page.locator(f"[value='{answer}']")).check()
    if note:
        words = page.locator(f"[id='{check}_{item}_note']")
        words.fill(note)
        words.blur()


def test_a_day_is_filled_in_offline_and_sent_once(house: House, check: str) -> None:
    with house.window("officer", width=360) as other, house.window("counsellor", width=360) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        _take_along(other)
        _take_along(page, ("111111", "111111"), ("123456", "123456"), (PIN, "482916"))
        _nothing_readable(page, house)
        page.context.set_offline(True)
        page.goto("/staff/checks/")
        _unlock(page)
        expect(page.locator(".phone__visit")).to_contain_text(PLACE[:8])
        _answer(page, check, "child_visit", "met")
        _answer(page, check, "child_injury", "yes", "이마에 멍")
        _photograph(page, check)
        page.reload()
        _unlock(page)
        expect(page.locator(f"[id='{check}_child_injury_note']")).to_have_value("이마에 멍")
        page.context.set_offline(False)
        for _again in range(2):
            _send(page)
        _is_kept_once(page, check, asked)
        _differs(other, check)


def _nothing_readable(page: Page, house: House) -> None:
    """In the open stand until when and how many wrong PINs; the day and the work are sealed."""
    rows, kept, shell = page.evaluate(_KEPT)
    assert rows == 3
    for word in (PLACE, house.scene.acting, "역할counsellor", PIN, "csrfmiddlewaretoken"):
        assert word not in kept
        assert word not in shell


def _photograph(page: Page, check: str) -> None:
    item = page.locator("fieldset", has=page.locator(f"[name='{check}_child_injury']"))
    item.locator("summary").click()
    photo: Any = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
    item.locator("input[type=file]").set_input_files([photo])
    expect(item.locator("img")).to_be_visible()
    expect(page.locator("#state")).to_have_attribute("data-state", "waiting")


def _send(page: Page) -> None:
    page.locator("#send").click()
    expect(page.locator("#state")).to_have_attribute("data-state", "sent")


def _is_kept_once(page: Page, check: str, asked: list[str]) -> None:
    assert len([url for url in asked if url.endswith("/sheets/")]) == 1
    Visitor(page).open(f"/staff/checks/{check}/")
    expect(page.locator("[name='child_injury'][value='yes']")).to_be_checked()
    expect(page.locator("[name='note_child_injury']")).to_have_value("이마에 멍")
    photo = page.locator("#photos a[href*='/photos/']")
    expect(photo).to_have_count(1)
    answer = page.request.get(str(photo.get_attribute("href")))
    with Image.open(BytesIO(answer.body())) as shown:
        assert not shown.getexif()


def _differs(page: Page, check: str) -> None:
    """The other phone knew nothing of it and says otherwise: both stand until a person settles."""
    page.locator(".phone__visit summary").first.click()
    _answer(page, check, "child_injury", "no")
    _send(page)
    expect(page.locator(".phone__other")).to_contain_text("이마에 멍")
    visitor = Visitor(page)
    visitor.open(f"/staff/checks/{check}/")
    expect(page.locator("#contradictions")).to_be_visible()
    visitor.send("item", answer="no")
    expect(page.locator("#contradictions")).to_have_count(0)


def test_five_wrong_pins_leave_nothing_and_sign_out_neither(house: House, check: str) -> None:
    with house.window("colleague", width=360) as page:
        _take_along(page)
        page.reload()
        for _try in range(4):
            page.fill("#old", "000001")
            page.locator("#unlock button").click()
            expect(page.locator("#said")).to_be_visible()
            expect(page.locator("#old")).to_have_value("")
        page.fill("#old", "000001")
        page.locator("#unlock button").click()
        expect(page.locator("#take")).to_be_visible()
        assert page.evaluate(_KEPT)[0] == 0
        _take_along(page)
        page.goto("/staff/checks/")
        page.locator("form[data-leave-words] button").click()
        page.wait_for_url(f"{house.address}/")
        left = "async () => [(await indexedDB.databases()).length, (await caches.keys()).length]"
        assert page.evaluate(left) == [0, 0]
