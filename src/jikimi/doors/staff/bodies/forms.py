"""Forms of meetings: calling and moving one, inviting, answering, changing the agenda."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from jikimi.bodies.meetings import MeetingDraft
from jikimi.bodies.models import Meeting

KINDS = [("regular", _("Regular meeting")), ("ad_hoc", _("Ad hoc meeting"))]
ANSWERS = [("coming", _("I will come")), ("apologies", _("I cannot come"))]
Choices = Iterable[tuple[object, object]]


class MeetingForm(forms.Form):
    """When and where."""

    starts_at = forms.DateTimeField(
        label=_("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    place = forms.CharField(label=_("Place"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of meeting"), choices=KINDS, initial="regular", widget=forms.RadioSelect
    )
    is_urgent = forms.BooleanField(
        label=_("Urgent: it does not wait for the regular date"), required=False
    )

    def draft(self) -> MeetingDraft:
        """What was entered, as the rule takes it."""
        names = ("starts_at", "place", "kind", "is_urgent")
        return MeetingDraft(**{name: self.cleaned_data[name] for name in names})


class MoveForm(MeetingForm):
    """The same for a meeting that stands, with the version it was read in."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, meeting: Meeting) -> MoveForm:
        """The form filled with the meeting as it is."""
        names = ("starts_at", "place", "kind", "is_urgent", "version")
        return cls(initial={name: getattr(meeting, name) for name in names})


class CallForm(MeetingForm):
    """Everything that is said when a meeting is called, on one page."""

    cases = forms.MultipleChoiceField(
        label=_("Cases for the agenda"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.CharField(
        label=_("Other matters"),
        help_text=_("One line each. Write nothing here that belongs to a case."),
        required=False,
        widget=forms.Textarea,
    )
    invite_concerned = forms.BooleanField(
        label=_("Invite the case workers of the agencies that take part in these cases"),
        required=False,
        initial=True,
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Invite further people"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, cases: Choices, members: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["cases"].choices = list(cases)  # type: ignore[attr-defined]
        self.fields["members"].choices = list(members)  # type: ignore[attr-defined]

    def topic_lines(self) -> list[str]:
        """The other matters, one each."""
        return [line.strip() for line in self.cleaned_data["topics"].splitlines() if line.strip()]


class InviteForm(forms.Form):
    """Who else shall come."""

    members = forms.TypedMultipleChoiceField(
        label=_("People to invite"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, members: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["members"].choices = list(members)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Whether one comes."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=ANSWERS, widget=forms.RadioSelect)
    has_sent_information = forms.BooleanField(
        label=_("Our agency has sent its information beforehand"), required=False
    )


class TopicForm(forms.Form):
    """A matter about no single case."""

    title = forms.CharField(
        label=_("Matter"),
        max_length=200,
        help_text=_("Write nothing here that belongs to a case."),
    )
    minutes = forms.IntegerField(label=_("Time in minutes"), min_value=1, max_value=240, initial=20)


class CaseItemForm(forms.Form):
    """A case for the agenda."""

    case = forms.ChoiceField(label=_("Case"))
    minutes = forms.IntegerField(label=_("Time in minutes"), min_value=1, max_value=240, initial=15)

    def __init__(self, *args: object, cases: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=500)
