"""Actions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("cases.actions.list")
def actions(request: HttpRequest) -> HttpResponse:
    """Actions."""
    return show(request, "style_guide.html", {})


urls = [path("actions/", actions, name="actions")]
