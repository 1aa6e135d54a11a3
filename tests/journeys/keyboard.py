"""Working with the keyboard alone: Tab to get there, then type, choose, tick or press."""

from __future__ import annotations

from playwright.sync_api import Page

_MOST_TABS = 200
_IS_HERE = "wanted => document.activeElement !== null && document.activeElement.matches(wanted)"
_IS_SEEN = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const look = [here, here.parentElement].map((one) => getComputedStyle(one));
    const ringed = look.some((s) => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
    return ringed && box.bottom > 0 && box.top < innerHeight;
}"""


def reach(page: Page, wanted: str) -> None:
    """Press Tab until this is in focus; it must be seen that it is."""
    for _press in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(_IS_HERE, wanted):
            assert page.evaluate(_IS_SEEN), f"nobody sees that {wanted} is in focus"
            return
    raise AssertionError(f"Tab does not lead to {wanted} on {page.title()}")


def type_into(page: Page, name: str, words: str) -> None:
    """Reach a field by its name and type."""
    reach(page, f"[name='{name}']:not([type='hidden'])")
    page.keyboard.type(words)


def press(page: Page, wanted: str) -> None:
    """Reach a button or a link, press Enter, and wait for the next page."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tick(page: Page, wanted: str) -> None:
    """Reach a box and press the space bar."""
    reach(page, wanted)
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")


def choose(page: Page, name: str, value: str) -> None:
    """Reach a list and go down in it until this value stands there."""
    reach(page, f"select[name='{name}']")
    options = page.evaluate("[...document.activeElement.options].map((one) => one.value)")
    now = page.evaluate("document.activeElement.selectedIndex")
    for _press in range(options.index(value) - now):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == value


def enter_day(page: Page, name: str, value: str) -> None:
    """Reach a date and give it: the browser's own control takes digits in its own order."""
    reach(page, f"[name='{name}']")
    page.locator(f"[name='{name}']").fill(value)
