"""Selection: the coordinator reads, sees who may be known already, and decides with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jikimi.access.acting import may
from jikimi.access.actor import Actor
from jikimi.access.codes import label
from jikimi.access.errors import NotAllowed
from jikimi.cases.matches import (
    CaseMatch,
    PersonMatch,
    confirm_repeat,
    dismiss_match,
    matches_of,
    restore_match,
)
from jikimi.cases.models import Case, Nomination, Party, SafeContact
from jikimi.cases.reads import case_called
from jikimi.cases.search import reason_words
from jikimi.cases.selecting import choice_on
from jikimi.cases.selection import decline_case, reconsider_case, select_case
from jikimi.cases.words import words
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.pages import actor_of, ruled, show, staff_page, status_of

_TRUTH = {True: _("Yes"), False: _("No"), None: _("Not known")}


class ReasonForm(forms.Form):
    """A sentence that says why."""

    why = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=1000)


class DeclineForm(ReasonForm):
    """A reason from the list, and a sentence the nominator reads."""

    reason = forms.ChoiceField(label=_("Reason from the list"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(row.code, row.label) for row in words("decline_reasons").values()]
        self.fields["reason"].choices = listed  # type: ignore[attr-defined]


class MatchForm(ReasonForm):
    """What the coordinator found about another case."""

    other = forms.UUIDField(widget=forms.HiddenInput)


class RestoreForm(forms.Form):
    """A dismissal to be taken back."""

    other = forms.UUIDField(widget=forms.HiddenInput)


_FORMS: dict[str, type[forms.Form]] = {
    "accept": ReasonForm,
    "decline": DeclineForm,
    "reconsider": ReasonForm,
    "repeat": MatchForm,
    "dismiss": MatchForm,
    "restore": RestoreForm,
}
_DONE = {
    "accept": _("Selected. The agency that nominated was told."),
    "decline": _("Not selected. The agency that nominated was told the reason."),
    "reconsider": _("Asked. The coordinator was told."),
    "repeat": _("Flagged as a repeat."),
    "dismiss": _("Noted: not the same people."),
    "restore": _("The match is shown again."),
}


@staff_page("cases.case.read")
def selection(request: HttpRequest, number: str) -> HttpResponse:
    """Read the nomination; decide, ask again, or say what a possible match is."""
    case = case_called(actor_of(request), number)
    if request.method != "POST":
        return _answer(request, case)
    what = request.POST.get("do", "")
    if what not in _FORMS:
        raise NotAllowed
    form = _FORMS[what](request.POST)
    if form.is_valid():
        is_done = ruled(form, lambda: _do(what, actor_of(request), case, form.cleaned_data))
        if is_done:
            messages.success(request, _DONE[what])
            return redirect("case_selection", number=case.number)
    return _answer(request, case, what, form)


def _do(what: str, actor: Actor, case: Case, data: dict[str, Any]) -> bool:
    rules: dict[str, Callable[..., object]] = {
        "accept": select_case,
        "decline": decline_case,
        "reconsider": reconsider_case,
        "repeat": confirm_repeat,
        "dismiss": dismiss_match,
        "restore": restore_match,
    }
    named = {"other": "other_id"}
    rules[what](actor=actor, case=case, **{named.get(k, k): v for k, v in data.items()})
    return True


def _answer(
    request: HttpRequest, case: Case, what: str = "", form: forms.Form | None = None
) -> HttpResponse:
    actor = actor_of(request)
    choice = choice_on(actor, case)
    may_match = may(actor, "cases.matches.read", case)
    context = framed(
        actor,
        case,
        nominations=[_said(row) for row in choice.nominations],
        parties=[_party(party) for party in choice.parties],
        contacts=[_contact(row) for row in choice.contacts],
        reports=[_reported(row) for row in choice.reports],
        decisions=choice.decisions,
        decline_reason=_decline_reason(case),
        matches=[_match(match) for match in matches_of(actor, case)] if may_match else None,
        forms=_forms(actor, case, what, form),
        failed=_failed(what, form),
        linked=str(case.repeat_of_id or ""),
        may_flag=may(actor, "cases.closure.flag_repeat", case),
        may_dismiss=may(actor, "cases.matches.dismiss", case),
        form=form,
    )
    return show(request, "cases/selection.html", context, status=status_of(form) if form else 200)


def _forms(actor: Actor, case: Case, what: str, form: forms.Form | None) -> dict[str, forms.Form]:
    """A form for every decision that is open to the actor now; the refused one as it was filled."""
    acts = {
        "accept": "cases.selection.accept",
        "decline": "cases.selection.decline",
        "reconsider": "cases.selection.reconsider",
    }
    offered = {
        do: _FORMS[do](auto_id=f"id_{do}_%s") for do, act in acts.items() if may(actor, act, case)
    }
    if form is not None and what in offered:
        form.auto_id = f"id_{what}_%s"
        offered[what] = form
    return offered


def _failed(what: str, form: forms.Form | None) -> str:
    """The match whose form was refused, so that it is drawn open."""
    if form is None or what not in ("repeat", "dismiss", "restore"):
        return ""
    return str(form["other"].value() or "")


def _said(row: Nomination) -> dict[str, Any]:
    listed = words("worry_signs")
    known = [listed[code] for code in row.signs if code in listed]
    return {
        "agency": row.agency.name,
        "member": row.member.name,
        "at": row.nominated_at,
        "worry": row.worry,
        "urgent": [sign.label for sign in known if sign.more["family"] == "immediate"],
        "signs": [sign.label for sign in known if sign.more["family"] != "immediate"],
        "basis": label("cases", "legal_bases", row.basis, on=row.nominated_at.date()),
        "note": row.basis_note,
        "consented_on": row.consented_on,
        "is_by_guardian": row.consented_by == "guardian",
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "name": party.person.name or gettext("Name not known"),
        "born_on": party.person.born_on,
        "sex": label("cases", "sexes", party.person.sex) if party.person.sex else "",
        "role": label("cases", "party_roles", party.role),
        "relation": label("cases", "relations", party.relation) if party.relation else "",
        "language": label("cases", "languages", party.person.language),
        "needs": party.person.needs,
        "wishes": party.wishes,
        "knows": _TRUTH[party.knows_of_case] if party.role == "victim" else "",
    }


def _contact(row: SafeContact) -> dict[str, Any]:
    hours = f"{row.from_time:%H:%M}–{row.until_time:%H:%M}" if row.from_time else ""
    return {
        "channel": label("cases", "contact_channels", row.channel),
        "address": row.address,
        "hours": hours,
        "is_safe": row.is_safe,
        "may_leave_message": row.may_leave_message,
        "caution": row.caution,
    }


def _reported(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "received_at": row.received_at,
        "kind": label("cases", "kinds", row.kind, on=row.received_at.date()),
        "response_code": row.response_code,
        "result": row.result,
    }


def _decline_reason(case: Case) -> str:
    is_declined = case.stage == "declined" and case.decline_reason
    return label("cases", "decline_reasons", case.decline_reason) if is_declined else ""


def _match(match: CaseMatch) -> dict[str, Any]:
    other = match.case
    return {
        "id": str(other.pk),
        "number": other.number,
        "stage": other.stage,
        "stage_label": label("cases", "stages", other.stage),
        "kind": label("cases", "kinds", other.kind, on=other.opened_at.date()),
        "opened_at": other.opened_at,
        "closed_at": other.closed_at,
        "is_pair": match.is_pair,
        "is_repeat": match.is_repeat,
        "is_open": other.stage not in ("closed", "declined"),
        "is_dismissed": match.is_dismissed,
        "persons": [_matched(person) for person in match.persons],
    }


def _matched(match: PersonMatch) -> dict[str, Any]:
    return {
        "name": match.person.name or gettext("Name not known"),
        "role": label("cases", "party_roles", match.role),
        "other_name": match.other.name or gettext("Name not known"),
        "other_role": label("cases", "party_roles", match.other_role),
        "other_born_on": match.other.born_on,
        "reasons": reason_words(match.reasons),
    }


urls = [path("cases/<str:number>/selection/", selection, name="case_selection")]
