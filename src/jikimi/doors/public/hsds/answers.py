"""How answers go out: canonical bytes with an ETag, or a stream; any web page may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import sha256
from typing import IO, Any

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from jikimi.directory.exchange.writing.canonical import canonical
from jikimi.doors.public.hsds.problems import Problem

View = Callable[..., HttpResponseBase]
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cache-Control": "no-cache",  # kept only to be asked again with its ETag
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
READ, SEARCHED = ("GET", "HEAD", "OPTIONS"), ("GET", "HEAD", "POST", "OPTIONS")


def open_to_all(*methods: str) -> Callable[[View], View]:
    """A view that any program may ask without cookie or key; problems become problem+json."""

    def around(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **names: Any) -> HttpResponseBase:
            try:
                response = _asked(view, request, methods, names)
            except Problem as problem:
                response = problem.answer()
            for name, value in (_OPEN | {"Allow": ", ".join(methods)}).items():
                response.headers[name] = value
            return response

        return answer

    return around


def _asked(
    view: View, request: HttpRequest, methods: tuple[str, ...], names: dict[str, Any]
) -> HttpResponseBase:
    if request.method not in methods:
        raise Problem(405, "hsds.method", _("This address is not asked in that way."))
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_PREFLIGHT)
    return view(request, **names)


def as_json(request: HttpRequest, value: Any) -> HttpResponseBase:
    """A JSON answer, or 304 when the asker has these very bytes."""
    return as_bytes(request, canonical(value), kind="application/json")


def as_bytes(request: HttpRequest, body: bytes, *, kind: str) -> HttpResponseBase:
    """Bytes under their own fingerprint, or 304 when the asker has them."""
    response = HttpResponse(body, content_type=kind)
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    if request.method == "POST":
        return response
    return get_conditional_response(request, etag=etag, response=response) or response


def as_file(request: HttpRequest, file: IO[bytes], *, kind: str) -> HttpResponseBase:
    """A file that is ready, under its own fingerprint, or 304 when the asker has it."""
    fingerprint = sha256()
    while part := file.read(1 << 20):
        fingerprint.update(part)
    file.seek(0)
    etag = f'"{fingerprint.hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or _whole(file, kind)
    response.headers["ETag"] = etag
    return response


def _whole(file: IO[bytes], kind: str) -> HttpResponseBase:
    response = FileResponse(file, content_type=kind)
    response.asks_by_batches = True  # type: ignore[attr-defined]
    return response


def as_stream(request: HttpRequest, parts: Iterator[bytes], *, kind: str) -> HttpResponseBase:
    """Parts sent as they are made; who asks for the head alone makes none be made."""
    if request.method == "HEAD":
        return HttpResponse(content_type=kind)
    response = StreamingHttpResponse(parts, content_type=kind)
    response.asks_by_batches = True  # type: ignore[attr-defined]
    return response
