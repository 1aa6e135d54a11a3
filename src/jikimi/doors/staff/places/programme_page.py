"""One programme with the forms of its steps, shared by every page that does a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.access.codes import labels
from jikimi.access.errors import NotYet
from jikimi.doors.staff.pages import actor_of, offer, ruled, show, status_of
from jikimi.places import programme_reads as reads
from jikimi.places import programmes as rules
from jikimi.places.coarsening import SIZES
from jikimi.places.crimes import crime_kinds
from jikimi.places.models import Programme
from jikimi.places.programme_effects import WEEKS, effect_sentences, windows

STEPS = ("amend", "decide", "begin", "finish", "stop", "resume", "sites", "figures", "compare",
         "measure", "tell")  # fmt: skip


class FiguresForm(forms.Form):
    """What was reached on one day."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = forms.DateField(label=words("On which day"))
    note = forms.CharField(label=words("Note"), required=False, max_length=300)

    def __init__(self, programme: Programme, *data: Any) -> None:
        start = {"on": timezone.localdate(), "version": programme.version}
        super().__init__(data[0] if data else None, initial=start)
        self.codes = rules.figures_of(programme.kind)
        for code, row in self.codes.items():
            help_ = row.more["help_en" if row.label == row.en else "help_ko"]
            self.fields[code] = forms.IntegerField(
                label=row.label, required=False, min_value=0, max_value=10**9, help_text=help_
            )
        self.order_fields(["version", "on", *self.codes, "note"])

    def reached(self) -> rules.Reached:
        """As the rule takes it."""
        given = self.cleaned_data
        figures = {code: given[code] for code in self.codes if given.get(code)}
        return rules.Reached(on=given["on"], figures=figures, note=given["note"])


class StopForm(forms.Form):
    """Why it is stopped."""

    why = forms.CharField(label=words("Why it is stopped"), max_length=300)


class ComparisonForm(forms.Form):
    """How it will be judged."""

    kinds = forms.MultipleChoiceField(
        label=words("Kinds of incident it should lower"), widget=forms.CheckboxSelectMultiple
    )
    radius_m = forms.TypedChoiceField(
        label=words("What counts as the place: around each site"), coerce=int
    )
    ring_m = forms.TypedChoiceField(
        label=words("The ring around it, where harm may move to"), coerce=int
    )
    begins_on = forms.DateField(label=words("First day anything changed there"))
    ready_on = forms.DateField(
        label=words("First day all of it worked"),
        required=False,
        help_text=words("Empty: the same day."),
    )
    weeks = forms.TypedChoiceField(label=words("Time before and after"), coerce=int)

    def __init__(self, programme: Programme, *data: Any) -> None:
        start = {
            "radius_m": 500,
            "ring_m": 500,
            "weeks": 52,
            "begins_on": programme.begins_on,
            **{k: v for k, v in programme.comparison_rule.items() if k in self.base_fields},
        }
        super().__init__(data[0] if data else None, initial=start)
        offer(self, "kinds", [(row.code, row.label) for row in crime_kinds().values()])
        for name in ("radius_m", "ring_m"):
            offer(self, name, [(size, f"{size:,} m") for size in SIZES if size <= 4_000])
        weeks = {13: _("13 weeks"), 26: _("26 weeks"), 52: _("a year"), 104: _("two years")}
        offer(self, "weeks", [(number, weeks[number]) for number in WEEKS])


def programme_page(
    request: HttpRequest, here: Programme, *, status: int = 200, **sent: forms.Form
) -> HttpResponse:
    """One programme with the forms of its steps."""
    actor = actor_of(request)
    matter, decided = reads.decided_how(actor, here)
    context = {
        "programme": here,
        "kinds": labels("places", "programme_kinds"),
        "site_kinds": labels("places", "site_kinds"),
        "sites": reads.sites_of(here),
        "matter": matter,
        "decided": decided,
        "totals": reads.totals_of(here),
        "figure_words": labels("places", "programme_figures"),
        "may": {step: may(actor, f"places.programmes.{step}", here) for step in STEPS},
        "figures_form": FiguresForm(here),
        "stop_form": StopForm(),
        **effect_context(here),
        **sent,
    }
    return show(request, "places/programme.html", context, status=status)


def done(
    request: HttpRequest,
    here: Programme,
    call: Callable[[], Any],
    says: str,
    **sent: forms.Form,
) -> HttpResponse:
    """Do a step and go back to the programme, or show it with what is wrong."""
    form = next(iter(sent.values()), None)
    if form is not None and not form.is_valid():
        return programme_page(request, here, status=422, **sent)
    try:
        did = ruled(form, call) if form is not None else call()
    except NotYet as refusal:
        messages.error(request, refusal.says)
        return redirect("programme", here.pk)
    if did is None and form is not None:
        return programme_page(request, here, status=status_of(form), **sent)
    messages.success(request, says)
    return redirect("programme", here.pk)


def effect_context(programme: Programme) -> dict[str, Any]:
    """What the page of a programme shows of its comparison and its effects, newest first."""
    rule = programme.comparison_rule
    before, after = windows(rule) if rule else (None, None)
    told = [(entry, effect_sentences(entry)) for entry in reversed(programme.effects)]
    return {
        "rule": rule,
        "before": before,
        "after": after,
        "effects": told,
        "crime_kinds": labels("places", "coarsening"),
        "comparison_form": ComparisonForm(programme),
    }
