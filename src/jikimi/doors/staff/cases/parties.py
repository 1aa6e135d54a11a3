"""Parties: add a person to the case, correct what is known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.models import Party
from jikimi.cases.moving import note_move
from jikimi.cases.parties import PlaceDraft, amend_place, party_called
from jikimi.cases.persons import PartyDraft, PersonDraft, add_party, amend_person
from jikimi.cases.reads import case_called
from jikimi.doors.staff.cases.forms import answered, choices, need
from jikimi.doors.staff.cases.frame import framed
from jikimi.doors.staff.pages import actor_of, offer, staff_page

_TRUTH = {"yes": True, "no": False, "unknown": None, "": None}
_ANSWER = {True: "yes", False: "no", None: "unknown"}
_KNOWN = [("yes", words("Yes")), ("no", words("No")), ("unknown", words("Not known"))]
_IN_A_ROW = ("lives_in_home", "knows_of_case")
_PERSON = ("name", "born_on", "sex", "phone", "language", "needs")


def _yes_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=_KNOWN, required=False, widget=forms.RadioSelect, initial="unknown"
    )


def _languages(kept: str) -> list[tuple[str, str]]:
    """The languages of the list, and what is kept of old that is not on it."""
    listed = choices("languages", empty=True)
    is_listed = kept in dict(listed)
    return listed if is_listed else [*listed, (kept, kept)]


class PartyForm(forms.Form):
    """What is known of a person, and how the person stands in the case."""

    name = forms.CharField(label=words("Name"), max_length=80, required=False)
    born_on = forms.DateField(label=words("Birth date"), required=False)
    sex = forms.ChoiceField(label=words("Sex"), required=False)
    phone = forms.CharField(label=words("Phone"), max_length=20, required=False)
    language = forms.ChoiceField(label=words("Language, if not Korean"), required=False)
    needs = forms.CharField(label=words("Needs to be kept in mind"), max_length=200, required=False)
    relation = forms.ChoiceField(
        label=words("Relation to the person to be protected"), required=False
    )
    lives_in_home = _yes_no(words("Lives in the same home?"))
    knows_of_case = _yes_no(words("Does the person know of the case?"))
    wishes = forms.CharField(
        label=words("What does the person want?"), widget=forms.Textarea, required=False
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        offer(self, "sex", choices("sexes", empty=True))
        offer(self, "relation", choices("relations", empty=True))
        offer(self, "language", _languages(self.initial.get("language", "")))

    def person(self) -> PersonDraft:
        """What is known of the person, as the rule takes it."""
        return PersonDraft(**{field: self.cleaned_data[field] for field in _PERSON})

    def place(self) -> PlaceDraft:
        """How the person stands in the case, as the rule takes it."""
        given = self.cleaned_data
        return PlaceDraft(
            relation=given["relation"],
            wishes=given["wishes"],
            knows_of_case=_TRUTH[given["knows_of_case"]],
            lives_in_home=_TRUTH[given["lives_in_home"]],
        )


class AddForm(PartyForm):
    """One more person, in a role."""

    role = forms.ChoiceField(label=words("Role"), widget=forms.RadioSelect)
    field_order = ("role",)

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        offer(self, "role", choices("party_roles"))

    def draft(self) -> PartyDraft:
        """The person in the role, as the rule takes it."""
        place = self.place()
        return PartyDraft(
            role=self.cleaned_data["role"],
            person=self.person(),
            relation=place.relation,
            wishes=place.wishes,
            knows_of_case=place.knows_of_case,
            lives_in_home=place.lives_in_home,
        )


class AmendForm(PartyForm):
    """What is known of a person, with the versions that were read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    place_version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Since when the person lives elsewhere; where is sealed."""

    moved_on = forms.DateField(label=words("Day of the move"))


@staff_page("cases.parties.add")
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a person to the case."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.parties.add")
    form = AddForm(request.POST or None)
    context = framed(
        actor,
        case,
        title=_("Add a person"),
        text=_("Who may see the person follows from the role: the two sides are kept apart."),
        button=_("Add"),
        back=f"/staff/cases/{number}/",
        kinds={"born_on": "date"},
        inline=_IN_A_ROW,
    )
    return answered(
        request,
        form,
        lambda: add_party(actor=actor, case=case, draft=form.draft()),
        context=context,
        success=_("The person is added."),
        to=f"/staff/cases/{number}/#people",
    )


@staff_page("cases.parties.amend")
def amend(request: HttpRequest, number: str, party_id: UUID) -> HttpResponse:
    """Correct what is known of a person of the case."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.parties.amend")
    party = party_called(actor, case, party_id)
    form = AmendForm(request.POST or None, initial=_known(party))

    def rule() -> None:
        versions = form.cleaned_data
        amend_person(actor=actor, party=party, draft=form.person(), version=versions["version"])
        amend_place(actor=actor, party=party, draft=form.place(), version=versions["place_version"])

    context = framed(
        actor,
        case,
        title=_("Correct a person"),
        button=_("Save"),
        back=f"/staff/cases/{number}/",
        kinds={"born_on": "date"},
        inline=_IN_A_ROW,
    )
    return answered(
        request,
        form,
        rule,
        context=context,
        success=_("The person is corrected."),
        to=f"/staff/cases/{number}/#people",
        newest=lambda: _versions(party_called(actor, case, party_id)),
    )


@staff_page("cases.parties.move")
def move(request: HttpRequest, number: str, party_id: UUID) -> HttpResponse:
    """Note that a person of the case has moved."""
    actor = actor_of(request)
    case = case_called(actor, number)
    need(actor, case, "cases.parties.move")
    party = party_called(actor, case, party_id)
    form = MoveForm(request.POST or None, initial={"moved_on": timezone.localdate()})
    context = framed(
        actor,
        case,
        title=_("Note a move"),
        text=_(
            "Do not write the new address here: seal it. Those who see to protective measures are "
            "told if there is something to be done."
        ),
        button=_("Note the move"),
        back=f"/staff/cases/{number}/",
        kinds={"moved_on": "date"},
    )
    return answered(
        request,
        form,
        lambda: note_move(actor=actor, party=party, **form.cleaned_data),
        context=context,
        success=_("The move is noted."),
        to=f"/staff/cases/{number}/#people",
    )


def _known(party: Party) -> dict[str, Any]:
    person = {field: getattr(party.person, field) for field in _PERSON}
    return {
        **person,
        "relation": party.relation,
        "wishes": party.wishes,
        "knows_of_case": _ANSWER[party.knows_of_case],
        "lives_in_home": _ANSWER[party.lives_in_home],
        **_versions(party),
    }


def _versions(party: Party) -> dict[str, int]:
    return {"version": party.person.version, "place_version": party.version}


_CASE = "cases/<str:number>/parties/"
urls = [
    path(f"{_CASE}add/", add, name="party_add"),
    path(f"{_CASE}<uuid:party_id>/", amend, name="party_amend"),
    path(f"{_CASE}<uuid:party_id>/move/", move, name="party_move"),
]
