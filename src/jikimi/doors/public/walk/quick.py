"""Positions, the one thing that comes a thousand times a second, without the way pages take.

The same word as `says.send`: one statement, committed before it is answered.  Everything else goes
to the application behind.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError, connections

from jikimi.access.errors import NotValid
from jikimi.doors.public.walk import says
from jikimi.doors.public.walk.spoken import MOST_BYTES, Said, answered, even, is_within, refused

Environ = dict[str, Any]
_PATH = "/walk/say/send/"
_TOO_MUCH = {"error": "escorts.size", "fields": {}}
_NOT_NOW = {"error": "escorts.not_now", "fields": {}}


class QuickPositions:
    """A web application that answers positions itself."""

    def __init__(self, behind: Callable[[Environ, Any], Any]) -> None:
        self.behind = behind

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer, or let the application behind answer."""
        if environ["PATH_INFO"] != _PATH or environ["REQUEST_METHOD"] != "POST":
            pages: Iterable[bytes] = self.behind(environ, start_response)
            return pages
        status, said = _heard(environ)
        body = json.dumps(said, ensure_ascii=False, default=str).encode()
        start_response(
            f"{status.value} {status.phrase}",
            [
                ("Content-Type", "application/json"),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Length", str(len(body))),
            ],
        )
        return [body]


def _heard(environ: Environ) -> tuple[HTTPStatus, dict[str, Any]]:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not is_within(length, MOST_BYTES):
        return HTTPStatus.UNPROCESSABLE_ENTITY, _TOO_MUCH
    begun = time.monotonic()
    body = environ["wsgi.input"].read(int(length))
    try:
        said = Said(lambda name: environ.get(f"HTTP_{name.upper().replace('-', '_')}", ""), body)
        found = _kept(said)
        even(found, begun)
        return HTTPStatus.OK, answered(found)
    except NotValid as refusal:
        return HTTPStatus.UNPROCESSABLE_ENTITY, refused(refusal)
    except (InterfaceError, OperationalError):
        # The phone keeps what was not acknowledged and sends it again.
        connections["public"].close()
        return HTTPStatus.SERVICE_UNAVAILABLE, _NOT_NOW


def _kept(said: Said) -> Any:
    """Once more on a new connection, if the database was started anew meanwhile."""
    try:
        return says.send(said)
    except (InterfaceError, OperationalError):
        connections["public"].close()
        return says.send(said)
