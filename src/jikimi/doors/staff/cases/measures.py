"""Pages of protective measures: all of a case with their clocks, and the form to record one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.cases.measure_reads import measures_of
from jikimi.cases.measures import MeasureDraft, record_measure
from jikimi.cases.models import Case
from jikimi.cases.overview import parties_of
from jikimi.doors.staff.cases import measure_one
from jikimi.doors.staff.cases.measure_forms import MeasureForm
from jikimi.doors.staff.cases.measure_words import until, written_beyond
from jikimi.doors.staff.cases.parts import (
    called,
    done,
    optional_uuid,
    part_page,
    party_in_words,
    sent,
    stepped,
)
from jikimi.doors.staff.pages import actor_of, staff_page


@staff_page("cases.case.read")
def case_measures(request: HttpRequest, number: str) -> HttpResponse:
    """The protective measures of a case, their clocks, and the form to record one."""
    _actor, case = called(request, number)
    return _page(request, case)


@staff_page("cases.measures.record")
def measure_record(request: HttpRequest, number: str) -> HttpResponse:
    """Record a measure."""
    actor, case = called(request, number)
    people = parties_of(actor, case)
    form = MeasureForm(sent(request), people=people)
    if form.is_valid() and (
        measure := stepped(
            form, lambda: record_measure(actor=actor, case=case, draft=_draft(form.cleaned_data))
        )
    ):
        says = _("The measure is recorded, and its clocks run.")
        return done(request, says, "measure_one", number, measure.pk)
    return _page(request, case, form=form if form.is_bound else None, people=people)


def _page(request: HttpRequest, case: Case, **context: Any) -> HttpResponse:
    actor = actor_of(request)
    people = context.setdefault("people", parties_of(actor, case))
    form = context.setdefault("form", None)
    return part_page(
        request,
        case,
        "measures",
        lines=[
            (line, party_in_words(line.measure.party, line.measure.party_id, people))
            for line in measures_of(actor, case)
        ],
        record_form=form
        or MeasureForm(people=people, initial={"started_at": timezone.localtime()}),
        may_record=may(actor, "cases.measures.record", case),
        until=until,
        beyond=written_beyond,
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
    *measure_one.urls,
]
