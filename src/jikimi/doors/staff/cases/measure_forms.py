"""Forms of protective measures: recorded, extended, ended, and what happens in between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.cases.overview import PartyLine
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import party_choices
from jikimi.doors.staff.pages import offer


def _instant() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class MeasureForm(forms.Form):
    """A measure as ordered."""

    code = forms.ChoiceField(label=words("Measure"))
    party_id = forms.ChoiceField(label=words("On whom"), required=False)
    started_at = forms.DateTimeField(label=words("Began"), widget=_instant())
    ends_on = forms.DateField(
        label=words("End written in the decision"),
        required=False,
        widget=_day(),
        help_text=words("As the court or the police wrote it; it overrides what the law lets run."),
    )

    def __init__(self, data: Any = None, *, people: Sequence[PartyLine], **given: Any) -> None:
        super().__init__(data, **given)
        offer(self, "code", [("", _("Choose")), *measure_choices()])
        offer(self, "party_id", party_choices(people))


class MeasureEventForm(forms.Form):
    """What happened to a measure, and when."""

    event = forms.ChoiceField(label=words("What happened to it"))
    happened_at = forms.DateTimeField(label=words("When"), widget=_instant())

    def __init__(
        self, data: Any = None, *, events: Sequence[tuple[str, str]], **given: Any
    ) -> None:
        super().__init__(data, **given)
        offer(self, "event", [("", _("Choose")), *events])


class MeasureExtensionForm(forms.Form):
    """An extension, with the end the court wrote."""

    ends_on = forms.DateField(
        label=words("End written in the decision"),
        required=False,
        widget=_day(),
        help_text=words("Left empty, it lasts as long as the law allows."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MeasureWrittenEndForm(forms.Form):
    """The end the court wrote, entered later or corrected."""

    ends_on = forms.DateField(
        label=words("End written in the decision"),
        required=False,
        widget=_day(),
        help_text=words("Left empty, the end by law holds."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MeasureEndForm(forms.Form):
    """When and why a measure ended."""

    ended_at = forms.DateTimeField(label=words("Ended"), widget=_instant())
    why = forms.CharField(
        label=words("Reason"),
        max_length=200,
        help_text=words("Run out, lifted, cancelled after it lapsed, recorded by mistake …"),
    )


class MeasureReasonForm(forms.Form):
    """Why something recorded by mistake is taken back."""

    why = forms.CharField(label=words("Reason"), max_length=200)


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Measures of today's law, by the law they stand in."""
    short = "law_short_en" if (get_language() or "ko").startswith("en") else "law_short_ko"
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in code_list("measures").values():
        groups.setdefault(row.more[short], []).append((row.code, row.label))
    return list(groups.items())
