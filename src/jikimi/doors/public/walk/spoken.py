"""How a phone speaks: JSON both ways, its secrets in headers, so that no address tells anything."""

from __future__ import annotations

import base64
import binascii
import functools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jikimi.access.errors import NotValid

MOST_BYTES = 64 * 1024
# A photo or a sound of 100,000 bytes in base64, and the words around it.
MOST_RECORDED = 140 * 1024
_KEY_BYTES = 32
View = Callable[["Said"], Any]


class Said:
    """One thing a phone said: words of its JSON by name and kind, and its secrets.

    header: asked for a header by its name, empty where there is none.
    """

    def __init__(self, header: Callable[[str], str], body: bytes) -> None:
        self.header = header
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
        return found if isinstance(found, str) else ""

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
    """An instant with its zone, in ISO 8601. Raises NotValid naming the field."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise NotValid("escorts.instant", {name: _("This is no time with its zone.")})
    return found


def spoken(view: View, *, most_bytes: int = MOST_BYTES) -> Callable[[HttpRequest], HttpResponse]:
    """A view that hears a phone and answers in JSON: 422 for what is not valid, else what it found.

    What never was, what is over and what is not this phone's are the same {"said": null}.
    """

    @csrf_exempt
    @require_POST
    @functools.wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override("en" if request.headers.get("X-Language") == "en" else "ko"):
            try:
                found = view(
                    Said(lambda name: request.headers.get(name, ""), _body(request, most_bytes))
                )
            except NotValid as refusal:
                return JsonResponse(refused(refusal), status=422)
        return JsonResponse(answered(found))

    return answer


def answered(found: Any) -> dict[str, Any]:
    """What was found as a phone hears it."""
    return found if isinstance(found, dict) else {"said": found}


def refused(refusal: NotValid) -> dict[str, Any]:
    """What was not valid as a phone hears it."""
    return {"error": refusal.code, "fields": refusal.fields}


def _body(request: HttpRequest, most_bytes: int) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > most_bytes:
        raise NotValid("escorts.size", {"body": _("This is too much at once.")})
    return request.body


def _words(body: bytes) -> dict[str, Any]:
    try:
        words = json.loads(body or b"{}")
    except ValueError:
        words = None
    if not isinstance(words, dict):
        raise NotValid("escorts.json", {"body": _("This is no JSON object.")})
    return words
