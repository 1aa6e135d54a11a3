"""Meetings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("bodies.meeting.list")
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings."""
    return show(request, "style_guide.html", {})


urls = [path("meetings/", meetings, name="meetings")]
