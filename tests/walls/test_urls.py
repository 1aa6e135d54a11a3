"""Every url decides: who is not signed in goes to the sign-in page, who may not gets a 404."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jikimi.access.acts import all_acts
from jikimi.access.member import Member
from tests.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "refusals", "public"])
SignIn = Callable[[Client, Member], Client]
_SAMPLES: dict[str, Any] = {
    "int": 987654321,
    "uuid": uuid.UUID(int=7),
    "str": "2026-ZZZZZZ",
    "slug": "no-such-body",
}


def _staff_patterns(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _staff_patterns(entry, route)
        elif route.startswith("staff/") and not route.startswith("staff/sign-in/"):
            yield route, entry


def _url(route: str, pattern: URLPattern) -> str:
    path = route
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        path = path.replace(f"<{kind}:{name}>", str(_SAMPLES[kind]))
    assert "<" not in path, path
    return f"/{path}"


PAGES = [(_url(route, pattern), pattern.callback) for route, pattern in _staff_patterns()]


def test_every_staff_page_names_an_act_of_the_table() -> None:
    without = [url for url, view in PAGES if getattr(view, "act", None) not in all_acts()]
    assert without == []


@pytest.mark.parametrize("url", [url for url, _ in PAGES])
def test_nobody_enters_without_signing_in(client: Client, db: None, url: str) -> None:
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/staff/sign-in/login/")


@pytest.mark.parametrize("who", ["stranger", "analyst", "head", "administrator", "auditor"])
def test_nobody_gets_what_is_not_theirs(
    client: Client, cast: Cast, signed_in: SignIn, who: str
) -> None:
    """Every page about one thing answers 404 to those it does not concern, read or written."""
    signed_in(client, cast.members[who])
    about_one = [url for url, _ in PAGES if any(str(s) in url for s in _SAMPLES.values())]
    assert len(about_one) > 40
    for url in about_one:
        statuses = {client.get(url).status_code, client.post(url, {"why": "x"}).status_code}
        assert statuses <= {404, 405}, (url, statuses)


@pytest.mark.parametrize("who", ["analyst", "head", "administrator", "auditor", "stranger"])
def test_a_list_opens_only_to_roles_of_its_act(
    client: Client, cast: Cast, signed_in: SignIn, who: str
) -> None:
    signed_in(client, cast.members[who])
    roles = {role.kind for role in cast.actors[who].roles}
    for url, view in PAGES:
        if any(str(sample) in url for sample in _SAMPLES.values()):
            continue
        named = {role for role, _ in all_acts()[view.act].who}
        status = client.get(url).status_code
        assert status != 500, url
        if not roles & named:
            assert status == 404, (url, status)


def test_no_url_takes_a_word_about_a_person() -> None:
    """Urls carry case numbers, ids and stages; what is typed about people is posted."""
    allowed = {"number", "case_number", "key"}  # key: of a body
    words = {
        name
        for route, pattern in _staff_patterns()
        for name, converter in pattern.pattern.converters.items()
        if type(converter).__name__ in ("StringConverter", "SlugConverter", "PathConverter")
    }
    of_the_standard = {"table", "under", "field"}  # names of HSDS, as in /edit/phone/
    of_a_print = {"language", "file"}  # as in /editions/now/ko/a5.pdf
    others = {"part", "kind", "side", "word", "ending"}
    others |= {"code", "step"}  # of an indicator; of a protocol's form
    assert words <= allowed | others | of_the_standard | of_a_print, words
