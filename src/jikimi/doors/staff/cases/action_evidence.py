"""Evidence of an action over pages: added, opened with a reason, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.cases.actions import action_called
from jikimi.cases.evidence import (
    add_action_evidence,
    open_action_evidence,
    withdraw_action_evidence,
)
from jikimi.doors.staff.bodies.evidence import given
from jikimi.doors.staff.bodies.undertaking_forms import EvidenceForm, OpenForm
from jikimi.doors.staff.cases.actions import action_page
from jikimi.doors.staff.cases.parts import called, done, stepped
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import staff_page


@staff_page("cases.evidence.add")
def action_evidence_add(request: HttpRequest, number: str, action_id: UUID) -> HttpResponse:
    """Add what shows that an action is done."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    if request.method != "POST":
        return redirect("case_action", number, action_id)
    form = EvidenceForm(request.POST, request.FILES)
    call: dict[str, Any] = {"actor": actor, "action": action}
    if form.is_valid() and stepped(form, lambda: add_action_evidence(**call, **given(form))):
        return done(request, _("The evidence is added."), "case_action", number, action_id)
    return action_page(request, case, action, form=form, evidence_form=form)


@staff_page("cases.evidence.open")
def action_evidence_open(
    request: HttpRequest, number: str, action_id: UUID, evidence_id: UUID
) -> HttpResponse:
    """The document that was added, in a locked ZIP, after a reason is given."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        call: dict[str, Any] = {"evidence_id": evidence_id, **form.cleaned_data}
        opened = stepped(form, lambda: open_action_evidence(actor, action, **call))
        if opened is not None:
            return download(opened)
    return action_page(request, case, action, form=form, reason_form=form)


@staff_page("cases.evidence.withdraw")
def action_evidence_withdraw(
    request: HttpRequest, number: str, action_id: UUID, evidence_id: UUID
) -> HttpResponse:
    """Take back what was added by mistake."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    if request.method == "POST":
        withdraw_action_evidence(actor=actor, action=action, evidence_id=evidence_id)
        return done(request, _("The evidence is taken back."), "case_action", number, action_id)
    return redirect("case_action", number, action_id)


_ONE = "cases/<str:number>/actions/<uuid:action_id>/evidence/"
urls = [
    path(_ONE, action_evidence_add, name="action_evidence_add"),
    path(f"{_ONE}<uuid:evidence_id>/open/", action_evidence_open, name="action_evidence_open"),
    path(
        f"{_ONE}<uuid:evidence_id>/withdraw/",
        action_evidence_withdraw,
        name="action_evidence_withdraw",
    ),
]
