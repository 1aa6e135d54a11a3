"""Nominate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("cases.nomination.put")
def nominate(request: HttpRequest) -> HttpResponse:
    """Nominate."""
    return show(request, "style_guide.html", {})


urls = [path("nominate/", nominate, name="nominate")]
