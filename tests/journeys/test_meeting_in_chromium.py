"""A phone asks to be met, the office gives a pair, the pair walks: what one does the other sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import House
from tests.journeys.test_walking_home_in_chromium import agree, phone

pytestmark = pytest.mark.browser
DUTY = "/staff/escort-duty/"


def put_on_duty(staff: Page) -> None:
    """Two members are put together and put on duty for the next days."""
    staff.goto("/staff/control-room/escorts/")
    staff.fill("[name=name]", "1조")
    staff.select_option("[name=second]", index=1)
    staff.click("form[action$='/pairs/'] button")
    today = timezone.localdate()
    staff.fill("[name=since]", today.isoformat())
    staff.fill("[name=until]", (today + timedelta(days=10)).isoformat())
    staff.click("form[action$='/duty/'] button")
    expect(staff.locator("#evenings tbody form").first).to_be_attached()


def ask(page: Page) -> str:
    """Ask to be met at the first time that is free; its day."""
    page.click("#screen-home [data-go=meet]")
    expect(page.locator("#meet-at optgroup").first).to_be_attached()
    (chosen,) = page.select_option("#meet-at", index=1)
    page.fill("#meet-place", "3번 출구")
    page.fill("#meet-to", "우리 집")
    page.click("#meet button[type=submit]")
    expect(page.locator("#meet-now")).to_be_visible()
    return chosen[:10]


def stands(page: Page, stage: str) -> str:
    """What the phone's page says when it is opened anew."""
    page.click("#screen-meet [data-go=home]")
    with page.expect_response("**/walk/say/booking/") as heard:
        page.click("#screen-home [data-go=meet]")
    assert heard.value.json()["stage"] == stage
    return page.inner_text("#meet-said")


def test_the_word_is_the_same_on_both_sides_and_nothing_is_left_when_she_is_home(
    house: House,
) -> None:
    with house.window("operator", width=360) as staff, phone(house) as page:
        put_on_duty(staff)
        agree(page)
        day = ask(page)
        expect(page.locator("#meet-sign")).to_be_hidden()
        staff.goto(f"/staff/control-room/meetings/?day={day}")
        staff.click("#meetings tbody a")
        staff.click("form[action$='/pair/'] button")
        said = [stands(page, "assigned")]
        staff.goto(DUTY)
        for step, stage in (("set_out", "on_the_way"), ("arrive", "here"), ("meet", "met")):
            staff.click(f"form[action$='/{step}/'] button")
            said.append(stands(page, stage))
            if stage == "here":
                word = page.inner_text("#meet-word"), page.inner_text("#meet-digits")
                assert all(one in staff.inner_text(".duty__sign") for one in word)
        assert len(set(said)) == 4
        assert not staff.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        staff.click("#my-meetings summary")
        staff.click("form[action$='/home/'] button")
        with page.expect_response("**/walk/say/booking/"):
            page.click("#screen-meet [data-go=home]")
            page.click("#screen-home [data-go=meet]")
        expect(page.locator("#meet")).to_be_visible()
        page.click("#screen-meet [data-go=home]")
        ask(page)
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        page.click("#screen-home [data-go=meet]")
        expect(page.locator("#meet-now")).to_be_hidden()
        page.fill("#meet-code", "2580")
        page.click("#meet-open button")
        page.click("[data-do=unbook]")
        expect(page.locator("#screen-home")).to_be_visible()
        assert page.evaluate(_KEPT) is None


def test_a_taxi_is_seen_by_whom_she_lets_look_on(house: House) -> None:
    with phone(house) as page, house.window(width=360) as friend:
        agree(page)
        page.click("[data-go=walk]")
        page.fill("#watcher", "언니")
        page.click("#walk button[type=submit]")
        expect(page.locator("#link")).to_be_visible(timeout=12_000)
        page.click("#screen-way summary:visible >> nth=0")
        page.fill("#ride-plate", "12가3456")
        page.click("#ride button")
        expect(page.locator("#ride-now")).to_be_visible()
        friend.goto("/walk/with/#" + page.inner_text("#link").rsplit("#", 1)[1])
        expect(friend.locator("#facts")).to_contain_text("12가3456")
        page.click("[data-do=leave-ride]")
        expect(friend.locator("#facts")).not_to_contain_text("12가3456", timeout=12_000)
        page.click("[data-do=arrived]")
        expect(page.locator("#screen-home")).to_be_visible()


_KEPT = """async () => {
    const app = document.querySelector('script[type=module]').src;
    const keep = await import(app.replace('app', 'keep'));
    return (await keep.get('b')) || null;
}"""
