"""Forms of effect reports: the five steps of a protocol, fixing it, the file, taking it out."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.codes import codes
from jikimi.doors.staff.insights.showing import language
from jikimi.doors.staff.pages import offer
from jikimi.insights.effect_words import chosen_offered, spread_offered
from jikimi.insights.effects.periods import place_of, text_of
from jikimi.insights.effects.plan import sensitivities_for
from jikimi.insights.figures import Place
from jikimi.insights.indicators import indicators
from jikimi.insights.models import EffectProtocol
from jikimi.insights.protocols import plan_of_protocol

LARGEST_BYTES = 20_000_000
_COUNTED = ("reports", "repeats")


class Step(forms.Form):
    """A step of a protocol; version tells whether somebody else changed it meanwhile."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class QuestionForm(Step):
    """What is asked."""

    title = forms.CharField(label=words("Name of the report"), max_length=200)
    question = forms.CharField(
        label=words("What is asked?"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=words(
            "One question that figures can answer: did this change, where, by when. "
            "No person is named."
        ),
    )
    outcome = forms.ChoiceField(
        label=words("Which figure shows it?"),
        required=False,
        help_text=words("A figure that is counted here, or your own counts from a file."),
    )
    outcome_words = forms.CharField(
        label=words("What your own counts are"),
        required=False,
        max_length=300,
        help_text=words("What is counted, of whom, by whom. Needed for counts from a file."),
    )
    kind = forms.ChoiceField(label=words("Kind of report"), required=False)
    wanted = forms.ChoiceField(
        label=words("What is hoped for?"),
        widget=forms.RadioSelect,
        choices=[("fall", words("a fall")), ("rise", words("a rise"))],
    )
    programme_id = forms.TypedChoiceField(
        label=words("Programme"), required=False, coerce=UUID, empty_value=None
    )
    counts_reports = forms.BooleanField(
        label=words("What is counted are reports"),
        required=False,
        help_text=words("More reports may mean more trust; the report then says so."),
    )

    def __init__(self, *data: Any, programmes: list[tuple[UUID, str]], **named: Any) -> None:
        super().__init__(*data, **named)
        offer(self, "programme_id", [("", _("None")), *((str(k), v) for k, v in programmes)])
        own = [("", _("My own counts, from a file"))]
        here = [(one.code, one.name) for one in indicators() if one.group in _COUNTED]
        offer(self, "outcome", [*own, *here])
        kinds = [(row.code, row.label) for row in codes("cases", "kinds").values()]
        offer(self, "kind", [("", _("All kinds")), *kinds])


class MethodForm(Step):
    """How it will be answered."""

    method = forms.ChoiceField(label=words("Method"), widget=forms.RadioSelect)
    chosen = forms.ChoiceField(
        label=words("Why did it begin just there, or with just these persons?"),
        widget=forms.RadioSelect,
        help_text=words("Whoever is chosen at the worst moment gets better without any help."),
    )

    def __init__(self, *data: Any, **named: Any) -> None:
        super().__init__(*data, **named)
        rows = codes("insights", "effect_methods").values()
        self.helped = [(row.code, row.label, row.more[f"help_{language()}"]) for row in rows]
        offer(self, "method", [(code, label) for code, label, _help in self.helped])
        offer(self, "chosen", list(chosen_offered().items()))


class PlacesForm(Step):
    """Where it began and where not. places: those whose figures are counted here, or none."""

    treated = forms.CharField(
        label=words("Where it began"),
        required=False,
        widget=forms.Textarea,
        help_text=words("One area on each line, written as in your file. One area alone: 전체."),
    )
    comparison = forms.CharField(
        label=words("Where nothing began"),
        required=False,
        widget=forms.Textarea,
        help_text=words(
            "Areas as like the others as can be, where nothing of the kind began at that time."
        ),
    )
    begun = forms.CharField(
        label=words("When it began in each area"),
        required=False,
        widget=forms.Textarea,
        help_text=words("Only where areas began at different times. On each line: area, period."),
    )

    def __init__(self, *data: Any, places: list[Place] | None = None, **named: Any) -> None:
        super().__init__(*data, **named)
        self.places = places
        if places is not None:
            offered = [(one.code, one.name) for one in places]
            for name in ("treated", "comparison"):
                was = self.fields[name]
                self.fields[name] = forms.MultipleChoiceField(
                    label=was.label or "",
                    required=False,
                    choices=offered,
                    widget=forms.CheckboxSelectMultiple,
                )

    def clean_treated(self) -> list[str]:
        """Areas, each once."""
        return _lines(self.cleaned_data["treated"])

    def clean_comparison(self) -> list[str]:
        """Areas, each once."""
        return _lines(self.cleaned_data["comparison"])

    def clean_begun(self) -> dict[str, str]:
        """Area → period."""
        found = {}
        for line in _lines(self.cleaned_data["begun"]):
            area, _comma, period = line.rpartition(",") if "," in line else line.rpartition(" ")
            place = place_of(period)
            if not area.strip() or place is None:
                says = _("Not understood: %(line)s. Write an area, a comma, a period.")
                raise forms.ValidationError(says % {"line": line})
            found[area.strip()] = text_of(*place)
        return found


class PeriodsForm(Step):
    """Before and after."""

    unit = forms.ChoiceField(
        label=words("Counted by"),
        widget=forms.RadioSelect,
        choices=[("month", words("Month")), ("quarter", words("Quarter")), ("year", words("Year"))],
    )
    before_first = forms.CharField(
        label=words("Before: first period"),
        max_length=10,
        help_text=words("As 2026-03, 2026-Q1 or 2026."),
    )
    before_last = forms.CharField(label=words("Before: last period"), max_length=10)
    after_first = forms.CharField(
        label=words("After: first period"),
        max_length=10,
        help_text=words("What lies between is left out, while the effect is on its way."),
    )
    after_last = forms.CharField(label=words("After: last period"), max_length=10)
    breaks = forms.CharField(
        label=words("Counting changed in"),
        required=False,
        max_length=200,
        help_text=words("Periods, with commas between. Codes of reports changed in 2025-09."),
    )
    has_season = forms.BooleanField(
        label=words("Heed the season"),
        required=False,
        help_text=words("Holidays such as Chuseok move reports by half."),
    )

    def clean_breaks(self) -> list[str]:
        """Periods in their one writing."""
        found = []
        for word in re.split(r"[,\n]", self.cleaned_data["breaks"]):
            place = place_of(word)
            if word.strip() and place is None:
                raise forms.ValidationError(_("Write periods as 2026-03, 2026-Q1 or 2026."))
            found += [text_of(*place)] if place else []
        return found

    def clean(self) -> dict[str, Any]:
        """Every period is of the unit, written in one way."""
        given = super().clean() or {}
        for name in ("before_first", "before_last", "after_first", "after_last"):
            place = place_of(str(given.get(name, "")))
            if given.get(name) and (place is None or place[0] != given.get("unit")):
                self.add_error(name, _("Write it in the unit chosen: 2026-03, 2026-Q1 or 2026."))
            elif place:
                given[name] = text_of(*place)
        return given


class MarginForm(Step):
    """What would matter, and what else will be tried."""

    matters = forms.FloatField(
        label=words("Smallest change that would matter (%)"),
        min_value=1,
        max_value=95,
        help_text=words("Smaller changes would not be worth the programme, even if real."),
    )
    spread = forms.ChoiceField(label=words("How counts vary"), widget=forms.RadioSelect)
    sensitivity = forms.MultipleChoiceField(
        label=words("What else will be tried"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=words("All of it is worked out and shown, whatever it says."),
    )

    def __init__(self, *data: Any, method: str, **named: Any) -> None:
        super().__init__(*data, **named)
        rows = codes("insights", "effect_sensitivities")
        offer(self, "sensitivity", [(c, rows[c].label) for c in sensitivities_for(method)])
        offer(self, "spread", list(spread_offered().items()))


class FixForm(forms.Form):
    """Fix it for good."""

    seen = forms.CharField(widget=forms.HiddenInput)
    looked = forms.ChoiceField(
        label=words("Has anybody looked at the outcome after the start already?"),
        widget=forms.RadioSelect,
        choices=[("no", words("No, nobody")), ("yes", words("Yes, or I cannot be sure"))],
        help_text=words("Either may be right; the report says which."),
    )
    sure = forms.BooleanField(label=words("I know that it cannot be changed afterwards"))


class WhyForm(forms.Form):
    """Why."""

    why = forms.CharField(label=words("Why another version"), max_length=300)


class FiguresForm(forms.Form):
    """The counts, and where they come from."""

    file = forms.FileField(
        label=words("File with the counts"),
        help_text=words("CSV or XLSX: one row for each area and period, or areas by periods."),
    )
    source = forms.CharField(label=words("Where they come from"), max_length=200)

    def clean_file(self) -> Any:
        """No larger than can be read while the page is waited for."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("The file is too large."))
        return file


class EffectOutForm(forms.Form):
    """As which file, in which language, and why."""

    form = forms.ChoiceField(
        label=words("File type"),
        widget=forms.RadioSelect,
        choices=[
            ("pdf", words("To read and print (PDF)")),
            ("hwpx", words("Hangul document (HWPX)")),
            ("zip", words("To work it out again (ZIP)")),
        ],
        initial="pdf",
    )
    language = forms.ChoiceField(
        label=words("Language"),
        widget=forms.RadioSelect,
        choices=[("ko", "한국어"), ("en", "English")],
    )
    reason = forms.ChoiceField(label=words("Reason"))
    why = forms.CharField(label=words("In words"), required=False, max_length=200)

    def __init__(self, *data: Any, **named: Any) -> None:
        super().__init__(*data, **named)
        rows = codes("bodies", "download_reasons").values()
        offer(self, "reason", [("", _("Choose")), *((row.code, row.label) for row in rows)])


def initial_of(protocol: EffectProtocol, step: str) -> dict[str, Any]:
    """What a step shows of a draft."""
    plan, chosen = plan_of_protocol(protocol), protocol.choices
    by_step: dict[str, dict[str, Any]] = {
        "question": {
            "title": protocol.title,
            "question": protocol.question,
            "outcome": protocol.outcome,
            "outcome_words": chosen.get("outcome_words", ""),
            "kind": protocol.kind,
            "wanted": plan.wanted,
            "counts_reports": plan.counts_reports,
            "programme_id": str(protocol.programme_id or ""),
        },
        "method": {"method": plan.method, "chosen": plan.chosen},
        "places": {
            "treated": "\n".join(plan.treated),
            "comparison": "\n".join(plan.comparison),
            "begun": "\n".join(f"{area}, {period}" for area, period in plan.begun.items()),
        },
        "periods": {
            "unit": plan.unit,
            "before_first": plan.before[0],
            "before_last": plan.before[1],
            "after_first": plan.after[0],
            "after_last": plan.after[1],
            "breaks": ", ".join(plan.breaks),
            "has_season": plan.has_season,
        },
        "margin": {
            "matters": round(plan.matters * 100, 4),
            "spread": plan.spread,
            "sensitivity": list(plan.sensitivity),
        },
    }
    return {**by_step[step], "version": protocol.version}


def _lines(given: str | list[str]) -> list[str]:
    rows = given if isinstance(given, list) else given.splitlines()
    return list(dict.fromkeys(" ".join(row.split()) for row in rows if row.strip()))
