"""Pages of the analysis: causes listed, added, corrected, taken back; the analysis finished."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.cases.analysis import (
    CauseDraft,
    add_cause,
    amend_cause,
    cause_called,
    causes_of,
    finish_analysis,
    withdraw_cause,
)
from jikimi.cases.hindrances import causes_counted, hindrance, need_a_cause
from jikimi.cases.models import Case, Cause
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import (
    called,
    done,
    optional_uuid,
    part_page,
    party_choices,
    party_in_words,
    renewed,
    sent,
    stepped,
)
from jikimi.doors.staff.pages import actor_of, staff_page


class CauseForm(forms.Form):
    """A cause with its evidence."""

    code = forms.ChoiceField(label=words("Cause"))
    party_id = forms.ChoiceField(label=words("Whose"), required=False)
    evidence = forms.CharField(
        label=words("What shows it"),
        widget=forms.Textarea,
        help_text=words("What was seen, said or written, and when."),
    )
    said_by = forms.CharField(
        label=words("Who said or saw it"), max_length=120, help_text=words("Role is enough.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, people: list[PartyLine], **given: Any) -> None:
        super().__init__(data, **given)
        rows = [(row.code, row.label) for row in code_list("causes").values()]
        self.fields["code"].choices = [("", _("Choose")), *rows]  # type: ignore[attr-defined]
        self.fields["party_id"].choices = party_choices(people)  # type: ignore[attr-defined]

    def draft(self, no_action_reason: str = "") -> CauseDraft:
        """What the rule is handed."""
        entered = self.cleaned_data
        return CauseDraft(
            code=entered["code"],
            evidence=entered["evidence"],
            said_by=entered["said_by"],
            party_id=optional_uuid(entered["party_id"]),
            no_action_reason=entered.get("no_action_reason", no_action_reason),
        )


class AmendForm(CauseForm):
    """The same, with the reason why nothing is planned for it."""

    no_action_reason = forms.CharField(
        label=words("Why nothing is planned for it"),
        widget=forms.Textarea,
        required=False,
        help_text=words("Only when no action follows from this cause."),
    )


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=words("Reason"), widget=forms.Textarea)


@staff_page("cases.case.read")
def case_analysis(request: HttpRequest, number: str) -> HttpResponse:
    """The causes of a case and the form to add one."""
    _actor, case = called(request, number)
    return analysis_page(request, case)


@staff_page("cases.analysis.add")
def cause_add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a cause."""
    actor, case = called(request, number)
    people = parties_of(actor, case)
    form = CauseForm(sent(request), people=people)
    if form.is_valid() and stepped(
        form, lambda: add_cause(actor=actor, case=case, draft=form.draft())
    ):
        return done(request, _("The cause is recorded."), "case_analysis", number)
    return analysis_page(request, case, form=form, people=people)


@staff_page("cases.analysis.amend")
def cause_amend(request: HttpRequest, number: str, cause_id: UUID) -> HttpResponse:
    """Correct a cause."""
    actor, case = called(request, number)
    cause = cause_called(actor, case, cause_id)
    people = parties_of(actor, case)
    form = AmendForm(sent(request), people=people, initial=_as_entered(cause))
    if form.is_valid() and stepped(
        form,
        lambda: amend_cause(
            actor=actor, cause=cause, draft=form.draft(), version=form.cleaned_data["version"]
        ),
    ):
        return done(request, _("The cause is corrected."), "case_analysis", number)
    renewed(form, cause.version)
    context = {"form": form, "cause": cause, "people": people, "why_form": WhyForm()}
    return part_page(request, case, "analysis", template="analysis_cause", **context)


@staff_page("cases.analysis.withdraw")
def cause_withdraw(request: HttpRequest, number: str, cause_id: UUID) -> HttpResponse:
    """Take a cause back, with the reason."""
    actor, case = called(request, number)
    cause = cause_called(actor, case, cause_id)
    people = parties_of(actor, case)
    form = WhyForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: withdraw_cause(actor=actor, cause=cause, **form.cleaned_data)
    ):
        return done(request, _("The cause is taken back."), "case_analysis", number)
    amending = AmendForm(people=people, initial=_as_entered(cause))
    context = {"form": form, "cause": cause, "people": people, "amend_form": amending}
    return part_page(request, case, "analysis", template="analysis_cause", **context)


@staff_page("cases.analysis.finish")
def analysis_finish(request: HttpRequest, number: str) -> HttpResponse:
    """Finish the analysis."""
    actor, case = called(request, number)
    if request.method != "POST":
        return redirect("case_analysis", number)
    form = forms.Form(request.POST)
    if stepped(form, lambda: finish_analysis(actor=actor, case=case)):
        return done(request, _("The analysis is finished. Now plan actions."), "case_plan", number)
    return analysis_page(request, case, form=form)


def analysis_page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    """The page of the analysis, with a form that was refused if there is one."""
    actor = actor_of(request)
    people = context.setdefault("people", parties_of(actor, case))
    causes = causes_of(actor, case)
    context.setdefault("form", None)
    shown = context["form"] if isinstance(context["form"], CauseForm) else None
    return part_page(
        request,
        case,
        "analysis",
        causes=[(cause, party_in_words(cause.party, cause.party_id, people)) for cause in causes],
        code_list=code_list("causes"),
        add_form=shown or CauseForm(people=people),
        may_add=may(actor, "cases.analysis.add", case),
        may_amend=may(actor, "cases.analysis.amend", case),
        may_finish=may(actor, "cases.analysis.finish", case),
        missing=hindrance(lambda: need_a_cause(causes_counted(case))),
        **context,
    )


def _as_entered(cause: Cause) -> dict[str, object]:
    return {
        "code": cause.code,
        "party_id": str(cause.party_id or ""),
        "evidence": cause.evidence,
        "said_by": cause.said_by,
        "no_action_reason": cause.no_action_reason,
        "version": cause.version,
    }


_HERE = "cases/<str:number>/analysis/"
urls = [
    path(_HERE, case_analysis, name="case_analysis"),
    path(f"{_HERE}add/", cause_add, name="cause_add"),
    path(f"{_HERE}finish/", analysis_finish, name="analysis_finish"),
    path(f"{_HERE}<uuid:cause_id>/", cause_amend, name="cause_amend"),
    path(f"{_HERE}<uuid:cause_id>/withdraw/", cause_withdraw, name="cause_withdraw"),
]
