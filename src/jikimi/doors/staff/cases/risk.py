"""Risk: judge how great the danger is, and read what was judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.assessments import AssessmentLine, assessments_of
from jikimi.cases.participants import groups_seen
from jikimi.cases.reads import case_called
from jikimi.cases.risk import RiskDraft, judge_risk, level_reached, risks_of
from jikimi.doors.staff.cases.forms import answered, choices, need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.cases.parts import optional_uuid
from jikimi.doors.staff.pages import actor_of, offer, staff_page
from jikimi.settings.jinja import instant


class RiskForm(forms.Form):
    """A judgement of risk."""

    level = forms.ChoiceField(label=words("Risk level"), widget=forms.RadioSelect)
    assessment_id = forms.ChoiceField(
        label=words("Form that informs it"),
        required=False,
        help_text=words("It informs the judgement and never decides it."),
    )
    reason = forms.CharField(
        label=words("Reason"),
        widget=forms.Textarea,
        help_text=words("What you saw or heard, and what makes it more or less dangerous."),
    )
    lowers = forms.BooleanField(
        label=words("I mean to lower the level"),
        required=False,
        help_text=words("The reason then says what has made it safer. Earlier judgements stay."),
    )

    def __init__(self, data: Any, *, filled: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "level", choices("risk_levels", without=["not_assessed"]))
        offer(self, "assessment_id", [("", _("None")), *filled])
        if not filled:
            del self.fields["assessment_id"]

    def draft(self) -> RiskDraft:
        """The judgement as it was entered."""
        given = self.cleaned_data
        chosen = optional_uuid(given.get("assessment_id", ""))
        return RiskDraft(given["level"], given["reason"], given["lowers"], chosen)


@staff_page("cases.risk.judge")
def risk(request: HttpRequest, number: str) -> HttpResponse:
    """Judge the risk of a case."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.risk.judge")
    filled = _filled(assessments_of(actor, case))
    chosen = {"assessment_id": request.GET.get("form", "")}
    form = RiskForm(request.POST or None, filled=filled, initial=chosen)
    judged = risks_of(actor, case)
    context = framed(
        actor,
        case,
        title=_("Judge the risk"),
        text=_("A form or a score informs the judgement and never decides it."),
        button=_("Record the judgement"),
        back=f"/staff/cases/{number}/",
        risks=judged,
        level=level_reached(reversed(judged)),
        knows_level="risk" in groups_seen(actor, case),
    )
    return answered(
        request,
        form,
        lambda: judge_risk(actor=actor, case=case, draft=form.draft()),
        context=context,
        success=_("The judgement is recorded."),
        to=f"/staff/cases/{number}/#risk",
        template="cases/risk.html",
    )


def _filled(lines: Sequence[AssessmentLine]) -> list[tuple[str, str]]:
    """The forms a judgement may rest on: which, and of when."""
    return [
        (str(line.assessment.pk), f"{line.name} · {instant(line.assessment.assessed_at)}")
        for line in lines
        if line.is_current
    ]


urls = [path("cases/<str:number>/risk/", risk, name="risk")]
