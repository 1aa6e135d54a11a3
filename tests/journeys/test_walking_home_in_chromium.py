"""A phone and a control room, each in a browser of its own: what one does the other sees."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsing import House

pytestmark = pytest.mark.browser
START: Any = {"longitude": 126.92, "latitude": 37.48, "accuracy": 8}
NEXT: Any = {"longitude": 126.9203, "latitude": 37.48, "accuracy": 8}
BOARD = "/staff/control-room/"


@contextmanager
def phone(house: House) -> Iterator[Page]:
    with house.window(width=360, geolocation=START, permissions=["geolocation"]) as page:
        page.goto("/walk/")
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        yield page


def hold(page: Page) -> None:
    box = page.locator("#sos").bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.wait_for_timeout(1100)
    page.mouse.up()


def agree(page: Page) -> None:
    page.click("[data-go=settings]")
    page.click("#consent button")
    expect(page.locator("#agreed")).not_to_be_empty()
    page.fill("#cancel-code", "2580")
    page.fill("#duress-code", "1470")
    page.click("#codes button")
    expect(page.locator("#said")).not_to_be_empty()
    page.click("#screen-settings [data-go=home]")


def take_back(page: Page, code: str) -> str:
    page.fill("#code", code)
    page.click("#cancel button")
    expect(page.locator("#screen-home")).to_be_visible()
    return page.inner_text("main")


def test_a_call_is_on_the_board_within_a_second_and_the_phone_says_what_was_done(
    house: House,
) -> None:
    waits = []
    with house.window("operator") as board, phone(house) as page:
        board.goto(BOARD)
        agree(page)
        for number in range(3):
            with page.expect_response("**/walk/say/begin/") as began:
                hold(page) if not number else page.click("[data-do=silent]")
            assert began.value.ok
            begun = time.perf_counter()
            expect(board.locator("#board[data-waiting='1']")).to_be_attached(timeout=5000)
            waits.append(time.perf_counter() - begun)
            expect(page.locator("[data-step=shown].is-done")).to_be_visible(timeout=12_000)
            if number < 2:
                take_back(page, "2580")
                expect(board.locator("#board[data-waiting='0']")).to_be_attached()
        assert max(waits) < 3
        board.click("#board a")
        board.click("form[action$='/take/'] button")
        told = board.inner_text("#told")
        assert "37.48000, 126.92000" in told
        board.click("form[action$='/112/'] button")
        expect(page.locator("[data-step=police].is-done")).to_be_visible(timeout=12_000)
        board.select_option("[name=ending]", "police")
        board.click("form[action$='/end/'] button")
        expect(page.locator("#screen-home")).to_be_visible(timeout=12_000)
        assert page.url.endswith("/walk/")


def test_the_duress_code_looks_like_a_cancel_and_the_connection_may_fail(house: House) -> None:
    with house.window("operator") as board, phone(house) as page:
        board.goto(BOARD)
        agree(page)
        seen = []
        for code in ("2580", "1470"):
            hold(page)
            expect(page.locator("[data-step=raised].is-done")).to_be_visible(timeout=12_000)
            if code == "1470":
                page.context.set_offline(True)
                for place in (NEXT, START, NEXT):
                    page.context.set_geolocation(place)
                    page.wait_for_timeout(300)
                expect(page.locator("#net")).to_be_visible(timeout=12_000)
                page.context.set_offline(False)
                expect(page.locator("#net")).to_be_hidden(timeout=12_000)
            seen.append(take_back(page, code))
        assert seen[0] == seen[1]
        expect(board.locator("#board[data-waiting='1']")).to_be_attached()
        board.click("#board a")
        expect(board.locator("#trail tbody tr")).not_to_have_count(1)
        board.click("form[action$='/take/'] button")
        board.select_option("[name=ending]", "met")
        board.click("form[action$='/end/'] button")


def test_somebody_with_a_link_looks_on_until_she_has_arrived(house: House) -> None:
    with phone(house) as page, house.window(width=360) as friend:
        agree(page)
        page.click("[data-go=walk]")
        page.fill("#destination", "우리 집")
        page.fill("#watcher", "언니")
        page.click("#walk button[type=submit]")
        expect(page.locator("#link")).to_be_visible(timeout=12_000)
        friend.goto("/walk/with/#" + page.inner_text("#link").rsplit("#", 1)[1])
        expect(friend.locator("#facts")).to_contain_text("37.48000")
        assert "#" not in friend.url
        expect(page.locator("#watchers li")).to_contain_text("1", timeout=12_000)
        page.click("[data-do=unsafe-remember]")
        page.click("[data-do=arrived]")
        expect(page.locator("#screen-home")).to_be_visible()
        page.click("#felt [data-go=unsafe]")
        expect(page.locator("[name=place]")).to_have_count(2)
        page.check("#unsafe-dark")
        with page.expect_response("**/walk/say/unsafe/") as marked:
            page.click("#unsafe [type=submit]")
        assert marked.value.json() == {"said": "kept"}
        expect(page.locator("#screen-home")).to_be_visible()
        expect(page.locator("#felt")).to_be_hidden()
        expect(friend.locator("#facts")).to_be_hidden(timeout=12_000)
        kept = page.evaluate(
            "async () => (await (await caches.open('w1')).keys()).map((one) => one.url).join(' ')"
        )
        assert "say" not in kept


def test_an_operator_goes_on_writing_while_the_page_of_an_alarm_stays_true(house: House) -> None:
    with house.window("operator") as board, house.window("operator") as other, phone(house) as page:
        board.emulate_media(reduced_motion="reduce")
        board.goto(BOARD)
        board.keyboard.press("F8")
        expect(board.locator("[data-sound]")).to_have_attribute("aria-pressed", "true")
        page.click("[data-do=silent]")
        expect(board.locator("#board[data-waiting='1']")).to_be_attached(timeout=12_000)
        shown = "[getComputedStyle(document.body)].map((s) => [s.boxShadow, s.animationName])[0]"
        frame, motion = board.evaluate(shown)
        assert frame != "none"
        assert motion == "none"
        board.keyboard.press("F2")
        board.keyboard.press("Enter")
        note = board.locator("[name=note]")
        note.fill("카메라 확인 중")
        other.goto(board.url)
        other.click("form[action$='/112/'] button")
        page.context.set_geolocation(NEXT)
        for window in (other, board):
            expect(window.locator("form[action$='/on-the-way/']")).to_be_visible(timeout=12_000)
        expect(board.locator("#trail tbody tr")).not_to_have_count(1, timeout=12_000)
        expect(note).to_be_focused()
        expect(note).to_have_value("카메라 확인 중")
        other.select_option("[name=ending]", "met")
        other.click("form[action$='/end/'] button")
        expect(other.locator("#board")).to_be_attached(timeout=12_000)
        expect(board.locator("#note button")).to_be_disabled(timeout=12_000)


def test_help_called_on_a_walk_without_a_connection_reaches_the_room_when_there_is_one(
    house: House,
) -> None:
    with house.window("operator") as board, phone(house) as page:
        board.goto(BOARD)
        agree(page)
        page.click("[data-go=walk]")
        page.context.set_offline(True)
        page.click("#walk button[type=submit]")
        expect(page.locator("#screen-way")).to_be_visible(timeout=12_000)
        page.click("#screen-way [data-do=help]")
        expect(page.locator("#screen-sos")).to_be_visible()
        expect(page.locator("#net")).to_be_visible(timeout=12_000)
        page.context.set_offline(False)
        expect(page.locator("[data-step=raised].is-done")).to_be_visible(timeout=15_000)
        expect(board.locator("#board[data-waiting='1']")).to_be_attached(timeout=12_000)
        take_back(page, "2580")
        expect(board.locator("#board[data-waiting='0']")).to_be_attached(timeout=12_000)


def test_help_called_again_is_not_ended_by_an_answer_about_the_call_before(house: House) -> None:
    held: list[Route] = []
    with house.window("operator") as board, phone(house) as page:
        board.goto(BOARD)
        agree(page)
        hold(page)
        expect(page.locator("[data-step=raised].is-done")).to_be_visible(timeout=12_000)
        page.route(
            "**/walk/say/send/",
            lambda route: route.continue_() if held else held.append(route),
        )
        with page.expect_request("**/walk/say/send/"):
            pass
        take_back(page, "2580")
        hold(page)
        expect(page.locator("[data-step=raised].is-done")).to_be_visible(timeout=5_000)
        held[0].fulfill(json={"stage": "over"})
        expect(board.locator("#board[data-waiting='1']")).to_be_attached(timeout=12_000)
        with page.expect_response("**/walk/say/send/"):
            pass
        expect(page.locator("#screen-sos")).to_be_visible()
        take_back(page, "2580")
