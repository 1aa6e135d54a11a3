"""Forms of actions: assigning, amending, accepting, reporting how one ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import label
from jikimi.cases.actions import ActionDraft
from jikimi.cases.models import Action, Cause
from jikimi.cases.models.actions import ENDINGS
from jikimi.cases.sides import side_of
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import optional_number, optional_uuid


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen in the lists of a form: value and words."""

    sides: Sequence[tuple[str, str]] = ()
    agencies: Sequence[tuple[int, str]] = ()
    owners: Sequence[tuple[int, str]] = ()
    causes: Sequence[Cause] = field(default=())


class WorkForm(forms.Form):
    """What is to be done, by when, and for which cause."""

    text = forms.CharField(
        label=words("What is to be done"),
        widget=forms.Textarea,
        help_text=words("So that anybody can check it: how often, how much, what will be there."),
    )
    due_on = forms.DateField(
        label=words("To be done by"), widget=forms.DateInput(attrs={"type": "date"})
    )
    owner_id = forms.ChoiceField(
        label=words("Who does it"),
        required=False,
        help_text=words("The agency may name somebody else when it accepts."),
    )
    cause_id = forms.ChoiceField(label=words("For which cause"), required=False)

    def __init__(self, data: Any = None, *, choices: Choices, **given: Any) -> None:
        super().__init__(data, **given)
        self._offer("owner_id", _("The agency names somebody"), choices.owners)
        causes = [(row.pk, label("cases", "causes", row.code)) for row in choices.causes]
        self._offer("cause_id", _("Without a cause"), causes)

    def clean_owner_id(self) -> int | None:
        """The member chosen."""
        return optional_number(self.cleaned_data["owner_id"])

    def _offer(self, name: str, empty: str, pairs: Iterable[tuple[object, str]]) -> None:
        texts = [(str(value), says) for value, says in pairs]
        self.fields[name].choices = [("", empty), *texts] if empty else texts  # type: ignore[attr-defined]


class AssignForm(WorkForm):
    """An action for an agency that takes part."""

    side = forms.ChoiceField(label=words("Plan"), widget=forms.RadioSelect)
    agency_id = forms.ChoiceField(label=words("Agency"))
    field_order = ("cause_id", "side", "agency_id", "text", "due_on", "owner_id")

    def __init__(self, data: Any = None, *, choices: Choices, **given: Any) -> None:
        super().__init__(data, choices=choices, **given)
        self._offer("side", "", choices.sides)
        self._offer("agency_id", _("Choose"), choices.agencies)
        if len(choices.sides) == 1 and not self.initial.get("side"):
            self.initial["side"] = choices.sides[0][0]

    def clean_due_on(self) -> Any:
        """A day to come: a day in the past is a slip of the hand."""
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise ValidationError(_("This day is past. Choose today or a day to come."))
        return due_on

    def draft(self) -> ActionDraft:
        """What the rule is handed."""
        entered = self.cleaned_data
        return ActionDraft(
            side=entered["side"],
            agency_id=int(entered["agency_id"]),
            text=entered["text"],
            due_on=entered["due_on"],
            cause_id=optional_uuid(entered["cause_id"]),
            owner_id=entered["owner_id"],
        )


class AmendActionForm(WorkForm):
    """Words, day, owner and cause of an action; side and agency stay."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def amended(self, action: Action) -> ActionDraft:
        """What the rule is handed."""
        entered = self.cleaned_data
        return ActionDraft(
            side=side_of(action),
            agency_id=action.agency_id,
            text=entered["text"],
            due_on=entered["due_on"],
            cause_id=optional_uuid(entered["cause_id"]),
            owner_id=entered["owner_id"],
            decision_id=action.decision_id,
        )


class AcceptForm(forms.Form):
    """Who does it."""

    owner_id = forms.TypedChoiceField(label=words("Who does it"), coerce=int)

    def __init__(self, data: Any = None, *, owners: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["owner_id"].choices = owners  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """How an action ended; the two ways of not doing are two answers."""

    ending = forms.ChoiceField(label=words("How did it end?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=words("What shows it, or why"),
        widget=forms.Textarea,
        required=False,
        help_text=words("Needed unless it was done."),
    )

    def __init__(self, data: Any = None, *, offers: Iterable[str] = ENDINGS, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["ending"].choices = [  # type: ignore[attr-defined]
            (row.code, row.label)
            for row in code_list("action_outcomes").values()
            if row.code in set(offers)
        ]
