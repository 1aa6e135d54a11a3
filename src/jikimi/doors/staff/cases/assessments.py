"""Pages of risk forms: those of a case, what one says and why, deciding, taking one out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.errors import NotAllowed
from jikimi.access.locking import TakenFile
from jikimi.cases.assessing import decide_on_form
from jikimi.cases.assessments import (
    AssessmentLine,
    assessment_called,
    assessments_of,
    differences,
    filled_before,
    result_of,
)
from jikimi.cases.form_offers import offers_for
from jikimi.cases.form_paper import take_form_out
from jikimi.cases.instrument_forms import forms_for
from jikimi.cases.models import Case
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.doors.staff.cases.assessment_forms import DecisionForm
from jikimi.doors.staff.cases.parts import called, done, part_page, party_in_words, sent, stepped
from jikimi.doors.staff.downloads import LockForm, download
from jikimi.doors.staff.pages import actor_of, staff_page
from jikimi.settings.jinja import instant

FILL = "cases.assessments.fill"


@staff_page("cases.case.read")
def case_assessments(request: HttpRequest, number: str) -> HttpResponse:
    """The risk forms of a case, those worth filling in, and the choice of a new one."""
    actor, case = called(request, number)
    people, lines = parties_of(actor, case), assessments_of(actor, case)
    fitting, others = forms_for(case.kind, on=timezone.localdate())
    parties = [line.party for line in people]
    return part_page(
        request,
        case,
        "assessments",
        people=people,
        lines=lines,
        offers=offers_for(actor, case, parties=parties, lines=lines),
        fitting=fitting,
        other_forms=others,
        may_fill=may(actor, FILL, case),
        whom=_whom(people),
    )


@staff_page("cases.case.read")
def case_assessment(request: HttpRequest, number: str, assessment_id: UUID) -> HttpResponse:
    """What a form says and why, what was decided, and what changed since an earlier one."""
    _actor, case = called(request, number)
    return _result(request, case, assessment_id)


@staff_page("cases.assessments.decide")
def assessment_decide(request: HttpRequest, number: str, assessment_id: UUID) -> HttpResponse:
    """Decide on a form that waits for it."""
    actor, case = called(request, number)
    line = assessment_called(actor, case, assessment_id)
    form = DecisionForm(sent(request))
    if form.is_valid() and stepped(
        form,
        lambda: decide_on_form(
            actor=actor,
            assessment=line.assessment,
            acts=bool(form.decided()),
            reason=form.cleaned_data["reason"],
        ),
    ):
        return done(
            request, _("The decision is recorded."), "case_assessment", number, assessment_id
        )
    return _result(request, case, assessment_id, form=form if form.is_bound else None)


@staff_page("cases.assessments.take_out")
def assessment_take_out(request: HttpRequest, number: str, assessment_id: UUID) -> HttpResponse:
    """Take a form out as a PDF that opens only with a password."""
    actor, case = called(request, number)
    line = assessment_called(actor, case, assessment_id)
    form = LockForm(sent(request))
    if form.is_valid():
        password = form.cleaned_data["password"]
        made = stepped(
            form, lambda: take_form_out(actor=actor, case=case, line=line, password=password)
        )
        if made is not None:
            day = f"{timezone.localtime(line.assessment.assessed_at):%Y%m%d}"
            return download(TakenFile(f"risk-form-{day}.pdf", made, is_locked=True))
    return part_page(
        request, case, "assessments", template="assessment_take_out", form=form, line=line
    )


def _result(
    request: HttpRequest, case: Case, assessment_id: UUID, form: DecisionForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    people, lines = parties_of(actor, case), assessments_of(actor, case)
    line = next((one for one in lines if one.assessment.pk == assessment_id), None)
    if line is None:
        raise NotAllowed
    line.assessment.case = case
    result, earlier = result_of(line), filled_before(line, lines)
    before = _compared(request, earlier)
    parties = [one.party for one in people]
    return part_page(
        request,
        case,
        "assessments",
        template="assessment",
        form=form,
        people=people,
        result=result,
        line=line,
        whom=_whom(people),
        newer=_newer(line, lines),
        earlier=earlier,
        days=[(one.assessment.pk, instant(one.assessment.assessed_at)) for one in earlier],
        before=before,
        changed=differences(result_of(before), result) if before else [],
        offers=offers_for(actor, case, parties=parties, lines=lines),
        decide_form=form or DecisionForm(),
        may_decide=line.waits and may(actor, "cases.assessments.decide", line.assessment),
        may_correct=line.is_current and may(actor, "cases.assessments.correct", line.assessment),
        may_judge=line.is_current and may(actor, "cases.risk.judge", case),
        may_take_out=may(actor, "cases.assessments.take_out", case),
        may_fill=may(actor, FILL, case),
    )


def _compared(request: HttpRequest, earlier: list[AssessmentLine]) -> AssessmentLine | None:
    """The earlier filling chosen in ?with=, or the last one."""
    chosen = request.GET.get("with", "")
    found = (line for line in earlier if str(line.assessment.pk) == chosen)
    return next(found, earlier[0] if earlier else None)


def _newer(line: AssessmentLine, lines: list[AssessmentLine]) -> AssessmentLine | None:
    mine = line.assessment.pk
    return next((one for one in lines if one.assessment.replaces_id == mine), None)


def _whom(people: list[PartyLine]) -> Callable[[Any], str]:
    """Whom a form is about, in words, for templates."""
    return lambda form: party_in_words(form.party, form.party_id, people)


_HERE = "cases/<str:number>/assessments/"
_ONE = f"{_HERE}<uuid:assessment_id>/"
urls = [
    path(_HERE, case_assessments, name="case_assessments"),
    path(_ONE, case_assessment, name="case_assessment"),
    path(f"{_ONE}decide/", assessment_decide, name="assessment_decide"),
    path(f"{_ONE}take-out/", assessment_take_out, name="assessment_take_out"),
]
