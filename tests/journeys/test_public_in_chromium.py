"""A person in danger before the public door, in a real browser.

Every window fails the test when a script, the content policy or a file complains.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import LANGUAGES, WIDTHS, House
from tests.directory.town import key
from tests.journeys.keyboard import reach, type_into
from tests.pages.test_accessibility import _RUN, AXE, RULES

pytestmark = pytest.mark.browser
WEATHER = "https://www.weather.go.kr/**"
MOST_BYTES = 100_000
TITLE = {"ko": "안내", "en": "Information"}
GAON, HANEUL = f"/services/{key('gaon.service')}/", f"/services/{key('haneul.service')}/"
STANDING = ("/", "/guide/1/", "/guide/2/", "/guide/3/", "/traces/", "/kept/", "/without-network/")
_STORED = """async () => [localStorage.length, sessionStorage.length, document.cookie,
    (await caches.keys()).length, (await indexedDB.databases()).length,
    (await navigator.serviceWorker.getRegistrations()).length]"""
_IS_WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def _ask(page: Page, words: str) -> None:
    page.locator("main [name='words']").first.fill(words)
    page.locator("main form[role='search'] button[type='submit']").first.click()
    expect(page.locator(".hit").first).to_be_visible()


def _open(page: Page, name: str) -> None:
    page.locator(".hit__name a", has_text=name).click()
    expect(page.locator("h1")).to_contain_text(name)


@contextmanager
def _without_script(street: House) -> Iterator[Page]:
    context = street.browser.new_context(
        base_url=street.address, java_script_enabled=False, locale="ko-KR"
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visit_asks_nobody_else_and_leaves_nothing_stored(street: House, language: str) -> None:
    asked: list[str] = []
    with street.window(language=language) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/")
        _ask(page, "남편이 때려요")
        page.locator("[name='keep']").first.check()
        _open(page, "하늘 위기전화")
        page.locator("[data-kept-link]").click()
        expect(page.locator(".hit")).to_have_count(1)
        assert page.context.cookies() == []
        assert page.evaluate(_STORED) == [0, 0, "", 0, 0, 0]
    assert asked
    assert [url for url in asked if not url.startswith(f"{street.address}/")] == []


def test_the_history_keeps_one_line_whatever_was_looked_at(street: House) -> None:
    with street.window() as page:
        page.goto("/")
        before = page.evaluate("history.length")
        _ask(page, "남편이 때려요")
        _open(page, "하늘 위기전화")
        assert page.evaluate("history.length") == before
        assert page.url == f"{street.address}/"
        assert page.title() == "안내"


@pytest.mark.parametrize("way", ["button", "keys"])
def test_the_way_out_leads_away_and_back_does_not_return(street: House, way: str) -> None:
    with street.window() as page:
        page.goto("/")
        _ask(page, "남편이 때려요")
        _open(page, "하늘 위기전화")
        if way == "button":
            page.locator("a[data-exit]").click(no_wait_after=True)
        else:
            for _press in range(3):
                page.keyboard.press("Escape")
        page.wait_for_url(WEATHER)
        page.go_back()
        assert not page.url.startswith(street.address)
        page.go_forward()
        assert not page.url.startswith(street.address)


def test_two_presses_of_escape_or_slow_ones_stay(street: House) -> None:
    with street.window() as page:
        page.clock.install()
        page.goto("/guide/1/")
        for _press in range(4):
            page.keyboard.press("Escape")
            page.clock.run_for(10)
            page.keyboard.press("Tab")
        assert page.url == f"{street.address}/guide/1/"


def test_back_in_the_page_returns_to_what_was_found_with_its_ticks(street: House) -> None:
    with street.window() as page:
        page.goto("/")
        _ask(page, "남편이 때려요")
        found = page.locator(".hit").count()
        page.locator("[name='keep']").first.check()
        _open(page, "하늘 위기전화")
        page.locator("[data-back]").click()
        expect(page.locator(".hit")).to_have_count(found)
        expect(page.locator("[name='keep']").first).to_be_checked()
        expect(page.locator("[data-kept-link]")).to_contain_text("(1)")


@pytest.mark.parametrize("has_script", [True, False])
def test_the_other_language_shows_what_was_found_in_it(street: House, has_script: bool) -> None:
    window = street.window() if has_script else _without_script(street)
    with window as page:
        page.goto("/")
        _ask(page, "남편이 때려요")
        found = page.locator(".hit").count()
        page.locator(".top__tool", has_text="English").click()
        expect(page.locator("h1")).to_have_text("Places that help")
        expect(page.locator(".hit")).to_have_count(found)
        expect(page.locator(".hit__name").first).to_be_visible()


def test_without_any_script_everything_is_found_kept_and_left(street: House) -> None:
    with _without_script(street) as page:
        page.goto("/")
        _ask(page, "남편이 때려요")
        assert page.url == f"{street.address}/"
        page.locator("[name='keep'][type='checkbox']").first.check()
        page.locator("form[action^='/kept/'] button[type='submit']").first.click()
        expect(page.locator(".hit")).to_have_count(1)
        page.goto(HANEUL)
        expect(page.locator("main a[href='tel:15000000']")).to_be_visible()
        assert page.locator("a[data-exit]").get_attribute("href") == WEATHER[:-2]
        assert page.context.cookies() == []


def test_by_keyboard_alone_from_the_first_page_to_a_number(street: House) -> None:
    with street.window() as page:
        page.goto("/")
        type_into(page, "words", "위기전화")
        page.keyboard.press("Enter")
        expect(page.locator(".hit").first).to_be_visible()
        reach(page, f".hit__name a[href='{HANEUL}']")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("하늘 위기전화")
        reach(page, "main a[href='tel:15000000']")
        reach(page, "[name='keep']")
        page.keyboard.press("Space")
        reach(page, "[data-kept-link]")
        page.keyboard.press("Enter")
        expect(page.locator(".hit")).to_have_count(1)
        page.locator("body").press("Home")
        page.reload()
        reach(page, "a[data-exit]")
        page.keyboard.press("Enter")
        page.wait_for_url(WEATHER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_keeps_the_rules_of_access_and_fits_the_screen(
    street: House, language: str
) -> None:
    broken: list[Any] = []
    with street.window(language=language, bypass_csp=True) as page:
        for url in (*STANDING, *(f"/services/{key(f'{n}.service')}/" for n in _NAMES)):
            page.goto(url)
            assert page.title() == TITLE[language]
            broken += [(url, *found) for found in _broken(page)]
        page.goto("/")
        for words in ("남편이 때려요", "zzzzqq"):
            page.locator("main [name='words']").first.fill(words)
            page.locator("main form[role='search'] button[type='submit']").first.click()
            expect(page.locator("#again")).to_be_visible()
            broken += [(words, *found) for found in _broken(page)]
            for box in page.locator("[name='keep'][type='checkbox']").all():
                box.check()
        page.locator("[data-kept-link]").click()
        expect(page.locator("[data-forget]")).to_be_visible()
        broken += [("kept", *found) for found in _broken(page)]
    assert broken == []


_NAMES = ("gaon", "refuge", "haneul", "meomchum", "dari")


def _broken(page: Page) -> list[Any]:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.add_script_tag(path=AXE)
    found: list[Any] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, *violation) for violation in page.evaluate(_RUN, RULES)]
        found += [(width, "too wide")] if page.evaluate(_IS_WIDER) else []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_small_and_readable_without_script(street: House, language: str) -> None:
    sizes: dict[str, int] = {}
    with street.window(language=language) as page:
        page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
        page.goto("/", wait_until="networkidle")
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    with _without_script(street) as page:
        page.goto("/")
        for number in ("112", "119", "1366", "1388"):
            expect(page.locator(f"main a[href='tel:{number}']").first).to_be_visible()
        expect(page.locator("main [name='words']")).to_be_visible()


def test_a_printed_sheet_has_numbers_and_no_frame(street: House) -> None:
    with street.window() as page:
        page.goto("/")
        _ask(page, "위기전화")
        page.locator("[name='keep']").first.check()
        page.locator("[data-kept-link]").click()
        expect(page.locator("h1")).to_have_text("연락처")
        page.emulate_media(media="print")
        expect(page.locator("main .number").first).to_be_visible()
        for hidden in (".top", ".foot", "button[data-print]", "[name='keep']"):
            expect(page.locator(hidden).first).to_be_hidden()
