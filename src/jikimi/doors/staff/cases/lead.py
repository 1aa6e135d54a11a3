"""Lead: hand a case over, and give an owner to what nobody looks after."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import reading
from jikimi.access.models import Agency, Member
from jikimi.cases.lead import (
    action_without_owner,
    agencies_to_lead,
    assign_lead,
    assign_owner,
    hand_over_lead,
    members_who_may_lead,
    without_owner,
)
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.forms import answered, need
from jikimi.doors.staff.cases.frame import framed, word
from jikimi.doors.staff.cases.sharing_forms import ReasonForm
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, staff_page, status_of


class HandOverForm(ReasonForm):
    """To which agency, and to whom there."""

    agency = forms.ChoiceField(label=words("New lead agency"))
    field_order = ("agency", "why")

    def __init__(self, *args: object, agencies: list[Agency]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "agency", [("", _("Choose")), *((str(a.pk), a.name) for a in agencies)])


class MemberForm(forms.Form):
    """Who looks after it."""

    member = forms.ChoiceField(label=words("Who looks after it"))

    def __init__(self, *args: object, members: list[Member]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        offer(self, "member", [("", _("Choose")), *((str(m.pk), m.name) for m in members)])


@staff_page("cases.lead.hand_over")
def lead(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the lead to another agency that takes part."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.lead.hand_over")
    agencies = agencies_to_lead(actor, case)
    form = HandOverForm(request.POST or None, agencies=agencies)
    by_id = {str(agency.pk): agency for agency in agencies}
    context = framed(
        actor,
        case,
        title=_("Hand over the lead"),
        text=_("The new agency answers for the whole case; yours stays as a partner."),
        button=_("Hand over"),
        back=f"/staff/cases/{number}/sharing/",
        members_url=f"/staff/cases/{number}/lead/member/",
    )
    return answered(
        request,
        form,
        lambda: hand_over_lead(
            actor=actor,
            case=case,
            agency=by_id[form.cleaned_data["agency"]],
            why=form.cleaned_data["why"],
        ),
        context=context,
        success=_("The lead is handed over. The new agency names who looks after the case."),
        to=f"/staff/cases/{number}/",
        template="cases/lead.html",
    )


@staff_page("cases.lead.assign")
def member(request: HttpRequest, number: str) -> HttpResponse:
    """Name who looks after the case at its lead agency."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.lead.assign")
    members = members_who_may_lead(actor, case, case.lead_agency_id)
    form = MemberForm(request.POST or None, members=members)
    by_id = {str(m.pk): m for m in members}
    context = framed(
        actor,
        case,
        title=_("Name who looks after the case"),
        button=_("Save"),
        back=f"/staff/cases/{number}/",
    )
    return answered(
        request,
        form,
        lambda: assign_lead(actor=actor, case=case, member=by_id[form.cleaned_data["member"]]),
        context=context,
        success=_("Named."),
        to=f"/staff/cases/{number}/",
    )


@staff_page("cases.lead.unowned")
def unowned(request: HttpRequest) -> HttpResponse:
    """Cases and actions nobody looks after; an administrator sees how many."""
    actor = actor_of(request)
    reading(actor, "cases.lead.unowned")
    context = {"found": without_owner(actor), "word": word}
    return show(request, "cases/lead_unowned.html", context)


@staff_page("cases.lead.assign_action")
def action(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Name who carries out an action that has no owner."""
    actor = actor_of(request)
    found = action_without_owner(actor, action_id)
    members = members_who_may_lead(actor, found.case, found.agency_id)
    form = MemberForm(request.POST or None, members=members)
    by_id = {str(m.pk): m for m in members}
    if form.is_valid():
        chosen = by_id[form.cleaned_data["member"]]
        ruled(form, lambda: assign_owner(actor=actor, action=found, member=chosen))
        if not form.errors:
            messages.success(request, _("Named."))
            return redirect("unowned")
    context = {"form": form, "action": found}
    return show(request, "cases/lead_action.html", context, status=status_of(form))


urls = [
    path("cases/<str:number>/lead/", lead, name="lead"),
    path("cases/<str:number>/lead/member/", member, name="lead_member"),
    path("unowned/", unowned, name="unowned"),
    path("unowned/actions/<uuid:action_id>/", action, name="unowned_action"),
]
