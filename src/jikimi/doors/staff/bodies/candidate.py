"""One agency on its way to a seat: what is known, its visits, what it signed, the next step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import labels
from jikimi.access.errors import NotAllowed
from jikimi.bodies.known import body_called
from jikimi.bodies.models import Body, Candidate
from jikimi.bodies.papers import ENDINGS
from jikimi.bodies.pipeline import LIST, candidate_called, signings_of, visits_to
from jikimi.bodies.recruiting import (
    agree_candidate,
    amend_candidate,
    decline_candidate,
    undo_step,
)
from jikimi.bodies.seating import agencies_registered, leave_body, take_seat
from jikimi.bodies.signing import agreement_document, renew_agreement, sign_agreement
from jikimi.bodies.visiting import people_who_visit, plan_visit
from jikimi.doors.staff.bodies.body_forms import TakeOutForm, WhyForm
from jikimi.doors.staff.bodies.frame import framed, offers, one_form
from jikimi.doors.staff.bodies.recruiting_forms import (
    AgreeForm,
    CandidateForm,
    LeaveForm,
    PlanForm,
    SigningForm,
    TakeSeatForm,
)
from jikimi.doors.staff.downloads import download
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

OFFERED = {
    "plan": "bodies.visit.plan",
    "made": "bodies.visit.make",
    "call_off": "bodies.visit.cancel",
    "agree": "bodies.candidate.agree",
    "sign": "bodies.candidate.sign",
    "renew": "bodies.candidate.renew",
    "seat": "bodies.candidate.seat",
    "decline": "bodies.candidate.decline",
    "leave": "bodies.candidate.leave",
    "undo": "bodies.candidate.undo",
    "amend": "bodies.candidate.amend",
    "read": "bodies.candidate.read_agreement",
}
# Step → title of its page, words beneath, what is said when it is done.
_WORDS = {
    "plan": (words("Plan a visit"), "", words("The visit is planned.")),
    "agree": (
        words("The agency agreed"),
        words("By telephone or in writing; what is agreed in a visit is recorded with the visit."),
        words("It is recorded that the agency agreed."),
    ),
    "sign": (words("Record the agreement"), "", words("The agreement is recorded.")),
    "renew": (
        words("Record a renewed agreement"),
        words("The agreement before stays readable."),
        words("The agreement is recorded."),
    ),
    "seat": (
        words("Give the agency its seat"),
        words("The agency is registered unless it is already. Name who sits there for it next."),
        words("The agency has its seat."),
    ),
    "decline": (words("The agency will not join"), "", words("It is recorded that it declined.")),
    "leave": (
        words("The agency has left"),
        words("Its seat ends, and with it who sits there for the agency."),
        words("It is recorded that the agency left."),
    ),
    "undo": (
        words("Take back the newest step"),
        words("For a step recorded by mistake. Nothing is erased from the record."),
        words("The step is taken back."),
    ),
    "amend": (words("Amend the agency"), "", words("Saved.")),
}


_AMENDED = ("name", "kind", "district", "phone", "agency_id", "note", "version")


@staff_page(LIST)
def candidate(request: HttpRequest, key: str, one: UUID) -> HttpResponse:
    """One agency on its way."""
    actor, body, row = _called(request, key, one)
    page = framed(
        actor,
        body,
        "recruiting",
        row=row,
        visits=visits_to(row),
        signings=signings_of(row),
        may=offers(actor, row, OFFERED),
        stage_words=labels("bodies", "candidate_stages"),
        kind_words=labels("access", "agency_kinds"),
        district_words=labels("bodies", "districts"),
        outcome_words=labels("bodies", "visit_outcomes"),
    )
    return show(request, "bodies/candidate.html", page)


def _step(step: str) -> Callable[..., HttpResponse]:
    """The page of one step: its form, its rule, its words."""

    @staff_page(OFFERED[step])
    def page(request: HttpRequest, key: str, one: UUID) -> HttpResponse:
        actor, body, row = _called(request, key, one, OFFERED[step])
        form = _form(step, actor, row, *_sent(request))
        title, text, said = (str(word) for word in _WORDS[step])
        return one_form(
            request,
            framed(actor, body, "recruiting", endings=ENDINGS),
            form,
            lambda: _rule(step, actor, row, form),
            said=said,
            back=reverse("candidate", args=[key, one]),
            title=title,
            text=text,
            button=title if step in ("plan",) else _("Save"),
            danger=step in ("decline", "leave", "undo"),
        )

    return page


@staff_page("bodies.candidate.read_agreement")
def agreement(request: HttpRequest, key: str, one: UUID, number: UUID) -> HttpResponse:
    """A signed document in a locked ZIP, for a reason."""
    actor, body, row = _called(request, key, one, "bodies.candidate.read_agreement")
    if not any(signing.pk == number and signing.digest for signing in signings_of(row)):
        raise NotAllowed
    form = TakeOutForm(request.POST or None)
    if form.is_valid():
        call: dict[str, Any] = {"candidate": row, "signing_id": number, **form.cleaned_data}
        found = ruled(form, lambda: agreement_document(actor=actor, **call))
        if found is not None:
            return download(found)
    page = framed(
        actor,
        body,
        "recruiting",
        form=form,
        title=_("Open the signed document"),
        text=_("The download is recorded with its reason. It is a ZIP for Bandizip or 7-Zip."),
        button=_("Download"),
        back=reverse("candidate", args=[key, one]),
        danger=False,
        conflict=[],
    )
    return show(request, "bodies/form.html", page, status=status_of(form))


def _called(
    request: HttpRequest, key: str, one: UUID, act: str = LIST
) -> tuple[Actor, Body, Candidate]:
    actor = actor_of(request)
    body = body_called(actor, key, act=LIST)
    row = candidate_called(actor, body, one)
    if act != LIST and not may(actor, act, row):
        raise NotAllowed
    return actor, body, row


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _form(step: str, actor: Actor, row: Candidate, *sent: Any) -> forms.Form:
    today: dict[str, Any] = {"signed_on": timezone.localdate()}
    simple: dict[str, type[forms.Form]] = {
        "agree": AgreeForm,
        "decline": WhyForm,
        "leave": LeaveForm,
        "undo": WhyForm,
    }
    if step in simple:
        return simple[step](*sent)
    whole: Callable[..., forms.Form]
    if step in ("sign", "renew"):
        whole = partial(SigningForm, initial=today)
    elif step == "plan":
        whole = partial(PlanForm, people=people_who_visit(actor))
    elif step == "seat":
        known = agencies_registered(actor)
        whole = partial(TakeSeatForm, agencies=known, initial={"agency": row.agency_id})
    else:
        initial = {name: getattr(row, name) for name in _AMENDED}
        whole = partial(CandidateForm, agencies=agencies_registered(actor), initial=initial)
    return whole(*sent)


def _rule(step: str, actor: Actor, row: Candidate, form: Any) -> Any:
    given: dict[str, Any] = form.cleaned_data
    call: dict[str, Any] = {"actor": actor, "candidate": row}
    if step == "seat":
        chosen = {agency.pk: agency for agency in agencies_registered(actor)}
        return take_seat(**call, **(given | {"agency": chosen.get(given["agency"])}))
    if step == "amend":
        return amend_candidate(**call, draft=form.draft(), version=given["version"])
    if step in ("sign", "renew"):
        rule = {"sign": sign_agreement, "renew": renew_agreement}[step]
        return rule(**call, draft=form.draft())
    rules: dict[str, Callable[..., Any]] = {
        "plan": plan_visit,
        "agree": agree_candidate,
        "decline": decline_candidate,
        "leave": leave_body,
        "undo": undo_step,
    }
    return rules[step](**call, **given)


_ONE = "bodies/<slug:key>/recruiting/<uuid:one>/"
urls = [
    path(_ONE, candidate, name="candidate"),
    *[path(f"{_ONE}{step}/", _step(step), name=f"candidate_{step}") for step in _WORDS],
    path(f"{_ONE}agreements/<uuid:number>/", agreement, name="candidate_agreement"),
]
