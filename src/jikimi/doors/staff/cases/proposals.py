"""The page of proposals for a case: what rules suggest, answered by a person with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import Code
from jikimi.cases.models import Case
from jikimi.cases.proposals import (
    ProposalLine,
    accept_proposal,
    ask_again,
    decline_proposal,
    proposal_called,
    proposals_of,
)
from jikimi.doors.staff.cases.parts import called, done, part_page, renewed, sent, stepped
from jikimi.doors.staff.pages import actor_of, staff_page

# Where on the case what was suggested is decided: url names by `leads_to` of proposal_kinds.csv.
_PLACES = {
    "registration": "case_registration",
    "hearing": "case_hearing",
    "risk": "risk",
    "measures": "case_measures",
}


class AnswerForm(forms.Form):
    """Whether what a rule suggests is followed, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label=words("Your decision"), widget=forms.RadioSelect)
    why = forms.CharField(label=words("Reason"), widget=forms.Textarea)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            ("accept", _("Follow the proposal")),
            ("decline", _("Do not follow it")),
        ]


class AgainForm(forms.Form):
    """Why an answer is taken back."""

    why = forms.CharField(label=words("Reason"), max_length=300)


@staff_page("cases.case.read")
def case_proposals(request: HttpRequest, number: str) -> HttpResponse:
    """What rules suggest for a case and how it was answered."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.proposals.accept")
def proposal_answer(request: HttpRequest, number: str, proposal_id: UUID) -> HttpResponse:
    """Follow a proposal or not, with the reason; what follows is decided and done apart."""
    actor, case = called(request, number)
    proposal = proposal_called(actor, case, proposal_id)
    form = AnswerForm(sent(request), auto_id=f"id_{proposal_id}_%s")
    if form.is_valid():
        given = form.cleaned_data
        answer = accept_proposal if given["answer"] == "accept" else decline_proposal
        if stepped(
            form,
            lambda: answer(
                actor=actor, proposal=proposal, why=given["why"], version=given["version"]
            ),
        ):
            return done(request, _said(given["answer"]), "case_proposals", number)
    renewed(form, proposal.version)
    return _page(request, case, form=form if form.is_bound else None, asked=proposal_id)


@staff_page("cases.proposals.reopen")
def proposal_again(request: HttpRequest, number: str, proposal_id: UUID) -> HttpResponse:
    """Take an answer back."""
    actor, case = called(request, number)
    proposal = proposal_called(actor, case, proposal_id)
    form = AgainForm(sent(request), auto_id=f"id_{proposal_id}_%s")
    if form.is_valid() and stepped(
        form, lambda: ask_again(actor=actor, proposal=proposal, why=form.cleaned_data["why"])
    ):
        return done(request, _("The proposal waits for an answer again."), "case_proposals", number)
    return _page(request, case, form=form if form.is_bound else None, asked=proposal_id)


def _page(
    request: HttpRequest, case: Case, *, form: forms.Form | None = None, asked: UUID | None = None
) -> HttpResponse:
    actor = actor_of(request)

    def form_for(line: ProposalLine) -> forms.Form:
        pk = line.proposal.pk
        if form is not None and asked == pk:
            return form
        ids = f"id_{pk}_%s"
        if line.is_waiting:
            return AnswerForm(auto_id=ids, initial={"version": line.proposal.version})
        return AgainForm(auto_id=ids)

    return part_page(
        request,
        case,
        "monitoring",
        template="proposals",
        lines=proposals_of(actor, case),
        form_for=form_for,
        place=lambda line: reverse(_PLACES[line.leads_to], args=[case.number]),
        asks=asks,
        step=step,
        may_answer=may(actor, "cases.proposals.accept", case),
        form=form,
        asked=asked,
    )


def asks(kind: Code) -> str:
    """What a kind of proposal asks a person to decide, in the reader's language."""
    return kind.more["asks_ko" if kind.label == kind.ko else "asks_en"]


def step(kind: Code) -> str:
    """The words of the link to where it is decided."""
    return kind.more["step_ko" if kind.label == kind.ko else "step_en"]


def _said(answer: str) -> str:
    if answer == "accept":
        return _("Your decision is recorded. Take the next step where the proposal leads.")
    return _("Your decision and its reason are recorded.")


_HERE = "cases/<str:number>/proposals/"
urls = [
    path(_HERE, case_proposals, name="case_proposals"),
    path(f"{_HERE}<uuid:proposal_id>/answer/", proposal_answer, name="proposal_answer"),
    path(f"{_HERE}<uuid:proposal_id>/again/", proposal_again, name="proposal_again"),
]
