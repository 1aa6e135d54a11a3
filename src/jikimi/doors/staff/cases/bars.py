"""Conflict of interest: declare one's own, bar somebody else, lift a bar."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.models import Member
from jikimi.cases.bars import (
    bar_called,
    bar_member,
    bars_of,
    declare_conflict,
    lift_bar,
    members_to_bar,
)
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.forms import answered, choices, need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.cases.offers import may_now
from jikimi.doors.staff.cases.sharing_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, offer, staff_page


class DeclareForm(forms.Form):
    """How one is related."""

    reason = forms.ChoiceField(label=words("How related"), widget=forms.RadioSelect)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "reason", choices("bar_reasons"))


class BarForm(DeclareForm):
    """Who is related, and how."""

    member = forms.ChoiceField(label=words("Member"))
    field_order = ("member", "reason")

    def __init__(self, *args: object, members: list[Member]) -> None:
        super().__init__(*args)
        rows = [(str(m.pk), f"{m.name} ({m.agency.name})") for m in members]
        offer(self, "member", [("", _("Choose")), *rows])


@staff_page("cases.bar.declare")
def bars(request: HttpRequest, number: str) -> HttpResponse:
    """Declare a conflict of one's own; who steers the case also sees who is barred."""
    actor = actor_of(request)
    case = case_called(actor, number)
    form = DeclareForm(request.POST or None)
    steers = may_now(actor, case, "cases.bar.list")
    context = framed(
        actor,
        case,
        title=_("Conflict of interest"),
        text=_(
            "If you are related to a person of this case, say so here. You then see nothing of it,"
            " and what you had in hand goes to somebody else."
        ),
        button=_("Declare and leave the case"),
        danger=True,
        back=f"/staff/cases/{number}/",
        bars=list(bars_of(actor, case)) if steers else [],
        steers=steers,
        may_lift=may_now(actor, case, "cases.bar.lift"),
    )
    return answered(
        request,
        form,
        lambda: declare_conflict(actor=actor, case=case, reason=form.cleaned_data["reason"]),
        context=context,
        success=_("Declared. You no longer see the case."),
        to="/staff/cases/",
        template="cases/bars.html",
    )


@staff_page("cases.bar.put")
def put(request: HttpRequest, number: str) -> HttpResponse:
    """Bar somebody else who is related to a person of the case."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.bar.put")
    members = members_to_bar(actor, case)
    form = BarForm(request.POST or None, members=members)
    by_id = {str(member.pk): member for member in members}
    context = framed(
        actor,
        case,
        title=_("Bar a member from the case"),
        text=_("The member sees nothing of the case from now on and is not told of it."),
        button=_("Bar this member"),
        back=f"/staff/cases/{number}/bars/",
    )
    return answered(
        request,
        form,
        lambda: bar_member(
            actor=actor,
            case=case,
            member=by_id[form.cleaned_data["member"]],
            reason=form.cleaned_data["reason"],
        ),
        context=context,
        success=_("The member is barred from this case."),
        to=f"/staff/cases/{number}/bars/",
    )


@staff_page("cases.bar.lift")
def lift(request: HttpRequest, number: str, bar_id: UUID) -> HttpResponse:
    """Let a member see the case again."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.bar.lift")
    bar = bar_called(actor, case, bar_id)
    form = ReasonForm(request.POST or None)
    context = framed(
        actor,
        case,
        title=_("Lift the bar"),
        text=f"{bar.member.name} ({bar.member.agency.name})",
        button=_("Lift the bar"),
        back=f"/staff/cases/{number}/bars/",
    )
    return answered(
        request,
        form,
        lambda: lift_bar(actor=actor, bar=bar, why=form.cleaned_data["why"]),
        context=context,
        success=_("The bar is lifted."),
        to=f"/staff/cases/{number}/bars/",
    )


_CASE = "cases/<str:number>/bars/"
urls = [
    path(_CASE, bars, name="bars"),
    path(f"{_CASE}put/", put, name="bar_put"),
    path(f"{_CASE}<uuid:bar_id>/lift/", lift, name="bar_lift"),
]
