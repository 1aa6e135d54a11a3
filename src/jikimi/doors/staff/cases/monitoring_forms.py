"""Forms of looking again: a day planned, how it went, a try, a turn that was missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.overview import PartyLine
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.forms import choices
from jikimi.doors.staff.pages import offer

Agencies = Sequence[tuple[int, str]]


class ContactForm(forms.Form):
    """A day on which an agency looks again."""

    agency_id = forms.TypedChoiceField(label=words("Agency"), coerce=int)
    due_on = forms.DateField(
        label=words("Day of the contact"), widget=forms.DateInput(attrs={"type": "date"})
    )
    face_to_face = forms.BooleanField(label=words("In person"), required=False)
    reason = forms.ChoiceField(
        label=words("A child that must be seen"),
        required=False,
        help_text=words("Then a call does not replace the meeting."),
    )

    def __init__(self, data: Any = None, *, agencies: Agencies, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "agency_id", [("", _("Choose")), *agencies])
        offer(self, "reason", [("", _("No such ground")), *choices("face_to_face_reasons")])

    def clean_due_on(self) -> Any:
        """A day to come: a day in the past is a slip of the hand."""
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise ValidationError(_("This day is past. Choose today or a day to come."))
        return due_on


class ReportForm(forms.Form):
    """How a contact went."""

    outcome = forms.ChoiceField(label=words("How did it go?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=words("Note"),
        widget=forms.Textarea,
        required=False,
        help_text=words("Needed when the person was not reached."),
    )

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "outcome", _outcomes(made_only=False))


class AttemptForm(forms.Form):
    """One try to reach somebody."""

    party_id = forms.ChoiceField(label=words("Whom"), required=False)
    channel = forms.ChoiceField(label=words("How"))
    tried_at = forms.DateTimeField(label=words("When"))
    outcome = forms.ChoiceField(label=words("What came of it"))
    note = forms.CharField(label=words("Note"), widget=forms.Textarea, required=False)
    anyway = forms.CharField(
        label=words("Why it was tried although this way is not known to be safe"),
        max_length=300,
        required=False,
        help_text=words("Only when the safe contact speaks against it."),
    )

    def __init__(self, data: Any = None, *, people: Sequence[PartyLine], **given: Any) -> None:
        super().__init__(data, **given)
        named = [
            (str(line.party.pk), f"{line.role} {line.party.person.name}".strip()) for line in people
        ]
        offer(self, "party_id", [*named, ("", _("A person not shared with your agency"))])
        offer(self, "channel", choices("contact_channels", empty=True, without=("none",)))
        offer(self, "outcome", choices("attempt_outcomes", empty=True))


class MissedForm(forms.Form):
    """Why a turn was missed, or that it was made in time and written down too late."""

    note = forms.CharField(label=words("What happened"), widget=forms.Textarea)
    outcome = forms.ChoiceField(
        label=words("Made in time after all"),
        required=False,
        help_text=words("Only when it was made on or before its last day."),
    )
    made_on = forms.DateField(
        label=words("Made on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "outcome", [("", _("No, it was missed")), *_outcomes(made_only=True)])

    def clean(self) -> dict[str, Any]:
        """Who says that it was made says on which day."""
        entered = super().clean() or {}
        if entered.get("outcome") and not entered.get("made_on"):
            self.add_error("made_on", _("Give the day on which it was made."))
        return entered


class ReassignForm(forms.Form):
    """Which other agency makes the contact, and why."""

    agency_id = forms.TypedChoiceField(label=words("Agency"), coerce=int)
    why = forms.CharField(label=words("Reason"), max_length=300)

    def __init__(self, data: Any = None, *, agencies: Agencies, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "agency_id", [("", _("Choose")), *agencies])


def _outcomes(*, made_only: bool) -> list[tuple[str, str]]:
    return [
        (row.code, row.label)
        for row in code_list("monitoring_outcomes").values()
        if row.more["by_hand"] == "yes" and (row.more["contact_made"] == "yes" or not made_only)
    ]
