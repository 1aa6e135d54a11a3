"""Pages of closing: what is still open, closing with a reason, opening again, flagging a repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import label
from jikimi.cases.closure import close_case, closures_of, open_things, reopen_case
from jikimi.cases.hindrances import open_in_words
from jikimi.cases.models import Case
from jikimi.cases.pathway_reads import missing_steps
from jikimi.cases.repeats import earlier_cases_of, flag_repeat, repeat_rule
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.pages import actor_of, staff_page


class CloseForm(forms.Form):
    """Why it is safe to close."""

    reason = forms.ChoiceField(label=words("Reason for closing"))
    summary = forms.CharField(
        label=words("Summary"),
        widget=forms.Textarea,
        help_text=words("What was reached, why it is safe to close, whom to turn to later."),
    )

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        rows = [(row.code, row.label) for row in code_list("closure_reasons").values()]
        self.fields["reason"].choices = [("", _("Choose")), *rows]  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why the case is opened again."""

    why = forms.CharField(label=words("Why the case is opened again"), widget=forms.Textarea)


class RepeatForm(forms.Form):
    """What happened again, when, and to which earlier case it belongs."""

    earlier = forms.ChoiceField(
        label=words("Repeat of"),
        required=False,
        help_text=words("An earlier case of the same persons, or this very case."),
    )
    happened_on = forms.DateField(
        label=words("Referred again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    why = forms.CharField(label=words("What happened again"), widget=forms.Textarea)
    is_crime = forms.BooleanField(label=words("It would be a crime"), required=False)

    def __init__(self, data: Any = None, *, cases: Sequence[Case], **given: Any) -> None:
        super().__init__(data, **given)
        if repeat_rule(timezone.localdate()).more["counts"] == "any":
            del self.fields["is_crime"]
        earlier = [(str(case.pk), case.number) for case in cases]
        self.fields["earlier"].choices = [("", _("This very case")), *earlier]  # type: ignore[attr-defined]


@staff_page("cases.case.read")
def case_closure(request: HttpRequest, number: str) -> HttpResponse:
    """What is still open, earlier closings, and the form for the next step."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.closure.close")
def closure_close(request: HttpRequest, number: str) -> HttpResponse:
    """Close the case."""
    actor, case = called(request, number)
    form = CloseForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: close_case(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The case is closed."), "case_closure", number)
    return _page(request, case, form=form if form.is_bound else None)


@staff_page("cases.closure.reopen")
def closure_reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Open a closed case again."""
    actor, case = called(request, number)
    form = ReopenForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: reopen_case(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The case is open again. Call a hearing."), "case_closure", number)
    return _page(request, case, form=form if form.is_bound else None)


@staff_page("cases.closure.flag_repeat")
def closure_repeat(request: HttpRequest, number: str) -> HttpResponse:
    """Flag the case as a repeat."""
    actor, case = called(request, number)
    earlier = earlier_cases_of(actor, case)
    form = RepeatForm(sent(request), cases=earlier, auto_id="id_repeat_%s")
    if form.is_valid():
        chosen = next((c for c in earlier if str(c.pk) == form.cleaned_data["earlier"]), None)
        day, why = form.cleaned_data["happened_on"], form.cleaned_data["why"]
        if stepped(
            form,
            lambda: flag_repeat(
                actor=actor,
                case=case,
                why=why,
                earlier=chosen,
                happened_on=None if chosen else day,
                is_crime=form.cleaned_data.get("is_crime", False),
            ),
        ):
            return done(request, _("The case is flagged as a repeat."), "case_closure", number)
    return _page(request, case, form=form if form.is_bound else None)


def _page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    form = context.setdefault("form", None)
    things = open_things(actor, case)
    return part_page(
        request,
        case,
        "closure",
        things=things,
        still_open=open_in_words(things.counted),
        missing=missing_steps(case) if case.stage == "reviewed" else [],
        measure_name=_measure_name,
        closures=[
            (row, label("cases", "closure_reasons", row.reason)) for row in closures_of(actor, case)
        ],
        close_form=form if isinstance(form, CloseForm) else CloseForm(),
        reopen_form=form if isinstance(form, ReopenForm) else ReopenForm(auto_id="id_reopen_%s"),
        repeat_form=form
        if isinstance(form, RepeatForm)
        else RepeatForm(
            cases=earlier_cases_of(actor, case),
            initial={"happened_on": timezone.localdate()},
            auto_id="id_repeat_%s",
        ),
        may_close=may(actor, "cases.closure.close", case),
        may_reopen=may(actor, "cases.closure.reopen", case),
        may_review=may(actor, "cases.reviewing.write", case),
        may_flag=may(actor, "cases.closure.flag_repeat", case),
        **context,
    )


def _measure_name(code: str) -> str:
    return label("cases", "measures", code)


_HERE = "cases/<str:number>/closure/"
urls = [
    path(_HERE, case_closure, name="case_closure"),
    path(f"{_HERE}close/", closure_close, name="closure_close"),
    path(f"{_HERE}reopen/", closure_reopen, name="closure_reopen"),
    path(f"{_HERE}repeat/", closure_repeat, name="closure_repeat"),
]
