"""Forms of registration by grade: what a committee decided, and consent given or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.bodies.models import Decision
from jikimi.cases.registering import Committee
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import optional_uuid
from jikimi.doors.staff.pages import offer

_DATE = {"type": "date"}


class CommitteeForm(forms.Form):
    """A decision of the committee: its day, its reason, and where it was taken."""

    decided_on = forms.DateField(
        label=words("Day of the decision"), widget=forms.DateInput(attrs=_DATE)
    )
    decision_id = forms.ChoiceField(
        label=words("Decision of a meeting"),
        required=False,
        help_text=words("If a meeting kept here decided it."),
    )
    why = forms.CharField(label=words("Reason of the committee"), widget=forms.Textarea)

    def __init__(self, data: Any = None, *, decisions: Sequence[Decision], **given: Any) -> None:
        super().__init__(data, **given)
        rows = [(str(row.pk), row.text[:60]) for row in decisions]
        offer(self, "decision_id", [("", _("The committee of the station")), *rows])

    def committee(self) -> Committee:
        """What was decided, for the rule."""
        given = self.cleaned_data
        return Committee(given["decided_on"], given["why"], optional_uuid(given["decision_id"]))


class RegisterForm(CommitteeForm):
    """A household put on the list."""

    grade = forms.ChoiceField(label=words("Grade"), widget=forms.RadioSelect)
    agency_id = forms.TypedChoiceField(
        label=words("Agency that looks after it"), coerce=int, help_text=words("Turn by turn.")
    )
    consented_by = forms.ChoiceField(label=words("Who consented"), required=False)
    consented_on = forms.DateField(
        label=words("Consented on"),
        required=False,
        widget=forms.DateInput(attrs=_DATE),
        help_text=words("Registration rests on consent given before the decision."),
    )
    field_order = ("grade", "consented_by", "consented_on", "agency_id")

    def __init__(
        self, data: Any = None, *, agencies: Sequence[tuple[int, str]], **given: Any
    ) -> None:
        super().__init__(data, **given)
        offer(self, "grade", grades())
        offer(self, "agency_id", [("", _("Choose")), *agencies])
        offer(
            self,
            "consented_by",
            [
                ("", _("Choose")),
                ("person", _("The person")),
                ("guardian", _("A guardian who is not suspected")),
            ],
        )


class RegradeForm(CommitteeForm):
    """Another grade."""

    grade = forms.ChoiceField(label=words("New grade"), widget=forms.RadioSelect)
    field_order = ("grade",)

    def __init__(self, data: Any = None, *, now: str, **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "grade", [row for row in grades() if row[0] != now])


class ReleaseForm(CommitteeForm):
    """A household taken off the list."""

    is_mistake = forms.BooleanField(
        label=words("It should never have been registered"), required=False
    )


class WithdrawForm(forms.Form):
    """Consent to registration taken back."""

    withdrawn_on = forms.DateField(label=words("Withdrawn on"), widget=forms.DateInput(attrs=_DATE))
    why = forms.CharField(label=words("Note"), max_length=300, required=False)


def grades() -> list[tuple[str, str]]:
    """Grades of the scheme as choices, the highest first."""
    rows = sorted(code_list("grading_rules").values(), key=lambda row: -int(row.more["rank"]))
    return [(row.more["grade"], row.label) for row in rows]
