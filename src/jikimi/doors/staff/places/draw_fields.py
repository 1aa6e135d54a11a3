"""Forms of draws: what can be drawn and how, and the drawing itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.bodies.reads import bodies_of_kind
from jikimi.doors.staff.pages import offer
from jikimi.doors.staff.places.inspection_fields import agencies_of, day_field, labelled
from jikimi.places.areas import districts
from jikimi.places.drawing import STRATA, DrawRule
from jikimi.places.hazards import SAFETY
from jikimi.places.inspection_forms import form_codes


class RuleForm(forms.Form):
    """What can be drawn and how."""

    body_id = forms.TypedChoiceField(label=words("Group"), coerce=int)
    kind = forms.ChoiceField(label=words("Kind of site"))
    area = forms.ChoiceField(label=words("District"), required=False)
    how_many = forms.IntegerField(label=words("How many are drawn"), min_value=1, max_value=50)
    not_since_days = forms.IntegerField(
        label=words("Only those not inspected for so many days"), min_value=0, max_value=3650
    )
    by = forms.ChoiceField(label=words("Shared out by"))
    red_weight = forms.IntegerField(
        label=words("Tickets of a site that was red the last time"),
        min_value=1,
        max_value=10,
        help_text=words("Every other site has one ticket."),
    )
    team = forms.TypedMultipleChoiceField(
        label=words("Who inspects together"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None) -> None:
        start = {"how_many": 5, "not_since_days": 180, "red_weight": 3}
        super().__init__(data, initial=start)
        groups = bodies_of_kind(SAFETY)
        inspected = {kind for row in form_codes().values() for kind in row.more["kinds"].split()}
        kinds = {c: row for c, row in codes("places", "site_kinds").items() if c in inspected}
        strata = {"district": _("District"), "dong": _("Dong"), "none": _("Nothing: all together")}
        offer(self, "body_id", [(body.pk, body.name) for body in groups])
        offer(self, "kind", labelled(kinds))
        offer(self, "area", [("", _("All")), *districts().items()])
        offer(self, "by", [(code, strata[code]) for code in STRATA])
        offer(self, "team", [(one.pk, one.name) for one in agencies_of(groups)])

    def rule(self) -> DrawRule:
        """The rule that is handed on."""
        given = dict(self.cleaned_data)
        given.pop("body_id")
        return DrawRule(**given)


class DrawForm(forms.Form):
    """The drawing itself."""

    words_said = forms.CharField(
        label=words("Said by another agency"),
        required=False,
        max_length=120,
        help_text=words("Such as what a die showed: then nobody alone decides what is drawn."),
    )
    first = day_field(words("First day"))
    last = day_field(words("Last day"))
    is_night = forms.BooleanField(label=words("By night"), required=False)
