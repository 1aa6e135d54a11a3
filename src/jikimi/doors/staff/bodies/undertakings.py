"""Pages of undertakings: one of them, and what may be done with it now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.bodies.answering import people_answering
from jikimi.bodies.evidence import evidence_of
from jikimi.bodies.meetings import body_coordinated
from jikimi.bodies.models import Undertaking
from jikimi.bodies.models.undertaking import ENDINGS
from jikimi.bodies.outcomes import end_undertaking, is_resumable, resume_undertaking
from jikimi.bodies.reads import agencies_seated
from jikimi.bodies.undertakings import (
    accept_undertaking,
    amend_undertaking,
    assign_undertaking,
    reassign_undertaking,
)
from jikimi.bodies.undertakings_read import undertaking_called
from jikimi.doors.staff.bodies.undertaking_forms import (
    AcceptForm,
    AmendForm,
    EvidenceForm,
    OpenForm,
    OutcomeForm,
    ReassignForm,
    UndertakingForm,
    pieces,
)
from jikimi.doors.staff.cases.parts import conflict_rows, renewed, sent, status_of_step, stepped
from jikimi.doors.staff.pages import actor_of, show, staff_page

_WORDS = ("accept", "amend", "reassign", *ENDINGS, "resume")


@staff_page("bodies.undertakings.read")
def undertaking(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """One undertaking: what, by whom, until when, what shows it, what may be done with it now."""
    return undertaking_page(request, _called(request, undertaking_id))


@staff_page("bodies.undertakings.assign")
def undertaking_new(request: HttpRequest, body_id: int) -> HttpResponse:
    """Give an agency something to do outside a meeting."""
    actor = actor_of(request)
    body = body_coordinated(actor, body_id)
    agencies = agencies_seated(body)
    form = UndertakingForm(sent(request), agencies=agencies)
    form.fields["text"].required = True
    if form.is_valid():
        call: dict[str, Any] = {"actor": actor, "body": body, "draft": form.draft()}
        made = stepped(form, lambda: assign_undertaking(**call))
        if made is not None:
            messages.success(request, _("It is given out; the agency is being told."))
            return redirect("undertaking", made.pk)
    context = {"form": form, "body": body}
    return show(request, "bodies/undertaking_new.html", context, status=status_of_step(form))


@staff_page("bodies.undertakings.accept")
def undertaking_accept(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Accept an undertaking and name who sees to it."""
    actor, found = actor_of(request), _called(request, undertaking_id)
    form = AcceptForm(sent(request), people=_people(actor, found))
    call: dict[str, Any] = {"actor": actor, "undertaking": found}
    if form.is_valid() and stepped(form, lambda: accept_undertaking(**call, **form.cleaned_data)):
        return _done(request, found, _("The undertaking is accepted."))
    return undertaking_page(request, found, form, accept_form=form)


@staff_page("bodies.undertakings.done")
def undertaking_end(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Report how an undertaking ended."""
    actor, found = actor_of(request), _called(request, undertaking_id)
    form = OutcomeForm(sent(request), offers=_offers(actor, found))
    call: dict[str, Any] = {"actor": actor, "undertaking": found}
    if form.is_valid() and stepped(form, lambda: end_undertaking(**call, **form.cleaned_data)):
        return _done(request, found, _("Thank you. The report is recorded."))
    return undertaking_page(request, found, form, end_form=form)


@staff_page("bodies.undertakings.resume")
def undertaking_resume(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Take back an ending reported by mistake."""
    actor, found = actor_of(request), _called(request, undertaking_id)
    if request.method != "POST":
        return redirect("undertaking", undertaking_id)
    form = forms.Form(request.POST)
    if stepped(form, lambda: resume_undertaking(actor=actor, undertaking=found)):
        return _done(request, found, _("The report is taken back."))
    return undertaking_page(request, found, form)


@staff_page("bodies.undertakings.amend")
def undertaking_amend(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Correct an undertaking; a newer version of somebody else is shown beside."""
    actor, found = actor_of(request), _called(request, undertaking_id)
    if not may(actor, "bodies.undertakings.amend", found) and request.method != "POST":
        raise NotAllowed
    fields = ("text", "owner_id", "due_on", "effect_due_on", "version")
    now = {field: getattr(found, field) for field in fields}
    form = AmendForm(sent(request), people=_people(actor, found), initial=now)
    if form.is_valid() and stepped(
        form,
        lambda: amend_undertaking(
            actor=actor,
            undertaking=found,
            draft=form.draft(found),
            version=form.cleaned_data["version"],
        ),
    ):
        return _done(request, found, _("The undertaking is changed."))
    renewed(form, found.version)
    context = {"undertaking": found, "form": form, "conflict": conflict_rows(form)}
    return show(request, "bodies/undertaking_amend.html", context, status=status_of_step(form))


@staff_page("bodies.undertakings.reassign")
def undertaking_reassign(request: HttpRequest, undertaking_id: UUID) -> HttpResponse:
    """Give an undertaking to another agency."""
    actor, found = actor_of(request), _called(request, undertaking_id)
    if not may(actor, "bodies.undertakings.reassign", found) and request.method != "POST":
        raise NotAllowed
    others = [one for one in agencies_seated(found.body) if one.pk != found.agency_id]
    form = ReassignForm(sent(request), agencies=others)
    call: dict[str, Any] = {"actor": actor, "undertaking": found}
    if form.is_valid() and stepped(form, lambda: reassign_undertaking(**call, **form.cleaned_data)):
        return _done(request, found, _("It is given to the other agency; both are being told."))
    context = {"undertaking": found, "form": form}
    return show(request, "bodies/undertaking_reassign.html", context, status=status_of_step(form))


def undertaking_page(
    request: HttpRequest, found: Undertaking, refused: forms.Form | None = None, **given: Any
) -> HttpResponse:
    """The page of an undertaking, with a form that was refused in place of a fresh one."""
    actor = actor_of(request)
    offers = _offers(actor, found)
    context = {
        "undertaking": found,
        "offers": offers,
        "days_left": (found.due_on - timezone.localdate()).days,
        "ending": _ending(found),
        "evidence": pieces(
            evidence_of(actor, found), "evidence_open", "evidence_withdraw", found.pk
        ),
        "add_url": reverse("evidence_add", args=[found.pk]),
        "may_add": may(actor, "bodies.evidence.add", found),
        "may_open": may(actor, "bodies.evidence.open", found),
        "own": actor.agency_id,
        "accept_form": AcceptForm(
            people=_people(actor, found) if "accept" in offers else (),
            initial={"owner_id": found.owner_id or actor.member_id},
        ),
        "end_form": OutcomeForm(offers=offers, initial={"text": found.outcome}),
        "evidence_form": EvidenceForm(),
        "reason_form": OpenForm(),
        "refused": refused,
        **given,
    }
    return show(request, "bodies/undertaking.html", context, status=status_of_step(refused))


def _called(request: HttpRequest, undertaking_id: UUID) -> Undertaking:
    return undertaking_called(actor_of(request), undertaking_id)


def _offers(actor: Actor, found: Undertaking) -> set[str]:
    offers = {word for word in _WORDS if may(actor, f"bodies.undertakings.{word}", found)}
    return offers if is_resumable(found) else offers - {"resume"}


def _people(actor: Actor, found: Undertaking) -> list[Any]:
    return people_answering(found.body, found.agency_id)


def _ending(found: Undertaking) -> str:
    if found.ended_at is None:
        return ""
    on = timezone.localdate(found.ended_at)
    return label("bodies", "undertaking_outcomes", found.stage, on=on)


def _done(request: HttpRequest, found: Undertaking, says: str) -> HttpResponse:
    messages.success(request, says)
    return redirect("undertaking", found.pk)


_ONE = "undertakings/<uuid:undertaking_id>/"
urls = [
    path("undertakings/new/<int:body_id>/", undertaking_new, name="undertaking_new"),
    path(_ONE, undertaking, name="undertaking"),
    path(f"{_ONE}accept/", undertaking_accept, name="undertaking_accept"),
    path(f"{_ONE}end/", undertaking_end, name="undertaking_end"),
    path(f"{_ONE}resume/", undertaking_resume, name="undertaking_resume"),
    path(f"{_ONE}amend/", undertaking_amend, name="undertaking_amend"),
    path(f"{_ONE}reassign/", undertaking_reassign, name="undertaking_reassign"),
]
