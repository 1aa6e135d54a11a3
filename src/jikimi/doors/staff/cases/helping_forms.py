"""Forms of looking for help: what is needed, what is chosen, what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.cases.fitting import Wanted
from jikimi.cases.helping import HelpDraft
from jikimi.cases.needs import districts, needs_by_group
from jikimi.cases.unmet import UnmetDraft
from jikimi.cases.words import words as code_list
from jikimi.directory.search.eligibility import Person
from jikimi.doors.staff.cases.parts import optional_uuid
from jikimi.doors.staff.pages import offer

Pairs = list[tuple[str, str]]


def _needs() -> list[tuple[str, Any]]:
    groups = needs_by_group().items()
    return [(group, [(row.code, row.label) for row in rows]) for group, rows in groups]


def _districts() -> Pairs:
    return [("", _("Not said")), *((row.code, row.label) for row in districts())]


class SeekForm(forms.Form):
    """What is needed, for whom and when. Boxes left empty mean: not known."""

    need = forms.ChoiceField(label=words("What is needed"))
    party_id = forms.ChoiceField(label=words("For whom"), required=False)
    district = forms.ChoiceField(label=words("Where the person lives"), required=False)
    when = forms.ChoiceField(label=words("When it is needed"), required=False)
    has_child = forms.BooleanField(label=words("A child comes along"), required=False)
    needs_wheelchair = forms.BooleanField(label=words("Uses a wheelchair"), required=False)
    has_disability = forms.BooleanField(label=words("Has a disability"), required=False)
    is_foreign = forms.BooleanField(label=words("Has a foreign nationality"), required=False)

    def __init__(self, data: Any = None, *, people: Pairs, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "need", _needs())
        offer(self, "party_id", people)
        offer(self, "district", _districts())
        times = [(row.code, row.label) for row in code_list("times_needed").values()]
        offer(self, "when", [("", _("At any time")), *times])

    def wanted(self, person: Person) -> Wanted:
        """What the rule is handed. person: what the case knows of who needs it."""
        given = self.cleaned_data
        place = codes("directory", "places").get(given["district"])
        return Wanted(
            need=given["need"],
            when=given["when"],
            person=replace(
                person,
                district=place.ko if place else "",
                has_child=given["has_child"] or None,
                needs_wheelchair=given["needs_wheelchair"] or None,
                has_disability=given["has_disability"] or None,
                is_foreign=given["is_foreign"] or None,
            ),
        )


class ChooseForm(forms.Form):
    """A service to be put into the plan, with words and a day that may stay as proposed."""

    service_id = forms.UUIDField(widget=forms.HiddenInput)
    cause_id = forms.CharField(widget=forms.HiddenInput, required=False)
    side = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label=words("What is to be done"), widget=forms.Textarea)
    due_on = forms.DateField(
        label=words("To be done by"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_due_on(self) -> Any:
        """A day to come: a day in the past is a slip of the hand."""
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("This day is past. Choose today or a day to come."))
        return due_on

    def draft(self) -> HelpDraft:
        """What the rule is handed."""
        given = self.cleaned_data
        return HelpDraft(**{**given, "cause_id": optional_uuid(given["cause_id"])})


class UnmetForm(forms.Form):
    """What was needed and not found."""

    need = forms.ChoiceField(label=words("What is needed"))
    why = forms.ChoiceField(label=words("Why it was not found"), widget=forms.RadioSelect)
    district = forms.ChoiceField(label=words("Where the person lives"), required=False)
    words = forms.CharField(
        label=words("In your own words"),
        widget=forms.Textarea,
        required=False,
        help_text=words("The council sees numbers only, never these words."),
    )
    cause_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "need", _needs())
        offer(self, "why", [(r.code, r.label) for r in code_list("unmet_reasons").values()])
        offer(self, "district", _districts())

    def draft(self) -> UnmetDraft:
        """What the rule is handed."""
        given = self.cleaned_data
        return UnmetDraft(**{**given, "cause_id": optional_uuid(given["cause_id"])})
