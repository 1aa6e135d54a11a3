"""Forms of undertakings: giving one out, changing it, accepting, reporting, showing evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from jikimi.access.codes import codes
from jikimi.access.member import Member
from jikimi.access.models import Agency
from jikimi.bodies.models import Undertaking
from jikimi.bodies.papers import ENDINGS, Paper, paper
from jikimi.bodies.undertakings import UndertakingDraft
from jikimi.doors.staff.downloads import LockForm

_FIRST_DUE = timedelta(weeks=4)
_DAY = {"type": "date"}


class UndertakingForm(forms.Form):
    """What one seated agency shall do by when; empty words mean nothing is given out."""

    text = forms.CharField(
        label=_("What shall be done"),
        help_text=_("So that it can be checked: who does what, how often."),
        widget=forms.Textarea,
        required=False,
    )
    agency_id = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs=_DAY))
    effect_due_on = forms.DateField(
        label=_("Look at the effect on"),
        required=False,
        help_text=_("Empty: in the half-year after it is done."),
        widget=forms.DateInput(attrs=_DAY),
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **given: Any) -> None:
        given.setdefault("prefix", "undertaking")
        given.setdefault("initial", {"due_on": timezone.localdate() + _FIRST_DUE})
        super().__init__(*args, **given)
        choices = [("", said("Choose")), *((one.pk, one.name) for one in agencies)]
        self.fields["agency_id"].choices = choices  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """A day to come: a day in the past is a slip of the hand."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise ValidationError(said("This day is past. Choose today or a day to come."))
        return due_on

    def is_written(self) -> bool:
        """Whether anything was written at all."""
        return bool(str(self.data.get(self.add_prefix("text"), "")).strip())

    def draft(self) -> UndertakingDraft:
        """What was entered, as the rule takes it."""
        return UndertakingDraft(**self.cleaned_data)


class AmendForm(forms.Form):
    """An undertaking put right; its agency stays."""

    text = forms.CharField(label=_("What shall be done"), widget=forms.Textarea)
    owner_id = forms.TypedChoiceField(
        label=_("Who sees to it"), coerce=int, required=False, empty_value=None
    )
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs=_DAY))
    effect_due_on = forms.DateField(
        label=_("Look at the effect on"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[Member], **given: Any) -> None:
        super().__init__(*args, **given)
        offer_people(self, people, said("The agency names somebody"))

    def draft(self, undertaking: Undertaking) -> UndertakingDraft:
        """What was entered, as the rule takes it."""
        entered = dict(self.cleaned_data)
        entered.pop("version")
        return UndertakingDraft(agency_id=undertaking.agency_id, **entered)


class AcceptForm(forms.Form):
    """Who sees to it."""

    owner_id = forms.TypedChoiceField(label=_("Who sees to it"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[Member], **given: Any) -> None:
        super().__init__(*args, **given)
        offer_people(self, people)


class OutcomeForm(forms.Form):
    """How it ended."""

    ending = forms.ChoiceField(label=_("How did it end?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What shows it, or why"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Needed unless it was done."),
    )

    def __init__(self, *args: Any, offers: Iterable[str], **given: Any) -> None:
        super().__init__(*args, **given)
        rows = codes("bodies", "undertaking_outcomes").values()
        open_ones = set(offers)
        self.fields["ending"].choices = [  # type: ignore[attr-defined]
            (row.code, row.label) for row in rows if row.code in open_ones
        ]


class ReassignForm(forms.Form):
    """To which other agency, and why."""

    agency_id = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    why = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [("", said("Choose")), *((one.pk, one.name) for one in agencies)]
        self.fields["agency_id"].choices = choices  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """What shows that it was done."""

    text = forms.CharField(label=_("What shows it"), required=False, widget=forms.Textarea)
    document = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("PDF, HWPX, HWP, ODT, DOCX, PNG or JPG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        # It stands on one page with the form of the outcome, which has a field of the same name.
        super().__init__(*args, **{"auto_id": "evidence_%s", **given})

    def paper(self) -> Paper | None:
        """The document brought, its kind read from its content; NotValid beside the field."""
        brought = self.cleaned_data["document"]
        return paper(name=brought.name, content=brought.read()) if brought else None


class ReasonForm(forms.Form):
    """Why something is taken out (SR-30)."""

    reason = forms.ChoiceField(label=_("Reason"))
    why = forms.CharField(label=_("In words"), required=False, max_length=200)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = codes("bodies", "download_reasons").values()
        choices = [("", said("Choose")), *((row.code, row.label) for row in rows)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class OpenForm(LockForm, ReasonForm):
    """Why a document of evidence is opened, and under which password it leaves."""

    field_order = ("reason", "why", "password", "again")


def offer_people(form: forms.Form, people: Iterable[Member], empty: str = "") -> None:
    """Give the field owner_id of a form its choices."""
    named = [(member.pk, member.name) for member in people]
    form.fields["owner_id"].choices = [*([("", empty)] if empty else []), *named]  # type: ignore[attr-defined]


def pieces(rows: Iterable[Any], open_to: str, back: str, *place: object) -> list[dict[str, Any]]:
    """Pieces of evidence with the urls on which each is opened and taken back."""
    return [
        {
            "row": row,
            "open_url": reverse(open_to, args=[*place, row.pk]),
            "withdraw_url": reverse(back, args=[*place, row.pk]),
        }
        for row in rows
    ]
