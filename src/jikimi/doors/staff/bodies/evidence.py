"""Evidence over pages: added to an undertaking, opened with a reason, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.bodies.evidence import add_evidence, open_evidence, withdraw_evidence
from jikimi.bodies.undertakings_read import undertaking_called
from jikimi.doors.staff.bodies.undertaking_forms import EvidenceForm, OpenForm
from jikimi.doors.staff.bodies.undertakings import undertaking_page
from jikimi.doors.staff.cases.parts import stepped
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("bodies.evidence.add")
def evidence_add(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Add what shows that an undertaking is done."""
    actor = actor_of(request)
    found = undertaking_called(actor, undertaking_id)
    if request.method != "POST":
        return redirect("undertaking", undertaking_id)
    form = EvidenceForm(request.POST, request.FILES)
    call: dict[str, Any] = {"actor": actor, "undertaking": found}
    if form.is_valid() and stepped(form, lambda: add_evidence(**call, **given(form))):
        messages.success(request, _("The evidence is added."))
        return redirect("undertaking", undertaking_id)
    return undertaking_page(request, found, form, evidence_form=form)


@staff_page("bodies.evidence.open")
def evidence_open(request: HttpRequest, undertaking_id: UUID, evidence_id: UUID) -> HttpResponse:
    """The document that was added, in a locked ZIP, after a reason is given."""
    actor = actor_of(request)
    found = undertaking_called(actor, undertaking_id)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        call: dict[str, Any] = {"evidence_id": evidence_id, **form.cleaned_data}
        opened = stepped(form, lambda: open_evidence(actor, found, **call))
        if opened is not None:
            return download(opened)
    return undertaking_page(request, found, form, reason_form=form)


@staff_page("bodies.evidence.withdraw")
def evidence_withdraw(
    request: HttpRequest, undertaking_id: UUID, evidence_id: UUID
) -> HttpResponse:
    """Take back what was added by mistake."""
    actor = actor_of(request)
    found = undertaking_called(actor, undertaking_id)
    if request.method == "POST":
        withdraw_evidence(actor=actor, undertaking=found, evidence_id=evidence_id)
        messages.success(request, _("The evidence is taken back."))
    return redirect("undertaking", undertaking_id)


def given(form: EvidenceForm) -> dict[str, Any]:
    """What was entered, as the rule takes it."""
    return {"text": form.cleaned_data["text"], "document": form.paper()}


_ONE = "undertakings/<uuid:undertaking_id>/evidence/"
urls = [
    path(_ONE, evidence_add, name="evidence_add"),
    path(f"{_ONE}<uuid:evidence_id>/open/", evidence_open, name="evidence_open"),
    path(f"{_ONE}<uuid:evidence_id>/withdraw/", evidence_withdraw, name="evidence_withdraw"),
]
