"""Pages of monitoring: contacts to come, reported, missed; a new one is planned by a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import label
from jikimi.cases.models import Case
from jikimi.cases.monitoring import (
    contact_called,
    counts_of,
    monitoring_of,
    plan_contact,
    report_contact,
)
from jikimi.cases.participants import agencies_taking_part
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.pages import actor_of, staff_page


class ContactForm(forms.Form):
    """A day on which an agency looks again."""

    agency_id = forms.TypedChoiceField(label=words("Agency"), coerce=int)
    due_on = forms.DateField(
        label=words("Day of the contact"), widget=forms.DateInput(attrs={"type": "date"})
    )
    face_to_face = forms.BooleanField(label=words("In person"), required=False)

    def __init__(
        self, data: Any = None, *, agencies: Sequence[tuple[int, str]], **given: Any
    ) -> None:
        super().__init__(data, **given)
        self.fields["agency_id"].choices = [("", _("Choose")), *agencies]  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        """A day to come: a day in the past is a slip of the hand."""
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise ValidationError(_("This day is past. Choose today or a day to come."))
        return due_on


class ReportForm(forms.Form):
    """How a contact went."""

    outcome = forms.ChoiceField(label=words("How did it go?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=words("Note"),
        widget=forms.Textarea,
        required=False,
        help_text=words("Needed when the person was not reached."),
    )

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        rows = code_list("monitoring_outcomes").values()
        self.fields["outcome"].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]


@staff_page("cases.case.read")
def case_monitoring(request: HttpRequest, number: str) -> HttpResponse:
    """The monitoring contacts of a case and the form to plan one."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.monitoring.plan")
def contact_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a contact."""
    actor, case = called(request, number)
    form = ContactForm(sent(request), agencies=_agencies(case))
    if form.is_valid() and stepped(
        form, lambda: plan_contact(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The contact is planned. The agency is told."), *_there(number))
    return _page(request, case, form=form if form.is_bound else None)


@staff_page("cases.monitoring.report")
def contact_report(request: HttpRequest, number: str, contact_id: UUID) -> HttpResponse:
    """Report how a contact went."""
    actor, case = called(request, number)
    contact = contact_called(actor, case, contact_id)
    form = ReportForm(sent(request), auto_id=f"id_{contact_id}_%s")
    if form.is_valid() and stepped(
        form, lambda: report_contact(actor=actor, contact=contact, **form.cleaned_data)
    ):
        return done(request, _reported(form.cleaned_data["outcome"]), *_there(number))
    return _page(request, case, form=form if form.is_bound else None, asked=contact_id)


def _page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    form = context.setdefault("form", None)
    context.setdefault("asked", None)
    lines = monitoring_of(actor, case)
    return part_page(
        request,
        case,
        "monitoring",
        lines=lines,
        counts=[
            (label("cases", "monitoring_outcomes", code), number)
            for code, number in counts_of(lines).items()
        ],
        missed=counts_of(lines).get("missed", 0),
        plan_form=form
        if isinstance(form, ContactForm)
        else ContactForm(agencies=_agencies(case), initial={"agency_id": actor.agency_id}),
        report_form=lambda pk: (
            form if context["asked"] == pk and form else ReportForm(auto_id=f"id_{pk}_%s")
        ),
        may_plan=may(actor, "cases.monitoring.plan", case),
        **context,
    )


def _agencies(case: Case) -> list[tuple[int, str]]:
    return [(agency.pk, agency.name) for agency in agencies_taking_part(case)]


def _reported(outcome: str) -> str:
    if code_list("monitoring_outcomes")[outcome].more["contact_made"] == "yes":
        return _("The contact is recorded.")
    return _("The contact is recorded as not made and stays on record. Plan the next one.")


def _there(number: str) -> tuple[str, str]:
    return "case_monitoring", number


_HERE = "cases/<str:number>/monitoring/"
urls = [
    path(_HERE, case_monitoring, name="case_monitoring"),
    path(f"{_HERE}plan/", contact_plan, name="contact_plan"),
    path(f"{_HERE}<uuid:contact_id>/report/", contact_report, name="contact_report"),
]
