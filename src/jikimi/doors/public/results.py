"""The first page, what was found, and the numbers set aside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from jikimi.access.codes import today
from jikimi.doors.public.cards import cards
from jikimi.doors.public.frame import (
    kept_numbers,
    public_page,
    show,
    texts_language,
)
from jikimi.doors.public.lines import URGENT, lines
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
    found = cards(kept_numbers(request), language=texts_language(request))
    context = {"cards": found, "urgent": lines(URGENT), "today": today()}
    return show(request, "kept", context)


urls = [path("", home, name="home"), path("kept/", kept, name="kept")]
