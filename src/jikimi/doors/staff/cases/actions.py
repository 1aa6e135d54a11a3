"""Pages of actions: our agency's list, one action, assigning, accepting, reporting how it ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.cases.actions import (
    accept_action,
    action_called,
    amend_action,
    assign_action,
    begin_support,
    owners_for,
)
from jikimi.cases.analysis import causes_of
from jikimi.cases.endings import end_action, resume_action
from jikimi.cases.evidence import action_evidence
from jikimi.cases.models import Action, Case
from jikimi.cases.participants import agencies_taking_part, groups_seen
from jikimi.cases.sides import SIDES, group_of_side, side_of
from jikimi.cases.workload import line_of
from jikimi.doors.staff.bodies.undertaking_forms import EvidenceForm, OpenForm, pieces
from jikimi.doors.staff.cases.action_forms import (
    AcceptForm,
    AmendActionForm,
    AssignForm,
    Choices,
    EndForm,
)
from jikimi.doors.staff.cases.parts import called, done, part_page, renewed, sent, stepped
from jikimi.doors.staff.cases.plan import BeginForm, plan_page, side_title
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("cases.actions.assign")
def action_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Give an agency something to do."""
    actor, case = called(request, number)
    form = AssignForm(sent(request), choices=_choices(request, case), initial=_asked(request))
    if form.is_valid() and stepped(
        form, lambda: assign_action(actor=actor, case=case, draft=form.draft())
    ):
        return done(request, _("The action is assigned. The agency is told."), "case_plan", number)
    return part_page(
        request,
        case,
        "plan",
        template="actions_new",
        form=form,
        may_assign=may(actor, "cases.actions.assign", case),
    )


@staff_page("cases.case.read")
def case_action(request: HttpRequest, number: str, action_id: UUID) -> HttpResponse:
    """One action: what, by whom, until when, and what may be done with it now."""
    actor, case = called(request, number)
    return action_page(request, case, action_called(actor, case, action_id))


@staff_page("cases.actions.amend")
def action_amend(request: HttpRequest, number: str, action_id: UUID) -> HttpResponse:
    """Correct an action."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    choices = _choices(request, case, agency_id=action.agency_id)
    form = AmendActionForm(sent(request), choices=choices, initial=_as_entered(action))
    if form.is_valid() and stepped(
        form,
        lambda: amend_action(
            actor=actor,
            action=action,
            draft=form.amended(action),
            version=form.cleaned_data["version"],
        ),
    ):
        return done(request, _("The action is changed."), "case_action", number, action_id)
    renewed(form, action.version)
    return part_page(
        request,
        case,
        "plan",
        template="actions_amend",
        form=form,
        action=action,
        may_amend=may(actor, "cases.actions.amend", action),
    )


@staff_page("cases.actions.accept")
def action_accept(request: HttpRequest, number: str, action_id: UUID) -> HttpResponse:
    """Accept an action and name who does it."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    form = AcceptForm(sent(request), owners=_owners(request, case, action.agency_id))
    if form.is_valid() and stepped(
        form, lambda: accept_action(actor=actor, action=action, **form.cleaned_data)
    ):
        return done(request, _("The action is accepted."), "case_action", number, action_id)
    return action_page(request, case, action, form=form)


@staff_page("cases.actions.done")
def action_end(request: HttpRequest, number: str, action_id: UUID) -> HttpResponse:
    """Report how an action ended."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    offers = line_of(actor, action).offers
    form = EndForm(sent(request), offers=offers)
    if form.is_valid() and stepped(
        form, lambda: end_action(actor=actor, action=action, **form.cleaned_data)
    ):
        return done(
            request, _("Thank you. The report is recorded."), "case_action", number, action_id
        )
    return action_page(request, case, action, form=form)


@staff_page("cases.actions.resume")
def action_resume(request: HttpRequest, number: str, action_id: UUID) -> HttpResponse:
    """Take back an ending reported by mistake."""
    actor, case = called(request, number)
    action = action_called(actor, case, action_id)
    if request.method != "POST":
        return redirect("case_action", number, action_id)
    form = forms.Form(request.POST)
    if stepped(form, lambda: resume_action(actor=actor, action=action)):
        return done(request, _("The report is taken back."), "case_action", number, action_id)
    return action_page(request, case, action, form=form)


@staff_page("cases.actions.begin")
def support_begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the support."""
    actor, case = called(request, number)
    form = BeginForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: begin_support(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The support has begun."), "case_plan", number)
    return plan_page(request, case, form=form if form.is_bound else None)


def action_page(
    request: HttpRequest, case: Case, action: Action, form: forms.Form | None = None, **given: Any
) -> HttpResponse:
    """The page of an action; a form that was refused in place of a fresh one, and in `form`."""
    actor = actor_of(request)
    line = line_of(actor, action)
    accepting = AcceptForm(
        owners=_owners(request, case, action.agency_id),
        initial={"owner_id": action.owner_id or actor.member_id},
    )
    return part_page(
        request,
        case,
        "plan",
        template="actions_one",
        form=form,
        line=line,
        action=action,
        side=side_title(side_of(action)),
        accept_form=form if isinstance(form, AcceptForm) else accepting,
        end_form=form
        if isinstance(form, EndForm)
        else EndForm(offers=line.offers, initial={"text": action.outcome}),
        **{**_evidence(actor, case, action), **given},
    )


def _evidence(actor: Actor, case: Case, action: Action) -> dict[str, Any]:
    """What shows that the action is done, and the forms to add to it and to open it."""
    place = (case.number, action.pk)
    names = ("action_evidence_open", "action_evidence_withdraw")
    return {
        "evidence": pieces(action_evidence(actor, action), *names, *place),
        "add_url": reverse("action_evidence_add", args=place),
        "may_add": may(actor, "cases.evidence.add", action),
        "may_open": may(actor, "cases.evidence.open", action),
        "own": actor.agency_id,
        "evidence_form": EvidenceForm(),
        "reason_form": OpenForm(),
    }


def _choices(request: HttpRequest, case: Case, *, agency_id: int | None = None) -> Choices:
    """What may be chosen. agency_id: the owner is one of this agency's members alone."""
    actor = actor_of(request)
    groups = groups_seen(actor, case)
    agencies = agencies_taking_part(case)
    names = {agency.pk: agency.name for agency in agencies}
    owners = [m for m in owners_for(actor, case) if agency_id in (None, m.agency_id)]
    return Choices(
        sides=[(s, side_title(s)) for s in SIDES if group_of_side(s) in groups],
        agencies=[(agency.pk, agency.name) for agency in agencies],
        owners=[(m.pk, f"{m.name} ({names.get(m.agency_id, m.agency.name)})") for m in owners],
        causes=[row for row in causes_of(actor, case) if row.withdrawn_at is None],
    )


def _owners(request: HttpRequest, case: Case, agency_id: int) -> list[tuple[int, str]]:
    owners = owners_for(actor_of(request), case)
    return [(member.pk, member.name) for member in owners if member.agency_id == agency_id]


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The cause and the side from which somebody came here."""
    return {
        "cause_id": request.GET.get("cause", ""),
        "side": request.GET.get("side", ""),
    }


def _as_entered(action: Action) -> dict[str, Any]:
    return {
        "text": action.text,
        "due_on": action.due_on,
        "owner_id": action.owner_id or "",
        "cause_id": action.cause_id or "",
        "version": action.version,
    }


_HERE = "cases/<str:number>/actions/"
_ONE = f"{_HERE}<uuid:action_id>/"
urls = [
    path(f"{_HERE}new/", action_assign, name="action_assign"),
    path(f"{_HERE}begin/", support_begin, name="support_begin"),
    path(_ONE, case_action, name="case_action"),
    path(f"{_ONE}amend/", action_amend, name="action_amend"),
    path(f"{_ONE}accept/", action_accept, name="action_accept"),
    path(f"{_ONE}end/", action_end, name="action_end"),
    path(f"{_ONE}resume/", action_resume, name="action_resume"),
]
