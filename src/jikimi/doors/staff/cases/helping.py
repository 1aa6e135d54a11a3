"""Pages of help: from a cause to services that fit, into the plan; what is missing is noted.

What is looked for is posted and never stands in an address, for it tells of a person.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.cases.analysis import cause_called, causes_of
from jikimi.cases.helping import (
    Match,
    choose_service,
    day_to_begin_by,
    find_help,
    person_in_need,
    side_of_party,
)
from jikimi.cases.models import Case, Cause, Party
from jikimi.cases.needs import needs_of, usual_district
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.cases.participants import groups_seen
from jikimi.cases.sides import group_of_side
from jikimi.cases.unmet import note_unmet, settle_unmet, unmet_called, unmet_of
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.helping_forms import ChooseForm, SeekForm, UnmetForm
from jikimi.doors.staff.cases.parts import (
    called,
    done,
    optional_uuid,
    part_page,
    party_choices,
    sent,
    stepped,
)
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("cases.helping.find")
def case_helping(request: HttpRequest, number: str, cause_id: UUID | None = None) -> HttpResponse:
    """The causes with what usually helps; for one of them, or any need, the services that fit."""
    actor, case = called(request, number)
    cause = cause_called(actor, case, cause_id) if cause_id else None
    return helping_page(request, case, cause=cause, seek=sent(request))


@staff_page("cases.actions.assign")
def helping_choose(request: HttpRequest, number: str) -> HttpResponse:
    """Put a service into the plan."""
    actor, case = called(request, number)
    if request.method != "POST":
        return redirect("case_helping", number)
    form = ChooseForm(request.POST)
    if form.is_valid() and stepped(
        form, lambda: choose_service(actor=actor, case=case, draft=form.draft())
    ):
        return done(request, _("It is in the plan. The agency is told."), "case_plan", number)
    return helping_page(request, case, cause=_asked(actor, case, form), form=form)


@staff_page("cases.unmet.note")
def unmet_note(request: HttpRequest, number: str) -> HttpResponse:
    """Note what was needed and not found."""
    actor, case = called(request, number)
    if request.method != "POST":
        return redirect("case_helping", number)
    form = UnmetForm(request.POST)
    if form.is_valid() and stepped(
        form, lambda: note_unmet(actor=actor, case=case, draft=form.draft())
    ):
        says = _("It is noted. The council sees how often this is missing, and no case.")
        return done(request, says, "case_helping", number)
    return helping_page(request, case, cause=_asked(actor, case, form), form=form)


@staff_page("cases.unmet.settle")
def unmet_settle(request: HttpRequest, number: str, unmet_id: UUID) -> HttpResponse:
    """Say what became of a need that was not met."""
    actor, case = called(request, number)
    unmet = unmet_called(actor, case, unmet_id)
    if request.method != "POST":
        return redirect("case_helping", number)
    form = forms.Form(request.POST)
    ending = request.POST.get("ending", "")
    if stepped(form, lambda: settle_unmet(actor=actor, unmet=unmet, ending=ending)):
        return done(request, _("It is settled."), "case_helping", number)
    return helping_page(request, case, form=form)


def helping_page(
    request: HttpRequest,
    case: Case,
    *,
    cause: Cause | None = None,
    seek: Any = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    """The page, with a form that was refused if there is one."""
    actor = actor_of(request)
    people = parties_of(actor, case)
    causes = [row for row in causes_of(actor, case) if row.withdrawn_at is None]
    seeking = _seeking(case, cause, seek, people)
    context = {
        "people": people,
        "causes": [(row, needs_of(row)) for row in causes],
        "cause": cause,
        "needs": needs_of(cause) if cause else [],
        "seek_form": seeking,
        "unmet": unmet_of(actor, case),
        "unmet_endings": list(code_list("unmet_endings").values()),
        "code_list": code_list("causes"),
        "may_note": may(actor, "cases.unmet.note", case),
        **_result(actor, case, cause, seeking, people, form),
    }
    return part_page(request, case, "helping", form=form or _refused(seeking), **context)


def _refused(seeking: SeekForm) -> SeekForm | None:
    return seeking if seeking.is_bound and not seeking.is_valid() else None


def _seeking(case: Case, cause: Cause | None, seek: Any, people: list[PartyLine]) -> SeekForm:
    """The form as sent, or as the case suggests it: the first need of the cause, for its person."""
    if seek is not None:
        return SeekForm(seek, people=party_choices(people))
    party = cause.party if cause else None
    suggested = needs_of(cause)[:1] if cause else []
    person = person_in_need(case, party)
    usual = {
        "need": suggested[0].code if suggested else "",
        "party_id": str(party.pk) if party else "",
        "district": usual_district(case),
        "has_child": person.has_child,
        "is_foreign": person.is_foreign,
    }
    if cause is None:
        return SeekForm(people=party_choices(people), initial=usual)
    told = {name: value for name, value in usual.items() if value}
    return SeekForm({"when": "", **told}, people=party_choices(people))


def _result(
    actor: Actor,
    case: Case,
    cause: Cause | None,
    seeking: SeekForm,
    people: list[PartyLine],
    form: forms.Form | None,
) -> dict[str, Any]:
    """What was found, each with its form; nothing while nothing is sought."""
    if not seeking.is_bound or not seeking.is_valid():
        return {"found": None, "unmet_form": _unmet_form(form, cause, seeking, "")}
    party = _party(people, seeking.cleaned_data["party_id"])
    found = find_help(actor, case, seeking.wanted(person_in_need(case, party)))
    side = side_of_party(party)
    may_choose = may(actor, "cases.actions.assign", case)
    return {
        "found": found,
        "fitting": [(match, _choose_form(match, cause, side, form)) for match in found.fitting],
        "may_choose": may_choose and group_of_side(side) in groups_seen(actor, case),
        "is_too_early": case.stage in ("nominated", "selected", "heard"),
        "may_invite": may(actor, "cases.sharing.invite", case),
        "unmet_form": _unmet_form(form, cause, seeking, found.why_unmet),
    }


def _choose_form(
    match: Match, cause: Cause | None, side: str, form: forms.Form | None
) -> ChooseForm:
    """The form of one service: as it was refused, or as proposed."""
    service = str(match.shown.id)
    if isinstance(form, ChooseForm) and form.data.get("service_id") == service:
        form.auto_id = f"id_{service}_%s"
        return form
    return ChooseForm(
        auto_id=f"id_{service}_%s",
        initial={
            "service_id": service,
            "cause_id": str(cause.pk) if cause else "",
            "side": side,
            "text": match.text,
            "due_on": day_to_begin_by(),
        },
    )


def _unmet_form(
    form: forms.Form | None, cause: Cause | None, seeking: SeekForm, why: str
) -> UnmetForm:
    if isinstance(form, UnmetForm):
        return form
    return UnmetForm(
        auto_id="id_unmet_%s",
        initial={
            "need": seeking["need"].value(),
            "district": seeking["district"].value(),
            "why": why,
            "cause_id": str(cause.pk) if cause else "",
        },
    )


def _asked(actor: Actor, case: Case, form: forms.Form) -> Cause | None:
    """The cause from whose page a form was sent."""
    try:
        wanted = optional_uuid(form.data.get("cause_id", ""))
    except ValueError:
        return None
    return cause_called(actor, case, wanted) if wanted else None


def _party(people: list[PartyLine], party_id: str) -> Party | None:
    return next((line.party for line in people if str(line.party.pk) == party_id), None)


_HERE = "cases/<str:number>/helping/"
urls = [
    path(_HERE, case_helping, name="case_helping"),
    path(f"{_HERE}choose/", helping_choose, name="helping_choose"),
    path(f"{_HERE}unmet/", unmet_note, name="unmet_note"),
    path(f"{_HERE}unmet/<uuid:unmet_id>/", unmet_settle, name="unmet_settle"),
    path(f"{_HERE}<uuid:cause_id>/", case_helping, name="case_helping_cause"),
]
