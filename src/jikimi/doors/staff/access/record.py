"""The record for auditors: search, export, verify; and the act table for everybody."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from jikimi.access.acting import reading
from jikimi.access.acts import all_acts
from jikimi.access.anchors import newest_anchor
from jikimi.access.codes import codes
from jikimi.access.keeping import PAGE, RecordFilter, RecordLine, record_export, record_lines
from jikimi.access.record import verify
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_OUTCOMES = [("", _("All")), ("done", _("Done")), ("read", _("Read")), ("refused", _("Refused"))]
HEADINGS = (
    "at",
    "member",
    "act",
    "outcome",
    "subject",
    "persons",
    "why",
    "place",
    "lane",
    "number",
)


class FilterForm(forms.Form):
    """What an auditor looks for. Nothing here names a person: a data subject goes by number."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=_OUTCOMES, required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    member_id = forms.IntegerField(label=_("Member number"), required=False)
    person_id = forms.UUIDField(label=_("Person number"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        acts = [(act.code, act.label) for act in all_acts().values()]
        self.fields["act"].choices = [("", _("All")), *acts]  # type: ignore[attr-defined]

    def wanted(self) -> RecordFilter:
        """The filter as the rule reads it; empty when the form does not fit."""
        return RecordFilter(**self.cleaned_data) if self.is_valid() else RecordFilter()


class ExportForm(forms.Form):
    """Why the record leaves the house."""

    why = forms.CharField(label=_("Reason for the export"), max_length=200)


@staff_page("access.record.read")
def record(request: HttpRequest) -> HttpResponse:
    """What the staff of my agency did, read or were refused, newest first."""
    actor, form = actor_of(request), FilterForm(request.GET or None)
    before = datetime.fromisoformat(request.GET["before"]) if request.GET.get("before") else None
    rows = record_lines(actor, form.wanted(), before=before)
    reading(actor, "access.record.read")
    query = request.GET.copy()
    if len(rows) == PAGE:
        query["before"] = rows[-1].at.isoformat()
    older = f"?{query.urlencode()}" if len(rows) == PAGE else ""
    context = {"form": form, "rows": rows, "older": older, "export": ExportForm()}
    return show(request, "access/record.html", context)


@staff_page("access.record.export")
def export(request: HttpRequest) -> HttpResponse:
    """The filtered record as a file, with the reason recorded."""
    form, wanted = ExportForm(request.POST or None), FilterForm(request.GET or None).wanted()
    if form.is_valid():
        why = form.cleaned_data["why"]
        lines = ruled(form, lambda: record_export(actor_of(request), wanted, why=why))
        if lines is not None:
            return _file(list(lines))
    context = {"form": form, "title": _("Export the record"), "text": "", "danger": False}
    context["back"] = reverse("record")
    return show(request, "access/reason.html", context, status=status_of(form))


@staff_page("access.record.verify")
def check(request: HttpRequest) -> HttpResponse:
    """Whether any row of the record was altered, removed or re-ordered."""
    actor = actor_of(request)
    reading(actor, "access.record.verify")
    return show(request, "access/record_check.html", {"broken": verify(anchors=newest_anchor())})


@staff_page("access.acts.read")
def acts(request: HttpRequest) -> HttpResponse:
    """The act table: everything a person can do, who may, and the source in law."""
    context = {"acts": list(all_acts().values()), "role_names": codes("access", "roles")}
    return show(request, "access/acts.html", context)


def _file(lines: list[RecordLine]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(_cells(line) for line in lines)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response


def _cells(line: RecordLine) -> list[str]:
    subject = f"{line.subject_kind} {line.subject_id or ''}".strip()
    persons = " ".join(str(number) for number in line.person_ids)
    place = [line.why, line.place, str(line.lane), str(line.number)]
    return [
        _plain(c)
        for c in (
            line.at.isoformat(),
            line.member,
            line.act,
            line.outcome,
            subject,
            persons,
            *place,
        )
    ]


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


urls = [
    path("record/", record, name="record"),
    path("record/export/", export, name="record_export"),
    path("record/verify/", check, name="record_verify"),
    path("acts/", acts, name="acts"),
]
