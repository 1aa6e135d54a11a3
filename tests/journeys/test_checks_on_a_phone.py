"""Checks and inspections on phones without a connection: sealed, sent once; two who differ."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.db import connections, transaction
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browsing import House
from tests.inspecting import PLACE as PATH
from tests.inspecting import a_round
from tests.journeys.carrying import KEPT, PIN, answer, send, take_along, unlock
from tests.journeys.visitor import Visitor
from tests.rules.test_checking import PLACE, photo_with_place

pytestmark = pytest.mark.browser
HOME, INSPECTIONS = "/staff/checks/", "/staff/inspections/"


@pytest.fixture(scope="module")
def check(house: House) -> str:
    """The number of a check of centre and police, planned on the page of the case under way."""
    with house.window("counsellor") as page:
        visitor = Visitor(page)
        visitor.open(f"/staff/cases/{house.scene.acting}/checks/new/")
        police = house.scene.cast.agencies["police"].pk
        visitor.send("place", form="child_check", place=PLACE, with_agencies=police)
        return page.url.rstrip("/").rsplit("/", 1)[-1]


def test_a_day_is_filled_in_offline_and_sent_once(house: House, check: str) -> None:
    with house.window("officer", width=360) as other, house.window("counsellor", width=360) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        take_along(other, HOME)
        take_along(page, HOME, ("111111", "111111"), ("123456", "123456"), (PIN, "482916"))
        _nothing_readable(page, house)
        page.context.set_offline(True)
        page.goto("/staff/checks/")
        unlock(page)
        expect(page.locator(".phone__visit")).to_contain_text(PLACE[:8])
        answer(page, check, "child_visit", "met")
        answer(page, check, "child_injury", "yes", "이마에 멍")
        _photograph(page, check)
        page.reload()
        unlock(page)
        expect(page.locator(f"[id='{check}_child_injury_note']")).to_have_value("이마에 멍")
        page.context.set_offline(False)
        for _again in range(2):
            send(page)
        _is_kept_once(page, check, asked)
        _differs(other, check)


def _nothing_readable(page: Page, house: House) -> None:
    """In the open stand until when and how many wrong PINs; the day and the work are sealed."""
    rows, kept, shell = page.evaluate(KEPT, "checks")
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
    answer(page, check, "child_injury", "no")
    send(page)
    expect(page.locator(".phone__other")).to_contain_text("이마에 멍")
    visitor = Visitor(page)
    visitor.open(f"/staff/checks/{check}/")
    expect(page.locator("#contradictions")).to_be_visible()
    visitor.send("item", answer="no")
    expect(page.locator("#contradictions")).to_have_count(0)


def test_five_wrong_pins_leave_nothing_and_sign_out_neither(house: House, check: str) -> None:
    with house.window("colleague", width=360) as page:
        take_along(page, HOME)
        page.reload()
        for _try in range(4):
            page.fill("#old", "000001")
            page.locator("#unlock button").click()
            expect(page.locator("#said")).to_be_visible()
            expect(page.locator("#old")).to_have_value("")
        page.fill("#old", "000001")
        page.locator("#unlock button").click()
        expect(page.locator("#take")).to_be_visible()
        assert page.evaluate(KEPT, "checks")[0] == 0
        take_along(page, HOME)
        page.goto("/staff/checks/")
        page.locator("form[data-leave-words] button").click()
        page.wait_for_url(f"{house.address}/")
        left = "async () => [(await indexedDB.databases()).length, (await caches.keys()).length]"
        assert page.evaluate(left) == [0, 0]


@pytest.fixture(scope="module")
def park(house: House, django_db_blocker: Any) -> str:
    """The number of an unannounced inspection of police and refuge, today."""

    def plan() -> str:
        with transaction.atomic():
            number = str(a_round(house.scene.cast).planned(is_unannounced=True).pk)
        connections.close_all()
        return number

    # The browser runs in this thread, in which Django would rather not ask a database.
    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as aside:
        return aside.submit(plan).result()


def test_an_inspection_is_filled_in_offline_and_two_phones_differ(house: House, park: str) -> None:
    with house.window("officer", width=360) as page, house.window("shelter", width=360) as other:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        take_along(other, INSPECTIONS)
        take_along(page, INSPECTIONS)
        rows, kept, shell = page.evaluate(KEPT, "inspections")
        assert rows == 3
        assert PATH not in kept + shell
        assert park not in kept + shell
        page.context.set_offline(True)
        page.goto(INSPECTIONS)
        unlock(page)
        answer(page, park, "park_light", "bad", "등 두 개 꺼짐")
        answer(page, park, "park_sight", "watch")
        _photograph_place(page, park)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.reload()
        unlock(page)
        expect(page.locator(f"[id='{park}_park_light_note']")).to_have_value("등 두 개 꺼짐")
        page.context.set_offline(False)
        for _again in range(2):
            send(page)
        assert len([url for url in asked if url.endswith("/sheets/")]) == 1
        _inspectors_differ(other, park)


def _photograph_place(page: Page, park: str) -> None:
    """Nothing is kept before somebody said whether people can be recognised."""
    item = page.locator("fieldset", has=page.locator(f"[name='{park}_park_light']"))
    item.locator("summary").click()
    photo: Any = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
    item.locator("input[type=file]").set_input_files([photo])
    expect(item.locator("[data-faces]")).to_have_count(2)
    rows = page.evaluate(KEPT, "inspections")[0]
    item.locator("[data-faces=true]").click()
    expect(item.locator("[data-faces]")).to_have_count(0)
    expect(item.locator("img")).to_be_visible()
    assert page.evaluate(KEPT, "inspections")[0] == rows + 2


def _inspectors_differ(page: Page, park: str) -> None:
    """The other phone knew nothing of it and says otherwise: both stand until a person settles."""
    page.locator(".phone__visit summary").first.click()
    answer(page, park, "park_light", "good")
    send(page)
    expect(page.locator(".phone__other")).to_contain_text("등 두 개 꺼짐")
    visitor = Visitor(page)
    visitor.open(f"{INSPECTIONS}{park}/")
    expect(page.locator("#contradictions")).to_be_visible()
    expect(page.locator("#photos a[href*='/place-photos/']")).to_have_count(1)
    visitor.send("item", answer="bad")
    expect(page.locator("#contradictions")).to_have_count(0)
    visitor.send("summary", summary="등을 고쳐야 함")
    expect(page.locator("#follow, #followed").first).to_be_visible()
