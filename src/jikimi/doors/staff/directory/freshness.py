"""Figures of freshness for each agency, as a table and as a file."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.codes import codes
from jikimi.directory.figures import freshness_figures
from jikimi.doors.staff.directory.frame import rounds
from jikimi.doors.staff.pages import actor_of, show, staff_page

READ = "directory.freshness.read"


@staff_page(READ)
def freshness(request: HttpRequest) -> HttpResponse:
    """How fresh what each agency keeps is."""
    context = {
        "figures": freshness_figures(),
        "ages": codes("directory", "maximum_ages").values(),
        "rounds": rounds(actor_of(request), "directory_freshness"),
    }
    return show(request, "directory/freshness.html", context)


@staff_page(READ)
def exported(request: HttpRequest) -> HttpResponse:
    """The same figures as CSV, with a mark for spreadsheets that it is UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="freshness.csv"'
    sheet = csv.writer(response)
    sheet.writerow(
        [
            "agency",
            "entries",
            "fresh",
            "share_percent",
            "overdue",
            "median_age_days",
            "trend_points",
        ]
    )
    for figure in freshness_figures():
        name = _safe(figure.agency or _("Nobody"))
        told = (figure.entries, figure.fresh, figure.share, figure.overdue)
        sheet.writerow([name, *told, figure.median_age_days, figure.trend])
    return response


def _safe(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in "=+-@" else words


urls = [
    path("directory/freshness/", freshness, name="directory_freshness"),
    path("directory/freshness.csv", exported, name="directory_freshness_csv"),
]
