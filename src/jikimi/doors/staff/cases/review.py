"""Pages of the review: what was found, whether it is safer, when to look again, going on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import label
from jikimi.cases.models import Case
from jikimi.cases.review import ReviewDraft, go_on, hold_review, reviews_of
from jikimi.cases.words import words as code_list
from jikimi.cases.workload import actions_of
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.pages import actor_of, staff_page


class ReviewForm(forms.Form):
    """What was found when the plan was looked at again."""

    found = forms.CharField(label=words("What was found"), widget=forms.Textarea)
    is_safer = forms.ChoiceField(label=words("Is the person safer?"), widget=forms.RadioSelect)
    next_on = forms.DateField(
        label=words("Look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=words("Needed unless the case is to be closed."),
    )
    is_closing_next = forms.BooleanField(label=words("The case is to be closed"), required=False)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        rows = code_list("safer").values()
        self.fields["is_safer"].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]


class GoOnForm(forms.Form):
    """Why the support goes on, and when to look again."""

    why = forms.CharField(label=words("Why the support goes on"), widget=forms.Textarea)
    next_on = forms.DateField(
        label=words("Look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@staff_page("cases.case.read")
def case_review(request: HttpRequest, number: str) -> HttpResponse:
    """The reviews of a case and the form for the next step."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.review.hold")
def review_hold(request: HttpRequest, number: str) -> HttpResponse:
    """Record a review."""
    actor, case = called(request, number)
    form = ReviewForm(sent(request))
    if form.is_valid():
        draft = ReviewDraft(**form.cleaned_data)
        if stepped(form, lambda: hold_review(actor=actor, case=case, draft=draft)):
            to = "case_closure" if draft.is_closing_next else "case_review"
            return done(request, _("The review is recorded."), to, number)
    return _page(request, case, form=form if form.is_bound else None)


@staff_page("cases.review.go_on")
def review_go_on(request: HttpRequest, number: str) -> HttpResponse:
    """Go on with the support."""
    actor, case = called(request, number)
    form = GoOnForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: go_on(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The support goes on."), "case_plan", number)
    return _page(request, case, form=form if form.is_bound else None)


def _page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    form = context.setdefault("form", None)
    lines = actions_of(actor, case)
    return part_page(
        request,
        case,
        "review",
        reviews=[(row, label("cases", "safer", row.is_safer)) for row in reviews_of(actor, case)],
        lines=lines,
        ended=sum(1 for line in lines if not line.is_open),
        hold_form=form if isinstance(form, ReviewForm) else ReviewForm(),
        go_on_form=form
        if isinstance(form, GoOnForm)
        else GoOnForm(initial={"next_on": case.review_due_on}, auto_id="id_go_on_%s"),
        may_hold=may(actor, "cases.review.hold", case),
        may_go_on=may(actor, "cases.review.go_on", case),
        may_close=may(actor, "cases.closure.close", case),
        **context,
    )


_HERE = "cases/<str:number>/review/"
urls = [
    path(_HERE, case_review, name="case_review"),
    path(f"{_HERE}hold/", review_hold, name="review_hold"),
    path(f"{_HERE}go-on/", review_go_on, name="review_go_on"),
]
