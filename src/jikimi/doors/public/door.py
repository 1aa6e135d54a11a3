"""What every request at the public door passes: the public's own login, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, resolve

from jikimi.directory.routing import public_door

Answer = TypeVar("Answer", bound=HttpResponseBase)
Next = Callable[[HttpRequest], HttpResponseBase]
_OTHER_DOORS = ("/staff/", "/api/", "/calendar/", "/i18n/", "/healthz", "/readyz")
# Answered also while the database does not: the numbers to call stand there.
_WITHOUT_DATABASE = ("home", "guide_1", "guide_2", "guide_3", "traces")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    # Pages are shown inside the first one, so that one must let the map ask where somebody is.
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
}


def is_public(path: str) -> bool:
    """Whether an address belongs to the public door."""
    return not path.startswith((*_OTHER_DOORS, settings.STATIC_URL))


def as_public(response: Answer) -> Answer:
    """The same answer, with the headers of this door."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


class PublicDoor:
    """Asks the database as the public may, and tells browsers to keep nothing and tell nobody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers; other doors pass."""
        if not is_public(request.path):
            return self.get_response(request)
        return as_public(self._answer(request))

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if _asks_nothing(request):
            return self.get_response(request)
        with public_door():
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not _asks_by_itself(response):
            response.streaming_content = _through_the_door(response.streaming_content)
        return response


def _asks_nothing(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path).url_name
    except Resolver404:
        return True
    return request.method in ("GET", "HEAD") and name in _WITHOUT_DATABASE


def _asks_by_itself(response: StreamingHttpResponse) -> bool:
    """A long stream comes through the door anew for each batch, however slowly it is read."""
    return response.is_async or getattr(response, "asks_by_batches", False)


def _through_the_door(content: Any) -> Iterator[bytes]:
    """What is sent bit by bit is read after the request is over; it too is asked as the public."""
    with public_door():
        yield from content
