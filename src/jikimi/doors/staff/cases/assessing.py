"""Pages of filling in a risk form and of correcting one: questions, score so far, decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.errors import NotAllowed
from jikimi.cases.assessing import correct_form, draft_of, fill_in, paper_of
from jikimi.cases.assessments import (
    AssessmentLine,
    assessment_called,
    assessments_of,
    calls_known,
    weighed,
)
from jikimi.cases.instrument_forms import paper_called
from jikimi.cases.models import Case
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.doors.staff.cases.assessment_forms import AssessmentForm
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.pages import actor_of, show, staff_page


@staff_page("cases.assessments.fill")
def assessment_new(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in a form chosen in ?form=, about the party in ?party= if one is named."""
    actor, case = called(request, number)
    try:
        paper = paper_called(request.GET.get("form", ""), on=timezone.localdate())
    except KeyError:
        return redirect("case_assessments", number)
    people = parties_of(actor, case)
    initial = {"party_id": _chosen(request, people), **_known(actor, case)}
    form = AssessmentForm(sent(request), paper=paper, people=people, initial=initial)
    return _filling(
        request,
        case,
        form,
        lambda kept: fill_in(actor=actor, case=case, draft=form.draft(), assessment_id=kept),
        people=people,
    )


@staff_page("cases.assessments.correct")
def assessment_correct(request: HttpRequest, number: str, assessment_id: UUID) -> HttpResponse:
    """Fill a form in anew where it was mistaken; the first one stays beneath it."""
    actor, case = called(request, number)
    mistaken = assessment_called(actor, case, assessment_id)
    if not may(actor, "cases.assessments.correct", mistaken.assessment):
        raise NotAllowed
    people = parties_of(actor, case)
    paper = paper_of(mistaken.assessment)
    form = AssessmentForm(sent(request), paper=paper, people=people, initial=_as_filled(mistaken))
    return _filling(
        request,
        case,
        form,
        lambda kept: correct_form(
            actor=actor, assessment=mistaken.assessment, draft=form.draft(), assessment_id=kept
        ),
        people=people,
        mistaken=mistaken,
    )


def _filling(
    request: HttpRequest,
    case: Case,
    form: AssessmentForm,
    keep: Callable[[UUID | None], Any],
    *,
    people: list[PartyLine],
    mistaken: AssessmentLine | None = None,
) -> HttpResponse:
    """The page of a form being filled in, the score of it so far, or the way to its result."""
    is_whole = form.is_valid()
    if request.headers.get("HX-Request"):
        return show(request, "cases/_assessment_score.html", _scored(form))
    if is_whole:
        kept = form.cleaned_data["assessment_id"]
        row = stepped(form, lambda: keep(kept))
        if row is not None:
            to = ("case_assessment", case.number, row.pk)
            return done(request, _("The form is kept. See what it says."), *to)
        if getattr(form, "came_too_early", False) and _is_kept(request, case, kept):
            return redirect("case_assessment", case.number, kept)
    return part_page(
        request,
        case,
        "assessments",
        template="assessment_new",
        form=form,
        people=people,
        mistaken=mistaken,
        **_scored(form),
    )


def _scored(form: AssessmentForm) -> dict[str, Any]:
    """What the form says so far."""
    return {
        "paper": form.paper,
        "weighed": weighed(form.paper, form.draft()) if form.is_bound else None,
    }


def _is_kept(request: HttpRequest, case: Case, assessment_id: UUID | None) -> bool:
    """Whether the very same form was sent before: a page sent twice leads to its result."""
    lines = assessments_of(actor_of(request), case)
    return any(line.assessment.pk == assessment_id for line in lines)


def _known(actor: Actor, case: Case) -> dict[str, Any]:
    """What the house knows already, to be looked over rather than typed."""
    now = timezone.localtime()
    is_repeat = case.is_repeat and (case.repeat_until is None or now.date() <= case.repeat_until)
    calls = calls_known(actor, case, at=now)
    return {"calls": calls, "is_repeat": is_repeat, "acts": "", "assessed_at": now}


def _chosen(request: HttpRequest, people: list[PartyLine]) -> str:
    """The party named in the address if the reader knows it, otherwise the person harmed."""
    wanted = request.GET.get("party", "")
    known = [str(line.party.pk) for line in people]
    harmed = [str(line.party.pk) for line in people if line.party.role == "victim"]
    return wanted if wanted in known else next(iter(harmed), "")


def _as_filled(line: AssessmentLine) -> dict[str, Any]:
    """A kept form as the page takes it."""
    draft = draft_of(line.assessment)
    plain = ("intake_route", "is_mutual", "calls", "is_judged_high", "is_repeat", "is_refused")
    return {
        **{f"q_{item}": answer for item, answer in draft.answers.items()},
        **{name: getattr(draft, name) for name in plain},
        "party_id": str(draft.party_id or ""),
        "assessed_at": timezone.localtime(draft.assessed_at),
        "further_danger": draft.further_danger,
        "acts": {True: "yes", False: "no", None: ""}[draft.acts],
        "reason": draft.reason,
    }


_HERE = "cases/<str:number>/assessments/"
urls = [
    path(f"{_HERE}new/", assessment_new, name="assessment_new"),
    path(f"{_HERE}<uuid:assessment_id>/correct/", assessment_correct, name="assessment_correct"),
]
