"""A phone and a board, each in a browser of its own: from the tap to what the operator sees.

Thirty silent calls on the page of a phone, one after the other; the clock starts with the tap and
stops when the board shows that one call waits.  Four of them are walked off before, so that the
browser is warm.  Run in a process of its own: python -m bench.board
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from bench import place

CALLS, WARM = 30, 4
_HOST, _PORT = "127.0.0.1", 8198
_HERE: Any = {"longitude": 126.92, "latitude": 37.48, "accuracy": 8}
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_BOARD = "/staff/control-room/"
# Both pages tell the time by the clock of the machine they run on.
_SEEN = """() => new Promise((seen) => {
    const look = () => document.querySelector('#board').dataset.waiting === '1'
        ? seen(Date.now()) : requestAnimationFrame(look);
    look();
})"""
_TAP = """() => {
    const at = Date.now(); document.querySelector('[data-do=silent]').click(); return at;
}"""


def server() -> subprocess.Popen[bytes]:
    """The web server as it runs in an agency."""
    command = [sys.executable, "-m", "gunicorn", "jikimi.doors.web:application"]
    command += [f"--bind={_HOST}:{_PORT}", "--worker-class=gthread", "--workers=2", "--threads=8"]
    command += ["--no-control-socket", "--log-level=error"]
    running = subprocess.Popen(command, process_group=0)
    for _ in range(300):
        with suppress(URLError, ConnectionError), closing(urlopen(f"http://{_HOST}:{_PORT}/")):
            return running
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def measured(session: str) -> dict[str, Any]:
    """Seconds from tap to board, and whether an ended call left the board again."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    running = server()
    try:
        with sync_playwright() as play, ExitStack() as open_until_the_end:
            browser = play.chromium.launch(executable_path=path, args=_ARGUMENTS)
            address = f"http://{_HOST}:{_PORT}"
            staff = browser.new_context(base_url=address, locale="ko-KR")
            staff.add_cookies([{"name": "session", "value": session, "url": address}])
            phone = browser.new_context(
                base_url=address, locale="ko-KR", geolocation=_HERE, permissions=["geolocation"]
            )
            for context in (staff, phone):
                open_until_the_end.enter_context(closing(context))
            seconds = _calls(staff.new_page(), phone.new_page())
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait()
    ordered = sorted(seconds[WARM:])
    return {
        "calls": len(ordered),
        "p50_s": round(median(ordered), 3),
        "p95_s": round(ordered[int(0.95 * len(ordered))], 3),
        "longest_s": round(ordered[-1], 3),
    }


def _calls(board: Any, page: Any) -> list[float]:
    board.goto(_BOARD)
    page.goto("/walk/")
    page.wait_for_selector("html[data-ready=yes]")
    _agree(page)
    seconds = []
    for _ in range(WARM + CALLS):
        tapped = page.evaluate(_TAP)
        seconds.append((board.evaluate(_SEEN) - tapped) / 1000)
        page.wait_for_selector("[data-step=raised].is-done")
        page.fill("#code", "2580")
        page.click("#cancel button")
        board.wait_for_selector("#board[data-waiting='0']")
        page.wait_for_selector("#screen-home:not([hidden])")
    return seconds


def _agree(page: Any) -> None:
    page.click("[data-go=settings]")
    page.click("#consent button")
    page.wait_for_selector("#agreed:not(:empty)")
    page.fill("#cancel-code", "2580")
    page.fill("#duress-code", "1470")
    page.click("#codes button")
    page.wait_for_selector("#said:not(:empty)")
    page.click("#screen-settings [data-go=home]")


def main() -> None:
    """Make the database, call, write the figures down."""
    place.settle(place.Size("board", 0))
    os.environ["JIKIMI_SECOND_FACTOR"] = "never"
    from jikimi.settings import embedded, upkeep

    embedded.start()
    embedded.fresh_database("bench_board")
    upkeep.bring_tables_up_to_date()
    upkeep.collect_static()
    import django

    django.setup()
    from django.db import transaction
    from django.test import Client
    from tests.cast import on_stage
    from tests.walking import control_room

    from jikimi.access.actor import AT_THE_DOOR
    from jikimi.access.ticket import name_actor

    with transaction.atomic():
        member = control_room(on_stage()).member
        name_actor(AT_THE_DOOR)
        client = Client()
        client.force_login(member, "jikimi.access.entering.Entering")
    place.keep("board", figures=measured(client.cookies["session"].value))
    print(place.kept("board"))


if __name__ == "__main__":
    main()
