"""Forms about a body itself: its names, its chairs, who sits there, roles, what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from jikimi.access.agency import Agency
from jikimi.access.codes import codes
from jikimi.access.member import Member
from jikimi.bodies.known import ROLES_IN_BODIES
from jikimi.doors.staff.downloads import LockForm


class WhyForm(forms.Form):
    """A reason, kept in the record."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class TakeOutForm(LockForm, WhyForm):
    """Why a document is taken out, and under which password."""

    field_order = ("why", "password", "again")


class BodyForm(forms.Form):
    """What a body is called and where it meets."""

    name_ko = forms.CharField(label=_("Name in Korean"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    place = forms.CharField(label=_("Place of meetings or office"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MemberForm(forms.Form):
    """A person out of a list."""

    member_id = forms.TypedChoiceField(label=_("Name and position"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["member_id"])
        field.choices = [("", now("Choose")), *grouped(people)]


class ChairForm(MemberForm):
    """Who leads a body."""

    is_civilian = forms.BooleanField(
        label=_("Civilian co-chair, from outside public office"), required=False
    )
    since = forms.DateField(label=_("From"), required=False, help_text=_("Today when left empty."))


class RepresentativeForm(MemberForm):
    """Who sits there for the agency."""

    PARTS = [
        ("chief", _("Representative")),
        ("deputy", _("Deputy, comes in the representative's place")),
    ]
    part = forms.ChoiceField(
        label=_("Part"), choices=PARTS, initial="chief", widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("From"), required=False, help_text=_("Today when left empty."))


class RoleForm(MemberForm):
    """A role in a body, and why it is granted."""

    kind = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        names = codes("access", "roles")
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [(kind, names[kind].label) for kind in ROLES_IN_BODIES]


class SeatForm(forms.Form):
    """An agency that is registered and shall sit in the body."""

    agency = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    joined_on = forms.DateField(
        label=_("Joined on"), required=False, help_text=_("Today when left empty.")
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["agency"])
        field.choices = [("", now("Choose")), *[(row.pk, row.name) for row in agencies]]


class LimbForm(forms.Form):
    """What the parties of an agreement promised to do together."""

    title_ko = forms.CharField(label=_("Title in Korean"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What was promised"), max_length=4000, required=False, widget=forms.Textarea
    )
    lead_id = forms.TypedChoiceField(
        label=_("Who sees to it"), coerce=int, empty_value=None, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["lead_id"])
        field.choices = [("", now("All together")), *[(row.pk, row.name) for row in agencies]]


def grouped(people: Iterable[Member]) -> list[tuple[str, list[tuple[int, str]]]]:
    """People by agency, for a list to choose from: name and job."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in people:
        words = " · ".join(part for part in (one.name, one.job) if part)
        found.setdefault(one.agency.name, []).append((one.pk, words))
    return list(found.items())
