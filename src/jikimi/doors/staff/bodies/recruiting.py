"""Recruiting for a body: figures, the agencies on their way, what runs out, adding, the export."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.errors import NotAllowed
from jikimi.bodies.documents.blocks import Sheet
from jikimi.bodies.documents.xlsx import as_xlsx
from jikimi.bodies.known import body_called
from jikimi.bodies.missing import agencies_missing
from jikimi.bodies.models import Candidate
from jikimi.bodies.pipeline import (
    LIST,
    PAGE,
    agreements_running_out,
    candidate_lines,
    recruiting_figures,
    recruiting_rows,
)
from jikimi.bodies.recruiting import find_candidate
from jikimi.bodies.seating import agencies_registered
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.bodies.recruiting_forms import CandidateForm, ExportForm, FilterForm
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

OFFERED = {"find": "bodies.candidate.find", "export": "bodies.candidate.export"}
EXPORT = "bodies.candidate.export"
_SORTED = ("name", "kind", "district", "stage", "visit", "until")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_page(LIST)
def recruiting(request: HttpRequest, key: str) -> HttpResponse:
    """Where every agency stands that is to be won."""
    actor = actor_of(request)
    body = body_called(actor, key, act=LIST)
    form = FilterForm(request.GET or None)
    wanted = form.wanted()
    lines = candidate_lines(actor, body, wanted)
    start = (_page(request) - 1) * PAGE
    period = {name: getattr(form, "cleaned_data", {}).get(name) for name in ("since", "until")}
    page = framed(
        actor,
        body,
        "recruiting",
        form=form,
        lines=lines[start : start + PAGE],
        earlier=_other(request, -1) if start else "",
        later=_other(request, 1) if len(lines) > start + PAGE else "",
        is_narrowed=bool(request.GET.keys() - {"page"}),
        sorting=_sorting(request, wanted.order),
        query=request.GET.urlencode(),
        running_out=agreements_running_out(lines),
        figures=recruiting_figures(actor, body, **period),
        lacking=agencies_missing(actor, body),
        may=offers(actor, body, OFFERED),
    )
    return show(request, "bodies/recruiting.html", page, status=status_of(form))


@staff_page("bodies.candidate.find")
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Put an agency on the list."""
    actor = actor_of(request)
    body = body_called(actor, key, act="bodies.candidate.find")
    initial = {name: request.GET.get(name, "") for name in ("kind", "district")}
    form = CandidateForm(request.POST or None, agencies=agencies_registered(actor), initial=initial)
    made: list[Candidate] = []

    def call() -> Candidate:
        made.append(find_candidate(actor=actor, body=body, draft=form.draft()))
        return made[0]

    answer = one_form(
        request,
        framed(actor, body, "recruiting"),
        form,
        call,
        said=_("The agency is on the list. Plan a visit next."),
        back=reverse("recruiting", args=[key]),
        title=_("Add an agency"),
        button=_("Add"),
    )
    return redirect("candidate", key, made[0].pk) if made else answer


@staff_page(EXPORT)
def export(request: HttpRequest, key: str) -> HttpResponse:
    """The list as a file, with the reason recorded."""
    actor = actor_of(request)
    body = body_called(actor, key, act=EXPORT)
    form, wanted = ExportForm(request.POST or None), FilterForm(request.GET or None).wanted()
    if form.is_valid():
        why = form.cleaned_data["why"]
        table = ruled(form, lambda: recruiting_rows(actor, body, wanted, why=why))
        if table is not None:
            return _file(form.cleaned_data["kind"], *table)
    page = framed(
        actor,
        body,
        "recruiting",
        form=form,
        title=_("Download the list"),
        text=_("The list as it is narrowed now. The download is recorded with its reason."),
        button=_("Download"),
        back=reverse("recruiting", args=[key]),
        danger=False,
        conflict=[],
    )
    return show(request, "bodies/form.html", page, status=status_of(form))


def _sorting(request: HttpRequest, order: str) -> dict[str, dict[str, str]]:
    """For each column the link that sorts by it, and how it is sorted now."""
    found: dict[str, dict[str, str]] = {}
    for word in _SORTED:
        query = request.GET.copy()
        query.pop("page", None)
        query["order"] = f"-{word}" if order == word else word
        now = {word: "ascending", f"-{word}": "descending"}.get(order, "")
        found[word] = {"sort_url": f"?{query.urlencode()}", "sorted": now}
    return found


def _page(request: HttpRequest) -> int:
    """The page asked for, the first when that is not understood."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 5 else 1


def _other(request: HttpRequest, by: int) -> str:
    query = request.GET.copy()
    query["page"] = str(_page(request) + by)
    return f"?{query.urlencode()}"


def _file(kind: str, heads: list[str], rows: list[list[str]]) -> HttpResponse:
    makers: dict[str, Any] = {"xlsx": _workbook, "csv": _table}
    if kind not in makers:
        raise NotAllowed
    content, media_type = makers[kind](heads, rows)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="recruiting.{kind}"'
    return response


def _workbook(heads: list[str], rows: list[list[str]]) -> tuple[bytes, str]:
    sheet = Sheet(_("Recruiting"), tuple(heads), tuple(tuple(row) for row in rows))
    return as_xlsx([sheet]), _XLSX


def _table(heads: list[str], rows: list[list[str]]) -> tuple[bytes, str]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8"


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


urls = [
    path("bodies/<slug:key>/recruiting/", recruiting, name="recruiting"),
    path("bodies/<slug:key>/recruiting/add/", add, name="candidate_add"),
    path("bodies/<slug:key>/recruiting/export/", export, name="recruiting_export"),
]
