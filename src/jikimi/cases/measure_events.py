"""Events of a measure: filed, decided, refused. They start clocks, meet them, or end it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from jikimi.access.actor import Actor
from jikimi.access.codes import Code
from jikimi.access.errors import NotAllowed, NotValid, NotYet
from jikimi.cases.guards import need_reason
from jikimi.cases.measure_changes import changing
from jikimi.cases.models import Measure, MeasureEvent
from jikimi.cases.running import began_on
from jikimi.cases.statutes import events_of
from jikimi.cases.texts import covered

_ENDS = "ends"


def record_event(
    *, actor: Actor, measure: Measure, code: str, happened_at: datetime
) -> MeasureEvent:
    """Record what happened to a measure; the clocks follow.

    code: of clock_events.csv, among those the law knows for this measure.  Also what is recorded
    late counts by the time at which it happened: a clock held to be missed may turn out to be met.
    Raises NotValid naming the field, NotYet when it is recorded already.
    Records cases.measures.event.
    """
    row = _known(measure, code)
    _check(measure, happened_at)
    with changing(actor, "cases.measures.event", measure, why=row.label) as found:
        if MeasureEvent.objects.filter(measure=found, code=code, withdrawn_at=None).exists():
            says = _("This is recorded already. Withdraw it first if it was a mistake.")
            raise NotYet("cases.not_yet.recorded_already", says)
        event = MeasureEvent.objects.create(
            case=found.case,
            measure=found,
            code=code,
            happened_at=happened_at,
            recorded_by_id=actor.member_id,
        )
        if row.more["effect"] == _ENDS:
            _end(found, event, row)
    return event


def withdraw_event(*, actor: Actor, event: MeasureEvent, why: str) -> MeasureEvent:
    """Take back an event noted by mistake; it stays in the history, and what it did is undone.

    Raises NotYet when it is withdrawn already or the measure was extended since.
    Records cases.measures.withdraw_event.
    """
    need_reason(why)
    with changing(actor, "cases.measures.withdraw_event", event.measure, why=covered(why)) as found:
        row = MeasureEvent.objects.select_for_update().filter(pk=event.pk).first()
        if row is None:
            raise NotAllowed
        if row.withdrawn_at is not None:
            raise NotYet("cases.not_yet.withdrawn_already", _("This is withdrawn already."))
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        if _ended_by(found, row):
            found.ended_at, found.ended_why = None, ""
    return row


def event_called(actor: Actor, measure: Measure, event_id: UUID) -> MeasureEvent:
    """One event of this measure. Raises NotAllowed when there is none for the actor."""
    row = MeasureEvent.objects.filter(measure=measure, pk=event_id).first()
    if row is None:
        raise NotAllowed
    row.measure = measure
    return row


def events_known(measure: Measure) -> dict[str, Code]:
    """What the law lets happen to a measure, by code of clock_events.csv."""
    return events_of(measure.code, on=began_on(measure))


def is_ended_by_event(measure: Measure) -> bool:
    """Whether the measure ended by something that happened to it, such as a decision."""
    rows = MeasureEvent.objects.filter(measure=measure, withdrawn_at=None)
    return any(_ended_by(measure, row) for row in rows)


def _known(measure: Measure, code: str) -> Code:
    found = events_known(measure).get(code)
    if found is None:
        says = _("Choose what can happen to this measure.")
        raise NotValid("cases.measures.event", {"event": says})
    return found


def _check(measure: Measure, happened_at: datetime) -> None:
    says = ""
    if happened_at < measure.started_at:
        says = _("This lies before the beginning of the measure.")
    elif happened_at > timezone.now():
        says = _("This time is in the future. Record it when it has happened.")
    if says:
        raise NotValid("cases.measures.event", {"happened_at": says})


def _end(measure: Measure, event: MeasureEvent, row: Code) -> None:
    if measure.ended_at is None:
        measure.ended_at, measure.ended_why = event.happened_at, row.label


def _ended_by(measure: Measure, event: MeasureEvent) -> bool:
    row = events_known(measure).get(event.code)
    is_end = row is not None and row.more["effect"] == _ENDS
    return is_end and measure.ended_at == event.happened_at
