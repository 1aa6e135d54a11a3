"""A member before a real browser: opens pages, fills in forms by their names, goes on."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Visitor:
    """One window. Whatever is not on the page, or does not lead on, fails the test."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> str:
        """Type an address; the text of the page."""
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.status == 200, f"{url}: {answer.status}"
        return self.text()

    def text(self) -> str:
        """What can be read on the page."""
        return self.page.locator("main").inner_text()

    def form(self, *names: str) -> Locator:
        """The form that has all these fields."""
        found = self.page.locator("form")
        for name in names:
            found = found.filter(has=self.page.locator(f"[name='{name}']"))
        return found.first

    def send(self, having: str, *, press: str = "", **given: object) -> str:
        """Fill in the form with this field, press its button (by its words), read what follows."""
        form = self.form(having, *given)
        self._show(form)
        for name, value in given.items():
            self._fill(form, name, value)
        button = form.locator("button:not([type='button'], .sr)")
        pressed = button.filter(has_text=press) if press else button
        with self.page.expect_navigation():
            pressed.first.click()
        return self._read()

    def press(self, action: str) -> str:
        """Press the button of the form that leads to a url with this ending."""
        form = self.page.locator(f"form[action$='{action}']").first
        self._show(form)
        with self.page.expect_navigation():
            form.locator("button").first.click()
        return self._read()

    def press_nth(self, having: str, place: int) -> str:
        """Press the button of one of several forms that have such a field."""
        form = self.page.locator("form").filter(has=self.page.locator(having)).nth(place)
        with self.page.expect_navigation():
            form.locator("button").first.click()
        return self._read()

    def follow(self, part: str) -> str:
        """Press the first link whose address has this part."""
        return self.open(
            str(self.page.locator(f"main a[href*='{part}']").first.get_attribute("href"))
        )

    def _show(self, form: Locator) -> None:
        """Open the folded part of the page in which a form stands."""
        expect(form).to_be_attached()
        form.evaluate("one => { for (let d = one; d; d = d.parentElement) d.open = true }")

    def _fill(self, form: Locator, name: str, value: object) -> None:
        fields = form.locator(f"[name='{name}']:not([type='hidden'])")
        kind = fields.first.evaluate("one => one.type")
        if value is True:
            fields.first.check(force=True)
        elif kind in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                fields.and_(self.page.locator(f"[value='{one}']")).first.check(force=True)
        elif kind.startswith("select"):
            fields.first.select_option(str(value))
        else:
            fields.first.fill(str(value))

    def _read(self) -> str:
        errors = self.page.locator("#errors")
        assert errors.count() == 0, errors.first.inner_text()
        return self.text()
