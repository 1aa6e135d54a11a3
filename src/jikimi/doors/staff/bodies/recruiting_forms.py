"""Forms of recruiting: an agency, a visit, what was signed, the seat, the narrowing of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from jikimi.access.agency import Agency
from jikimi.access.codes import codes
from jikimi.access.member import Member
from jikimi.bodies.districts import district_choices
from jikimi.bodies.papers import LARGEST_BYTES, Paper, paper
from jikimi.bodies.pipeline import Wanted
from jikimi.bodies.recruiting import CandidateDraft
from jikimi.bodies.signing import SigningDraft
from jikimi.bodies.visiting import VisitReport

TODAY = _("Today when left empty.")


class FilterForm(forms.Form):
    """What somebody looks for among the agencies to be won."""

    words = forms.CharField(label=_("Name or note"), max_length=60, required=False)
    stage = forms.ChoiceField(label=_("Where it stands"), required=False)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    order = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    since = forms.DateField(label=_("Figures from"), required=False)
    until = forms.DateField(label=_("Figures until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(row.code, row.label) for row in codes("bodies", "candidate_stages").values()]
        everything = [("", now("All"))]
        _choose(self, "stage", [*everything, ("on_the_way", now("On the way")), *stages])
        _choose(self, "kind", [*everything, *_kinds()])
        _choose(self, "district", [*everything, *district_choices()])

    def wanted(self) -> Wanted:
        """The narrowing as the read takes it; empty when the form does not fit."""
        given = self.cleaned_data if self.is_valid() else {}
        names = ("words", "stage", "kind", "district")
        return Wanted(
            **{name: given.get(name) or "" for name in names}, order=given.get("order") or "name"
        )


class CandidateForm(forms.Form):
    """An agency that might join."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of agency"))
    district = forms.ChoiceField(label=_("District"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    agency_id = forms.TypedChoiceField(
        label=_("Registered here already as"), coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [("", now("Choose")), *_kinds()])
        _choose(self, "district", [("", now("All districts")), *district_choices()])
        _choose(self, "agency_id", [("", now("Not registered yet")), *_names(agencies)])

    def draft(self) -> CandidateDraft:
        """What was entered, as the rule takes it."""
        return CandidateDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class PlanForm(forms.Form):
    """A visit to come."""

    planned_on = forms.DateField(label=_("Day of the visit"))
    visitor_id = forms.TypedChoiceField(
        label=_("Who goes"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(one.pk, " · ".join(filter(None, (one.name, one.job)))) for one in people]
        _choose(self, "visitor_id", [("", now("I go myself")), *chosen])


class MoveForm(forms.Form):
    """Another day for a visit."""

    planned_on = forms.DateField(label=_("Day of the visit"))


class VisitForm(forms.Form):
    """What a visit was."""

    visited_on = forms.DateField(label=_("Visited on"))
    met = forms.CharField(
        label=_("Whom you met"), max_length=120, required=False, help_text=_("Name and office.")
    )
    explained = forms.CharField(
        label=_("What was explained"), max_length=4000, widget=forms.Textarea
    )
    outcome = forms.ChoiceField(label=_("What the agency said"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why it will not join"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=_("Needed only when the agency will not join."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(row.code, row.label) for row in codes("bodies", "visit_outcomes").values()]
        _choose(self, "outcome", said)

    def report(self) -> VisitReport:
        """What was entered, as the rule takes it."""
        return VisitReport(**self.cleaned_data)


class AgreeForm(forms.Form):
    """When an agency agreed."""

    agreed_on = forms.DateField(label=_("Agreed on"), required=False, help_text=TODAY)


class SigningForm(forms.Form):
    """What was signed, for how long, and the document."""

    signed_on = forms.DateField(label=_("Signed on"))
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        help_text=_("Left empty when the agreement has no term."),
    )
    signed_by = forms.CharField(
        label=_("Who signed for the agency"),
        max_length=120,
        required=False,
        help_text=_("Name and office."),
    )
    document = forms.FileField(
        label=_("Signed document"),
        required=False,
        widget=forms.FileInput,
        help_text=_("PDF, HWPX, HWP, ODT, DOCX or a picture, 10 MB at most."),
    )

    def draft(self) -> SigningDraft:
        """What was entered, as the rule takes it. Raises NotValid for a file of no office."""
        given = self.cleaned_data
        return SigningDraft(**(given | {"document": _paper(given["document"])}))


class TakeSeatForm(forms.Form):
    """The seat of an agency that signed."""

    agency = forms.TypedChoiceField(
        label=_("Registered here already as"), coerce=int, empty_value=None, required=False
    )
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=120,
        required=False,
        help_text=_("For an agency that is registered now."),
    )
    joined_on = forms.DateField(label=_("Joined on"), required=False, help_text=TODAY)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "agency", [("", now("Register it now")), *_names(agencies)])


class LeaveForm(forms.Form):
    """When an agency left, and why."""

    left_on = forms.DateField(label=_("Left the body on"), required=False, help_text=TODAY)
    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class ExportForm(forms.Form):
    """Why the list leaves the house, and as what."""

    kind = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("xlsx", _("Workbook (XLSX)")), ("csv", _("Table (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Reason"), max_length=200)


def _paper(file: UploadedFile[Any] | None) -> Paper | None:
    if file is None:
        return None
    content = file.read(LARGEST_BYTES + 1)
    return paper(name=file.name or "", content=content)


def _kinds() -> list[tuple[str, str]]:
    return [(row.code, row.label) for row in codes("access", "agency_kinds").values()]


def _names(agencies: Iterable[Agency]) -> list[tuple[int, str]]:
    return [(agency.pk, agency.name) for agency in agencies]


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices
