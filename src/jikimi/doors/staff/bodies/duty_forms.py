"""Forms of duty: a post, who is on its list, days without duty, a rota, who takes a shift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from jikimi.access.codes import labels
from jikimi.access.member import Member
from jikimi.bodies.duty.planning.words import ANY
from jikimi.bodies.duty.posts import PostDraft
from jikimi.bodies.duty.rotas import RotaDraft
from jikimi.bodies.models import Body, Post, Shift
from jikimi.bodies.reads import agencies_seated
from jikimi.doors.staff.bodies.body_forms import grouped
from jikimi.settings.jinja import instant

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
DAYS_IN_SHORT = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_NEED = "need_"
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_DAY = forms.DateInput(attrs={"type": "date"})


class PostForm(forms.Form):
    """What must be manned, when, and by how many of which agencies."""

    name_ko = forms.CharField(label=_("Name in Korean"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    begins = forms.TimeField(label=_("Begins at"), widget=_CLOCK)
    ends = forms.TimeField(
        label=_("Ends at"),
        widget=_CLOCK,
        help_text=_("Earlier than the beginning means the next morning."),
    )
    on_holidays = forms.BooleanField(label=_("Also on public holidays"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=_DAY, help_text=_("Today when left empty.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in kinds.items():
            self.fields[_NEED + kind] = forms.IntegerField(
                label=now("People: %(kind)s") % {"kind": label},
                min_value=0,
                max_value=9,
                required=False,
            )

    def draft(self) -> PostDraft:
        """What was entered, as the rule takes it."""
        given = dict(self.cleaned_data)
        given.pop("version")
        seats = {name: given.pop(name) or 0 for name in list(given) if name.startswith(_NEED)}
        needs = {name.removeprefix(_NEED): number for name, number in seats.items()}
        given["weekdays"] = tuple(given["weekdays"])
        return PostDraft(needs=needs, **given)


class MannedForm(forms.Form):
    """Who takes shifts at a post."""

    member_id = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    most_per_week = forms.IntegerField(
        label=_("Most shifts a week"),
        required=False,
        min_value=0,
        max_value=7,
        help_text=_("As the rota says when left empty."),
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "member_id", [("", now("Choose")), *grouped(people)])


class DayForm(forms.Form):
    """The last day of something."""

    on = forms.DateField(label=_("Last day"), widget=_DAY, initial=timezone.localdate)


class AbsenceForm(forms.Form):
    """Days on which somebody takes no shift. Why is not asked."""

    member_id = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    begins_on = forms.DateField(label=_("First day"), widget=_DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=_DAY)

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "member_id", grouped(people))


class RotaForm(forms.Form):
    """From when to when a rota is planned, and which rules it keeps."""

    post = forms.ChoiceField(label=_("Post"))
    begins_on = forms.DateField(label=_("First day"), widget=_DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=_DAY)
    rest_hours = forms.IntegerField(
        label=_("Rest between two shifts, in hours"), min_value=0, max_value=96, initial=11
    )
    most_per_week = forms.IntegerField(
        label=_("Most shifts a week for one person"), min_value=1, max_value=7, initial=2
    )

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "post", [(str(post.pk), post.name) for post in posts])

    def draft(self) -> RotaDraft:
        """What was entered, as the rule takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "post"}
        return RotaDraft(**given)


class AssignForm(forms.Form):
    """Who takes a shift; those whom a rule keeps away stand apart with the rule."""

    member_id = forms.TypedChoiceField(
        label=_("Who takes it"), coerce=int, empty_value=None, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "member_id", [("", now("Nobody: vacant")), *choices])


class TakeForm(forms.Form):
    """Taking the shift of another, perhaps for one of one's own."""

    in_return = forms.ChoiceField(label=_("In return for one of my shifts"), required=False)

    def __init__(self, *args: Any, shifts: Iterable[Shift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(shift.pk), instant(shift.starts_at)) for shift in shifts]
        _offer(self, "in_return", [("", now("Nothing in return")), *rows])


class NoteForm(forms.Form):
    """What the next must know."""

    text = forms.CharField(
        label=_("What the next on duty must know"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("Write case numbers instead of names of people. Identity numbers are covered."),
    )


def kinds_seated(body: Body) -> dict[str, str]:
    """Kinds of agency that sit in a body, and any of them, in words."""
    words = labels("access", "agency_kinds")
    kinds = sorted({agency.kind for agency in agencies_seated(body)})
    return {kind: words[kind] for kind in kinds} | {ANY: now("any agency")}


def kind_words() -> dict[str, str]:
    """Every kind of agency and any, in words."""
    return {**labels("access", "agency_kinds"), ANY: now("Any agency")}


def entered(post: Post) -> dict[str, Any]:
    """A post as its form begins with it."""
    names = (
        "name_ko", "name_en", "place", "weekdays", "begins", "ends", "on_holidays", "since",
        "version",
    )  # fmt: skip
    plain = {name: getattr(post, name) for name in names}
    return plain | {_NEED + kind: seats for kind, seats in post.needs.items()}


def _offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)
