"""Forms of joint checks: planning one, its answers, how it ended, what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.bodies.duty.reads import Watch
from jikimi.cases.check_endings import ENDINGS
from jikimi.cases.check_forms import Item, form_codes
from jikimi.cases.checking import CheckDraft
from jikimi.doors.staff.cases.parts import optional_number, optional_uuid
from jikimi.doors.staff.pages import offer

_DAY = {"type": "date"}
_HOUR = {"type": "time"}


class PlanForm(forms.Form):
    """A visit to be made."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form = forms.ChoiceField(label=words("What is looked at"), widget=forms.RadioSelect)
    planned_on = forms.DateField(
        label=words("Day of the visit"), widget=forms.DateInput(attrs=_DAY)
    )
    from_time = forms.TimeField(
        label=words("From"), required=False, widget=forms.TimeInput(attrs=_HOUR)
    )
    until_time = forms.TimeField(
        label=words("Until"), required=False, widget=forms.TimeInput(attrs=_HOUR)
    )
    shift_id = forms.ChoiceField(
        label=words("Team on duty"),
        required=False,
        help_text=words("Its agencies come along, as far as they take part in the case."),
    )
    agency_id = forms.TypedChoiceField(label=words("Whose check it is"), coerce=int)
    with_agencies = forms.TypedMultipleChoiceField(
        label=words("Who comes along"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    leader_id = forms.ChoiceField(label=words("Who leads the visit"), required=False)
    place = forms.CharField(
        label=words("Where to go and whom to ask for"),
        widget=forms.Textarea,
        max_length=600,
        help_text=words("It is kept sealed and opens to those who make the visit."),
    )
    caution = forms.CharField(
        label=words("Take care of"),
        required=False,
        max_length=300,
        help_text=words("What the team must know to be safe: dogs, weapons, who must not be met."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        agencies: Sequence[tuple[int, str]],
        leaders: Sequence[tuple[int, str]],
        watches: Sequence[Watch],
        **given: Any,
    ) -> None:
        super().__init__(data, **given)
        offer(self, "form", [(code, row.label) for code, row in form_codes().items()])
        offer(self, "agency_id", agencies)
        offer(self, "with_agencies", agencies)
        offer(self, "leader_id", [("", _("The team decides")), *leaders])
        offer(self, "shift_id", [("", _("No team on duty")), *map(_watch, watches)])

    def draft(self) -> CheckDraft:
        """What the rule is handed."""
        given = self.cleaned_data
        own = given["agency_id"]
        return CheckDraft(
            form=given["form"],
            agency_id=own,
            planned_on=given["planned_on"],
            place=given["place"],
            with_agencies=[number for number in given["with_agencies"] if number != own],
            leader_id=optional_number(given["leader_id"]),
            shift_id=optional_uuid(given["shift_id"]),
            from_time=given["from_time"],
            until_time=given["until_time"],
            caution=given["caution"],
        )


class AmendForm(PlanForm):
    """The same, changed; whose check it is stays, and so does the place when none is written."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["agency_id"].required = False
        self.fields["agency_id"].widget = forms.HiddenInput()
        self.fields["place"].required = False


class FinishForm(forms.Form):
    """How a visit ended."""

    ending = forms.ChoiceField(label=words("How did the visit go?"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=words("What the team judges"), required=False)
    summary = forms.CharField(
        label=words("In a few words"),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text=words("Needed when nobody was met: what was tried. The attempt counts."),
    )

    def __init__(
        self, data: Any = None, *, outcomes: Sequence[tuple[str, str]], **given: Any
    ) -> None:
        super().__init__(data, **given)
        labels = {"done": _("The visit was made"), "not_met": _("Nobody could be met")}
        pairs = [(code, labels[code]) for code in ENDINGS]
        offer(self, "ending", pairs)
        if outcomes:
            offer(self, "outcome", [("", _("Choose")), *outcomes])
        else:
            del self.fields["outcome"]


class PhotoForm(forms.Form):
    """A photo of the visit."""

    photo = forms.FileField(
        label=words("Photo"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=words("Where, when and with what it was taken is removed from the file."),
    )
    item = forms.ChoiceField(label=words("What it shows"), required=False)
    caption = forms.CharField(label=words("Caption"), required=False, max_length=200)

    def __init__(self, *args: Any, items: Sequence[Item], **given: Any) -> None:
        super().__init__(*args, **given)
        pairs = [("", _("The visit as a whole")), *((i.code, i.label) for i in items)]
        offer(self, "item", pairs)


def _watch(watch: Watch) -> tuple[str, str]:
    begins, ends = watch.hours
    people = ", ".join(s.member.name for s in watch.shifts if s.member is not None)
    words_of = f"{watch.day:%Y. %m. %d.} {begins}–{ends} {watch.post.name} ({people or '–'})"
    return str(watch.shifts[0].pk), words_of
