"""Members."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("access.member.list")
def members(request: HttpRequest) -> HttpResponse:
    """Members."""
    return show(request, "style_guide.html", {})


urls = [path("members/", members, name="members")]
