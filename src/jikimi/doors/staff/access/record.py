"""Record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("access.record.read")
def record(request: HttpRequest) -> HttpResponse:
    """Record."""
    return show(request, "style_guide.html", {})


urls = [path("record/", record, name="record")]
