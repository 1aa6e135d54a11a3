"""The same work in a real browser: sign in, by keyboard alone, two at once, narrow and wide.

Every window fails the test when a script, the content policy or a file complains.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browsing import LANGUAGES, WIDTHS, House
from tests.cast import PASSWORD
from tests.journeys.keyboard import choose, enter_day, press, reach, tick, type_into

pytestmark = pytest.mark.browser
_IS_WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_password_and_code_lead_to_today(house: House) -> None:
    secret = house.scene.secrets["colleague"]
    with house.window() as page:
        page.goto("/staff/cases/")
        type_into(page, "login", "colleague")
        type_into(page, "password", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        counter = next(iter(yield_hotp_counters_from_time()))
        type_into(page, "code", f"{hotp_value(secret, counter):06d}")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.url == f"{house.address}/staff/cases/"
        page.locator("form[action$='/logout/'] button").first.click()
        page.goto("/staff/cases/")
        assert "/sign-in/" in page.url


def test_a_form_is_answered_by_keys_and_says_its_score_so_far(house: House) -> None:
    with house.window("counsellor", width=360) as page:
        page.goto(f"/staff/cases/{house.scene.heard}/assessments/new/?form=unified")
        page.locator("#id_q_q1_not_asked").focus()
        for key in "1132222222":
            page.keyboard.press(key)
        expect(page.locator("#score.score--open")).to_be_visible()
        page.locator("#id_q_q3_yes").click()
        expect(page.locator("#score.score--high")).to_be_visible()
        assert not page.evaluate(_IS_WIDER)
        with page.expect_navigation():
            page.locator(".score-bar button").click()
        expect(page.locator(".notice--danger")).to_be_visible()


def test_by_keyboard_alone_from_a_name_to_a_selected_case(house: House) -> None:
    with house.window("officer") as page:
        page.goto("/staff/")
        press(page, "main a[href='/staff/nominate/']")
        type_into(page, "name", "한여름")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name='worry']")
        choose(page, "kind", "domestic_violence")
        tick(page, "[name='signs'][value='fear']")
        type_into(page, "worry", "밤마다 다툼이 잦아지고 있다.")
        choose(page, "basis", "consent")
        enter_day(page, "consented_on", str(timezone.localdate()))
        reach(page, "[name='consented_by']")
        page.keyboard.press("Space")
        press(page, "button[name='step'][value='put']")
        number = page.url.rstrip("/").rsplit("/", 1)[-1]
    with house.window("coordinator") as page:
        page.goto(f"/staff/cases/{number}/selection/")
        type_into(page, "why", "위험이 커지고 있음")
        press(page, "input[value='accept'] ~ .actions button")
        expect(page.locator(".notice--success").first).to_be_visible()


def test_by_keyboard_alone_from_a_cause_to_an_action(house: House) -> None:
    with house.window("coordinator") as page:
        page.goto(f"/staff/cases/{house.scene.heard}/analysis/")
        choose(page, "code", "alcohol")
        type_into(page, "evidence", "술을 마신 날의 신고")
        type_into(page, "said_by", "피해자")
        page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        press(page, "form[action$='/analysis/finish/'] button")
        press(page, "a[href*='?cause=']")
        reach(page, "[name='side']")
        page.keyboard.press("Space")
        choose(page, "agency_id", str(house.scene.cast.agencies["refuge"].pk))
        type_into(page, "text", "매주 한 번 만나 안전을 확인한다")
        enter_day(page, "due_on", str(timezone.localdate() + timedelta(days=7)))
        press(page, "form[action$='/actions/new/'] button")
        expect(page.locator("#answers a", has_text="매주 한 번")).to_be_visible()


def test_a_worry_leaves_a_phone_within_ten_taps(
    house: House, record_property: Callable[[str, object], None]
) -> None:
    """Sent as a signal, then nominated at once: taps are counted, the seconds printed."""
    signs = ["[name='signs'][value='fear']", "[name='signs'][value='threat_to_kill']"]
    words = {"[name='words']": "어제 협박 문자를 받았다고 함."}
    naming = {"[name='name']": "한가람", "[name='kind']": "domestic_violence"}
    naming["[name='basis']"] = "consent"
    consented = ["[name='consented_by'][value='person']"]
    with house.window("shelter", width=360) as page:
        sent = _taps(page, [*signs, *words, "main button[value='send']"], words)
        expect(page.locator(".notice--success").first).to_be_visible()
        taps = [signs[0], *words, "#nominate summary", *naming, *consented]
        named = _taps(page, [*taps, "button[value='nominate']"], {**words, **naming})
        assert re.search(r"/staff/cases/[^/]+/$", page.url)
    for what, (taps, seconds) in {"signal": sent, "nomination": named}.items():
        sys.stdout.write(f"\n{what}: {taps} taps, {seconds:.1f} s without the typing\n")
        record_property(what, f"{taps} taps, {seconds:.1f} s")
        assert taps <= 10
        assert seconds < 60


def _taps(page: Page, where: Sequence[str], typed: dict[str, str]) -> tuple[int, float]:
    """Open the form, tap one place after the other; how many taps, and the seconds it took."""
    page.goto("/staff/signals/new/")
    began = time.monotonic()
    for place in where:
        target = page.locator(place).last
        if target.evaluate("(e) => e.tagName") == "SELECT":
            target.select_option(typed[place])
            continue
        target.click()
        if place in typed:
            page.keyboard.insert_text(typed[place])
    page.wait_for_load_state()
    return len(where), time.monotonic() - began


def test_what_two_write_at_once_is_both_kept(house: House) -> None:
    with house.window("counsellor") as one, house.window("coordinator") as two:
        for page in (one, two):
            page.goto(house.scene.room)
        _type_and_wait(one, "상담에서 들은 말\n")
        _type_and_wait(two, "순찰을 늘리기로 함\n")
        both = [one.locator("#id_discussion"), two.locator("#id_discussion")]
        for words in ("상담에서 들은 말", "순찰을 늘리기로 함"):
            for text in both:
                expect(text).to_have_value(_having(words), timeout=15_000)
        two.reload()
        assert "상담에서 들은 말" in both[1].input_value()


def _type_and_wait(page: Page, words: str) -> None:
    page.locator("#id_discussion").press_sequentially(words)
    page.wait_for_selector("#saving[data-state='saved']", state="attached")


def _having(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_the_screen(house: House, language: str) -> None:
    scene = house.scene
    parts = ("", "selection/", "sharing/", "hearing/", "analysis/", "plan/", "review/", "closure/")
    urls = [f"/staff/cases/{scene.acting}/{part}" for part in parts]
    urls += ["/staff/", "/staff/cases/", "/staff/nominate/", "/staff/search/", "/staff/actions/"]
    urls += ["/staff/signals/", "/staff/signals/new/"]
    urls += ["/staff/meetings/", "/staff/meetings/call/", f"/staff/meetings/{scene.meeting}/"]
    urls += [scene.room, f"/staff/cases/{scene.nominated}/selection/", "/"]
    with house.window("coordinator", language=language) as page:
        too_wide = [(url, width) for url in urls for width in _widths_too_narrow(page, url)]
    assert not too_wide


def _widths_too_narrow(page: Page, url: str) -> list[int]:
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, url
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(_IS_WIDER):
            wide.append(width)
    return wide


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_page_is_left_without_a_way_back(house: House, language: str) -> None:
    with house.window(language=language) as page:
        for leave in (_by_button, _by_keys):
            page.goto("/")
            assert page.locator("html").get_attribute("lang") == language
            assert page.context.cookies() == []
            leave(page)
            page.wait_for_url("https://www.weather.go.kr/**")
            page.go_back()
            assert page.url != f"{house.address}/"


def _by_button(page: Page) -> None:
    page.locator("[data-exit]").click(no_wait_after=True)


def _by_keys(page: Page) -> None:
    for _press in range(3):
        page.keyboard.press("Escape")
