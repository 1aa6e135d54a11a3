"""Pages of the plan: what each cause leads to, a goal for each side, the board of actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import label
from jikimi.cases.actions import FIRST_REVIEW_AFTER
from jikimi.cases.analysis import cause_called, causes_of, give_no_action_reason
from jikimi.cases.hindrances import (
    causes_counted,
    hindrance,
    need_a_cause,
    need_every_cause_answered,
)
from jikimi.cases.models import Case
from jikimi.cases.overview import parties_of
from jikimi.cases.participants import groups_seen
from jikimi.cases.plan import approve_plan, plans_of, write_plan
from jikimi.cases.sides import SIDES, group_of_side, side_of
from jikimi.cases.words import words as code_list
from jikimi.cases.workload import ActionLine, actions_of
from jikimi.doors.staff.cases.parts import (
    called,
    done,
    part_page,
    party_in_words,
    renewed,
    sent,
    stepped,
)
from jikimi.doors.staff.pages import actor_of, staff_page


class GoalForm(forms.Form):
    """What the plan for one side shall reach."""

    goal = forms.CharField(label=words("Goal"), widget=forms.Textarea)
    side = forms.CharField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why nothing is planned for a cause."""

    reason = forms.CharField(label=words("Why nothing is planned for it"), widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BeginForm(forms.Form):
    """When to look at the case first, once the support has begun."""

    review_on = forms.DateField(
        label=words("First review on"), widget=forms.DateInput(attrs={"type": "date"})
    )


@staff_page("cases.case.read")
def case_plan(request: HttpRequest, number: str) -> HttpResponse:
    """The plan of a case on one page."""
    _actor, case = called(request, number)
    return plan_page(request, case)


@staff_page("cases.plan.write")
def plan_write(request: HttpRequest, number: str) -> HttpResponse:
    """Write the goal of one side."""
    actor, case = called(request, number)
    form = GoalForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: write_plan(actor=actor, case=case, **form.cleaned_data)
    ):
        return done(request, _("The plan is saved."), "case_plan", number)
    side = form.data.get("side", "")
    versions = {plan.side: plan.version for plan in plans_of(actor, case)}
    renewed(form, versions.get(side, 0))
    return plan_page(request, case, form=form, asked=side)


@staff_page("cases.plan.approve")
def plan_approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve the plans of both sides."""
    actor, case = called(request, number)
    if request.method != "POST":
        return redirect("case_plan", number)
    form = forms.Form(request.POST)
    if stepped(form, lambda: approve_plan(actor=actor, case=case)):
        return done(request, _("The plan is approved. The support can begin."), "case_plan", number)
    return plan_page(request, case, form=form)


@staff_page("cases.analysis.amend")
def cause_without_action(request: HttpRequest, number: str, cause_id: UUID) -> HttpResponse:
    """Say why nothing is planned for a cause; asked on the page of the plan."""
    actor, case = called(request, number)
    cause = cause_called(actor, case, cause_id)
    form = ReasonForm(sent(request))
    if form.is_valid() and stepped(
        form, lambda: give_no_action_reason(actor=actor, cause=cause, **form.cleaned_data)
    ):
        return done(request, _("The reason is recorded."), "case_plan", number)
    renewed(form, cause.version)
    return plan_page(request, case, form=form, asked=cause.pk)


def plan_page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    """The page of the plan, with a form that was refused if there is one.

    asked: the side or the cause whose form was refused.
    """
    actor = actor_of(request)
    people = parties_of(actor, case)
    causes = causes_of(actor, case)
    lines = actions_of(actor, case)
    context.setdefault("form", None)
    context.setdefault("asked", None)
    context |= {f"may_{word}": may(actor, act, case) for word, act in _ACTS.items()}
    counted = causes_counted(case)
    return part_page(
        request,
        case,
        "plan",
        people=people,
        code_list=code_list("causes"),
        causes=[
            (
                cause,
                party_in_words(cause.party, cause.party_id, people),
                [line for line in lines if line.action.cause_id == cause.pk],
            )
            for cause in causes
            if cause.withdrawn_at is None
        ],
        sides=_sides(request, case, lines, context),
        begin_form=_begin_form(context["form"]),
        missing=hindrance(lambda: need_a_cause(counted))
        or hindrance(lambda: need_every_cause_answered(counted)),
        **context,
    )


_ACTS = {
    "write": "cases.plan.write",
    "approve": "cases.plan.approve",
    "assign": "cases.actions.assign",
    "begin": "cases.actions.begin",
    "answer": "cases.analysis.amend",
}


def _begin_form(form: forms.Form | None) -> forms.Form:
    usual = {"review_on": timezone.localdate() + FIRST_REVIEW_AFTER}
    return form if isinstance(form, BeginForm) else BeginForm(initial=usual)


def _sides(
    request: HttpRequest, case: Case, lines: Sequence[ActionLine], context: dict[str, Any]
) -> list[dict[str, Any]]:
    """Each side the reader may know something of: its plan, its form, its board."""
    actor = actor_of(request)
    plans = {plan.side: plan for plan in plans_of(actor, case)}
    groups = groups_seen(actor, case)
    is_open = {side for side in SIDES if group_of_side(side) in groups}
    sides = []
    for side in SIDES:
        own = [line for line in lines if side_of(line.action) == side]
        if side not in is_open and not own:
            continue
        plan = plans.get(side)
        asked = context["form"] if context["asked"] == side else None
        start = {
            "goal": plan.goal if plan else "",
            "side": side,
            "version": plan.version if plan else 0,
        }
        sides.append(
            {
                "side": side,
                "title": side_title(side),
                "plan": plan,
                "is_open": side in is_open,
                "form": asked or GoalForm(initial=start, auto_id=f"id_{side}_%s"),
                "is_asked": asked is not None,
                "columns": board_columns(own, board=side_title(side)),
                "count": len(own),
            }
        )
    return sides


def side_title(side: str) -> str:
    """The words for the plan of a side."""
    return _("Plan for the victim") if side == "victim" else _("Plan for the perpetrator")


def board_columns(lines: Iterable[ActionLine], *, board: str = "") -> list[dict[str, Any]]:
    """The columns of a board, by state. Not possible and not done always stand apart (SR-58).

    Open stands always, the others when there is something in them.  board: its name, read aloud
    with each column where several boards stand on a page.
    """
    found: dict[str, list[ActionLine]] = {}
    for line in lines:
        state = line.action.stage if not line.is_open else "overdue" if line.is_overdue else "open"
        found.setdefault("open" if state == "accepted" else state, []).append(line)
    columns = [
        ("overdue", _("Overdue"), "danger"),
        ("open", _("Under way"), "warn"),
        ("done", label("cases", "action_outcomes", "done"), "done"),
        ("not_possible", label("cases", "action_outcomes", "not_possible"), ""),
        ("not_done", label("cases", "action_outcomes", "not_done"), "danger"),
    ]
    return [
        {
            "title": title,
            "items": found.get(state, []),
            "tone": tone,
            "label": ", ".join(filter(None, (board, str(title)))),
        }
        for state, title, tone in columns
        if state == "open" or found.get(state)
    ]


_HERE = "cases/<str:number>/plan/"
urls = [
    path(_HERE, case_plan, name="case_plan"),
    path(f"{_HERE}write/", plan_write, name="plan_write"),
    path(f"{_HERE}approve/", plan_approve, name="plan_approve"),
    path(f"{_HERE}causes/<uuid:cause_id>/", cause_without_action, name="cause_without_action"),
]
