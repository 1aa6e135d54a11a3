"""What is asked when somebody looks for places, as a form."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.bodies.models import Body
from jikimi.bodies.reads import bodies_of_kind
from jikimi.doors.staff.pages import offer
from jikimi.places.areas import area_names, districts
from jikimi.places.hazards import SAFETY
from jikimi.places.lists.points import PointsError, points_said, read_offers, read_points
from jikimi.places.proposal_reads import crime_kinds
from jikimi.places.proposal_terms import Asked, Demand
from jikimi.places.proposals import RunDraft
from jikimi.settings.folders import uploads_folder

_LARGEST_BYTES = 100_000_000
_TIMES: dict[str, Any] = {"min_value": 0, "max_value": 100, "required": False}


class ProposalForm(forms.Form):
    """Where something is needed, what reaches how far, how many, and within which limits."""

    name = forms.CharField(label=words("Name"), max_length=120)
    body_id = forms.TypedChoiceField(label=words("For which body"), coerce=int)
    kind = forms.ChoiceField(label=words("What is put up"))
    goal = forms.ChoiceField(label=words("What counts"), widget=forms.RadioSelect)
    radius_m = forms.IntegerField(
        label=words("Reach in metres"),
        min_value=10,
        max_value=5000,
        initial=100,
        help_text=words("How far somebody runs to it, or how far it is seen or heard."),
    )
    sites = forms.IntegerField(
        label=words("How many"), min_value=1, max_value=500, required=False, initial=10
    )
    budget_krw = forms.IntegerField(
        label=words("Budget in won"),
        min_value=1,
        required=False,
        help_text=words("Instead of a number; then say what one costs."),
    )
    cost_krw = forms.IntegerField(label=words("Cost of one in won"), min_value=1, required=False)
    crime = forms.IntegerField(label=words("Crime points"), initial=1, **_TIMES)
    crime_kinds = forms.MultipleChoiceField(
        label=words("Only these crimes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hazards = forms.IntegerField(label=words("Reported hazards"), initial=0, **_TIMES)
    other_sites = forms.IntegerField(label=words("Sites of another kind"), initial=0, **_TIMES)
    other_kind = forms.ChoiceField(
        label=words("Which kind"),
        required=False,
        help_text=words("For example: bells near every public toilet."),
    )
    days = forms.IntegerField(
        label=words("Of the last days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=words("For crime points and hazards; empty for all there are."),
    )
    points = forms.CharField(
        label=words("Places that residents named"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea,
        help_text=words("A line each: latitude, longitude, how often it was named."),
    )
    points_times = forms.IntegerField(label=words("Each counts"), initial=1, **_TIMES)
    file = forms.FileField(
        label=words("File of demand"),
        required=False,
        help_text=words("CSV or XLSX with 위도, 경도 and, if known, 건수. Kept to 100 m."),
    )
    file_times = forms.IntegerField(label=words("Each row counts"), initial=1, **_TIMES)
    ground = forms.IntegerField(label=words("Every 100 m of ground"), initial=0, **_TIMES)
    candidates = forms.ChoiceField(label=words("Where it may stand"), widget=forms.RadioSelect)
    step_m = forms.ChoiceField(label=words("Squares of"), required=False)
    of_kind = forms.ChoiceField(label=words("Beside which kind"), required=False)
    offered = forms.FileField(
        label=words("File of places to choose from"),
        required=False,
        help_text=words("CSV or XLSX with 위도, 경도 and, if they differ, 비용."),
    )
    keeps = forms.BooleanField(
        label=words("What stands already counts"), required=False, initial=True
    )
    area = forms.ChoiceField(label=words("District"), required=False)
    excluded = forms.MultipleChoiceField(
        label=words("Areas without any"), required=False, widget=forms.SelectMultiple
    )
    floor = forms.IntegerField(
        label=words("At least so many in every district"),
        min_value=0,
        max_value=20,
        required=False,
        initial=0,
    )

    def __init__(self, *data: Any, **named: Any) -> None:
        super().__init__(*data, **named)
        kinds = [(row.code, row.label) for row in codes("places", "site_kinds").values()]
        self.bodies = {body.pk: body for body in bodies_of_kind(SAFETY)}
        offer(self, "body_id", [(body.pk, body.name) for body in self.bodies.values()])
        for field in ("kind", "other_kind", "of_kind"):
            offer(self, field, kinds)
        offer(self, "goal", list(goal_words().items()))
        offer(self, "candidates", list(candidate_words().items()))
        offer(self, "step_m", [(n, f"{n} m") for n in (100, 50, 200, 500)])
        offer(self, "crime_kinds", crime_kinds())
        offer(self, "area", [("", _("The whole region")), *districts().items()])
        offer(self, "excluded", sorted(area_names().items(), key=lambda row: row[1]))
        self.initial.setdefault("goal", "most")
        self.initial.setdefault("candidates", "grid")
        if not crime_kinds():
            self.initial = {"crime": 0, "hazards": 1, **self.initial}
        self.read: dict[str, list[tuple[float, float, float]]] = {}

    def clean_points(self) -> str:
        """Lines that are places."""
        said = str(self.cleaned_data["points"])
        try:
            self.read["points"] = points_said(said)
        except PointsError as error:
            raise forms.ValidationError(_says(error)) from None
        return said

    def clean_file(self) -> Any:
        """A file of points."""
        return self._file("file", read_points)

    def clean_offered(self) -> Any:
        """A file of points."""
        return self._file("offered", read_offers)

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        given = super().clean() or self.cleaned_data
        if given.get("candidates") == "file" and not self.read.get("offered"):
            self.add_error("offered", _("Choose the file of places."))
        return given

    def draft(self, *, seconds: int) -> RunDraft:
        """What was asked, as the rule takes it."""
        given = self.cleaned_data
        asked = Asked(
            goal=given["goal"],
            radius_m=given["radius_m"],
            demands=tuple(self._demands()),
            sites=given["sites"] or 0,
            budget_krw=given["budget_krw"] or 0,
            cost_krw=given["cost_krw"] or 0,
            candidates=given["candidates"],
            step_m=int(given["step_m"] or 100),
            of_kind=given["of_kind"],
            area=given["area"],
            excluded=tuple(given["excluded"]),
            floor=given["floor"] or 0,
            keeps=given["keeps"],
            seconds=seconds,
        )
        return RunDraft(
            body=self._body(),
            name=given["name"],
            kind=given["kind"],
            asked=asked,
            points=self.read.get("points", ()),
            file=self.read.get("file", ()),
            offered=self.read.get("offered", ()),
        )

    def _body(self) -> Body:
        return self.bodies[self.cleaned_data["body_id"]]

    def _demands(self) -> list[Demand]:
        given = self.cleaned_data
        days = given["days"] or 0
        wanted = [
            Demand("crime", given["crime"] or 0, tuple(given["crime_kinds"]), days),
            Demand("hazards", given["hazards"] or 0, (), days),
            Demand("sites", given["other_sites"] or 0, (given["other_kind"],)),
            Demand("points", (given["points_times"] or 0) if self.read.get("points") else 0),
            Demand("file", (given["file_times"] or 0) if self.read.get("file") else 0),
            Demand("ground", given["ground"] or 0),
        ]
        return [one for one in wanted if one.times]

    def _file(self, field: str, read: Any) -> Any:
        sent = self.cleaned_data[field]
        if not sent:
            return sent
        if sent.size > _LARGEST_BYTES:
            raise forms.ValidationError(_("The file is too large. Use the command line."))
        with tempfile.NamedTemporaryFile(dir=uploads_folder()) as kept:
            for chunk in sent.chunks():
                kept.write(chunk)
            kept.flush()
            try:
                self.read[field] = read(Path(kept.name), name=sent.name)
            except PointsError as error:
                raise forms.ValidationError(_says(error)) from None
        return sent


class PlaceForm(forms.Form):
    """A place that people know of."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.CharField(
        label=words("Latitude, longitude"),
        max_length=60,
        help_text=words("As a map shows it: 33.4996, 126.5312"),
    )

    def clean_place(self) -> tuple[float, float]:
        """Longitude and latitude."""
        try:
            found = points_said(self.cleaned_data["place"])
        except PointsError as error:
            raise forms.ValidationError(_says(error)) from None
        if len(found) != 1:
            raise forms.ValidationError(_("Write one place."))
        return found[0][:2]


def goal_words() -> dict[str, str]:
    """What a choice is judged by."""
    return {
        "most": _("As much within reach as possible, with this number or budget"),
        "fewest": _("Everything within reach, with as few as possible"),
        "nearest": _("The shortest way to the nearest one"),
    }


def candidate_words() -> dict[str, str]:
    """Where something may be put."""
    return {
        "grid": _("Anywhere: the middle of squares"),
        "demand": _("Where it is needed"),
        "sites": _("Beside sites of another kind"),
        "file": _("At places from a file"),
    }


def source_words() -> dict[str, str]:
    """Where demand is from."""
    return {
        "crime": _("Crime points"),
        "hazards": _("Reported hazards"),
        "sites": _("Sites of another kind"),
        "points": _("Places that residents named"),
        "file": _("File of demand"),
        "ground": _("Every 100 m of ground"),
    }


def _says(error: PointsError) -> str:
    says = {
        "no_table": _("This cannot be read as a table (CSV or XLSX)."),
        "no_columns": _("There is no column of latitude or of longitude."),
        "no_rows": _("There are no rows below the head."),
        "too_many": _("The file is too large. Use the command line."),
        "not_a_number": _("Line %(line)s: these are no coordinates."),
        "outside_korea": _("Line %(line)s: these coordinates lie outside Korea."),
        "below_zero": _("Line %(line)s: a number below 0."),
    }[error.code]
    return says % {"line": error.line} if "%(" in says else says
