"""The first page, what was found, and the numbers set aside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from jikimi.doors.public.frame import public_page, show
from jikimi.doors.public.pages import first_page


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The first page; and, posted to, what was found."""
    return first_page(request)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """The numbers a reader set aside, on one page to print."""
    return show(request, "kept", {"entries": []})


urls = [path("", home, name="home"), path("kept/", kept, name="kept")]
