"""Risk: judge how great the danger is, and read what was judged."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.participants import groups_seen
from jikimi.cases.reads import case_called
from jikimi.cases.risk import RiskDraft, judge_risk, level_reached, risks_of
from jikimi.doors.staff.cases.forms import answered, choices, need, offer
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.pages import actor_of, staff_page


class RiskForm(forms.Form):
    """A judgement of risk."""

    level = forms.ChoiceField(label=words("Risk level"), widget=forms.RadioSelect)
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

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "level", choices("risk_levels", without=["not_assessed"]))


@staff_page("cases.risk.judge")
def risk(request: HttpRequest, number: str) -> HttpResponse:
    """Judge the risk of a case."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.risk.judge")
    form = RiskForm(request.POST or None)
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
        lambda: judge_risk(actor=actor, case=case, draft=RiskDraft(**form.cleaned_data)),
        context=context,
        success=_("The judgement is recorded."),
        to=f"/staff/cases/{number}/#risk",
        template="cases/risk.html",
    )


urls = [path("cases/<str:number>/risk/", risk, name="risk")]
