"""Cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("cases.worklist.read")
def cases(request: HttpRequest) -> HttpResponse:
    """Cases."""
    return show(request, "style_guide.html", {})


urls = [path("cases/", cases, name="cases")]
