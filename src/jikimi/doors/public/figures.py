"""Published figures for anybody: a list, one page each, and the same as files."""

from __future__ import annotations

from math import isnan, nan
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.views.decorators.http import require_safe
from markupsafe import Markup

from jikimi.doors.public.frame import public_page, show
from jikimi.doors.public.pages import not_found
from jikimi.insights.charts import Row, Size, Words, chart_of_both_sizes, interval_chart
from jikimi.insights.exports import FORMATS, FigureTable, Line, exported
from jikimi.insights.models import Publication
from jikimi.insights.published import (
    definition_lines,
    figure_table,
    hiding_words,
    last_day,
    published,
    published_called,
    said,
    source_of,
    title_of,
)

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "csv-metadata.json": "application/csvm+json",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NAMES = {
    "xlsx": noop("Excel (XLSX)"),
    "csv": noop("Text (CSV)"),
    "csv-metadata.json": noop("Description of the CSV"),
    "json": noop("JSON-stat 2.0"),
}
_MOST_DRAWN = 40
_ALL = "all"


@public_page
@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    """Everything that was published, newest first."""
    rows = [(row, title_of(row), last_day(row)) for row in published()]
    return show(request, "figures", {"rows": rows})


@public_page
@require_safe
def figure_page(request: HttpRequest, number: UUID) -> HttpResponse:
    """One publication: table, picture, what the figures mean, what is hidden and why."""
    found = published_called(number)
    if found is None:
        return not_found(request)
    table = figure_table(found)
    context = {
        "row": found,
        "last": last_day(found),
        "table": table,
        "labels": [dict(axis.codes) for axis in table.axes],
        "shown_axes": [n for n, axis in enumerate(table.axes) if len(axis.codes) > 1],
        "defined": definition_lines(found),
        "method": said(found.table["method"]),
        "source": source_of(found),
        "hiding": hiding_words(),
        "chart": _chart(found, table),
        "files": [(form, _(_NAMES[form])) for form in FORMATS],
    }
    return show(request, "figure", context)


@public_page
@require_safe
def figure_file(request: HttpRequest, number: UUID, form: str) -> HttpResponse:
    """The table as a file; 404 when there is none."""
    found = published_called(number)
    if found is None or form not in FORMATS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="figures.{form}"'}
    content = exported(figure_table(found), form)
    return HttpResponse(content, content_type=_TYPES[form], headers=headers)


def _chart(found: Publication, table: FigureTable) -> Markup:
    """Values with intervals: areas in the latest period, or periods where there is one area."""
    rows = _drawn(table)
    if not 2 <= len(rows) <= _MOST_DRAWN:
        return Markup("")
    words = Words(f"f{found.pk.hex[:8]}", table.title, _finding(rows))
    metric = table.metrics[2]
    axis = f"{metric.label} ({metric.unit})" if metric.unit else metric.label

    def draw(size: Size) -> str:
        return interval_chart(rows, words=words, size=size, axis=axis)

    return Markup(chart_of_both_sizes(draw))  # noqa: S704 - drawn by us, every word in it escaped


def _drawn(table: FigureTable) -> list[Row]:
    areas, _kinds, periods = (dict(axis.codes) for axis in table.axes)
    newest = list(periods)[-1]
    lines = [line for line in table.lines if line.at[1] == _ALL]
    if len(areas) > 1:
        return [_row(areas[line.at[0]], line) for line in lines if line.at[2] == newest]
    return [_row(periods[line.at[2]], line) for line in lines]


def _row(label: str, line: Line) -> Row:
    value, low, high = (nan if number is None else float(number) for number in line.numbers[2:])
    absent = _("hidden") if line.is_hidden else _("no value")
    return Row(label, value, low, high, absent=absent, is_marked=line.at[0] == _ALL)


def _finding(rows: list[Row]) -> str:
    seen = [row for row in rows if not isnan(row.value)]
    if not seen:
        return _("No value can be shown.")
    least, most = (choose(seen, key=lambda row: row.value) for choose in (min, max))
    says = _("From %(low).1f (%(least)s) to %(high).1f (%(most)s); the table holds every number.")
    told = {"low": least.value, "least": least.label, "high": most.value, "most": most.label}
    return says % told


urls: list[URLPattern] = [
    path("figures/", figure_list, name="published_figures"),
    path("figures/<uuid:number>/", figure_page, name="published_figure"),
    path("figures/<uuid:number>/figures.<str:form>", figure_file, name="published_file"),
]
