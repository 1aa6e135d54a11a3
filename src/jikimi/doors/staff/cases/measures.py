"""Pages of protective measures: in force, past their written end, recorded, ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as words

from jikimi.access.acting import may
from jikimi.cases.measures import (
    MeasureDraft,
    end_measure,
    measure_called,
    measures_of,
    record_measure,
)
from jikimi.cases.models import Case
from jikimi.cases.overview import PartyLine, parties_of
from jikimi.cases.words import words as code_list
from jikimi.doors.staff.cases.parts import (
    called,
    done,
    optional_uuid,
    part_page,
    party_choices,
    party_in_words,
    sent,
    stepped,
)
from jikimi.doors.staff.pages import actor_of, staff_page


def _instant() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"})


class MeasureForm(forms.Form):
    """A measure as ordered."""

    code = forms.ChoiceField(label=words("Measure"))
    party_id = forms.ChoiceField(label=words("On whom"), required=False)
    started_at = forms.DateTimeField(label=words("Began"), widget=_instant())
    ends_on = forms.DateField(
        label=words("End written in the decision"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=words("As the court or the police wrote it. An extension is recorded anew."),
    )

    def __init__(self, data: Any = None, *, people: Sequence[PartyLine], **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["code"].choices = [("", _("Choose")), *measure_choices()]  # type: ignore[attr-defined]
        self.fields["party_id"].choices = party_choices(people)  # type: ignore[attr-defined]


class MeasureEndForm(forms.Form):
    """When and why a measure ended."""

    ended_at = forms.DateTimeField(label=words("Ended"), widget=_instant())
    why = forms.CharField(
        label=words("Reason"),
        max_length=200,
        help_text=words("Run out, lifted, extended by a new decision, recorded by mistake …"),
    )


def measure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Measures of today's law, by the law they stand in."""
    short = "law_short_en" if (get_language() or "ko").startswith("en") else "law_short_ko"
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in code_list("measures").values():
        groups.setdefault(row.more[short], []).append((row.code, row.label))
    return list(groups.items())


@staff_page("cases.case.read")
def case_measures(request: HttpRequest, number: str) -> HttpResponse:
    """The protective measures of a case and the form to record one."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.measures.record")
def measure_record(request: HttpRequest, number: str) -> HttpResponse:
    """Record a measure."""
    actor, case = called(request, number)
    people = parties_of(actor, case)
    form = MeasureForm(sent(request), people=people)
    if form.is_valid() and stepped(
        form, lambda: record_measure(actor=actor, case=case, draft=_draft(form.cleaned_data))
    ):
        return done(request, _("The measure is recorded."), "case_measures", number)
    return _page(request, case, form=form if form.is_bound else None, people=people)


@staff_page("cases.measures.end")
def measure_end(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """Record that a measure ended."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    form = MeasureEndForm(sent(request), auto_id=f"id_{measure_id}_%s")
    if form.is_valid() and stepped(
        form, lambda: end_measure(actor=actor, measure=measure, **form.cleaned_data)
    ):
        return done(request, _("The end of the measure is recorded."), "case_measures", number)
    return _page(request, case, form=form if form.is_bound else None, asked=measure_id)


def _page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    people = context.setdefault("people", parties_of(actor, case))
    form = context.setdefault("form", None)
    context.setdefault("asked", None)
    now = timezone.localtime()
    return part_page(
        request,
        case,
        "measures",
        lines=[
            (line, party_in_words(line.measure.party, line.measure.party_id, people))
            for line in measures_of(actor, case)
        ],
        record_form=form
        if isinstance(form, MeasureForm)
        else MeasureForm(people=people, initial={"started_at": now}),
        end_form=lambda pk: (
            form
            if context["asked"] == pk and form
            else MeasureEndForm(initial={"ended_at": now}, auto_id=f"id_{pk}_%s")
        ),
        may_record=may(actor, "cases.measures.record", case),
        may_end=may(actor, "cases.measures.end", case),
        **context,
    )


def _draft(entered: dict[str, Any]) -> MeasureDraft:
    return MeasureDraft(
        code=entered["code"],
        started_at=entered["started_at"],
        party_id=optional_uuid(entered["party_id"]),
        ends_on=entered["ends_on"],
    )


_HERE = "cases/<str:number>/measures/"
urls = [
    path(_HERE, case_measures, name="case_measures"),
    path(f"{_HERE}record/", measure_record, name="measure_record"),
    path(f"{_HERE}<uuid:measure_id>/end/", measure_end, name="measure_end"),
]
