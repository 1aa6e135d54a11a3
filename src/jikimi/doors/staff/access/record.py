"""The record for auditors: search, export, verify; and the act table for everybody."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from jikimi.access.acting import reading
from jikimi.access.acts import all_acts
from jikimi.access.anchors import newest_anchor
from jikimi.access.codes import codes
from jikimi.access.keeping import PAGE, RecordFilter, record_lines
from jikimi.access.record import verify
from jikimi.access.record_file import record_file
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_OUTCOMES = [("", _("All")), ("done", _("Done")), ("read", _("Read")), ("refused", _("Refused"))]


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


class ExportForm(LockForm):
    """Why the record leaves the house, and under which password."""

    why = forms.CharField(label=_("Reason for the export"), max_length=200)
    field_order = ("why", "password", "again")


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
    """The filtered record as a locked file, with the reason recorded."""
    form, wanted = ExportForm(request.POST or None), FilterForm(request.GET or None).wanted()
    if form.is_valid():
        given = form.cleaned_data
        made = ruled(form, lambda: record_file(actor_of(request), wanted, **given))
        if made is not None:
            return download(made)
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


urls = [
    path("record/", record, name="record"),
    path("record/export/", export, name="record_export"),
    path("record/verify/", check, name="record_verify"),
    path("acts/", acts, name="acts"),
]
