"""Pages of one protective measure: what happened to it, its extension, its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.acting import may
from jikimi.access.errors import NotYet
from jikimi.cases.measure_events import (
    event_called,
    events_known,
    is_ended_by_event,
    record_event,
    withdraw_event,
)
from jikimi.cases.measure_extensions import Further, extend_measure, next_extension
from jikimi.cases.measure_reads import MeasureLine, measure_called, measure_line
from jikimi.cases.measures import end_measure, reopen_measure, write_end
from jikimi.cases.models import Case, Measure
from jikimi.cases.overview import parties_of
from jikimi.doors.staff.cases.measure_forms import (
    MeasureEndForm,
    MeasureEventForm,
    MeasureExtensionForm,
    MeasureReasonForm,
    MeasureWrittenEndForm,
)
from jikimi.doors.staff.cases.measure_words import about, counted, until, written_beyond
from jikimi.doors.staff.cases.parts import (
    called,
    done,
    part_page,
    party_in_words,
    renewed,
    sent,
    stepped,
)
from jikimi.doors.staff.pages import actor_of, staff_page

_ACTS = ("event", "withdraw_event", "extend", "write_end", "end", "reopen")


@staff_page("cases.case.read")
def measure_one(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """One measure: its clocks, what happened, what may be recorded, its history."""
    actor, case = called(request, number)
    return _page(request, case, measure_line(actor, case, measure_id))


@staff_page("cases.measures.event")
def measure_event(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """Record what happened to a measure."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    form = MeasureEventForm(sent(request), events=event_choices(measure))
    return _changed(
        request,
        measure,
        "event",
        form,
        lambda: record_event(
            actor=actor,
            measure=measure,
            code=form.cleaned_data["event"],
            happened_at=form.cleaned_data["happened_at"],
        ),
        _("It is recorded, and the clocks follow."),
    )


@staff_page("cases.measures.withdraw_event")
def measure_event_withdraw(
    request: HttpRequest, number: str, measure_id: UUID, event_id: UUID
) -> HttpResponse:
    """Take back what was recorded by mistake."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    event = event_called(actor, measure, event_id)
    form = MeasureReasonForm(sent(request), auto_id=f"id_{event_id}_%s")
    return _changed(
        request,
        measure,
        f"withdraw {event_id}",
        form,
        lambda: withdraw_event(actor=actor, event=event, why=form.cleaned_data["why"]),
        _("It is withdrawn, and what it did is undone."),
    )


@staff_page("cases.measures.extend")
def measure_extend(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """Record the extension of a measure."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    form = MeasureExtensionForm(sent(request), auto_id="id_extend_%s")
    return _changed(
        request,
        measure,
        "extend",
        form,
        lambda: extend_measure(actor=actor, measure=measure, **form.cleaned_data),
        _("The extension is recorded, and its clocks run."),
    )


@staff_page("cases.measures.write_end")
def measure_write_end(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """Enter or correct the end the court wrote."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    form = MeasureWrittenEndForm(sent(request), auto_id="id_written_%s")
    return _changed(
        request,
        measure,
        "write_end",
        form,
        lambda: write_end(actor=actor, measure=measure, **form.cleaned_data),
        _("The end written in the decision is recorded."),
    )


@staff_page("cases.measures.end")
def measure_end(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """Record that a measure ended."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    form = MeasureEndForm(sent(request), auto_id="id_end_%s")
    return _changed(
        request,
        measure,
        "end",
        form,
        lambda: end_measure(actor=actor, measure=measure, **form.cleaned_data),
        _("The end of the measure is recorded."),
    )


@staff_page("cases.measures.reopen")
def measure_reopen(request: HttpRequest, number: str, measure_id: UUID) -> HttpResponse:
    """Take back an end recorded by mistake."""
    actor, case = called(request, number)
    measure = measure_called(actor, case, measure_id)
    form = MeasureReasonForm(sent(request), auto_id="id_reopen_%s")
    return _changed(
        request,
        measure,
        "reopen",
        form,
        lambda: reopen_measure(actor=actor, measure=measure, why=form.cleaned_data["why"]),
        _("The end is taken back, and the clocks run on."),
    )


def event_choices(measure: Measure) -> list[tuple[str, str]]:
    """What may still happen to a measure, by the law of its first day."""
    return [(code, row.label) for code, row in events_known(measure).items()]


def _changed(
    request: HttpRequest,
    measure: Measure,
    asked: str,
    form: forms.Form,
    call: Callable[[], Any],
    says: str,
) -> HttpResponse:
    """Make the change and go back to the measure, or show its page with the form as it was sent."""
    number = measure.case.number
    if form.is_valid() and stepped(form, call):
        return done(request, says, "measure_one", number, measure.pk)
    line = measure_line(actor_of(request), measure.case, measure.pk)
    renewed(form, line.measure.version)
    return _page(request, measure.case, line, form=form if form.is_bound else None, asked=asked)


def _page(
    request: HttpRequest, case: Case, line: MeasureLine, *, form: Any = None, asked: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    people = parties_of(actor, case)
    further, refusal = _further(request, line)
    return part_page(
        request,
        case,
        "measures",
        template="measure_one",
        line=line,
        whom=party_in_words(line.measure.party, line.measure.party_id, people),
        about=about(line),
        further=further,
        no_further=refusal,
        beyond=written_beyond(line),
        until=until,
        counted=counted,
        form=form,
        asked=asked,
        people=people,
        given=_forms(line, form, asked),
        reason_form=lambda pk: (
            form if asked == f"withdraw {pk}" else MeasureReasonForm(auto_id=f"id_{pk}_%s")
        ),
        offers={act: may(actor, f"cases.measures.{act}", case) for act in _ACTS},
        ended_by_event=not line.is_open and is_ended_by_event(line.measure),
    )


def _further(request: HttpRequest, line: MeasureLine) -> tuple[Further | None, str]:
    """The extension the law allows next, or why it allows none."""
    if not line.is_open:
        return None, ""
    try:
        return next_extension(actor_of(request), line.measure), ""
    except NotYet as refusal:
        return None, refusal.says


def _forms(line: MeasureLine, form: Any, asked: str) -> dict[str, forms.Form]:
    now, measure = timezone.localtime(), line.measure
    held = {"version": measure.version}
    given: dict[str, forms.Form] = {
        "event": MeasureEventForm(events=event_choices(measure), initial={"happened_at": now}),
        "extend": MeasureExtensionForm(initial=held, auto_id="id_extend_%s"),
        "write_end": MeasureWrittenEndForm(
            initial={**held, "ends_on": measure.ends_on}, auto_id="id_written_%s"
        ),
        "end": MeasureEndForm(initial={"ended_at": now}, auto_id="id_end_%s"),
        "reopen": MeasureReasonForm(auto_id="id_reopen_%s"),
    }
    return {**given, asked: form} if form is not None and asked in given else given


_HERE = "cases/<str:number>/measures/<uuid:measure_id>/"
urls = [
    path(_HERE, measure_one, name="measure_one"),
    path(f"{_HERE}event/", measure_event, name="measure_event"),
    path(
        f"{_HERE}event/<uuid:event_id>/withdraw/",
        measure_event_withdraw,
        name="measure_event_withdraw",
    ),
    path(f"{_HERE}extend/", measure_extend, name="measure_extend"),
    path(f"{_HERE}ends/", measure_write_end, name="measure_write_end"),
    path(f"{_HERE}end/", measure_end, name="measure_end"),
    path(f"{_HERE}reopen/", measure_reopen, name="measure_reopen"),
]
