"""What is done to one contact: a try noted, a missed turn explained, another agency asked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.cases.attempts import AttemptDraft, note_attempt
from jikimi.cases.missed import correct_missed, explain_missed, reassign_contact
from jikimi.cases.models import MonitoringContact
from jikimi.cases.monitoring import contact_called
from jikimi.cases.overview import parties_of
from jikimi.doors.staff.cases.monitoring import HERE, agencies, ids, monitoring_page, there
from jikimi.doors.staff.cases.monitoring_forms import AttemptForm, MissedForm, ReassignForm
from jikimi.doors.staff.cases.parts import called, done, optional_uuid, sent, stepped
from jikimi.doors.staff.pages import staff_page


@staff_page("cases.monitoring.attempt")
def contact_attempt(request: HttpRequest, number: str, contact_id: UUID) -> HttpResponse:
    """Note one try to reach somebody; the way is asked of safe contact first."""
    actor, case = called(request, number)
    contact = contact_called(actor, case, contact_id)
    form = AttemptForm(
        sent(request), people=parties_of(actor, case), auto_id=ids("attempt", contact_id)
    )
    if form.is_valid() and stepped(
        form, lambda: note_attempt(actor=actor, contact=contact, draft=_draft(form))
    ):
        says = _("The attempt is noted. It counts; the contact itself is reported apart.")
        return done(request, says, *there(number))
    return monitoring_page(request, case, form=form if form.is_bound else None, asked=contact_id)


@staff_page("cases.monitoring.explain")
def contact_missed(request: HttpRequest, number: str, contact_id: UUID) -> HttpResponse:
    """Explain a missed contact, or say that it was made in time."""
    actor, case = called(request, number)
    contact = contact_called(actor, case, contact_id)
    form = MissedForm(sent(request), auto_id=ids("missed", contact_id))
    if form.is_valid() and stepped(form, lambda: _explain(actor, contact, form)):
        return done(request, _("Thank you. What you said is on record."), *there(number))
    return monitoring_page(request, case, form=form if form.is_bound else None, asked=contact_id)


@staff_page("cases.monitoring.reassign")
def contact_reassign(request: HttpRequest, number: str, contact_id: UUID) -> HttpResponse:
    """Give a waiting contact, and the turns after it, to another agency."""
    actor, case = called(request, number)
    contact = contact_called(actor, case, contact_id)
    form = ReassignForm(sent(request), agencies=agencies(case), auto_id=ids("reassign", contact_id))
    if form.is_valid() and stepped(
        form, lambda: reassign_contact(actor=actor, contact=contact, **form.cleaned_data)
    ):
        return done(request, _("The other agency makes the contact and is told."), *there(number))
    return monitoring_page(request, case, form=form if form.is_bound else None, asked=contact_id)


def _draft(form: AttemptForm) -> AttemptDraft:
    entered = form.cleaned_data
    return AttemptDraft(**{**entered, "party_id": optional_uuid(entered["party_id"])})


def _explain(actor: Actor, contact: MonitoringContact, form: MissedForm) -> MonitoringContact:
    entered = form.cleaned_data
    if not entered["outcome"]:
        return explain_missed(actor=actor, contact=contact, note=entered["note"])
    return correct_missed(actor=actor, contact=contact, **entered)


urls = [
    path(f"{HERE}<uuid:contact_id>/attempt/", contact_attempt, name="contact_attempt"),
    path(f"{HERE}<uuid:contact_id>/missed/", contact_missed, name="contact_missed"),
    path(f"{HERE}<uuid:contact_id>/reassign/", contact_reassign, name="contact_reassign"),
]
