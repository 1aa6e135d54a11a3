"""The directory on paper, for anybody: booklet, leaflets, workbook, Hangul document.

Each is made of what is public at this moment: what was taken back a minute ago is not in it.  With
`?district=` it holds one district; a directory of a whole country is had no other way.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_safe

from jikimi.directory.booklet.files import file_called, leaflet_name
from jikimi.directory.booklet.gathering import Choice, is_longer_than
from jikimi.directory.booklet.printing import current_print
from jikimi.doors.public.frame import public_page, reader_language

_MOST = 2_000  # what one can wait for at a page; about five hundred pages


@public_page
@require_safe
def booklet(request: HttpRequest, file: str) -> HttpResponse:
    """A file under a neutral name; 404 when there is none."""
    choice = Choice(district=request.GET.get("district", ""))
    if is_longer_than(_MOST, choice):
        raise Http404
    made = file_called(current_print(choice), file, language=reader_language())
    if made is None:
        raise Http404
    ending = file.rpartition(".")[2]
    headers = {"Content-Disposition": f'inline; filename="guide.{ending}"'}
    return HttpResponse(made.content, content_type=made.kind, headers=headers)


@public_page
@require_safe
def leaflet(request: HttpRequest, need: str) -> HttpResponse:
    """One page on one need; 404 when nothing helps with it, or there is no such need."""
    return booklet(request, leaflet_name(need))


urls: list[URLPattern] = [
    path("booklet.pdf", booklet, {"file": "a5.pdf"}, name="booklet"),
    path("booklet-pocket.pdf", booklet, {"file": "pocket.pdf"}, name="booklet_pocket"),
    path("booklet-large.pdf", booklet, {"file": "large.pdf"}, name="booklet_large"),
    path("booklet.xlsx", booklet, {"file": "list.xlsx"}, name="booklet_workbook"),
    path("booklet.hwpx", booklet, {"file": "list.hwpx"}, name="booklet_hangul"),
    path("leaflets/<str:need>.pdf", leaflet, name="leaflet"),
]
