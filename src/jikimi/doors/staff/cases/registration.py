"""Registration by grade: what the rule counts, what the committee decided, how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.cases.grading import grades_suggested
from jikimi.cases.models import Case, Registration
from jikimi.cases.participants import groups_seen
from jikimi.cases.registering import (
    RegistrationDraft,
    decisions_on,
    register_household,
    registration_called,
    registrations_of,
    regrade,
    release_household,
    withdraw_registration_consent,
)
from jikimi.doors.staff.cases.forms import help_of
from jikimi.doors.staff.cases.monitoring import agencies
from jikimi.doors.staff.cases.parts import called, done, part_page, sent, stepped
from jikimi.doors.staff.cases.registration_forms import (
    RegisterForm,
    RegradeForm,
    ReleaseForm,
    WithdrawForm,
)
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("cases.case.read")
def case_registration(request: HttpRequest, number: str) -> HttpResponse:
    """The grade of a household, what the rule counts, and the forms for what is decided next."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.registering.register")
def registration_register(request: HttpRequest, number: str) -> HttpResponse:
    """Put the household on the list, with consent and the reason of the committee."""
    actor, case = called(request, number)
    form = RegisterForm(
        sent(request), agencies=agencies(case), decisions=decisions_on(actor, case), auto_id=_IDS
    )
    if form.is_valid() and stepped(
        form, lambda: register_household(actor=actor, case=case, draft=_draft(form))
    ):
        says = _("The household is registered, and its first turn is planned.")
        return done(request, says, "case_registration", number)
    return _page(request, case, form=form if form.is_bound else None)


@staff_page("cases.registering.regrade")
def registration_regrade(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """Change the grade; the calendar of the new one begins."""
    actor, case = called(request, number)
    row = registration_called(actor, case, pk)
    form = RegradeForm(
        sent(request), now=row.grade, decisions=decisions_on(actor, case), auto_id="id_regrade_%s"
    )
    return _decided(
        request,
        case,
        form,
        lambda: regrade(
            actor=actor,
            registration=row,
            grade=form.cleaned_data["grade"],
            committee=form.committee(),
        ),
        _("The grade is changed, and the first turn of the new one is planned."),
    )


@staff_page("cases.registering.release")
def registration_release(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """Take the household off the list."""
    actor, case = called(request, number)
    row = registration_called(actor, case, pk)
    form = ReleaseForm(sent(request), decisions=decisions_on(actor, case), auto_id="id_release_%s")
    return _decided(
        request,
        case,
        form,
        lambda: release_household(
            actor=actor,
            registration=row,
            committee=form.committee(),
            is_mistake=form.cleaned_data["is_mistake"],
        ),
        _("The household is off the list. What was missed stays on record."),
    )


@staff_page("cases.registering.withdraw")
def registration_withdraw(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """Record that consent to registration was taken back, which ends it."""
    actor, case = called(request, number)
    row = registration_called(actor, case, pk)
    form = WithdrawForm(sent(request), auto_id="id_withdraw_%s")
    return _decided(
        request,
        case,
        form,
        lambda: withdraw_registration_consent(actor=actor, registration=row, **form.cleaned_data),
        _("Registration has ended with the consent."),
    )


def _decided(
    request: HttpRequest, case: Case, form: forms.Form, call: Callable[[], Any], says: str
) -> HttpResponse:
    if form.is_valid() and stepped(form, call):
        return done(request, says, "case_registration", case.number)
    return _page(request, case, form=form if form.is_bound else None)


def _page(request: HttpRequest, case: Case, *, form: forms.Form | None = None) -> HttpResponse:
    actor = actor_of(request)
    rows = registrations_of(actor, case)
    running = next((row for row in rows if row.ended_on is None), None)
    sees_reports = "reports" in groups_seen(actor, case)
    today = timezone.localdate()
    return part_page(
        request,
        case,
        "monitoring",
        template="registration",
        rows=rows,
        running=running,
        next_turn=_next_turn(running),
        suggested=grades_suggested(actor, case, on=today) if sees_reports else [],
        help_of=help_of,
        forms=_forms(actor, case, running, form),
        offers={name: may(actor, f"cases.registering.{name}", running or case) for name in _ACTS},
        form=form,
    )


def _forms(
    actor: Actor, case: Case, running: Registration | None, refused: forms.Form | None
) -> dict[str, forms.Form]:
    """A form for each decision that is possible now; the refused one keeps what was typed."""
    today, decisions = timezone.localdate(), decisions_on(actor, case)
    given: dict[str, Any] = {"decisions": decisions, "initial": {"decided_on": today}}
    if running is None:
        fresh: dict[str, forms.Form] = {
            "register": RegisterForm(
                agencies=agencies(case),
                decisions=decisions,
                auto_id=_IDS,
                initial={"decided_on": today, "agency_id": actor.agency_id},
            )
        }
    else:
        fresh = {
            "regrade": RegradeForm(now=running.grade, auto_id="id_regrade_%s", **given),
            "release": ReleaseForm(auto_id="id_release_%s", **given),
            "withdraw": WithdrawForm(auto_id="id_withdraw_%s", initial={"withdrawn_on": today}),
        }
    return {
        name: refused if refused is not None and type(refused) is type(one) else one
        for name, one in fresh.items()
    }


def _next_turn(running: Registration | None) -> Any:
    return running and running.contacts.filter(ended_at=None).order_by("due_on").first()


def _draft(form: RegisterForm) -> RegistrationDraft:
    given = form.cleaned_data
    return RegistrationDraft(
        grade=given["grade"],
        committee=form.committee(),
        agency_id=given["agency_id"],
        consented_by=given["consented_by"],
        consented_on=given["consented_on"],
    )


_ACTS = ("register", "regrade", "release", "withdraw")
_IDS = "id_register_%s"
_HERE = "cases/<str:number>/registration/"
urls = [
    path(_HERE, case_registration, name="case_registration"),
    path(f"{_HERE}register/", registration_register, name="registration_register"),
    path(f"{_HERE}<uuid:pk>/regrade/", registration_regrade, name="registration_regrade"),
    path(f"{_HERE}<uuid:pk>/release/", registration_release, name="registration_release"),
    path(f"{_HERE}<uuid:pk>/withdraw/", registration_withdraw, name="registration_withdraw"),
]
