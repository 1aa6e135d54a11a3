"""A case on its pathway: how far it is, a step recorded or taken back, a household handed over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.cases.handing_over import (
    STEP,
    HandOverDraft,
    consent_given,
    groups_to_hand,
    hand_over,
    team_to_hand_to,
)
from jikimi.cases.models import Case
from jikimi.cases.participants import groups_seen
from jikimi.cases.pathway_reads import Way, milestone_called, way_of
from jikimi.cases.pathway_rules import Step, needs_consent_words
from jikimi.cases.pathways import record_milestone, withdraw_milestone
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.nomination_forms import CONSENTED_BY
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.pages import actor_of, offer, staff_page


class StepForm(forms.Form):
    """When a step was taken, and how it ended."""

    happened_at = forms.DateTimeField(
        label=words("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    outcome = forms.ChoiceField(label=words("How it ended"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, step: Step, **given: Any) -> None:
        super().__init__(data, auto_id=f"id_{step.step}_%s", **given)
        outcomes = code_list("pathway_outcomes")
        if step.outcomes:
            offer(self, "outcome", [(code, outcomes[code].label) for code in step.outcomes])
        else:
            del self.fields["outcome"]


class WithdrawStepForm(forms.Form):
    """Why a step is taken back."""

    why = forms.CharField(label=words("Reason"), max_length=200)


class HandOverForm(forms.Form):
    """To which agency of the team, what, and on whose consent."""

    agency_id = forms.ChoiceField(label=words("To which agency"))
    groups = forms.MultipleChoiceField(
        label=words("What is handed over"),
        widget=forms.CheckboxSelectMultiple,
        help_text=words("No more than the household agreed to. Reports are never part of it."),
    )
    consented_on = forms.DateField(
        label=words("Day of consent"), widget=forms.DateInput(attrs={"type": "date"})
    )
    consented_by = forms.ChoiceField(label=words("Who consented?"), widget=forms.RadioSelect)

    def __init__(self, actor: Actor, case: Case, data: Any = None) -> None:
        on, by = consent_given(case)
        team = team_to_hand_to(actor, case)
        groups = groups_to_hand(case, team)
        first = {"groups": [code for code, _label in groups], "consented_on": on}
        super().__init__(data, initial={**first, "consented_by": by}, auto_id="id_hand_%s")
        offer(self, "agency_id", [("", _("Choose")), *((str(a.pk), a.name) for a in team)])
        offer(self, "groups", groups)
        for name in ("consented_on", "consented_by"):
            self.fields[name].error_messages["required"] = needs_consent_words()
        offer(self, "consented_by", [(code, str(label)) for code, label in CONSENTED_BY])

    def draft(self) -> HandOverDraft:
        """As the rule takes it."""
        given = self.cleaned_data
        return HandOverDraft(
            agency_id=int(given["agency_id"]),
            fields=given["groups"],
            consented_on=given["consented_on"],
            consented_by=given["consented_by"],
        )


@staff_page("cases.case.read")
def case_pathway(request: HttpRequest, number: str) -> HttpResponse:
    """How far a case is on its pathway, and what can be recorded now."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.pathways.record")
def pathway_record(request: HttpRequest, number: str, word: str) -> HttpResponse:
    """Record that a step was taken, or tried in vain."""
    actor, case = called(request, number)
    way = _way(actor, case)
    step = way.pathway.step(word)
    if step is None or request.method != "POST":
        return _page(request, case, way=way)
    form = StepForm(sent(request), step=step)
    if form.is_valid() and stepped(
        form,
        lambda: record_milestone(actor=actor, case=case, code=word, **form.cleaned_data),
    ):
        return done(request, _("The step is recorded."), "case_pathway", number)
    return _page(request, case, form=form, asked=word)


@staff_page("cases.pathways.withdraw")
def pathway_withdraw(request: HttpRequest, number: str, milestone_id: UUID) -> HttpResponse:
    """Take back a step recorded by mistake."""
    actor, case = called(request, number)
    milestone = milestone_called(actor, case, milestone_id)
    form = WithdrawStepForm(sent(request), auto_id=f"id_{milestone_id}_%s")
    if form.is_valid() and stepped(
        form, lambda: withdraw_milestone(actor=actor, milestone=milestone, **form.cleaned_data)
    ):
        return done(request, _("The step is taken back."), "case_pathway", number)
    return _page(request, case, form=form if form.is_bound else None, asked=milestone_id)


@staff_page("cases.pathways.hand_over")
def pathway_hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Hand a household that consents to the team."""
    actor, case = called(request, number)
    form = HandOverForm(actor, case, sent(request))
    if form.is_valid() and stepped(
        form, lambda: hand_over(actor=actor, case=case, draft=form.draft())
    ):
        return done(
            request, _("Handed over. The agency was asked to accept."), "case_pathway", number
        )
    return _page(request, case, form=form if form.is_bound else None)


def _way(actor: Actor, case: Case) -> Way:
    return way_of(actor, case, groups=groups_seen(actor, case))


def _page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    way = context.pop("way", None) or _way(actor, case)
    form = context.setdefault("form", None)
    asked = context.setdefault("asked", None)
    hands = way.pathway.step(STEP) is not None and may(actor, "cases.pathways.hand_over", case)
    return part_page(
        request,
        case,
        "pathway",
        way=way,
        step_form=lambda step: form if asked == step.step and form else _step_form(step),
        withdraw_form=lambda pk: (
            form if asked == pk and form else WithdrawStepForm(auto_id=f"id_{pk}_%s")
        ),
        hand_form=(form if isinstance(form, HandOverForm) else HandOverForm(actor, case))
        if hands
        else None,
        may_record=may(actor, "cases.pathways.record", case),
        **context,
    )


def _step_form(step: Step) -> StepForm:
    now = timezone.localtime().replace(second=0, microsecond=0)
    return StepForm(step=step, initial={"happened_at": now})


_HERE = "cases/<str:number>/pathway/"
urls = [
    path(_HERE, case_pathway, name="case_pathway"),
    path(f"{_HERE}steps/<slug:word>/", pathway_record, name="pathway_record"),
    path(f"{_HERE}taken/<uuid:milestone_id>/", pathway_withdraw, name="pathway_withdraw"),
    path(f"{_HERE}hand-over/", pathway_hand_over, name="pathway_hand_over"),
]
