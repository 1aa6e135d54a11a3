"""Pages of joint checks on a case: those planned and made, planning one, changing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.bodies.duty.reads import watches_ahead
from jikimi.cases.check_endings import attempts_of
from jikimi.cases.check_route import checks_of
from jikimi.cases.checking import (
    agencies_who_may_check,
    amend_check,
    check_called,
    leaders_for,
    left_out,
    place_of,
    plan_check,
)
from jikimi.cases.models import Case, JointCheck
from jikimi.doors.staff.cases.check_fields import AmendForm, PlanForm
from jikimi.doors.staff.cases.parts import called, done, part_page, renewed, sent, stepped
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("cases.case.read")
def case_checks(request: HttpRequest, number: str) -> HttpResponse:
    """The joint checks of a case."""
    actor, case = called(request, number)
    return part_page(
        request,
        case,
        "checks",
        lines=checks_of(actor, case),
        attempts=attempts_of(case),
        may_plan=may(actor, "cases.checks.plan", case),
    )


@staff_page("cases.checks.plan")
def check_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a joint check; ?again= takes over what an earlier one said."""
    actor, case = called(request, number)
    form = PlanForm(sent(request), initial=_start(request, case), **_offers(request, case))
    if form.is_valid():
        check = stepped(form, lambda: plan_check(actor=actor, case=case, draft=form.draft()))
        if check:
            _warn(request, check)
            return done(request, _("The check is planned. The team is told."), "check", check.pk)
    may_plan = may(actor, "cases.checks.plan", case)
    return part_page(
        request, case, "checks", template="check_plan", form=form, may_plan=may_plan, check=None
    )


@staff_page("cases.checks.amend")
def check_amend(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """Change what was planned."""
    actor = actor_of(request)
    check = check_called(actor, check_id)
    case = check.case
    form = AmendForm(sent(request), initial=_planned(request, check), **_offers(request, case))
    if form.is_valid() and stepped(
        form,
        lambda: amend_check(
            actor=actor, check=check, draft=form.draft(), version=form.cleaned_data["version"]
        ),
    ):
        _warn(request, check)
        return done(request, _("The check is changed. The team is told."), "check", check_id)
    renewed(form, check_called(actor, check_id).version)
    may_plan = may(actor, "cases.checks.amend", check)
    return part_page(
        request, case, "checks", template="check_plan", form=form, may_plan=may_plan, check=check
    )


@staff_page("cases.case.read")
def case_check(request: HttpRequest, number: str, check_id: UUID) -> HttpResponse:
    """The way from a notice to the check."""
    actor, case = called(request, number)
    return redirect("check", check_called(actor, check_id, case).pk)


def _offers(request: HttpRequest, case: Case) -> dict[str, Any]:
    agencies = [(agency.pk, agency.name) for agency in agencies_who_may_check(case)]
    names = dict(agencies)
    leaders = [(pk, f"{name} ({names[agency]})") for pk, name, agency in leaders_for(case)]
    return {
        "agencies": agencies,
        "leaders": leaders,
        "watches": watches_ahead(actor_of(request)),
    }


def _start(request: HttpRequest, case: Case) -> dict[str, Any]:
    """A fresh plan: today and one's own agency, or what the visit before this one said."""
    actor = actor_of(request)
    start = {"planned_on": timezone.localdate(), "agency_id": actor.agency_id}
    again = request.GET.get("again", "")
    before = next((x.check for x in checks_of(actor, case) if str(x.check.pk) == again), None)
    if before is None:
        return start
    return {**_planned(request, before), **start, "agency_id": before.agency_id, "shift_id": ""}


def _planned(request: HttpRequest, check: JointCheck) -> dict[str, Any]:
    return {
        "version": check.version,
        "form": check.form,
        "planned_on": check.planned_on,
        "from_time": check.from_time,
        "until_time": check.until_time,
        "shift_id": str(check.shift_id or ""),
        "agency_id": check.agency_id,
        "with_agencies": check.with_agencies,
        "leader_id": check.leader_id or "",
        "place": place_of(actor_of(request), check),
        "caution": check.caution,
    }


def _warn(request: HttpRequest, check: JointCheck) -> None:
    """Say which agencies on duty cannot come along."""
    names = left_out(actor_of(request), check)
    if names:
        says = _("Not taking part in the case, so not told: %(names)s") % {
            "names": ", ".join(names)
        }
        messages.warning(request, says)


_CASE = "cases/<str:number>/checks/"
urls = [
    path(_CASE, case_checks, name="case_checks"),
    path(f"{_CASE}new/", check_plan, name="check_plan"),
    path(f"{_CASE}<uuid:check_id>/", case_check, name="case_check"),
    path("checks/<uuid:check_id>/amend/", check_amend, name="check_amend"),
]
