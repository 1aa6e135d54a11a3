"""How a phone speaks: JSON both ways, its secrets in headers, so that no address tells anything."""

from __future__ import annotations

import base64
import binascii
import functools
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jikimi.access.errors import NotValid
from jikimi.doors.public.walk.bounds import MANY_CALLS, bounds, most_a_minute

MOST_BYTES = 64 * 1024
# A photo or a sound of 100,000 bytes in base64, and the words around it.
MOST_RECORDED = 140 * 1024
_KEY_BYTES = 32
# However a call ended, whoever holds the phone is answered after the same time: a cancel deletes,
# the duress code tells the control room, and neither may be seen by a clock.
_EVEN_S = 0.12
_OVER = ("over", {"stage": "over"})
_TOO_OFTEN = {"error": "escorts.too_often", "fields": {}}
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
View = Callable[["Said"], Any]


class Said:
    """One thing a phone said: words of its JSON by name and kind, and its secrets.

    header: asked for a header by its name, empty where there is none.  is_crowded: many said the
    same from its address in this minute.
    """

    def __init__(self, header: Callable[[str], str], body: bytes) -> None:
        self.header = header
        self.is_crowded = False
        self.words = _words(body)

    def key(self, name: str) -> bytes:
        """A secret of 32 bytes from the header X-<name>-Key, base64url. Raises NotValid."""
        given = self.header(f"X-{name}-Key")
        try:
            key = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise NotValid("escorts.keys", {name: _("This phone's key is missing.")})
        return key

    def text(self, name: str) -> str:
        """A text, empty when not said."""
        found = self.words.get(name, "")
        return plain(found) if isinstance(found, str) else ""

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty when not said."""
        return [plain(str(one)) for one in self.list_of(name)]

    def truth(self, name: str) -> bool:
        """Whether it was said."""
        return self.words.get(name) is True

    def whole(self, name: str) -> int:
        """A whole number, 0 when not said."""
        found = self.words.get(name, 0)
        return found if isinstance(found, int) and abs(found) < 2**31 else 0

    def number(self, name: str) -> UUID:
        """An id. Raises NotValid."""
        try:
            return UUID(self.text(name))
        except ValueError:
            raise NotValid("escorts.number", {name: _("This is no id.")}) from None

    def moment(self, name: str) -> datetime | None:
        """An instant with its zone, None when not said. Raises NotValid."""
        return instant(self.text(name), name) if self.text(name) else None

    def list_of(self, name: str) -> list[Any]:
        """A list, empty when not said."""
        found = self.words.get(name, [])
        return found if isinstance(found, list) else []


def instant(text: str, name: str) -> datetime:
    """An instant with its zone, in ISO 8601, of this century. Raises NotValid naming the field."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise NotValid("escorts.instant", {name: _("This is no time with its zone.")})
    return min(max(found, _EARLIEST), _LATEST)


def plain(text: str) -> str:
    """A text without what no database takes: a call for help must not fail for it."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def place_of(given: Any) -> tuple[float, float]:
    """Longitude and latitude as a phone writes them. Raises NotValid."""
    try:
        longitude, latitude = (float(one) for one in given)
    except (TypeError, ValueError, OverflowError):
        says = _("A position is not a place on earth.")
        raise NotValid("escorts.journeys.place", {"place": says}) from None
    return longitude, latitude


def spoken(view: View, *, most_bytes: int = MOST_BYTES) -> Callable[[HttpRequest], HttpResponse]:
    """A view that hears a phone and answers in JSON: 422 for what is not valid, else what it found.

    What never was, what is over and what is not this phone's are the same {"said": null}.
    """

    @csrf_exempt
    @require_POST
    @functools.wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        with translation.override("en" if request.headers.get("X-Language") == "en" else "ko"):
            try:
                said = Said(lambda name: request.headers.get(name, ""), _body(request, most_bytes))
                said.is_crowded = _often(request, said) > MANY_CALLS
                found = view(said)
            except TooOften:
                return JsonResponse(_TOO_OFTEN, status=429, headers={"Retry-After": "60"})
            except NotValid as refusal:
                return JsonResponse(refused(refusal), status=422)
        even(found, begun)
        return JsonResponse(answered(found))

    return answer


class TooOften(Exception):
    """One address says this too often, and it is no call for help."""


def _often(request: HttpRequest, said: Said) -> int:
    """How often this address said it in this minute. Raises TooOften."""
    word = request.path.rstrip("/").rsplit("/", 1)[-1]
    if word == "begin" and said.text("kind") != "sos":
        word = "walk"
    most = most_a_minute(word)
    often = bounds.heard(word, str(request.META.get("REMOTE_ADDR", "")))
    if most is not None and often > most:
        raise TooOften
    return often


def even(found: Any, begun: float) -> None:
    """Let the same time pass before "over" is said, whichever code it was (monotonic seconds)."""
    if found in _OVER:
        time.sleep(max(0.0, begun + _EVEN_S - time.monotonic()))


def answered(found: Any) -> dict[str, Any]:
    """What was found as a phone hears it."""
    return found if isinstance(found, dict) else {"said": found}


def refused(refusal: NotValid) -> dict[str, Any]:
    """What was not valid as a phone hears it."""
    return {"error": refusal.code, "fields": refusal.fields}


def is_within(length: str, most_bytes: int) -> bool:
    """Whether a body of this length, as its header says it, is read at all."""
    return length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= most_bytes


def _body(request: HttpRequest, most_bytes: int) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not is_within(length, most_bytes):
        raise NotValid("escorts.size", {"body": _("This is too much at once.")})
    return request.body


def _words(body: bytes) -> dict[str, Any]:
    try:
        words = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        words = None
    if not isinstance(words, dict):
        raise NotValid("escorts.json", {"body": _("This is no JSON object.")})
    return words
