"""Naming on one screen: the person, the kind and the basis; the forced search stays in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.access.errors import NotAllowed, NotYet
from jikimi.cases.bases import GUARDIAN, PERSON, SUSPECTED_GUARDIAN
from jikimi.cases.models import Case
from jikimi.cases.nomination import LOOK_FIRST, NominationDraft
from jikimi.cases.persons import PartyDraft, PersonDraft
from jikimi.cases.search import Found, search_persons
from jikimi.cases.starts import Start, start_from_person, start_from_report
from jikimi.doors.staff.cases.carried import Carried, opened, sealed
from jikimi.doors.staff.cases.hits import hits_of
from jikimi.doors.staff.pages import actor_of, offer, ruled, show

_PURPOSE = "nomination"
_OWN = {"csrfmiddlewaretoken", "carried", "step", "pick"}
_CONSENTED_BY = [
    (PERSON, _("The person")),
    (GUARDIAN, _("A guardian who is not suspected")),
    (SUSPECTED_GUARDIAN, _("A guardian who is suspected of the harm")),
]


class NamingForm(forms.Form):
    """Who it is, which kind it is and on which basis it is passed on; the least that is needed."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    born_on = forms.DateField(
        label=_("Birth date"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(label=_("Kind"))
    basis = forms.ChoiceField(label=_("Legal basis"))
    basis_note = forms.CharField(
        label=_("Article or reference number"),
        max_length=300,
        required=False,
        help_text=_("Where the legal basis asks for it, as another statute or a decision does."),
    )
    consented_on = forms.DateField(
        label=_("Day of consent"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only where the basis is consent."),
    )
    consented_by = forms.ChoiceField(
        label=_("Who consented?"), choices=_CONSENTED_BY, widget=forms.RadioSelect, required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kinds: Sequence[tuple[str, str]],
        bases: Sequence[Code],
        initial: dict[str, Any] | None = None,
    ) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"consented_on": today, **(initial or {})})
        offer(self, "kind", [("", gettext("Choose")), *kinds])
        named = [(row.code, row.label) for row in bases]
        offer(self, "basis", [("", gettext("Choose")), *named])
        self.with_consent = {row.code for row in bases if row.more["needs_consent"] == "yes"}

    def clean(self) -> dict[str, Any]:
        """Somebody must be named by something; consent counts only where it is the basis."""
        given = super().clean() or {}
        if not (given.get("name") or given.get("phone") or given.get("born_on")):
            self.add_error("name", gettext("Give a name, a phone number or a birth date."))
        if given.get("basis") not in self.with_consent:
            given = {**given, "consented_on": None, "consented_by": ""}
        elif not given.get("consented_by"):
            self.add_error("consented_by", gettext("Say who consented."))
        return given

    def person(self) -> PersonDraft:
        """The person as typed."""
        given = self.cleaned_data
        return PersonDraft(name=given["name"], phone=given["phone"], born_on=given["born_on"])

    def draft(self, body_id: int, victim: PersonDraft, **more: Any) -> NominationDraft:
        """The nomination as the rule takes it."""
        given = self.cleaned_data
        return NominationDraft(
            body_id=body_id,
            kind=given["kind"],
            basis=given["basis"],
            basis_note=given["basis_note"],
            consented_on=given["consented_on"],
            consented_by=given["consented_by"],
            **{"parties": [PartyDraft("victim", victim)], **more},
        )


@dataclass(frozen=True, slots=True)
class Naming:
    """One naming under way. here: the url of the page; make: the rule, given who it is.

    refused: the page again with what is wrong.
    """

    request: HttpRequest
    form: NamingForm
    here: str
    make: Callable[[Carried], Case]
    refused: Callable[[], HttpResponse]
    done: Callable[[Case], HttpResponse]

    def answer(self) -> HttpResponse:
        """Look for the person first, or go on with what was picked."""
        if self.request.POST.get("step") != "pick":
            return self._look()
        carried = opened(actor_of(self.request), self.request.POST.get("carried", ""))
        if carried is None:
            return self._look()
        start = _start(actor_of(self.request), self.request.POST.get("pick", ""))
        if start is not None and start.open_case is not None:
            return self._show(carried, None, open_case=start.open_case.number)
        picked = carried.started(start)
        return self._put(replace(picked, victim=self.form.person()) if start is None else picked)

    def _look(self, says: str = "", seen: Sequence[UUID] = ()) -> HttpResponse:
        carried = Carried(self.form.person(), seen=seen)
        actor = actor_of(self.request)
        found = ruled(self.form, lambda: search_persons(actor, carried.sought, why=_PURPOSE))
        if found is None:
            return self.refused()
        if found.is_empty:
            return self._put(replace(carried, is_picked=True))
        return self._show(carried.shown(found), found, says=says)

    def _put(self, carried: Carried) -> HttpResponse:
        try:
            case = ruled(self.form, lambda: self.make(carried))
        except NotYet as refusal:
            if refusal.code == LOOK_FIRST:
                return self._look(refusal.says, carried.seen)
            self.form.add_error(None, refusal.says)
            case = None
        return self.refused() if case is None else self.done(case)

    def _show(self, carried: Carried, found: Found | None, **more: Any) -> HttpResponse:
        """Answered with 200 in any case: what was shown must stay recorded."""
        context = {
            "hits": hits_of(found) if found else {"persons": [], "reports": [], "is_cut": False},
            "carried": sealed(actor_of(self.request), carried),
            "typed": _hidden(self.request.POST),
            "here": self.here,
            "says": "",
            "open_case": "",
            **more,
        }
        return show(self.request, "cases/signals_hits.html", context)


def _start(actor: Actor, pick: str) -> Start | None:
    source, _colon, number = pick.partition(":")
    ways = {"person": start_from_person, "report": start_from_report}
    if source not in ways:
        return None
    try:
        return ways[source](actor, UUID(number))
    except ValueError as error:
        raise NotAllowed from error


def _hidden(typed: QueryDict) -> list[tuple[str, str]]:
    return [(name, str(v)) for name, values in typed.lists() if name not in _OWN for v in values]
