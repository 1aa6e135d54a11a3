"""Sharing: who takes part, inviting an agency, ending a share, taking consent back, reviewing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import reading
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.access.models import Agency
from jikimi.cases.models import Case, Participation
from jikimi.cases.reads import case_called
from jikimi.cases.shares import agencies_to_invite, share_called, shares_of
from jikimi.cases.sharing import end_share, invite_agency, withdraw_consent
from jikimi.cases.urgent import danger_in_words, review_share
from jikimi.doors.staff.cases.forms import help_of, need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.cases.offers import may_now
from jikimi.doors.staff.cases.sharing_forms import InviteForm, ReasonForm, VerdictForm, WithdrawForm
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of


@staff_page("cases.sharing.read")
def sharing(request: HttpRequest, number: str) -> HttpResponse:
    """Who takes part in the case, why, with what, and until when."""
    actor = actor_of(request)
    case = case_called(actor, number)
    reading(actor, "cases.sharing.read", case)
    context = framed(
        actor,
        case,
        "sharing",
        lines=shares_of(actor, case),
        may_invite=may_now(actor, case, "cases.sharing.invite"),
        may_withdraw=may_now(actor, case, "cases.sharing.withdraw_consent"),
        may_hand_over=may_now(actor, case, "cases.lead.hand_over"),
        may_see_bars=may_now(actor, case, "cases.bar.list"),
    )
    return show(request, "cases/sharing.html", context)


@staff_page("cases.sharing.invite")
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Invite an agency: first which, then what it shall know."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.sharing.invite")
    offered = agencies_to_invite(actor, case)
    agency = next((a for a in offered if str(a.pk) == request.GET.get("agency")), None)
    if agency is None:
        context = framed(
            actor, case, "sharing", agencies=offered, agencies_by_kind=_by_kind(offered)
        )
        return show(request, "cases/sharing_agency.html", context)
    return _invite(request, actor, case, agency)


def _invite(request: HttpRequest, actor: Actor, case: Case, agency: Agency) -> HttpResponse:
    form = InviteForm(request.POST or None, actor=actor, case=case, agency=agency)
    if form.is_valid() and ruled(
        form, lambda: invite_agency(actor=actor, case=case, draft=form.draft(agency))
    ):
        messages.success(request, _("The agency is invited. It sees the case once it accepts."))
        return redirect("sharing", case.number)
    context = framed(
        actor,
        case,
        "sharing",
        form=form,
        agency=agency,
        word_agency=label("access", "agency_kinds", agency.kind),
        group_options=[(g.code, g.label, help_of(g)) for g in form.groups],
    )
    return show(request, "cases/sharing_invite.html", context, status=status_of(form))


@staff_page("cases.sharing.end")
def end(request: HttpRequest, number: str, share_id: UUID) -> HttpResponse:
    """End a share, or take an invitation back."""
    actor, case, share = _share(request, number, share_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        ruled(form, lambda: end_share(actor=actor, share=share, why=why))
        if not form.errors:
            messages.success(request, _("The share has ended. The agency sees the case no more."))
            is_own = share.agency_id == actor.agency_id and not actor.bodies_coordinated()
            return redirect("cases") if is_own else redirect("sharing", number)
    context = framed(actor, case, "sharing", form=form, share=share)
    return show(request, "cases/sharing_end.html", context, status=status_of(form))


@staff_page("cases.sharing.review")
def review(request: HttpRequest, number: str, share_id: UUID) -> HttpResponse:
    """Look at an urgent share afterwards."""
    actor, case, share = _share(request, number, share_id)
    if share.review_due_at is None or share.invited_by_id == actor.member_id:
        raise NotAllowed
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        ruled(form, lambda: review_share(actor=actor, share=share, **given))
        if not form.errors:
            messages.success(request, _("The review is recorded."))
            return redirect("sharing", number)
    context = framed(actor, case, "sharing", form=form, share=share, danger=danger_in_words(share))
    return show(request, "cases/sharing_review.html", context, status=status_of(form))


@staff_page("cases.sharing.withdraw_consent")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the person takes consent back."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.sharing.withdraw_consent")
    form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        given = form.cleaned_data
        ended = ruled(form, lambda: withdraw_consent(actor=actor, case=case, **given))
        if ended is not None:
            says = _("Recorded. Shares that ended: %(n)d.") % {"n": ended}
            messages.success(request, says)
            return redirect("cases")
    context = framed(actor, case, "sharing", form=form)
    return show(request, "cases/sharing_withdraw.html", context, status=status_of(form))


def _by_kind(agencies: list[Agency]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Agencies for a list of choices, grouped by kind."""
    grouped: dict[str, list[tuple[int, str]]] = {}
    for agency in agencies:
        kind = label("access", "agency_kinds", agency.kind)
        grouped.setdefault(kind, []).append((agency.pk, agency.name))
    return sorted(grouped.items())


def _share(request: HttpRequest, number: str, share_id: UUID) -> tuple[Actor, Case, Participation]:
    actor = actor_of(request)
    case = case_called(actor, number)
    return actor, case, share_called(actor, case, share_id)


_CASE = "cases/<str:number>/sharing/"
urls = [
    path(_CASE, sharing, name="sharing"),
    path(f"{_CASE}invite/", invite, name="sharing_invite"),
    path(f"{_CASE}withdraw/", withdraw, name="sharing_withdraw"),
    path(f"{_CASE}<uuid:share_id>/end/", end, name="sharing_end"),
    path(f"{_CASE}<uuid:share_id>/review/", review, name="sharing_review"),
]
