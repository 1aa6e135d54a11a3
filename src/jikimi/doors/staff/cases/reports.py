"""112 reports of one's own station: the list, one report, its link to a case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.cases.models import CaseReport
from jikimi.cases.reads import case_called
from jikimi.cases.report_list import ReportFilter, reports_of
from jikimi.cases.reports import ReportView, link_report, report_called
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.cases.frame import word
from jikimi.doors.staff.cases.parts import done, sent, status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, offer, show, staff_page


class Narrow(forms.Form):
    """How the list is narrowed; what is not understood is left out."""

    kind = forms.ChoiceField(label=words("Kind"), required=False)
    code = forms.ChoiceField(label=words("Response code"), required=False)
    since = forms.DateField(label=words("From"), required=False)
    until = forms.DateField(label=words("Until"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        offer(self, "kind", [("", _("All")), *choices("kinds")])
        offer(self, "code", [("", _("All")), *choices("response_codes")])

    def narrowed(self) -> ReportFilter:
        """The filter as the list reads it."""
        self.full_clean()
        return ReportFilter(**self.cleaned_data)


class LinkForm(forms.Form):
    """The case a report belongs to."""

    number = forms.CharField(label=words("Case number"), max_length=12)


@staff_page("cases.reports.list")
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of my station, newest first."""
    form = Narrow(request.GET)
    marks = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = reports_of(actor_of(request), form.narrowed(), **marks)
    kept = {name: value for name, value in request.GET.items() if name not in marks and value}
    context = {
        "form": form,
        "page": page,
        "kind_of": kind_of,
        "word": word,
        "newer": f"?{urlencode({**kept, 'before': page.newer})}" if page.newer else "",
        "older": f"?{urlencode({**kept, 'after': page.older})}" if page.older else "",
        "is_narrowed": bool(kept),
    }
    return show(request, "cases/reports.html", context)


@staff_page("cases.reports.read")
def report(request: HttpRequest, number: UUID) -> HttpResponse:
    """One report: what happened, who was in it, what was done, which cases it is in."""
    actor = actor_of(request)
    return _page(request, report_called(actor, number), LinkForm(), actor)


@staff_page("cases.reports.read")
def report_link(request: HttpRequest, number: UUID) -> HttpResponse:
    """Show a report on a case that my agency takes part in."""
    actor, form = actor_of(request), LinkForm(sent(request))
    view = report_called(actor, number)
    if form.is_valid() and stepped(form, lambda: _link(actor, view, form.cleaned_data["number"])):
        return done(request, _("The report is linked to the case."), "report", number)
    return _page(request, view, form, actor)


def kind_of(report: Any) -> str:
    """The word for the kind as it was called when the report came in."""
    return label("cases", "kinds", report.kind, on=timezone.localdate(report.received_at))


def _link(actor: Actor, view: ReportView, number: str) -> CaseReport:
    """Absent and forbidden cases are answered alike."""
    try:
        case = case_called(actor, number.strip().upper())
    except NotAllowed:
        says = _("There is no such case among those you work on.")
        raise NotValid("cases.reports.no_case", {"number": says}) from None
    return link_report(actor=actor, case=case, report_id=view.report.pk)


def _page(request: HttpRequest, view: ReportView, form: LinkForm, actor: Actor) -> HttpResponse:
    report = view.report
    context = {
        "view": view,
        "report": report,
        "form": form,
        "word": word,
        "kind": kind_of(report),
        "may_nominate": may(actor, "cases.nomination.put"),
        "is_known": bool(view.victim and _is_findable(view.victim)),
    }
    return show(request, "cases/report.html", context, status=status_of_step(form))


def _is_findable(party: Any) -> bool:
    """Whether one may look for the person before naming her."""
    return bool(party.name or party.phone or party.born_on)


urls = [
    path("reports/", reports, name="reports"),
    path("reports/<uuid:number>/", report, name="report"),
    path("reports/<uuid:number>/link/", report_link, name="report_link"),
]
