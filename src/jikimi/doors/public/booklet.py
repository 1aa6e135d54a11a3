"""The directory on paper, for anybody: booklet, leaflets, workbook, Hangul document."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_safe

from jikimi.directory.booklet.formats import A5, LARGE, POCKET
from jikimi.directory.booklet.leaflets import needs_with_help
from jikimi.directory.booklet.printing import (
    Print,
    booklet_pdf,
    current_print,
    hangul_file,
    leaflet_pdf,
    workbook_file,
)
from jikimi.doors.public.frame import public_page, reader_language

_PDF = "application/pdf"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HWPX = "application/hwp+zip"
Make = Callable[[Print, str], bytes]


@public_page
@require_safe
def booklet(request: HttpRequest, size: str) -> HttpResponse:
    """The booklet as it is now: what was taken back a minute ago is not in it."""
    return _answer("guide.pdf", _PDF, lambda p, lang: booklet_pdf(p, language=lang, size=size))


@public_page
@require_safe
def leaflet(request: HttpRequest, need: str) -> HttpResponse:
    """One page on one need; 404 when nothing helps with it, or there is no such need."""

    def make(printed: Print, language: str) -> bytes:
        if need not in needs_with_help(printed.content):
            raise Http404
        return leaflet_pdf(printed, need=need, language=language)

    return _answer("page.pdf", _PDF, make)


@public_page
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """All entries as a workbook."""
    return _answer("guide.xlsx", _XLSX, lambda p, lang: workbook_file(p, language=lang))


@public_page
@require_safe
def hangul(request: HttpRequest) -> HttpResponse:
    """All entries as a Hangul document."""
    return _answer("guide.hwpx", _HWPX, lambda p, lang: hangul_file(p, language=lang))


def _answer(name: str, kind: str, make: Make) -> HttpResponse:
    """The file under a neutral name."""
    made = make(current_print(), reader_language())
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made, content_type=kind, headers=headers)


urls: list[URLPattern] = [
    path("booklet.pdf", booklet, {"size": A5}, name="booklet"),
    path("booklet-pocket.pdf", booklet, {"size": POCKET}, name="booklet_pocket"),
    path("booklet-large.pdf", booklet, {"size": LARGE}, name="booklet_large"),
    path("booklet.xlsx", workbook, name="booklet_workbook"),
    path("booklet.hwpx", hangul, name="booklet_hangul"),
    path("leaflets/<slug:need>.pdf", leaflet, name="leaflet"),
]
