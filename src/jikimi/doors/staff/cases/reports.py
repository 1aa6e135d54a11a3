"""Reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.pages import show, staff_page


@staff_page("cases.reports.list")
def reports(request: HttpRequest) -> HttpResponse:
    """Reports."""
    return show(request, "style_guide.html", {})


urls = [path("reports/", reports, name="reports")]
