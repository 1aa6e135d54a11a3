"""A member at the desk: opens pages, fills in the forms found there, and goes where they lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

from jikimi.access.member import Member
from tests.journeys.forms import Page

SignIn = Callable[[Client, Member], Client]


class Desk:
    """One member's browser without JavaScript, and the page it shows."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = Page("", "/")
        self.status = 0
        self.visited: list[tuple[str, str]] = []

    def open(self, url: str, status: int = 200) -> Page:
        """Type an address, or press a link."""
        return self._show(urljoin(self.page.here, url), status)

    def follow(self, part: str) -> Page:
        """Press the first link on the page whose address has this part."""
        return self.open(self.page.link(part))

    def send(
        self,
        action: str = "",
        *,
        press: str = "",
        having: str = "",
        status: int = 200,
        **given: Any,
    ) -> Page:
        """Fill in the form on this page that leads to `action`, press its button, and go on."""
        form = self.page.form(action, having=having).fill(**given)
        method, url, data = form.sent(press)
        url = urljoin(self.page.here, url)
        if method == "get":
            return self._show(f"{urlsplit(url).path}?{urlencode(data, doseq=True)}", status)
        answer = self.client.post(url, data)
        if answer.status_code == 302:
            assert status == 200, f"{url} went through"
            return self.open(answer["Location"])
        return self._read(answer, url, status)

    def _show(self, url: str, status: int) -> Page:
        answer = self.client.get(url)
        if answer.status_code == 302:
            return self.open(answer["Location"], status)
        return self._read(answer, url, status)

    def _read(self, answer: Any, url: str, status: int) -> Page:
        self.status = answer.status_code
        self.page = Page(answer.content.decode(), urlsplit(url)._replace(fragment="").geturl())
        assert answer.status_code == status, f"{url}: {self.status}, {self.said()}"
        self.visited.append((url, self.page.title))
        return self.page

    def said(self) -> str:
        """The errors on top of the page, for a test that fails."""
        start = self.page.text.find('id="errors"')
        return self.page.text[start : start + 900] if start >= 0 else self.page.title
