"""Pages of monitoring: who is looked at by grade, contacts to come, reported, missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.codes import label
from jikimi.cases.attempts import attempts_for
from jikimi.cases.models import Case
from jikimi.cases.monitoring import (
    contact_called,
    counts_of,
    monitoring_of,
    plan_contact,
    report_contact,
)
from jikimi.cases.overview import parties_of
from jikimi.cases.participants import agencies_taking_part
from jikimi.cases.proposals import proposals_of
from jikimi.cases.registering import registrations_of
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.monitoring_forms import (
    Agencies,
    AttemptForm,
    ContactForm,
    MissedForm,
    ReassignForm,
    ReportForm,
)
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("cases.case.read")
def case_monitoring(request: HttpRequest, number: str) -> HttpResponse:
    """The monitoring contacts of a case and the form to plan one."""
    _actor, case = called(request, number)
    return monitoring_page(request, case)


@staff_page("cases.monitoring.plan")
def contact_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a contact."""
    actor, case = called(request, number)
    form = ContactForm(sent(request), agencies=agencies(case))
    if form.is_valid() and stepped(
        form, lambda: plan_contact(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The contact is planned. The agency is told."), *there(number))
    return monitoring_page(request, case, form=form if form.is_bound else None)


@staff_page("cases.monitoring.report")
def contact_report(request: HttpRequest, number: str, contact_id: UUID) -> HttpResponse:
    """Report how a contact went."""
    actor, case = called(request, number)
    contact = contact_called(actor, case, contact_id)
    form = ReportForm(sent(request), auto_id=ids("report", contact_id))
    if form.is_valid() and stepped(
        form, lambda: report_contact(actor=actor, contact=contact, **form.cleaned_data)
    ):
        return done(request, _reported(form.cleaned_data["outcome"]), *there(number))
    return monitoring_page(request, case, form=form if form.is_bound else None, asked=contact_id)


def monitoring_page(
    request: HttpRequest,
    case: Case,
    *,
    form: forms.Form | None = None,
    asked: UUID | None = None,
) -> HttpResponse:
    """The page of monitoring; form: what was refused, asked: the contact it is about."""
    actor = actor_of(request)
    people = parties_of(actor, case)
    lines = monitoring_of(actor, case)
    counts = counts_of(lines)
    running = [row for row in registrations_of(actor, case) if row.ended_on is None]
    return part_page(
        request,
        case,
        "monitoring",
        people=people,
        lines=lines,
        attempts=attempts_for(actor, [line.contact for line in lines]),
        registrations=running,
        proposals=[line for line in proposals_of(actor, case) if line.is_waiting],
        counts=[(label("cases", "monitoring_outcomes", code), n) for code, n in counts.items()],
        missed=counts.get("missed", 0),
        plan_form=form
        if isinstance(form, ContactForm)
        else ContactForm(agencies=agencies(case), initial={"agency_id": actor.agency_id}),
        form_for=_forms(form, asked, agencies(case), people),
        may_plan=may(actor, "cases.monitoring.plan", case),
        may_reassign=may(actor, "cases.monitoring.reassign", case),
        form=form,
        opened=lambda kind, pk: asked == pk and isinstance(form, _FORMS[kind]),
    )


def agencies(case: Case) -> list[tuple[int, str]]:
    """Agencies that take part, as choices of a form."""
    return [(agency.pk, agency.name) for agency in agencies_taking_part(case)]


def ids(what: str, contact_id: UUID) -> str:
    """Ids of the fields of one form among many on the page."""
    return f"id_{what}_{contact_id}_%s"


def there(number: str) -> tuple[str, str]:
    """The page of monitoring, for done()."""
    return "case_monitoring", number


def _forms(
    refused: forms.Form | None, asked: UUID | None, offered: Agencies, people: Any
) -> Callable[[str, UUID], forms.Form]:
    """The form of a kind for a contact: the refused one where it belongs, else an empty one."""
    victim = next((str(line.party.pk) for line in people if line.party.role == "victim"), "")
    tried = {"party_id": victim, "tried_at": timezone.localtime()}
    more: dict[str, dict[str, Any]] = {
        "reassign": {"agencies": offered},
        "attempt": {"people": people, "initial": tried},
    }

    def form_for(kind: str, contact_id: UUID) -> forms.Form:
        if asked == contact_id and isinstance(refused, _FORMS[kind]):
            return refused
        return _FORMS[kind](auto_id=ids(kind, contact_id), **more.get(kind, {}))

    return form_for


def _reported(outcome: str) -> str:
    if code_list("monitoring_outcomes")[outcome].more["contact_made"] == "yes":
        return _("The contact is recorded.")
    return _("The contact is recorded as not made and stays on record. Plan the next one.")


_FORMS: dict[str, type[forms.Form]] = {
    "report": ReportForm,
    "missed": MissedForm,
    "reassign": ReassignForm,
    "attempt": AttemptForm,
}
HERE = "cases/<str:number>/monitoring/"
urls = [
    path(HERE, case_monitoring, name="case_monitoring"),
    path(f"{HERE}plan/", contact_plan, name="contact_plan"),
    path(f"{HERE}<uuid:contact_id>/report/", contact_report, name="contact_report"),
]
