"""A real browser before the real server: one server, one browser and one scene for each module."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connections, transaction
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

from jikimi.access.actor import AT_THE_DOOR
from jikimi.access.ticket import name_actor
from jikimi.bodies.attendance import accept_confidentiality
from jikimi.cases.persons import PersonDraft
from tests.cast import Cast, on_stage
from tests.council import council_above
from tests.loop import Loop, heard
from tests.naming import named_case
from tests.sitting import opened_meeting, selected_case
from tests.walking import control_room
from tests.wiping import wipe

MISSING = "The browser tests need Chromium: apt-get install chromium (package `chromium`)."
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
_ARGUMENTS += ["--use-fake-device-for-media-stream"]
_BACKEND = "jikimi.access.entering.Entering"
_ELSEWHERE = "https://www.weather.go.kr/**"
_ANSWER_SECONDS = 60
WIDTHS = (360, 1280)
LANGUAGES = {"ko": "ko-KR", "en": "en-US"}


@dataclass
class Scene:
    """What is committed before the curtain rises. sessions, secrets: by member of the cast."""

    cast: Cast
    nominated: str = ""
    heard: str = ""
    acting: str = ""
    meeting: str = ""
    sessions: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def room(self) -> str:
        """The address of the meeting room."""
        return f"/staff/meetings/{self.meeting}/room/"


@dataclass
class House:
    """The address of the running server, the browser, and the scene both see."""

    address: str
    browser: Browser
    scene: Scene

    @contextmanager
    def window(
        self,
        who: str = "",
        *,
        language: str = "ko",
        width: int = 1280,
        bypass_csp: bool = False,
        **more: Any,
    ) -> Iterator[Page]:
        """A window of its own, signed in as this member; at the end nothing complained in it.

        more: what else the browser is told, such as where its phone is.
        """
        context = self.browser.new_context(
            **more,
            base_url=self.address,
            locale=LANGUAGES[language],
            viewport={"width": width, "height": 900},
            bypass_csp=bypass_csp,
        )
        context.set_default_timeout(15_000)
        with closing(context):
            if who:
                context.add_cookies([self._session(who)])
            complaints = _listen(context)
            yield context.new_page()
            assert not complaints, complaints

    def _session(self, who: str) -> Any:
        return {"name": "session", "value": self.scene.sessions[who], "url": self.address}


def _listen(context: BrowserContext) -> list[str]:
    """What the pages of a window complain of: errors of scripts, of the content policy, of loading.

    A page elsewhere is answered here, since tests ask nothing of other machines.  That there is no
    connection is no complaint where a test took it away.
    """
    found: list[str] = []
    context.route(_ELSEWHERE, lambda route: route.fulfill(status=200, body="elsewhere"))
    context.on("console", lambda said: _is_complaint(said) and found.append(said.text))
    context.on("weberror", lambda error: found.append(str(error.error)))
    return found


def _is_complaint(said: ConsoleMessage) -> bool:
    return said.type == "error" and "ERR_INTERNET_DISCONNECTED" not in said.text


@pytest.fixture(scope="module")
def house(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The scene is set, the server answers, the browser is open."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                scene = _scene()
            connections.close_all()
            with _server(tmp_path_factory.mktemp("server")) as address, sync_playwright() as play:
                yield House(address, _browser(play), scene)
        finally:
            connections.close_all()
            wipe()


def _scene() -> Scene:
    cast = on_stage()
    council_above(cast)
    scene = Scene(cast)
    moving = heard(cast, victim="문하루")
    moving.acting()
    scene.acting = moving.case.number
    scene.heard = heard(cast, victim="고나래").case.number
    victim, other = PersonDraft(name="강다온", sex="female"), PersonDraft(name="문온", sex="male")
    scene.nominated = named_case(cast, "counsellor", victim, other).number
    scene.meeting = str(_sitting(cast))
    there = control_room(cast)
    cast.members |= {"operator": there.member, "keeper": there.kept_by}
    cast.members["privacy"] = there.audited_by
    for who, member in cast.members.items():
        name_actor(AT_THE_DOOR)
        scene.secrets[who] = generate_totp_secret()
        TOTP.activate(member, scene.secrets[who])
        client = Client()
        client.force_login(member, _BACKEND)
        scene.sessions[who] = client.cookies["session"].value
    return scene


def _sitting(cast: Cast) -> Any:
    """A meeting going on, at which counsellor and coordinator keep what they hear to themselves."""
    meeting = opened_meeting(cast, name_actor, selected_case(cast, name_actor))
    loop = Loop(cast, None)  # type: ignore[arg-type]
    accept_confidentiality(actor=loop.as_("counsellor"), meeting=meeting)
    return meeting.pk


@contextmanager
def _server(folder: Path, application: str = "jikimi.doors.web") -> Iterator[str]:
    """The server as it runs in an agency, in a process of its own on a free port."""
    _collect_static()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", f"{application}:application"]
    command += ["--worker-class=gthread", "--threads=4", "--no-control-socket", f"--bind={bind}"]
    log = folder / "server.log"
    with log.open("wb") as out, subprocess.Popen(command, stderr=out, stdout=out) as server:
        try:
            _wait_for(f"http://{bind}/", server, log)
            yield f"http://{bind}"
        finally:
            server.terminate()
    assert "Traceback" not in log.read_text(), log.read_text()[-4000:]


@cache
def _collect_static() -> None:
    manage = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(manage, check=True)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    patience_ends = time.monotonic() + _ANSWER_SECONDS
    while server.poll() is None and time.monotonic() < patience_ends:
        try:
            with closing(urlopen(url)):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text()[-4000:]}")


def _browser(play: Playwright) -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, MISSING
    return play.chromium.launch(executable_path=path, args=_ARGUMENTS, env=_environment())


def _environment() -> dict[str, str | float | bool]:
    return {name: value for name, value in os.environ.items() if not name.startswith("JIKIMI")}
