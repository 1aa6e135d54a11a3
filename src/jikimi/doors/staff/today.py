"""Today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("access.today.read")
def today(request: HttpRequest) -> HttpResponse:
    """Today."""
    return show(request, "style_guide.html", {})


urls = [path("", today, name="today")]
