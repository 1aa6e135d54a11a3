"""Signing in: a password and a second factor, and nothing told to those who only try."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from jikimi.access.actor import AT_THE_DOOR
from jikimi.access.models import Record
from jikimi.access.ticket import name_actor
from tests.cast import PASSWORD, Cast

LOGIN = "/staff/sign-in/login/"


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06d}"


@pytest.fixture
def secret(cast: Cast) -> str:
    """The officer has an authenticator app."""
    value = generate_totp_secret()
    name_actor(AT_THE_DOOR)
    TOTP.activate(cast.members["officer"], value)
    return value


def _try(client: Client, username: str, password: str) -> bytes:
    return bytes(client.post(LOGIN, {"login": username, "password": password}).content)


def test_password_and_code_lead_to_today(client: Client, cast: Cast, secret: str) -> None:
    response = client.post(LOGIN, {"login": "officer", "password": PASSWORD})
    assert response["Location"].endswith("/2fa/authenticate/")
    response = client.post(response["Location"], {"code": _code(secret)})
    assert response["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_without_a_second_factor_nothing_opens_but_its_set_up(client: Client, cast: Cast) -> None:
    client.post(LOGIN, {"login": "counsellor", "password": PASSWORD})
    assert client.get("/staff/cases/")["Location"].endswith("/2fa/totp/activate/")
    assert client.get("/staff/sign-in/2fa/totp/activate/").status_code in (200, 302)


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(client: Client, cast: Cast) -> None:
    known, unknown = _try(client, "officer", "wrong-word"), _try(client, "nobody-1", "wrong-word")
    masked = [re.sub(rb'(value="[^"]*")', b"", page) for page in (known, unknown)]
    assert masked[0] == masked[1]


def test_five_failures_lock_known_and_unknown_names_alike(client: Client, cast: Cast) -> None:
    for name in ("officer", "nobody-2"):
        for _ in range(5):
            _try(client, name, "wrong-word")
        page = _try(client, name, PASSWORD)
        assert "시도 횟수" in page.decode() or "Too many tries" in page.decode()


def test_an_administrator_unlocks(
    client: Client, cast: Cast, secret: str, settings: Settings
) -> None:
    settings.JIKIMI_SECOND_FACTOR = "never"
    for _ in range(6):
        _try(client, "officer", "wrong-word")
    keeper = Client()
    keeper.post(LOGIN, {"login": "administrator", "password": PASSWORD})
    number = cast.members["officer"].pk
    answer = keeper.post(f"/staff/members/{number}/unlock/", {"why": "본인 확인"})
    assert answer.status_code == 302
    assert client.post(LOGIN, {"login": "officer", "password": PASSWORD}).status_code == 302


def test_every_try_is_recorded_without_the_name(client: Client, cast: Cast) -> None:
    _try(client, "counsellor", "wrong-word")
    client.post(LOGIN, {"login": "officer", "password": PASSWORD})
    name_actor(cast.auditor)
    assert not Record.objects.filter(details__icontains="counsellor").exists()


def test_an_idle_session_ends(client: Client, cast: Cast, settings: Settings) -> None:
    settings.JIKIMI_SECOND_FACTOR = "never"
    client.post(LOGIN, {"login": "officer", "password": PASSWORD})
    assert client.get("/staff/").status_code == 200
    _set_back(client, seconds=11 * 60, key="seen_at")
    assert "login" in client.get("/staff/")["Location"]


def test_a_session_ends_after_its_longest_time(
    client: Client, cast: Cast, settings: Settings
) -> None:
    settings.JIKIMI_SECOND_FACTOR = "never"
    client.post(LOGIN, {"login": "officer", "password": PASSWORD})
    client.get("/staff/")
    _set_back(client, seconds=13 * 3600, key="began_at")
    assert "login" in client.get("/staff/")["Location"]


def _set_back(client: Client, *, seconds: int, key: str) -> None:
    name_actor(AT_THE_DOOR)
    session = client.session
    session[key] -= seconds
    session.save()


def test_a_member_who_left_is_out_at_once(client: Client, cast: Cast, settings: Settings) -> None:
    settings.JIKIMI_SECOND_FACTOR = "never"
    client.post(LOGIN, {"login": "officer", "password": PASSWORD})
    keeper = Client()
    keeper.post(LOGIN, {"login": "administrator", "password": PASSWORD})
    number = cast.members["officer"].pk
    keeper.post(f"/staff/members/{number}/leave/", {"why": "전출"})
    assert "login" in client.get("/staff/")["Location"]


def test_nobody_signs_up(client: Client, cast: Cast) -> None:
    client.post("/staff/sign-in/signup/", {"username": "new", "password1": PASSWORD})
    assert b"new" not in client.get("/staff/sign-in/signup/").content
    cache.clear()
