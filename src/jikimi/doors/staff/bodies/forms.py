"""Forms of meetings: calling and moving one, inviting, answering, changing the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from jikimi.bodies.meetings import MeetingDraft
from jikimi.bodies.models import Meeting

KINDS = [("regular", _("Regular meeting")), ("ad_hoc", _("Ad hoc meeting"))]
ANSWERS = [("coming", _("I will come")), ("apologies", _("I cannot come"))]
Choices = Iterable[tuple[object, object]]
_WHEN_AND_WHERE = (
    "starts_at",
    "place",
    "kind",
    "is_urgent",
    "minutes_planned",
    "video_link",
)


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
        label=_("Urgent: it does not wait for the regular date"),
        help_text=_("The usual days of notice are not needed."),
        required=False,
    )
    minutes_planned = forms.IntegerField(
        label=_("Length in minutes"),
        help_text=_("The agenda is held against it. Leave it empty when nobody knows."),
        min_value=0,
        max_value=720,
        required=False,
    )
    video_link = forms.URLField(
        label=_("Video link"),
        help_text=_("Begins with https://. Only those invited see it."),
        max_length=300,
        required=False,
        assume_scheme="https",
    )

    def draft(self) -> MeetingDraft:
        """What was entered, as the rule takes it."""
        entered = {name: self.cleaned_data[name] for name in _WHEN_AND_WHERE}
        return MeetingDraft(**{**entered, "minutes_planned": entered["minutes_planned"] or 0})


class MoveForm(MeetingForm):
    """The same for a meeting that stands, with the version it was read in."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, meeting: Meeting) -> MoveForm:
        """The form filled with the meeting as it is."""
        names = (*_WHEN_AND_WHERE, "version")
        return cls(initial={name: getattr(meeting, name) for name in names})


class CallForm(MeetingForm):
    """Everything that is said when a meeting is called, on one page."""

    cases = forms.MultipleChoiceField(
        label=_("Cases for the agenda"), required=False, widget=forms.CheckboxSelectMultiple
    )
    matters = forms.MultipleChoiceField(
        label=_("Matters proposed"), required=False, widget=forms.CheckboxSelectMultiple
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
    invite_sitting = forms.BooleanField(
        label=_("Invite those who sit for their agencies"), required=False
    )
    members = forms.TypedMultipleChoiceField(
        label=_("Invite further people"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, choices: Mapping[str, Choices], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, offered in choices.items():
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]

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
    why = forms.CharField(
        label=_("Reason, if you cannot come"),
        help_text=_("Those who run the meeting read it. Write nothing here about a case."),
        max_length=200,
        required=False,
    )
    has_sent_information = forms.BooleanField(
        label=_("Our agency has sent its information beforehand"), required=False
    )


class DeputyForm(forms.Form):
    """Who comes in somebody's place."""

    deputy = forms.TypedChoiceField(label=_("Who comes instead"), coerce=int)
    why = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: object, members: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["deputy"].choices = [("", _("Choose")), *members]  # type: ignore[attr-defined]


class OfficersForm(forms.Form):
    """Who leads the meeting, who keeps its minutes."""

    chair = forms.TypedChoiceField(
        label=_("Leads the meeting"), coerce=int, empty_value=None, required=False
    )
    clerk = forms.TypedChoiceField(
        label=_("Keeps the minutes"), coerce=int, empty_value=None, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, members: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("chair", "clerk"):
            self.fields[name].choices = [("", _("Nobody named")), *members]  # type: ignore[attr-defined]


class MatterItemForm(forms.Form):
    """A matter proposed before, for the agenda."""

    matter = forms.ChoiceField(label=_("Matter proposed"))
    minutes = forms.IntegerField(label=_("Time in minutes"), min_value=1, max_value=240, initial=20)

    def __init__(self, *args: object, matters: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["matter"].choices = list(matters)  # type: ignore[attr-defined]


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
