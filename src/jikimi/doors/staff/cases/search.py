"""Search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("cases.persons.search")
def search(request: HttpRequest) -> HttpResponse:
    """Search."""
    return show(request, "style_guide.html", {})


urls = [path("search/", search, name="search")]
