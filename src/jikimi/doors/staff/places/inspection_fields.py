"""Forms of inspections: narrowed lists, planning, photos, repairs, draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.models import Agency
from jikimi.bodies.models import Body
from jikimi.bodies.reads import agencies_seated, bodies_of_kind
from jikimi.doors.staff.pages import offer
from jikimi.places.hazards import SAFETY
from jikimi.places.inspecting import InspectionDraft, programmes_of
from jikimi.places.inspection_forms import form_codes, grade_words
from jikimi.places.inspection_reads import ORDERS, SHOWS, InspectionWish
from jikimi.places.models import Inspection, Site
from jikimi.places.place_photos import PhotoDraft

_DAY = {"type": "date"}


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, as the browser's own field for days."""
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs=_DAY))


def page_number(text: str) -> int:
    """The page asked for in an address, 1 when none is."""
    return int(text) if text.isdecimal() and len(text) < 7 else 1


class Narrow(forms.Form):
    """How the list of inspections is narrowed; what is not understood is left out."""

    text = forms.CharField(label=words("Place"), required=False, max_length=80)
    form = forms.ChoiceField(label=words("What is looked at"), required=False)
    show = forms.ChoiceField(label=words("Show"), required=False)
    grade = forms.ChoiceField(label=words("Grade"), required=False)
    since = day_field(words("From"), required=False)
    until = day_field(words("Until"), required=False)
    order = forms.ChoiceField(label=words("Order"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        everything = [("", _("All"))]
        offer(self, "form", [*everything, *labelled(form_codes())])
        offer(self, "grade", [*everything, *labelled(grade_words())])
        offer(self, "show", [(code, shows()[code]) for code in SHOWS])
        offer(self, "order", [(code, orders()[code]) for code in ORDERS])

    def wish(self, page: str = "") -> InspectionWish:
        """The wish as the list reads it."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return InspectionWish(**asked, page=page_number(page))


class Period(forms.Form):
    """A period, the last three months unless another is asked for."""

    since = day_field(words("From"))
    until = day_field(words("Until"))

    def __init__(self, data: Any, **given: Any) -> None:
        self.start = {"since": three_months_ago(), "until": timezone.localdate()}
        super().__init__(data if data and "since" in data else None, initial=self.start, **given)

    def days(self) -> tuple[date, date]:
        """The two days; those it began with where nothing sensible was asked for."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else self.start
        return given["since"], given["until"]


class PlanForm(forms.Form):
    """An inspection to be made."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form = forms.ChoiceField(label=words("What is looked at"))
    body_id = forms.TypedChoiceField(label=words("Group"), coerce=int)
    place = forms.CharField(
        label=words("Which place"),
        max_length=200,
        required=False,
        help_text=words("A park, a path, a corner. Write no name of a person."),
    )
    planned_on = day_field(words("Day of the inspection"))
    is_night = forms.BooleanField(label=words("By night"), required=False)
    team = forms.TypedMultipleChoiceField(
        label=words("Who inspects together"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    programme_id = forms.ChoiceField(label=words("Programme"), required=False)
    is_unannounced = forms.BooleanField(
        label=words("Unannounced"),
        required=False,
        help_text=words(
            "Until it is made, only those who inspect and the coordinators know of it."
        ),
    )

    def __init__(self, data: Any = None, *, site: Site | None = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.site = site
        groups = bodies_of_kind(SAFETY)
        offer(self, "form", labelled(form_codes()))
        offer(self, "body_id", [(body.pk, body.name) for body in groups])
        offer(self, "team", [(one.pk, one.name) for one in agencies_of(groups)])
        offer(self, "programme_id", [("", _("For no programme")), *programmes_of(groups)])
        if site is not None:
            self.fields["place"].widget = forms.HiddenInput()

    def draft(self) -> InspectionDraft:
        """What the rule is handed."""
        given = self.cleaned_data
        return InspectionDraft(
            form=given["form"],
            body_id=given["body_id"],
            team=given["team"],
            planned_on=given["planned_on"],
            site_id=self.site.pk if self.site else None,
            place="" if self.site else given["place"],
            programme_id=given["programme_id"] or None,
            is_night=given["is_night"],
            is_unannounced=given["is_unannounced"],
        )


class MoveForm(PlanForm):
    """The same, changed: what is inspected stays as it is."""

    def __init__(self, inspection: Inspection, data: Any = None) -> None:
        start = {
            name: getattr(inspection, name)
            for name in ("version", "planned_on", "is_night", "is_unannounced", "team")
        }
        super().__init__(data, site=inspection.site, initial=start)
        for name in ("form", "body_id", "place", "programme_id"):
            del self.fields[name]
        own = [(one.pk, one.name) for one in agencies_seated(inspection.body)]
        offer(self, "team", own)
        self.inspection = inspection

    def draft(self) -> InspectionDraft:
        """What the rule is handed."""
        row, given = self.inspection, self.cleaned_data
        return InspectionDraft(
            form=row.form,
            body_id=row.body_id,
            team=given["team"],
            planned_on=given["planned_on"],
            site_id=row.site_id,
            place=row.place,
            is_night=given["is_night"],
            is_unannounced=given["is_unannounced"],
        )


class ManyForm(forms.Form):
    """Overdue sites that are inspected on one day by one team."""

    sites = forms.MultipleChoiceField(required=False)
    body_id = forms.TypedChoiceField(label=words("Group"), coerce=int)
    planned_on = day_field(words("Day of the inspection"))
    team = forms.TypedMultipleChoiceField(
        label=words("Who inspects together"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, sites: Sequence[Site]) -> None:
        super().__init__(data, initial={"planned_on": timezone.localdate()})
        self.rows = {str(site.pk): site for site in sites}
        groups = bodies_of_kind(SAFETY)
        offer(self, "sites", [(key, key) for key in self.rows])
        offer(self, "body_id", [(body.pk, body.name) for body in groups])
        offer(self, "team", [(one.pk, one.name) for one in agencies_of(groups)])


class SummaryForm(forms.Form):
    """A few words at the end."""

    summary = forms.CharField(
        label=words("In a few words"), widget=forms.Textarea, required=False, max_length=600
    )


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label=words("Reason"), max_length=200)


class PlacePhotoForm(forms.Form):
    """A photo of a place; whether people can be told on it must be said."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    photo = forms.FileField(
        label=words("Photo"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=words("Where, when and with what it was taken is removed from the file."),
    )
    has_faces = forms.ChoiceField(
        label=words("Can anybody be recognised on it: a face, a number plate, a name?"),
        widget=forms.RadioSelect,
        help_text=words("Better take it again without people. With them it is for the team alone."),
    )
    item = forms.ChoiceField(label=words("What it shows"), required=False)
    caption = forms.CharField(label=words("Caption"), required=False, max_length=200)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, items: Sequence[Any] = ()) -> None:
        super().__init__(data, files, initial={"key": uuid4()}, auto_id="id_photo_%s")
        offer(self, "has_faces", [("no", _("No")), ("yes", _("Yes, for the team alone"))])
        if items:
            offer(
                self, "item", [("", _("The place as a whole")), *((i.code, i.label) for i in items)]
            )
        else:
            del self.fields["item"]

    def draft(self) -> PhotoDraft:
        """What the rule is handed."""
        given = self.cleaned_data
        return PhotoDraft(
            id=given["key"],
            content=given["photo"].read(),
            has_faces=given["has_faces"] == "yes",
            item=given.get("item", ""),
            caption=given["caption"],
            longitude=given["longitude"],
            latitude=given["latitude"],
        )


def agencies_of(groups: Sequence[Body]) -> list[Agency]:
    """Agencies that sit in any of these groups, each once."""
    found = {one.pk: one for body in groups for one in agencies_seated(body)}
    return sorted(found.values(), key=lambda one: one.name)


def three_months_ago() -> date:
    """Where a period begins unless another is asked for."""
    return timezone.localdate() - relativedelta(months=3)


def shows() -> dict[str, str]:
    """What a list of inspections can show."""
    return {
        "": _("All"),
        "planned": _("To come"),
        "late": _("Past their day"),
        "made": _("Made"),
        "unsettled": _("Answers contradict each other"),
        "called_off": _("Called off"),
    }


def orders() -> dict[str, str]:
    """How a list of inspections can be ordered."""
    return {
        "newest": _("Latest inspections first"),
        "soonest": _("Earliest day first"),
        "grade": _("Worst first"),
        "place": _("By place"),
    }


def labelled(rows: Any) -> list[tuple[str, str]]:
    """Code and word of each row of a list."""
    return [(code, row.label) for code, row in rows.items()]
