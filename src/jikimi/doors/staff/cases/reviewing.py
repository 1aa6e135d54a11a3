"""Reviewing: the page on which a closed case is told so that nobody can be recognised."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.errors import NotAllowed
from jikimi.bodies.models import CaseReview
from jikimi.cases.models import Case
from jikimi.cases.needs import needs_by_group
from jikimi.cases.reviewing import (
    Doubts,
    ReviewDraft,
    amend_review,
    doubts_about,
    draft_of,
    rare_words,
    review_prefilled,
    reviews_of_case,
    send_review,
    trace_words,
    write_review,
)
from jikimi.doors.staff.bodies.council_words import review_line
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.cases.parts import called, done, part_page, renewed, sent, stepped
from jikimi.doors.staff.pages import actor_of, offer, staff_page

_CODES = ("causes", "supports", "missing")
_TEXTS = ("worked", "failed", "lesson", "proposal")


class ReviewForm(forms.Form):
    """What others can learn from a case, and nothing that tells whose it was."""

    kind = forms.ChoiceField(label=words("Kind of case"))
    causes = forms.MultipleChoiceField(
        label=words("Causes found"), required=False, widget=forms.CheckboxSelectMultiple
    )
    supports = forms.MultipleChoiceField(
        label=words("Supports given"), required=False, widget=forms.CheckboxSelectMultiple
    )
    missing = forms.MultipleChoiceField(
        label=words("Needed and not found"), required=False, widget=forms.CheckboxSelectMultiple
    )
    worked = forms.CharField(
        label=words("What helped"), required=False, widget=forms.Textarea, max_length=3000
    )
    failed = forms.CharField(
        label=words("What did not help"), required=False, widget=forms.Textarea, max_length=3000
    )
    lesson = forms.CharField(
        label=words("What can be learnt"), required=False, widget=forms.Textarea, max_length=3000
    )
    proposal = forms.CharField(
        label=words("Proposed to the council"),
        required=False,
        widget=forms.Textarea,
        max_length=3000,
        help_text=words("It becomes a matter of the council. The first line is its title."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        needs = [(row.code, row.label) for rows in needs_by_group().values() for row in rows]
        offer(self, "kind", choices("kinds"))
        offer(self, "causes", choices("causes"))
        offer(self, "supports", needs)
        offer(self, "missing", needs)

    def draft(self) -> ReviewDraft:
        """What was entered, as the rule takes it."""
        given = self.cleaned_data
        values: dict[str, Any] = {name: tuple(given[name]) for name in _CODES}
        values |= {name: given[name] for name in ("kind", *_TEXTS)}
        return ReviewDraft(**values)


class SendForm(forms.Form):
    """Somebody has read it once more."""

    is_checked = forms.BooleanField(
        label=words("I have read it once more: nobody can be recognised by it."), required=False
    )


@staff_page("cases.reviewing.write")
def case_reviewing(request: HttpRequest, number: str) -> HttpResponse:
    """What was written of this case, and the form to write it."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.reviewing.write")
def reviewing_write(request: HttpRequest, number: str) -> HttpResponse:
    """Write a draft, or correct the one that waits."""
    actor, case = called(request, number)
    form = ReviewForm(sent(request))
    waiting = _waiting(reviews_of_case(actor, case))

    def write() -> CaseReview:
        if waiting is None:
            return write_review(actor=actor, case=case, draft=form.draft())
        version = form.cleaned_data["version"]
        draft = form.draft()
        return amend_review(actor=actor, case=case, review=waiting, draft=draft, version=version)

    if form.is_valid():
        if stepped(form, write):
            says = _("The draft is kept. Read it once more before you send it.")
            return done(request, says, "case_reviewing", number)
        if waiting is not None:
            renewed(form, waiting.version)
    return _page(request, case, form=form if form.is_bound else None)


@staff_page("bodies.review.send")
def reviewing_send(request: HttpRequest, number: str, review_id: UUID) -> HttpResponse:
    """Send the draft up."""
    actor, case = called(request, number)
    review = next((row for row in reviews_of_case(actor, case) if row.pk == review_id), None)
    if review is None:
        raise NotAllowed
    form = SendForm(sent(request))
    if form.is_valid():
        is_checked = form.cleaned_data["is_checked"]
        if stepped(
            form,
            lambda: send_review(actor=actor, case=case, review=review, is_checked=is_checked),
        ):
            says = _("The review has gone up to the council of heads.")
            return done(request, says, "case_reviewing", number)
    return _page(request, case, form=form if form.is_bound else None)


def _page(request: HttpRequest, case: Case, *, form: Any = None) -> HttpResponse:
    actor = actor_of(request)
    if not may(actor, "cases.reviewing.write", case):
        raise NotAllowed
    rows = reviews_of_case(actor, case)
    waiting = _waiting(rows)
    is_writing = waiting is not None or all(row.stage == "withdrawn" for row in rows)
    doubts = doubts_about(actor, case, draft_of(waiting)) if waiting else None
    return part_page(
        request,
        case,
        "closure",
        template="reviewing",
        form=form,
        lines=[review_line(row) for row in rows if row.stage != "draft"],
        waiting=waiting,
        is_writing=is_writing,
        has_council=case.body.above_id is not None,
        review_form=form if isinstance(form, ReviewForm) else _filled(actor, case, waiting),
        send_form=form if isinstance(form, SendForm) else SendForm(),
        doubts=_in_words(doubts) if doubts else [],
    )


def _filled(actor: Any, case: Case, waiting: CaseReview | None) -> ReviewForm:
    draft = draft_of(waiting) if waiting else review_prefilled(actor, case)
    given = {name: getattr(draft, name) for name in ("kind", *_TEXTS)}
    lists = {name: list(getattr(draft, name)) for name in _CODES}
    version = waiting.version if waiting else None
    return ReviewForm(initial={**given, **lists, "version": version})


def _waiting(rows: list[CaseReview]) -> CaseReview | None:
    return next((row for row in rows if row.stage == "draft"), None)


def _in_words(doubts: Doubts) -> list[str]:
    """What somebody must look at, each in a line."""
    form = ReviewForm
    lines = [
        f"{form.base_fields[field].label} – {line}"
        for field, found in doubts.traces.items()
        for line in trace_words(found)
    ]
    if doubts.rare:
        says = _("Fewer than 5 cases of this kind have this cause: %(causes)s. Leave it out?")
        lines.append(says % {"causes": rare_words(doubts.rare)})
    if doubts.is_rare:
        lines.append(_("Fewer than 5 cases share this kind with all of these causes."))
    return lines


_HERE = "cases/<str:number>/reviewing/"
urls = [
    path(_HERE, case_reviewing, name="case_reviewing"),
    path(f"{_HERE}write/", reviewing_write, name="reviewing_write"),
    path(f"{_HERE}<uuid:review_id>/send/", reviewing_send, name="reviewing_send"),
]
