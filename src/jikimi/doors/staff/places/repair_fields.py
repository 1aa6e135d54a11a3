"""Forms of repairs: what is asked, how it ended, what was seen again, a narrowed list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.bodies.models import Body
from jikimi.bodies.reads import agencies_seated, bodies_of_kind
from jikimi.doors.staff.pages import offer
from jikimi.doors.staff.places.inspection_fields import agencies_of, day_field, page_number
from jikimi.places.hazards import SAFETY
from jikimi.places.models import Repair
from jikimi.places.repairs import ORDERS, SHOWS, RepairDraft, RepairWish


class RepairForm(forms.Form):
    """What is to be done, by whom, until when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    text = forms.CharField(label=words("What is to be done"), max_length=300)
    agency_id = forms.TypedChoiceField(label=words("Agency"), coerce=int)
    due_on = day_field(words("Due"))

    def __init__(
        self, data: Any = None, *, body: Body, start: RepairDraft | Repair | None = None
    ) -> None:
        names = ("kind", "text", "agency_id", "due_on", "version")
        super().__init__(data, initial={n: getattr(start, n, "") for n in names} if start else {})
        offer(self, "agency_id", [(one.pk, one.name) for one in agencies_seated(body)])

    def draft(self) -> RepairDraft:
        """What the rule is handed."""
        given = self.cleaned_data
        known = given["kind"] if given["kind"] in codes("places", "inspection_followups") else ""
        return RepairDraft(given["agency_id"], given["text"], given["due_on"], known)


class OutcomeForm(forms.Form):
    """How a repair ended."""

    ending = forms.ChoiceField(label=words("What became of it"), widget=forms.RadioSelect)
    outcome = forms.CharField(label=words("What was done, or why not"), max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        endings = {"done": _("It is done"), "not_possible": _("It is not possible")}
        offer(self, "ending", list(endings.items()))


class JudgeForm(forms.Form):
    """What somebody saw who looked again."""

    good = forms.ChoiceField(label=words("Looked at again"), widget=forms.RadioSelect)
    why = forms.CharField(label=words("What is still wrong"), required=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        offer(self, "good", [("yes", _("It is good now")), ("no", _("Not yet: open it again"))])


class RepairNarrow(forms.Form):
    """How the list of repairs is narrowed."""

    text = forms.CharField(label=words("Place or words"), required=False, max_length=80)
    show = forms.ChoiceField(label=words("Show"), required=False)
    agency = forms.TypedChoiceField(
        label=words("Agency"), coerce=int, empty_value=None, required=False
    )
    order = forms.ChoiceField(label=words("Order"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        agencies = agencies_of(bodies_of_kind(SAFETY))
        shown = repair_shows()
        sorted_by = {"due": _("Soonest due"), "agency": _("By agency"), "newest": _("Latest due")}
        offer(self, "show", [(code, shown[code]) for code in SHOWS])
        offer(self, "agency", [("", _("All")), *((one.pk, one.name) for one in agencies)])
        offer(self, "order", [(code, sorted_by[code]) for code in ORDERS])

    def wish(self, page: str) -> RepairWish:
        """The wish as the list reads it."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return RepairWish(**asked, page=page_number(page))


def repair_shows() -> dict[str, str]:
    """What a list of repairs can show."""
    return {
        "ours": _("For us to do"),
        "late": _("Late"),
        "to_check": _("To be looked at again"),
        "open": _("Open"),
        "ended": _("Over"),
        "all": _("All"),
    }
