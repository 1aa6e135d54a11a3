"""The figures of a page taken along as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.insights.asked import asked_of
from jikimi.doors.staff.pages import actor_of, staff_page
from jikimi.insights.exports_figures import figures_file
from jikimi.insights.figures_asked import figures, read_figures, series
from jikimi.insights.indicators import indicator_called


@staff_page("insights.figures.export")
def figure_export(request: HttpRequest, code: str) -> HttpResponse:
    """Areas beside each other and months of the one asked for, as the reader may see them."""
    actor = actor_of(request)
    may_see_small = read_figures(actor)
    asked, indicator = asked_of(request.GET), indicator_called(code)
    wish = asked.of_areas(indicator, may_see_small=may_see_small) or asked.wish(
        indicator, may_see_small=may_see_small
    )
    months = series(actor, asked.of_series(indicator))
    form = request.GET.get("format", "xlsx")
    return download(figures_file(actor, figures(actor, wish), months, form=form))


urls = [path("insights/figures/<str:code>/export/", figure_export, name="insights_figure_export")]
